"""The base of every noun: facts under citation, text in NFC, derived columns, a version."""

from collections.abc import Callable, Container, Iterable
from typing import Any, ClassVar, Self, TypeVar

from django.apps import apps
from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.db import NO_ROWS, DerivedMixin, choices_of, columns_read, field_of
from portal.base.encodings import foreign_text
from portal.base.text import fold, nfc, visible
from portal.changes import recorder
from portal.changes.models import TrackedModel
from portal.changes.recorder import acting
from portal.changes.states import batches
from portal.search.index.indexing import added, batched, updating
from portal.search.query.matching import holding, kind_of, matching

from .related import fetch_related
from .state import Publication

Verb = TypeVar("Verb", bound=Callable)


class StaleRecord(Exception):
    """Someone else saved the record after this copy of it was read."""

    def __init__(self, record):
        self.record = record
        super().__init__(f"{record} đã được người khác sửa sau khi bạn mở.")


def _alters_data(method: Verb) -> Verb:
    """Marks a method that writes, so that no template calls it."""
    marked: Any = method
    marked.alters_data = True
    return method


class TrackedQuerySet(models.QuerySet):
    """The verbs that change many rows tell the history and the search index, which no signal does for them."""

    @_alters_data
    def bulk_create(self, *args, **kwargs) -> list[Any]:
        with acting(), batched() as batch:
            rows = super().bulk_create(*args, **kwargs)
            recorder.added(rows)
            added(batch, rows)
        return rows

    @_alters_data
    def bulk_update(self, *args, **kwargs) -> int:
        with acting():
            return super().bulk_update(*args, **kwargs)  # update() of ours, some rows at a time

    @_alters_data
    def update(self, **values) -> int:
        with recorder.changing(self), updating(self):
            return super().update(**values)

    @_alters_data
    def delete(self) -> tuple[int, dict[str, int]]:
        with acting():
            return super().delete()

    # Django's mark for what managers do not offer; functions have no such attribute that mypy knows.
    delete.queryset_only = True  # type: ignore[attr-defined]


class RecordQuerySet(TrackedQuerySet):
    """The verbs of every noun. A child is published when everything it hangs from is."""

    #: Lookups of the published parents, e.g. ("conference", "official").
    parents: tuple[str, ...] = ()

    def published(self) -> Self:
        """The rows that a reader may see."""
        return self.filter(**self.published_parents())

    def published_parents(self) -> dict[str, str]:
        """The lookups that a row's published parents meet."""
        return {f"{parent}__publication": Publication.PUBLISHED for parent in self.parents}

    def in_context(self) -> Self:
        """With the relations that each row's name and page need."""
        return self.select_related(*self.model.CONTEXT) if self.model.CONTEXT else self

    def shown(self) -> list[Any]:
        """The rows of a page. What POINTS_AT names is read noun by noun, which is lighter than to join each row with
        all of it, and to plan that.
        """
        if not self.model.POINTS_AT:
            return list(self)
        rows = list(self.select_related(None))
        fetch_related(rows, *self.model.POINTS_AT)
        return rows

    def search(self, text, drafts=False) -> Self:
        """The rows that `text` finds, in their own order. `drafts`: among all rows, not only the published.

        What is searched of a record is what its app says in `search.py`; of a noun that is not indexed, the
        folded text of the row, which must hold every word (at most 20 words, 200 characters).
        """
        if kind := kind_of(self.model):
            return self.filter(pk__in=matching(text, kind, drafts))
        return self.filter(holding(text, ["search_text"]))


class NamedQuerySet(RecordQuerySet):
    """The verbs of a noun without a state of publication that editors enter beside their drafts: its rows show
    where something published names them, and not before.
    """

    def published(self) -> Self:
        """The rows that a row of another noun names which a reader may see."""
        named = NO_ROWS
        for model, name in named_by(self.model):
            rows = model._default_manager.published().order_by()
            named |= models.Q(models.Exists(rows.filter(**{name: models.OuterRef("pk")})))
        return self.filter(named)


def named_by(model) -> "list[tuple[type[Record], str]]":
    """[(noun, its relation to `model`)] of the other nouns whose rows name those of `model`."""
    return [
        (relation.related_model, relation.field.name)
        for relation in model._meta.related_objects
        if issubclass(relation.related_model, Record) and relation.related_model is not model
    ]


