"""Changesets that nobody has made yet: what is proposed, and what an hour waits for."""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.changes.models import Change, Changeset

State = Changeset.State


class PendingQuerySet(models.QuerySet):
    def of(self, model, key):
        return self.of_model(model).filter(subject_key=key)

    def of_model(self, model):
        return self.filter(subject_type=ContentType.objects.get_for_model(model))

    def waiting(self):
        return self.filter(state=State.PROPOSED)


class Proposals(models.Manager.from_queryset(PendingQuerySet)):
    def get_queryset(self):
        return super().get_queryset().filter(state__in=Proposal.STATES)


class Proposal(Changeset):
    """What one save by somebody who may not publish would have changed of the record that it is about, and of the rows
    that hang from it. `at`: when it was sent. It stays when it is decided.
    """

    STATES = (State.PROPOSED, State.RETURNED, State.ACCEPTED, State.REJECTED, State.WITHDRAWN)

    objects = Proposals()

    class Meta:
        app_label = "records"
        proxy = True
        default_permissions = ("view",)
        permissions = [("publish_proposal", "Duyệt đề nghị sửa")]
        verbose_name = _("đề nghị sửa")
        verbose_name_plural = _("đề nghị sửa")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.title

    @property
    def is_open(self):
        """Whether it may still come to something."""
        return self.state in self.OPEN

    @property
    def form_record(self):
        """(model, key) of the record on whose form it was typed."""
        return apps.get_model(self.form[0]), self.form[1]

    @property
    def proposed(self):
        """Its Changes (a QuerySet)."""
        return Change.everything.filter(changeset=self)

    @property
    def rows(self):
        """Its Changes, without those of models that the code no longer has (a list)."""
        return [change for change in self.proposed if change.model is not None]


class ScheduledChangesets(models.Manager.from_queryset(PendingQuerySet)):
    def get_queryset(self):
        return super().get_queryset().filter(state=State.SCHEDULED)


class Scheduled(Changeset):
    """The record that it is about is published at `apply_at`, in the name of `user`; `answer` says why it was not when
    the hour came. It goes when it is done.
    """

    objects = ScheduledChangesets()

    class Meta:
        app_label = "records"
        proxy = True
        default_permissions = ()
        verbose_name = _("hẹn giờ đăng")
        verbose_name_plural = _("hẹn giờ đăng")
        ordering = ["apply_at", "pk"]

    def __str__(self):
        return f"{timezone.localtime(self.apply_at):%d/%m/%Y %H:%M}"
