"""Which source carries which fact, and why a blank is blank."""

import re
from typing import Any, ClassVar, Self
from urllib.parse import quote

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.compiled import CompiledCondition
from portal.base.language import Label
from portal.changes.recorder import acting

from .record import TextModel, TrackedQuerySet, citable_models, of_published_record, with_their_records
from .state import Publication


class OfRecord(TextModel):
    """A row that speaks of one field of any record, or of the whole record when `field` is empty."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, db_index=False)
    object_id = models.BigIntegerField()
    record = GenericForeignKey("content_type", "object_id")
    field = models.CharField(_("mục"), max_length=40, blank=True, help_text=_("Để trống: cả bản ghi."))
    shipped = models.BooleanField(default=False, editable=False, help_text="Came with the shipped record.")

    objects = TrackedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        """A row that people write or change is theirs: the shipped files no longer rule it."""
        self.shipped = False
        self.normalise()
        with acting():
            super().save(*args, **kwargs)

    def delete(self, *args, **kwargs) -> tuple[int, dict[str, int]]:
        with acting():
            return super().delete(*args, **kwargs)

    @property
    def record_label(self) -> Label:
        """The noun it speaks of, in words."""
        return self.record_model._meta.verbose_name

    @property
    def record_model(self) -> Any:
        """The model of the record, from the cache of content types."""
        return ContentType.objects.get_for_id(self.content_type_id).model_class()

    @property
    def field_label(self) -> Label:
        """The field's name in words, or "" for the whole record."""
        if not self.field:
            return ""
        try:
            return self.record_model._meta.get_field(self.field).verbose_name
        except FieldDoesNotExist:
            return self.field


def _names_the_seen(*_kinds):
    rows = Citation._base_manager.all()
    for model in citable_models():
        for relation, texts in model.NAMED_AGAIN.items():
            unseen = model._base_manager.filter(
                pk=models.OuterRef("object_id"), **{f"{relation}__isnull": False}
            )
            unseen = unseen.exclude(**{f"{relation}__publication": Publication.PUBLISHED})
            kind = ContentType.objects.get_for_model(model)
            naming = models.Q(content_type=kind, field__in=(relation, *texts))
            rows = rows.filter(~(naming & models.Exists(unseen)))
    return rows


class CitationQuerySet(TrackedQuerySet):
    def published(self) -> Self:
        """The citations of published records to published sources."""
        return self.without_unseen_names().filter(
            of_published_record(), source__publication=Publication.PUBLISHED
        )

    def without_unseen_names(self) -> Self:
        """Without those of texts that name again what readers do not see (NAMED_AGAIN)."""
        naming = {model: model.NAMED_AGAIN for model in citable_models() if model.NAMED_AGAIN}
        kinds = [ContentType.objects.get_for_model(model).pk for model in naming]
        return self.filter(CompiledCondition(_names_the_seen, *kinds))

    def carrying(self, model: type[models.Model]) -> Self:
        """Those of records of `model` that are sources of their values: they do not only say what their source gives
        instead, and who infers a value from one says why. What the shipped files imply is read elsewhere.
        """
        rows = self.filter(content_type=ContentType.objects.get_for_model(model), differs="")
        return rows if hasattr(model, "inferred") else rows.exclude(**Citation.UNEXPLAINED)

    def in_context(self) -> Self:
        """With the source that the name of each row needs."""
        return self.select_related("source")

    def with_records(self) -> Self:
        """With the records they speak of."""
        return self.prefetch_related(with_their_records())


class Citation(OfRecord):
    """A source that states, implies or contradicts a fact. Disagreeing values are shown, never averaged."""

    class Basis(models.TextChoices):
        STATED = "stated", _("nêu rõ")
        INFERRED = "inferred", _("suy ra")

    #: What says that somebody infers a value, and not why; only a record that is `inferred` itself stands on it.
    UNEXPLAINED: ClassVar = {"basis": Basis.INFERRED, "note": "", "shipped": False}

    source = models.ForeignKey(
        "records.Source", models.PROTECT, verbose_name=_("nguồn"), related_name="citations"
    )
    place = models.CharField(_("chỗ trong bài"), max_length=60, blank=True, help_text=_("Ví dụ: đoạn 4."))
    anchor = models.CharField(
        _("chữ để tìm trong bài"),
        max_length=120,
        blank=True,
        help_text=_("Vài chữ hoặc một con số, chép đúng như bài in."),
    )
    basis = models.CharField(_("cách nêu"), max_length=8, choices=Basis, default=Basis.STATED)
    verbatim = models.CharField(
        _("nguyên văn trong nguồn"),
        max_length=400,
        blank=True,
        help_text=_("Chỉ ghi khi khác giá trị của hồ sơ."),
    )
    differs = models.CharField(
        _("nguồn này nêu khác"),
        max_length=400,
        blank=True,
        help_text=_("Giá trị mà nguồn này nêu, khi nó không khớp."),
    )
    note = models.CharField(_("ghi chú"), max_length=400, blank=True)

    objects: ClassVar = CitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("dẫn chứng")
        verbose_name_plural = _("dẫn chứng")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["content_type", "field"],
                condition=~models.Q(differs=""),
                name="citation_that_differs",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "field", "source", "place"],
                name="citation_once_a_place",
                violation_error_message=_("Nguồn này đã được dẫn cho mục này, ở cùng chỗ trong bài."),
            ),
        ]

    def __str__(self):
        return f"{self.source} · {self.place}" if self.place else str(self.source)

    @property
    def is_inferred(self) -> bool:
        return self.basis == self.Basis.INFERRED

    @property
    def carries(self) -> bool:
        """Whether it is a source of a value; `CitationQuerySet.carrying` asks the same."""
        explained = any(getattr(self, name) != value for name, value in self.UNEXPLAINED.items())
        return not self.differs and (explained or hasattr(self.record_model, "inferred"))

    @property
    def url(self) -> str:
        """The article's link, opening at the anchor where the browser knows text fragments."""
        if not self.source.link or not self.anchor:
            return self.source.link
        # In a text fragment "-", "," and "&" are syntax and must be escaped (WICG Scroll to Text Fragment).
        words = re.sub("[-]", "%2D", quote(self.anchor, safe=""))
        return f"{self.source.link.split('#')[0]}#:~:text={words}"


class Gap(OfRecord):
    """Why a field is blank. A blank with no Gap means that nobody has looked yet ("chưa tra cứu")."""

    #: NOT_STATED: the sources were read whole; NOT_READ: only a part of them was, and it is not in that part.
    class Kind(models.TextChoices):
        NOT_STATED = "not_stated", _("nguồn không nêu")
        NOT_READ = "not_read", _("chưa thấy nêu")
        NONE = "none", _("không có")

    kind = models.CharField(_("vì sao trống"), max_length=10, choices=Kind, default=Kind.NOT_STATED)
    note = models.CharField(_("ghi chú"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("chỗ trống")
        verbose_name_plural = _("chỗ trống")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "field"],
                name="gap_once_a_field",
                violation_error_message=_("Mục này đã được ghi là trống rồi."),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()
