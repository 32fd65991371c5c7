"""What exists from one day to another."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.base.text import date


def outside(thing, window, *, looking_back=False):
    """The words for a `thing` with a Period that was at no day of `window` (first, last) in force, or "".

    `looking_back` allows what ended before, as a figure may speak of the past.
    """
    first, last = window
    if thing.began and thing.began > last:
        return _("%(thing)s chỉ có từ %(day)s") % {"thing": thing, "day": date(thing.began)}
    if thing.ended and thing.ended <= first and not looking_back:
        return _("%(thing)s đã thôi từ %(day)s") % {"thing": thing, "day": date(thing.ended)}
    return ""


def year_window(year):
    """(first day, last day) of a year."""
    return datetime.date(year, 1, 1), datetime.date(year, 12, 31)


class PeriodQuerySet(models.QuerySet):
    def on(self, day):
        """The rows in force on `day` (a datetime.date): from the day they began up to, not including, `ended`.

        A row whose beginning no source dates is taken to have begun before any day asked about.
        """
        begun = Q(began=None) | Q(began__lte=day)
        return self.filter(begun & (Q(ended=None) | Q(ended__gt=day)))


class Period(models.Model):
    """A beginning that may be unknown, and the first day on which it no longer was."""

    began = models.DateField(
        _("từ ngày"), null=True, blank=True, help_text=_("Để trống khi nguồn không nêu.")
    )
    ended = models.DateField(
        _("thôi từ ngày"),
        null=True,
        blank=True,
        help_text=_("Ngày đầu tiên không còn nữa; để trống khi vẫn còn."),
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
