"""What exists from one day to another."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class PeriodQuerySet(models.QuerySet):
    def on(self, day):
        """The rows in force on `day` (a datetime.date): from the day they began up to, not including, `ended`.

        A row whose beginning no source dates is taken to have begun before any day asked about.
        """
        begun = Q(began=None) | Q(began__lte=day)
        return self.filter(begun & (Q(ended=None) | Q(ended__gt=day)))


class Period(models.Model):
    """A beginning that may be unknown, and the first day on which it no longer was."""

    began = models.DateField(_("từ ngày"), null=True, blank=True, help_text=_("Để trống khi nguồn không nêu."))
    ended = models.DateField(
        _("thôi từ ngày"), null=True, blank=True, help_text=_("Ngày đầu tiên không còn nữa; để trống khi vẫn còn.")
    )

    class Meta:
        abstract = True

    @staticmethod
    def ends_after_it_begins(name):
        """The constraint of that sentence, under `name`."""
        return models.CheckConstraint(
            condition=Q(began=None) | Q(ended=None) | Q(ended__gt=F("began")),
            name=name,
            violation_error_message=_("Ngày thôi phải sau ngày bắt đầu."),
        )

    def was_in_force(self, day):
        return (self.began is None or self.began <= day) and (self.ended is None or day < self.ended)

    @property
    def last_day(self):
        """The last day it was in force, or None while it still is."""
        return self.ended and self.ended - datetime.timedelta(days=1)
