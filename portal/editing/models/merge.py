"""What is known of two records that may be one: those that are two, and those that were merged."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from portal.changes.models import Changeset, TrackedModel
from portal.changes.recorder import acting
from portal.records.models.record import TrackedQuerySet


class Pair(models.Model):
    """Two records of one model, the one of the smaller key first."""

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    other_id = models.BigIntegerField()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.content_type_id}: {self.object_id}, {self.other_id}"

    @property
    def noun(self):
        return ContentType.objects.get_for_id(self.content_type_id).model_class()


class DistinctQuerySet(TrackedQuerySet):
    def between(self, one, other):
        low, high = sorted((one.pk, other.pk))
        kind = ContentType.objects.get_for_model(type(one))
        return self.filter(content_type=kind, object_id=low, other_id=high)

    def tell(self, user, one, other, why=""):
        """Says that two records are not one, unless somebody did. Returns whether it was news."""
        if self.between(one, other).exists():
            return False
        low, high = sorted((one.pk, other.pk))
        user = user if user is not None and user.is_authenticated else None
        Distinct.objects.create(
            content_type=ContentType.objects.get_for_model(type(one)),
            object_id=low,
            other_id=high,
            user=user,
            why=why,
        )
        return True

    tell.alters_data = True


class Distinct(TrackedModel, Pair):
    """That somebody knows two records to be two: namesakes, or another article of the same title."""

    #: For editors alone.
    PRIVATE_FIELDS = ("other_id", "user_id", "at", "why")
    FOR_READERS = False

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

    objects = DistinctQuerySet.as_manager()

    class Meta:
        app_label = "records"
        verbose_name = _("ghi nhận không phải một")
        verbose_name_plural = _("ghi nhận không phải một")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "other_id"],
                name="distinct_is_said_once_of_a_pair",
                violation_error_message=_("Hai bản ghi này đã được ghi là không phải một."),
            ),
            models.CheckConstraint(
                condition=Q(object_id__lt=F("other_id")),
                name="distinct_pair_has_the_smaller_key_first",
                violation_error_message=_("Phải là hai bản ghi khác nhau."),
            ),
        ]

    def __str__(self):
        day = _now("Ghi ngày %(day)s") % {"day": f"{timezone.localtime(self.at):%d/%m/%Y}"}
        return f"{day}: {self.why}" if self.why else day

    def save(self, *args, **kwargs):
        with acting():
            super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        with acting():
            return super().delete(*args, **kwargs)


class Merger(models.Model):
    """That `gone` was merged into `kept` by `act`. `aside` is what the history does not keep and undoing needs:

    {"made": [[table, key]], "moved": [[table, key, column, before]], "unkept": [[table, key, {column: value}]]}
    """

    act = models.OneToOneField(Changeset, models.PROTECT, related_name="merger")
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    kept = models.BigIntegerField()
    gone = models.BigIntegerField()
    aside = models.JSONField(default=dict)

    class Meta:
        app_label = "records"
        default_permissions = ()
        verbose_name = _("lượt gộp")
        verbose_name_plural = _("lượt gộp")
        ordering = ["-pk"]

    def __str__(self):
        return str(self.act)

    @property
    def noun(self):
        return ContentType.objects.get_for_id(self.content_type_id).model_class()

    def get_undo_url(self):
        return reverse("admin:changes_changeset_page", args=[self.act_id])
