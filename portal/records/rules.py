"""Truths that no row and no constraint can hold: the registry, and those that hold for every noun.

Each app keeps its own in `<app>/rules.py`: functions under `@rule` that yield a Breach for all that is
wrong. They stream their rows and ask a fixed number of questions. `manage.py check_records` runs all.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias
from unicodedata import is_normalized

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.module_loading import autodiscover_modules

from portal.base.db import DerivedMixin
from portal.base.text import nfc

from .admin_urls import admin_page
from .loading import tables_modules
from .models import Citation, FormerSlug, Gap, Publication, Record
from .uncited import CHUNK, uncited, with_uncited_fields


@dataclass(frozen=True)
class Breach:
    """One sentence about one record. `name` is the record in words."""

    model: type[models.Model]
    pk: int
    name: str
    sentence: str

    @property
    def model_label(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def path(self) -> str:
        """The address of the record's form in the admin, "" where it has none of its own."""
        return admin_page(self.model, "change", self.pk)

    def __str__(self):
        return " ".join(filter(None, (f"{self.model_label} “{self.name}”: {self.sentence}", self.path)))


Rule: TypeAlias = Callable[[], Iterator[Breach]]

RULES: list[Rule] = []
#: {model: relations that may be empty and that its name in words reads}; each app adds its own.
NAMED_BY: dict[type[models.Model], tuple[str, ...]] = {}


def rule(function: Rule) -> Rule:
    RULES.append(function)
    return function


def breaches() -> Iterator[Breach]:
    """Every Breach of every rule of every app, in the order of INSTALLED_APPS."""
    autodiscover_modules("rules")
    for function in RULES:
        yield from function()


def breach(record, sentence) -> Breach:
    return Breach(type(record), record.pk, str(record), sentence)


# --- What the rules of several apps need --------------------------------------------------------------
def record_models(base=models.Model) -> list[Any]:
    """The models of the apps that hold the record, those that derive from `base`."""
    modules = {module.__package__ for _folder, module in tables_modules()}
    rooms = [config for config in apps.get_app_configs() if config.name in modules]
    here = [model for config in rooms for model in config.get_models() if issubclass(model, base)]
    return here


def named(rows, *more) -> models.QuerySet:
    """`rows` with all that their name in words is made of, and the relations `more`."""
    return rows.select_related(*_parents(rows.model), *NAMED_BY.get(rows.model, ()), *more)


def _parents(model, depth=3):
    """The lookups of the foreign keys that are never empty, and of theirs."""
    for column in model._meta.concrete_fields:
        if column.many_to_one and not column.null and depth and column.related_model is not ContentType:
            yield column.name
            yield from (f"{column.name}__{name}" for name in _parents(column.related_model, depth - 1))


def everything(model, *more) -> Iterator[Any]:
    """All rows of `model` with what names them, streamed."""
    return named(model._base_manager.order_by("pk"), *more).iterator(chunk_size=CHUNK)


def label(model, name) -> str:
    return str(model._meta.get_field(name).verbose_name)


# --- Rules of every noun ------------------------------------------------------------------------------
@rule
def facts_are_cited() -> Iterator[Breach]:
    """A fact stands under a citation of its own or of the whole record. Synthetic records are exempt."""
    for model in record_models(Record):
        if not model.FACTS:
            continue
        for record, names in with_uncited_fields(named(uncited(model).order_by("pk"))):
            yield breach(record, f"chưa có dẫn chứng cho {', '.join(label(model, name) for name in names)}.")


@rule
def gaps_are_blank() -> Iterator[Breach]:
    """A field that a Gap explains holds no value."""
    for model in record_models(Record):
        kind = ContentType.objects.get_for_model(model)
        gaps = Gap.objects.filter(content_type=kind, field__in=model.FACTS)
        blank: dict[int, list[str]] = {}
        for pk, name in gaps.order_by("pk").values_list("object_id", "field"):
            blank.setdefault(pk, []).append(name)
        if not blank:
            continue
        rows = model._base_manager.filter(pk__in=gaps.values("object_id")).order_by("pk")
        for record in named(rows).iterator(chunk_size=CHUNK):
            for name in blank[record.pk]:
                if name in record.facts():
                    yield breach(record, f"mục {label(model, name)} ghi là trống mà vẫn có giá trị.")


