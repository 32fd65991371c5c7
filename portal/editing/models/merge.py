"""What is known of two records that look like one: that they are two."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from portal.changes.models import TrackedModel
from portal.records.models.record import TrackedQuerySet


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
        day = _now("Ghi ngày %(day)s") % {"day": f"{timezone.localtime(self.at):%d/%m/%Y}"}
        return f"{day}: {self.why}" if self.why else day
