"""Records with a state of publication of their own. Only what is published shows in public, anywhere."""

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from .record import Record, RecordQuerySet
from .state import Publication


class PublishedQuerySet(RecordQuerySet):
    def published(self) -> Self:
        return self.filter(publication=Publication.PUBLISHED, **self.published_parents())


class Published(Record):
    """A record with a publication state of its own; its children follow it."""

    publication = models.CharField(
        _("trạng thái đăng"), max_length=10, choices=Publication, default=Publication.DRAFT, db_index=True
    )
    synthetic = models.BooleanField(
        _("dữ liệu thử"),
        default=False,
        editable=False,
        help_text=_("Do máy tạo để thử tải; không phải hồ sơ thật."),
    )

    objects: ClassVar = PublishedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_published(self) -> bool:
        return self.publication == Publication.PUBLISHED
