"""What an act changed, in words: for each row its fields with the old and the new value."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Max, Model, QuerySet

from portal.base.language import Label

from .labels import Labels, in_words, label_of, name_of, named
from .models import FIRST_KEY, Change, Changeset
from .states import SILENT, RowKey, State, differing, keys_by_model

#: Columns that say where a row belongs, which the page says already.
BELONGING = {"id", "content_type_id", "object_id", *SILENT}
#: Columns that tell how a row came about, which nobody types.
NEVER_TYPED = {"synthetic"}


@dataclass
class FieldChange:
    label: Label
    old: str
    new: str
    name: str = ""


@dataclass
class RowChange:
    """One row that a changeset changed: `differences` hold both values, or one side alone for a row made or gone."""

    kind: str
    model: type[Model]
    key: int
    before: State | None
    after: State | None
    at: int
    own: bool = False
    name: str = ""
    differences: list[FieldChange] = field(default_factory=list)

    @property
    def state(self) -> State | None:
        return self.after or self.before

    @property
    def kind_label(self) -> Label:
        return Change.Kind(self.kind).label

    @property
    def model_label(self) -> Label:
        return self.model._meta.verbose_name or ""


def diff(changesets: Iterable[Changeset], of: RowKey | None = None) -> dict[int, list[RowChange]]:
    """{changeset key: [RowChange]} of `changesets`, of all their rows or of those that the history of the record
    `of` shows, its own first. The number of queries depends on the models, not on the rows.
    """
    changes = Change.objects.under(*of) if of else Change.objects.all()
    changes = changes.filter(changeset__in=[changeset.pk for changeset in changesets])
    found: defaultdict[int, list[RowChange]] = defaultdict(list)
    for change, row in rows_of(changes):
        row.own = of is None or (row.model, row.key) == of
        found[change.changeset_id].append(row)
    describe([row for rows in found.values() for row in rows])
    for rows in found.values():
        rows.sort(key=lambda row: (not row.own, row.at))
    return found


def rows_of(changes: Iterable[Change]) -> list[tuple[Change, RowChange]]:
    """[(Change, RowChange without words)] of `changes`, without those of models that the code no longer has."""
    return [
        (change, RowChange(change.kind, change.model, change.key, *change.states, change.pk))
        for change in changes
        if change.model is not None
    ]


# --- Values -------------------------------------------------------------------------------------------
def describe(changes: Sequence[RowChange], also: Iterable[tuple[type[Model], State]] = ()) -> Labels:
    """Fills the names and the differences of RowChanges, asking each noun that they point at once. Returns the Labels
    of their states, and of those of `also` ((model, state)).
    """
    sides = ((change.model, side) for change in changes for side in (change.before, change.after) if side)
    labels = Labels([*sides, *also])
    rows = keys_by_model((change.model, change.key) for change in changes)
    names = {model: named(model, keys) for model, keys in rows.items()}
    for change in changes:
        if change.key not in names[change.model]:  # what points at it is told by what it was, or would be
            labels.names.setdefault(change.model, {})[change.key] = in_words(
                change.model, change.state, change.key
            )
    for change in changes:
        name = names[change.model].get(change.key) or name_of(change.model, change.state)
        change.name = name or ("" if change.key >= FIRST_KEY else str(change.key))
        change.differences = differences(change.model, change.before, change.after, labels)
    return labels


def differences(
    model: type[Model], old: State | None, new: State | None, labels: Labels
) -> list[FieldChange]:
    """The FieldChanges of two states of a row, in the order of the form; of one alone, what it holds."""
    names = differing(old, new) - BELONGING - NEVER_TYPED
    order = [column.attname for column in model._meta.concrete_fields]
    order += [link.name for link in model._meta.many_to_many]
    found = []
    for name in sorted(names & set(order), key=order.index):
        was, now = (labels.words(model, name, state) for state in (old, new))
        if was != now or (old and new):
            found.append(FieldChange(label_of(model, name), was, now, name))
    return found


def latest_changesets(model: type[Model], key: int) -> QuerySet:
    """The keys of the changesets that the history of a record shows, newest first (a QuerySet)."""
    rows = Change.objects.under(model, key)
    return rows.order_by().values("changeset").annotate(newest=Max("pk"))
