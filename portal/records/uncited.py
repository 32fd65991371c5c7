"""What is stated without a source: one rule, for the forms, the desk, the checks and whatever goes on the page.

publishing_obstacles(record)     [Unsourced] of the record as stored and of the rows that show with it;
                                 [] when it may go on the page
inferred_labels_of(rows)         the facts of records that sources only imply
citations_of(rows)               the citations of records in words
obstacles_of(records)            {key: [Unsourced]} of several records of one noun, in as many queries
uncited(model)                   the records of a noun that state something without a source (a QuerySet)
uncited_fields(record, cited)    the names of the facts of a record in hand that none of its citations carries

A citation that only says what its source gives instead (`differs`), or that a person infers without a word why, carries
nothing. `shown`: as readers see it, to whom a source that is not published is none; before, it may go on the page with
what cites it.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import attrgetter, or_
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import CASCADE, Exists, OuterRef
from django.utils.translation import gettext as _

from portal.base.compiled import CompiledCondition, compiled
from portal.base.db import NO_ROWS, field_of
from portal.base.unsourced import Cited, Labels

from .models import Citation, Publication, Published, Record, RecordQuerySet, fetch_related, of_keys, rows_at

CHUNK = 2_000


@dataclass(frozen=True)
class Unsourced:
    """A fact, of a record or of one of its rows, that no citation carries. `why`: those that it has do not."""

    record: Record
    name: str
    why: str = ""

    @property
    def label(self) -> str:
        """The field in words."""
        label = str(field_of(type(self.record), self.name).verbose_name)
        return f"{label} ({self.why})" if self.why else label


def uncited_fields(record, cited) -> list[str]:
    """The names of the facts of `record` that hold a value under no citation.

    `cited`: the fields of its citations, "" for one of the whole record. A gap is no source: it explains a
    blank, and a field that holds a value is not blank.
    """
    if "" in cited or cited.issuperset(
        Record.facts(record)
    ):  # what a noun itself says of them may cost a query
        return []
    return [name for name in record.facts() if name not in cited]


def uncited(model, shown=False) -> RecordQuerySet:
    """The records of `model` with a fact under no citation, of its own or of the whole record (a QuerySet).

    Synthetic records are exempt.
    """
    kind = ContentType.objects.get_for_model(model).pk  # which is in what is put together
    return model._default_manager.order_by().filter(CompiledCondition(_uncited, model, shown, kind))


def _uncited(model, shown, _kind):
    citations = _citations(model, shown).filter(object_id=OuterRef("pk"))
    lacking = NO_ROWS
    for name in model.FACTS:
        lacking |= holds_value(model, name) & models.Q(~Exists(citations.filter(field=name)))
    rows = model._base_manager.filter(lacking & ~Exists(citations.filter(field="")))
    return rows.filter(synthetic=False) if issubclass(model, Published) else rows


def holds_value(model, name) -> models.Q:
    """The condition that a fact is neither NULL nor ""."""
    held = models.Q((f"{name}__isnull", False))
    is_text = isinstance(model._meta.get_field(name), models.CharField | models.TextField)
    held = held & ~models.Q((name, "")) if is_text else held
    return held & ~model.states_nothing(name)


def with_uncited_fields(rows) -> Iterator[tuple[Any, list[str]]]:
    """(record, names of its bare facts) of `rows`, a QuerySet of `uncited`, streamed."""
    cited = cited_fields(rows.model, rows.order_by().values("pk"))
    for record in rows.iterator(chunk_size=CHUNK):
        yield record, uncited_fields(record, cited[record.pk])


def publishing_obstacles(record) -> list[Unsourced]:
    """The facts without a source that would show if `record`, as stored, went on the page ([Unsourced])."""
    return obstacles_of([record])[record.pk]


def obstacles_of(records) -> dict[int, list[Unsourced]]:
    """{key: [Unsourced]} of stored records of one noun, their own facts first."""
    found: dict[int, list[Unsourced]] = {record.pk: [] for record in records}
    keys = [record.pk for record in records if not getattr(record, "synthetic", False)]
    if not keys:
        return found
    whole = type(records[0])
    for model, of in [(whole, "pk"), *shown_with(whole)]:
        column = model._meta.pk.attname if of == "pk" else model._meta.get_field(of).attname
        rows = list(uncited(model).in_context().filter(**{f"{of}__in": keys}).order_by("pk"))
        cited = cited_fields(model, [row.pk for row in rows]) if rows else {}
        for row in rows:
            found[getattr(row, column)] += [
                Unsourced(row, name) for name in uncited_fields(row, cited[row.pk])
            ]
    return found


def labels_of(rows: dict[Any, list[int]]) -> Labels:
    """The Labels of those of `rows` ({model: keys}) with a fact under no citation. One query, and one for each noun of
    which some row is cited field by field.
    """
    keys = {model: some for model, some in rows.items() if issubclass(model, Record) and model.FACTS and some}
    if not keys:
        return {}
    models_of = {ContentType.objects.get_for_model(model).pk: model for model in keys}
    cited: defaultdict[tuple[Any, int], set[str]] = defaultdict(set)
    for citation in shown_citations(of_keys(keys)):
        if citation.carries:
            cited[models_of[citation.content_type_id], citation.object_id].add(citation.field)
    found = {}
    for model, some in keys.items():
        for record in rows_at(model)([key for key in some if "" not in cited[model, key]]):
            names = uncited_fields(record, cited[model, record.pk])
            if names and not getattr(record, "synthetic", False):
                found[model, record.pk] = "; ".join(Unsourced(record, name).label for name in names)
    return found


def shown_citations(mine) -> list[Citation]:
    """The citations of published sources whose generic key is among `mine`, with their sources, by key.

    Without a join: a database that has not counted its rows yet would begin at the source, and read all it carries.
    """
    found = _citations_at(mine)
    fetch_related(found, "source")
    return sorted((one for one in found if one.source.is_published), key=attrgetter("pk"))


@compiled
def _citations_at(mine):
    return Citation.objects.filter(mine).without_unseen_names().order_by()


def inferred_labels_of(rows: dict[Any, list[int]]) -> Labels:
    """The Labels of those of `rows` with a fact that each of its sources only implies. One query for all nouns."""
    models_of = {
        ContentType.objects.get_for_model(model).pk: model
        for model in rows
        if issubclass(model, Record) and model.FACTS and rows[model]
    }
    carrying = [_citations(model, True).filter(object_id__in=rows[model]) for model in models_of.values()]
    told = reduce(or_, carrying, Citation.objects.none())
    stated = defaultdict(set)
    for kind, key, name, basis in told.order_by("pk").values_list(
        "content_type", "object_id", "field", "basis"
    ):
        stated[models_of[kind], key, name].add(basis != Citation.Basis.INFERRED)
    found: defaultdict[tuple[Any, int], list[str]] = defaultdict(list)
    for (model, key, name), is_stated in stated.items():
        if True not in is_stated:
            found[model, key].append(name)
    return {
        (model, key): "; ".join(
            str(field_of(model, name).verbose_name) if name else _("cả dòng")
            for name in ("", *model.FACTS)
            if name in names
        )
        for (model, key), names in found.items()
    }


def citations_of(rows: dict[Any, list[int]]) -> dict[tuple[Any, int], list[Cited]]:
    """{(model, key): [Cited]} of `rows` to published sources, those of the whole record first. One query."""
    keys = {model: some for model, some in rows.items() if issubclass(model, Record) and some}
    models_of = {ContentType.objects.get_for_model(model).pk: model for model in keys}
    found = defaultdict(list)
    theirs = [models.Q(content_type=kind, object_id__in=keys[model]) for kind, model in models_of.items()]
    published = Citation.objects.without_unseen_names().filter(source__publication=Publication.PUBLISHED)
    for one in (
        published.filter(reduce(or_, theirs)).select_related("source").order_by("field", "pk")
        if theirs
        else ()
    ):
        label = str(one.field_label) or _("cả dòng")
        words = one.place, one.get_basis_display(), one.verbatim, one.differs
        found[models_of[one.content_type_id], one.object_id].append(
            Cited(one.field, label, str(one.source), one.source.url, *map(str, words))
        )
    return found


def shown_with(model) -> list[tuple[type[Record], str]]:
    """[(noun, its relation to `model`)] of the rows that go on the page with a record of `model`."""
    return [
        (relation.related_model, relation.field.name)
        for relation in model._meta.related_objects
        if relation.on_delete is CASCADE
        and issubclass(relation.related_model, Record)
        and not issubclass(relation.related_model, Published)
        and relation.related_model.FACTS
    ]


def _citations(model, shown):
    rows = Citation.objects.carrying(model)
    return rows.filter(source__publication=Publication.PUBLISHED) if shown else rows


def cited_fields(model, keys) -> defaultdict[int, set[str]]:
    """{key: the fields that its citations carry} of records of `model`."""
    cited = defaultdict(set)
    own = _citations(model, False).filter(object_id__in=keys).order_by()
    for key, name in own.values_list("object_id", "field"):
        cited[key].add(name)
    return cited