class TextModel(TrackedModel):
    """A row whose texts are stored as they are seen, and refused where they are in another code."""

    class Meta:
        abstract = True

    def clean_fields(self, exclude=None) -> None:
        refused = self.foreign_texts(exclude or ())  # before: a no-break space may be a letter there
        self.normalise()
        try:
            super().clean_fields(exclude={*(exclude or ()), *refused})
        except ValidationError as error:
            refused = error.update_error_dict(refused)
        if refused:
            raise ValidationError(refused)

    def foreign_texts(self, exclude) -> dict[str, list[ValidationError]]:
        """{name of a changed field: why it is refused} of the texts that are no Unicode Vietnamese."""
        refused = {}
        for field, text in self.texts():
            if field.name in exclude or field.name not in self.changed_columns():
                continue
            if found := foreign_text(nfc(text)):
                refused[field.name] = [ValidationError(found.refusal, "foreign")]
        return refused

    def normalise(self) -> None:
        for field, text in self.texts():
            seen = visible(text)
            one_line = not isinstance(field, models.TextField)
            setattr(self, field.attname, " ".join(seen.split()) if one_line else seen)

    def texts(self) -> list[tuple[models.Field, str]]:
        """(field, what it holds) of the fields that hold text."""
        fields = [field for field in self._meta.concrete_fields if not field.generated]
        values = [(field, getattr(self, field.attname)) for field in fields]
        return [(field, value) for field, value in values if isinstance(value, str)]

    def changed_columns(self) -> set[str]:
        """The names of the fields that may differ from what is stored."""
        return {field.name for field in self._meta.concrete_fields}


class Record(TextModel):
    """A row that states facts.

    `FACTS` names the fields that a citation must carry once they hold a value. `CONTEXT` names the
    relations that its name in words needs. `PAGE_PARENT` names the relation on whose page it stands,
    where it has no page of its own. `HISTORY_PARENTS` names the other relations whose history shows its changes;
    those that are deleted with it need no naming. `PRIVATE_FIELDS` names the fields that no public page shows.
    `POINTS_AT` names the relations that a row of a page shows.
    `SILENT_VALUES` names the choices of a fact that say that nothing is known, {field: values}: no fact then.
    `LINKS_ON` names the many-to-many relations that say more exactly what a fact says as printed, {relation: fact}: what
    one gains stands on the sources of that.
    `NAMED_AGAIN` names the texts that name what a relation points at, {relation: fields}: unseen where that is.
    """

    FACTS: tuple[str, ...] = ()
    CONTEXT: tuple[str, ...] = ()
    PAGE_PARENT: str | None = None
    HISTORY_PARENTS: tuple[str, ...] = ()
    PRIVATE_FIELDS: tuple[str, ...] = ()
    POINTS_AT: tuple[str, ...] = ()
    SILENT_VALUES: dict[str, tuple[str, ...]] = {}
    LINKS_ON: dict[str, str] = {}
    NAMED_AGAIN: dict[str, tuple[str, ...]] = {}

    version = models.PositiveIntegerField(_("phiên bản"), default=1, editable=False)
    loaded_version = models.PositiveIntegerField(
        null=True,
        editable=False,
        help_text="The version that the shipped files left; people have edited a later one.",
    )
    citations = GenericRelation("records.Citation")
    gaps = GenericRelation("records.Gap")

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs) -> None:
        """Saves in NFC, with the derived columns, under the version it was read at.

        Raises StaleRecord, and saves nothing, when the stored version is no longer the one in hand.
        """
        self.normalise()
        if update_fields is not None:
            derived = {
                field.attname for field in self._meta.concrete_fields if isinstance(field, DerivedMixin)
            }
            update_fields = {*update_fields, *derived}
        with acting():
            self.claim_version()
            super().save(*args, update_fields=update_fields, **kwargs)

    def delete(self, *args, **kwargs) -> tuple[int, dict[str, int]]:
        with acting():
            return super().delete(*args, **kwargs)

    def clean_fields(self, exclude=None) -> None:
        """Of a locked row, only what it newly points at is looked up: the rest the database keeps there."""
        keys = {field.name for field in self._meta.concrete_fields if field.many_to_one}
        super().clean_fields(exclude={*(exclude or ()), *(keys - self.changed_columns())})

    def get_constraints(self) -> list[Any]:
        """Of a locked row, those that read a changed column: the others hold since it was stored."""
        changed = self.changed_columns()
        return [
            (model, [one for one in constraints if not columns_read(one) or columns_read(one) & changed])
            for model, constraints in super().get_constraints()
        ]

    def claim_version(self) -> None:
        """Moves the stored version on by one, if it is still the version in hand."""
        if self._state.adding:
            return
        locked = recorder.locked_state(self)
        recorder.about_to_change(self)
        if locked is None or locked["version"] != self.version:
            held = type(self)._base_manager.filter(pk=self.pk, version=self.version)
            if not held.update(version=self.version + 1):
                raise StaleRecord(self)
        self.version += 1

    def changed_columns(self) -> set[str]:
        """The names of the fields that differ from the row as the act in hand locked it; all where it did not."""
        locked = recorder.locked_state(self) or {}
        return {
            field.name
            for field in self._meta.concrete_fields
            if field.attname not in locked or locked[field.attname] != getattr(self, field.attname)
        }

    def _get_FIELD_display(self, field: models.Field) -> str:
        """The words of a choice. Django's own translates every choice of the field to find the one."""
        value = getattr(self, field.attname)
        return str(choices_of(field).get(value, value))

    def was_edited(self) -> bool:
        """Whether people made it, or changed it since the shipped files were last loaded."""
        return self.version != self.loaded_version

    def mark_loaded(self) -> None:
        """Notes that the present version is the one of the shipped files."""
        self.loaded_version = self.version
        type(self)._base_manager.filter(pk=self.pk).update(loaded_version=self.version)

    def page_url(self) -> str:
        """The address of the page it stands on, or "" where it stands on none."""
        if hasattr(self, "get_absolute_url"):
            return self.get_absolute_url()
        host = getattr(self, self.PAGE_PARENT) if self.PAGE_PARENT else None
        return host.page_url() if host else ""

    def facts(self) -> list[str]:
        """The names of FACTS that hold a value. False and 0 are values; "" and None are not."""
        return [
            name
            for name in self.FACTS
            if getattr(self, field_of(type(self), name).attname)
            not in (None, "", *self.SILENT_VALUES.get(name, ()))
        ]

    @classmethod
    def states_nothing(cls, name) -> models.Q:
        """The condition that the value of a fact says nothing of the world that needs a source of its own."""
        return models.Q((f"{name}__in", cls.SILENT_VALUES[name])) if name in cls.SILENT_VALUES else NO_ROWS

    def fact_label(self, name) -> str:
        """What a row of a list calls the fact in its field `name` ("" for the whole record)."""
        return str(field_of(type(self), name).verbose_name if name else self._meta.verbose_name)

    def name_on_page(self) -> str:
        """Its name among others of its kind on one page."""
        return str(self)

    @staticmethod
    def folded(*texts):
        """One folded text for search out of several (None is left out)."""
        return fold(" ".join(str(text) for text in texts if text))


