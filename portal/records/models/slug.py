"""Addresses: slugs made from Vietnamese names, and the former ones that still lead here."""

from collections.abc import Container
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from portal.base.text import slugify

from .withdrawn import withdrawn_at


class RecordMoved(Exception):
    """The record lives at another address now; the reader is sent there (portal.middleware)."""

    def __init__(self, record):
        self.record = record
        super().__init__(str(record))


class FormerSlug(models.Model):
    """A slug that a record once had. `scope` is the key of the record that the slug lived under, or ""."""

    #: Recorded where a merger moves it.
    RECORDED_COLUMNS = ("content_type_id", "object_id", "scope", "slug")
    PRIVATE_FIELDS = ("scope", "slug")

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.BigIntegerField()
    scope = models.CharField(max_length=20, blank=True)
    slug = models.SlugField(_("đường dẫn"), max_length=120)

    class Meta:
        verbose_name = _("địa chỉ cũ")
        verbose_name_plural = _("địa chỉ cũ")
        ordering = ["slug", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "scope", "slug"], name="former_slug_leads_to_one_record"
            ),
        ]

    def __str__(self):
        return self.slug


def has_page(model: Any) -> bool:
    """Whether the records of `model` have a page of their own."""
    return issubclass(model, Slugged) and hasattr(model, "get_absolute_url")


class Slugged(models.Model):
    """A model with a `slug`. An empty one is made from `slug_source()`; a changed one keeps leading here."""

    slug: models.SlugField

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs) -> None:
        if not self.slug:
            self.slug = self.free_slug()
            update_fields = update_fields and {*update_fields, "slug"}
        former = self.__dict__.get("_slug_as_read")
        super().save(*args, update_fields=update_fields, **kwargs)
        if former and former != self.slug:
            self.remember(former)
        self._slug_as_read = self.slug

    @classmethod
    def from_db(cls, *args, **kwargs):
        record = super().from_db(*args, **kwargs)
        record._slug_as_read = record.__dict__.get("slug")
        return record

    def slug_source(self) -> str:
        return str(self)

    def slug_scope(self) -> str:
        """The key that the slug is unique under, or "" where it is unique in the whole table."""
        return ""

    def slug_rivals(self) -> models.QuerySet:
        """The rows that may not share the slug."""
        return type(self)._base_manager.exclude(pk=self.pk)

    def free_slug(self, taken: Container[str] | None = None) -> str:
        """The slug of the name, with -2, -3 … behind it while another record has it, or it is among `taken`."""
        stem = slugify(self.slug_source()) or self._meta.model_name or ""
        if taken is None:
            taken = set(self.slug_rivals().filter(slug__startswith=stem).values_list("slug", flat=True))
        number, slug = 1, stem
        while slug in taken:
            number += 1
            slug = f"{stem}-{number}"
        return slug

    def remember(self, slug) -> None:
        FormerSlug.objects.update_or_create(
            content_type=ContentType.objects.get_for_model(type(self)),
            scope=self.slug_scope(),
            slug=slug,
            defaults={"object_id": self.pk},
        )


def find_or_moved(rows, slug, scope="") -> Any:
    """The one of `rows` (a QuerySet of a Slugged noun) at `slug`. Raises what `missing` gives where there is none."""
    for record in rows.filter(slug=slug).order_by()[:1]:  # unsorted: half of what it costs to say the query
        return record
    raise missing(rows, slug, scope)


def missing(rows, slug, scope="") -> Exception:
    """What to raise where none of `rows` is at `slug`: RecordMoved to the present address when the slug is a former
    one, Withdrawn when readers saw a record there that was taken off the page, Http404 when there never was one.
    """
    former = FormerSlug.objects.filter(
        content_type=ContentType.objects.get_for_model(rows.model), scope=scope, slug=slug
    )
    record = rows.filter(pk__in=former.values("object_id")).first()
    if record is not None:
        return RecordMoved(record)
    return withdrawn_at(rows.model, slug, scope, former.values("object_id")) or Http404()