@rule
def evidence_names_a_fact() -> Iterator[Breach]:
    """A citation or a gap speaks of one of the record's facts, or of the whole record."""
    for evidence in (Citation, Gap):
        for kind in _kinds(evidence):
            facts = getattr(kind.model_class(), "FACTS", ())
            stray = evidence.objects.filter(content_type=kind).exclude(field__in=["", *facts])
            for row in named(stray.order_by("pk")).iterator(chunk_size=CHUNK):
                of = f"{kind.name} số {row.object_id}"
                yield breach(
                    row, f"nói về mục “{row.field}” của {of}, nhưng đó không phải mục cần dẫn chứng."
                )


@rule
def evidence_and_addresses_have_their_record() -> Iterator[Breach]:
    """No citation, gap or former address is left of a record that is gone."""
    for attached in (Citation, Gap, FormerSlug):
        for kind in _kinds(attached):
            rows, model = attached.objects.filter(content_type=kind), kind.model_class()
            if model is not None:
                rows = rows.exclude(object_id__in=model._base_manager.values("pk"))
            for row in named(rows.order_by("pk")).iterator(chunk_size=CHUNK):
                yield breach(row, f"thuộc về {kind.name} số {row.object_id}, bản ghi ấy không còn.")


def _kinds(attached):
    return ContentType.objects.filter(pk__in=attached.objects.order_by().values("content_type")).order_by(
        "pk"
    )


@rule
def sources_of_public_facts_are_public() -> Iterator[Breach]:
    """What a reader sees cites sources that a reader sees."""
    for model in record_models(Record):
        shown = Citation.objects.filter(
            content_type=ContentType.objects.get_for_model(model),
            object_id__in=model._default_manager.published().order_by().values("pk"),
        )
        hidden = shown.exclude(source__publication=Publication.PUBLISHED)
        for row in named(hidden.order_by("pk")).iterator(chunk_size=CHUNK):
            of = f"{model._meta.verbose_name} số {row.object_id}"
            yield breach(row, f"dẫn cho {of} đã đăng, mà nguồn chưa đăng: sẽ không hiện.")


@rule
def text_is_nfc() -> Iterator[Breach]:
    """Text is stored in Unicode NFC, as save() writes it."""
    for model in record_models():
        names = [column.attname for column in model._meta.concrete_fields if _is_free_text(column)]
        if not names:
            continue
        rows = model._base_manager.order_by("pk").values_list("pk", *names)
        for pk, *texts in rows.iterator(chunk_size=CHUNK):
            wrong = [
                name for name, text in zip(names, texts, strict=True) if not is_normalized("NFC", text or "")
            ]
            if wrong:
                first = nfc(next(filter(None, texts)))[:60]
                places = ", ".join(label(model, name) for name in wrong)
                yield Breach(model, pk, first, f"chữ chưa ở dạng NFC trong mục {places}.")


def _is_free_text(column):
    is_text = isinstance(column, models.CharField | models.TextField)
    return is_text and not isinstance(column, DerivedMixin) and not column.choices


@rule
def derived_columns_are_in_step() -> Iterator[Breach]:
    """The columns that sort and search are what save() would make of the row today."""
    for model in record_models():
        columns = [column for column in model._meta.concrete_fields if isinstance(column, DerivedMixin)]
        derived = [column.attname for column in columns]
        for record in everything(model) if derived else ():
            stale = [name for name in derived if getattr(record, name) != getattr(record, f"derive_{name}")()]
            if stale:
                names = ", ".join(stale)
                yield breach(record, f"cột dẫn xuất {names} không khớp; hãy mở và lưu lại bản ghi.")