def published_keys(model: type[models.Model], keys: Iterable[int]) -> set[int]:
    """Those of `keys` under which readers see a row of `model`; of a model that hides none, those of its rows."""
    rows: Any = model._default_manager.order_by()
    if hasattr(rows, "published"):
        rows = rows.published()
    return {key for some in batches(keys) for key in rows.filter(pk__in=some).values_list("pk", flat=True)}


def of_records(
    rows_of: Callable[[Any], models.QuerySet], kinds: Container[int | None] | None = None
) -> models.Q:
    """The condition that a row's generic key leads to one of `rows_of(model)`, of whatever noun (a Q).

    A generic key cannot be joined, so the rows of each noun are a subquery; `kinds`: the keys of the content types
    among the rows, where they are known to be few.
    """
    found = NO_ROWS
    for model in citable_models():
        kind = ContentType.objects.get_for_model(model)
        if kinds is None or kind.pk in kinds:
            found |= models.Q(content_type=kind, object_id__in=rows_of(model).values("pk"))
    return found


def of_published_record(kinds: Container[int | None] | None = None) -> models.Q:
    """The condition that a row's generic key leads to a record that a reader may see (a Q)."""
    return of_records(lambda model: model.objects.published(), kinds)


def with_their_records() -> GenericPrefetch:
    """The records behind the generic keys of rows, one query a noun however many rows (a prefetch)."""
    return GenericPrefetch("record", [model.objects.in_context() for model in citable_models()])


def citable_models() -> list[type[Record]]:
    """Every noun that states facts (a list of models)."""
    return [model for model in apps.get_models() if issubclass(model, Record)]


# --- With a state of publication of their own. Only what is published shows in public, anywhere -------
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
