"""The four states of publication."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Publication(models.TextChoices):
    DRAFT = "draft", _("bản nháp")
    REVIEW = "review", _("chờ duyệt")
    PUBLISHED = "published", _("đã đăng")
    WITHDRAWN = "withdrawn", _("đã gỡ")


#: States in which no reader has seen a record, and those that only a publisher puts one in and takes it out of.
UNPUBLISHED = (Publication.DRAFT, Publication.REVIEW)
GUARDED = (Publication.PUBLISHED, Publication.WITHDRAWN)
