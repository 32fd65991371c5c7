"""Records that are to be published at a day and hour that a publisher chose."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ScheduledQuerySet(models.QuerySet):
    def of(self, record):
        return self.filter(content_type=ContentType.objects.get_for_model(record), object_id=record.pk)

    def of_noun(self, model):
        return self.filter(content_type=ContentType.objects.get_for_model(model))


class Scheduled(models.Model):
    """`record` is published at `at`, in the name of `user`; `refused` says why it was not when the hour came."""

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    record = GenericForeignKey()
    at = models.DateTimeField(_("đăng vào lúc"), db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    refused = models.TextField(_("vì sao không đăng được"), blank=True)

    objects = ScheduledQuerySet.as_manager()

    class Meta:
        app_label = "records"
        default_permissions = ()
        verbose_name = _("hẹn giờ đăng")
        verbose_name_plural = _("hẹn giờ đăng")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"],
                name="record_is_scheduled_once",
                violation_error_message=_("Bản ghi này đã được hẹn giờ đăng."),
            )
        ]

    def __str__(self):
        return f"{timezone.localtime(self.at):%d/%m/%Y %H:%M}"
