"""Who has a record's form open, so that two people notice each other before they save."""

import datetime

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


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
        verbose_name = gettext_lazy("lượt mở biểu mẫu")
        verbose_name_plural = gettext_lazy("lượt mở biểu mẫu")
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "user"], name="presence_once_a_user_and_record"
            ),
        ]

    def __str__(self):
        name = self.user.get_full_name() or self.user.get_username()
        since = timezone.localtime(self.since)
        return _("%(name)s đang mở bản ghi này từ %(since)s.") % {"name": name, "since": f"{since:%H:%M}"}
