"""What only editors know: pairs that are two, open forms, and changesets that nobody has made yet: what is proposed, and
what an hour waits for.
"""

import datetime

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.changes.models import Change, Changeset, TrackedModel
from portal.records.models.record import TrackedQuerySet

State = Changeset.State


class NotDuplicateQuerySet(TrackedQuerySet):
    def between(self, one, other):
        low, high = sorted((one.pk, other.pk))
        kind = ContentType.objects.get_for_model(type(one))
        return self.filter(content_type=kind, object_id=low, other_id=high)

    def of(self, record):
        """Those in which `record` is one of the two."""
        kind = ContentType.objects.get_for_model(type(record))
        return self.filter(Q(object_id=record.pk) | Q(other_id=record.pk), content_type=kind)

    def mark(self, user, one, other, why=""):
        """Notes that two records are not one, unless somebody did. Returns whether it was news."""
        if self.between(one, other).exists():
            return False
        low, high = sorted((one.pk, other.pk))
        kind = ContentType.objects.get_for_model(type(one))
        user = user if user is not None and user.is_authenticated else None
        self.create(content_type=kind, object_id=low, other_id=high, user=user, why=why)
        return True

    mark.alters_data = True


class NotDuplicate(TrackedModel):
    """That somebody knows two records of one model to be two: namesakes, or another article of the same title.

    The one of the smaller key comes first.
    """

    #: For editors alone.
    PRIVATE_FIELDS = ("other_id", "user_id", "at", "why")
    FOR_READERS = False

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    other_id = models.BigIntegerField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người ghi"),
    )
    at = models.DateTimeField(_("lúc"), default=timezone.now)
    why = models.CharField(_("vì sao"), max_length=300, blank=True)

    objects = NotDuplicateQuerySet.as_manager()

    class Meta:
        app_label = "records"
        verbose_name = _("ghi nhận không phải một")
        verbose_name_plural = _("ghi nhận không phải một")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "other_id"],
                name="not_duplicate_once_a_pair",
                violation_error_message=_("Hai bản ghi này đã được ghi là không phải một."),
            ),
            models.CheckConstraint(
                condition=Q(object_id__lt=F("other_id")),
                name="not_duplicate_has_the_smaller_key_first",
                violation_error_message=_("Phải là hai bản ghi khác nhau."),
            ),
        ]

    def __str__(self):
        day = gettext("Ghi ngày %(day)s") % {"day": f"{timezone.localtime(self.at):%d/%m/%Y}"}
        return f"{day}: {self.why}" if self.why else day


class Presence(models.Model):
    """`user` has the form of a record open since `since`, and was last heard of at `seen`."""

    #: Who is not heard of for so long has left.
    SILENT = datetime.timedelta(minutes=2)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    since = models.DateTimeField()
    seen = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "records"
        default_permissions = ()
        verbose_name = _("lượt mở biểu mẫu")
        verbose_name_plural = _("lượt mở biểu mẫu")
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "user"], name="presence_once_a_user_and_record"
            ),
        ]

    def __str__(self):
        name = self.user.get_full_name() or self.user.get_username()
        told = {"name": name, "since": f"{timezone.localtime(self.since):%H:%M}"}
        return gettext("%(name)s đang mở bản ghi này từ %(since)s.") % told


class PendingQuerySet(models.QuerySet):
    def of(self, model, key):
        return self.of_model(model).filter(subject_key=key)

    def of_model(self, model):
        return self.filter(subject_type=ContentType.objects.get_for_model(model))

    def waiting(self):
        return self.filter(state=State.PROPOSED)


class PendingManager(models.Manager.from_queryset(PendingQuerySet)):
    """Those in one of `states`."""

    def __init__(self, *states):
        super().__init__()
        self.states = states

    def get_queryset(self):
        return super().get_queryset().filter(state__in=self.states)


class Proposal(Changeset):
    """What one save by somebody who may not publish would have changed of the record that it is about, and of the rows
    that hang from it. `at`: when it was sent. It stays when it is decided.
    """

    STATES = (State.PROPOSED, State.RETURNED, State.ACCEPTED, State.REJECTED, State.WITHDRAWN)

    objects = PendingManager(*STATES)

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


class Scheduled(Changeset):
    """The record that it is about is published at `apply_at`, in the name of `user`; `answer` says why it was not when
    the hour came. It goes when it is done.
    """

    objects = PendingManager(State.SCHEDULED)

    class Meta:
        app_label = "records"
        proxy = True
        default_permissions = ()
        verbose_name = _("hẹn giờ đăng")
        verbose_name_plural = _("hẹn giờ đăng")
        ordering = ["apply_at", "pk"]

    def __str__(self):
        return f"{timezone.localtime(self.apply_at):%d/%m/%Y %H:%M}"
