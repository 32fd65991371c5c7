"""What an act changed, in words: for each row its fields with the old and the new value."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max

from .labels import Labels, label_of, name_of, named
from .models import Change
from .states import batches, columns, differing

#: Columns that say where a row belongs, which the page says already.
BELONGING = {"id", "content_type_id", "object_id", "version"}
#: Columns that tell how a row came about, which nobody types.
NEVER_TYPED = {"synthetic"}


@dataclass
class FieldChange:
    label: str
    old: str
    new: str
    name: str = ""


@dataclass
class RowChange:
    """One row that an act changed: `differences` hold both values, or one side alone for a row made or gone."""

    kind: str
    model: type
    key: int
    state: dict
    before: dict | None
    at: int
    own: bool = False
    name: str = ""
    differences: list = field(default_factory=list)

    @property
    def kind_label(self):
        return Change.Kind(self.kind).label

    @property
    def model_label(self):
        return self.model._meta.verbose_name


def diff(acts, of=None):
    """{act key: [RowChange]} of `acts`, of all their rows or of those that the history of `of` (a (model, key)
    pair) shows, its own first. The number of queries depends on the nouns, not on the rows.
    """
    rows = Change.objects.filter(act__in=[act.pk for act in acts])
    if of:
        model, key = of
        rows = rows.filter(of_noun=ContentType.objects.get_for_model(model), of_key=key)
    wanted = defaultdict(set)
    for act, kind, key in rows.values_list("act", "noun", "key"):
        wanted[ContentType.objects.get_for_id(kind).model_class()].add((act, key))
    found = defaultdict(list)
    for model, pairs in wanted.items():
        if model is not None and hasattr(model, "history"):
            for act, change in rows_of(model, pairs):
                change.own = of is None or (model, change.key) == of
                found[act].append(change)
    everything = [change for changes in found.values() for change in changes]
    describe(everything)
    for changes in found.values():
        changes.sort(key=lambda change: (not change.own, change.at))
    return found


def rows_of(model, pairs):
    """(act, RowChange) of the rows of `model` that stand in `pairs` ({(act, key)}), without words."""
    names, pk = columns(model), model._meta.pk.attname
    table = model.history.model.objects.order_by()
    keys = {key for _act, key in pairs}
    acts = {act for act, _key in pairs}
    found = []
    for some in batches(keys):
        rows = table.filter(act__in=acts, **{f"{pk}__in": some})
        found += rows.values_list("act", "history_id", "history_type", "links", *names)
    found = [row for row in found if (row[0], row[4]) in pairs]
    before = _states_before(model, [(row[4], row[1]) for row in found if row[2] == "~"])
    for act, at, kind, links, *row in found:
        state = {**dict(zip(names, row, strict=True)), "links": links}
        was = {"+": None, "-": state}.get(kind, before.get(at))
        yield act, RowChange(kind, model, row[0], state, was, at)


def _states_before(model, rows):
    """{history_id: state} before each of `rows` ([(key, history_id)])."""
    names, pk = columns(model), model._meta.pk.attname
    table = model.history.model.objects.order_by()
    numbers = defaultdict(list)
    for some in batches({key for key, _at in rows}):
        for key, at in (
            table.filter(**{f"{pk}__in": some}).values_list(pk, "history_id").order_by("history_id")
        ):
            numbers[key].append(at)
    previous = {}
    for key, at in rows:
        earlier = [number for number in numbers[key] if number < at]
        if earlier:
            previous[at] = earlier[-1]
    states = {}
    for some in batches(set(previous.values())):
        for at, links, *row in table.filter(history_id__in=some).values_list("history_id", "links", *names):
            states[at] = {**dict(zip(names, row, strict=True)), "links": links}
    return {at: states[number] for at, number in previous.items()}


# --- Values -------------------------------------------------------------------------------------------
def describe(changes):
    """Fills the names and the differences of RowChanges, asking each noun that they point at once."""
    pairs = []
    for change in changes:
        old = None if change.kind == "+" else change.before
        new = None if change.kind == "-" else change.state
        pairs.append((change, old, new))
    labels = Labels((change.model, side) for change, *sides in pairs for side in sides if side)
    rows = defaultdict(set)
    for change in changes:
        rows[change.model].add(change.key)
    names = {model: named(model, keys) for model, keys in rows.items()}
    for change, old, new in pairs:
        change.name = (
            names[change.model].get(change.key) or name_of(change.model, change.state) or str(change.key)
        )
        change.differences = differences(change.model, old, new, labels)


def differences(model, old, new, labels):
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


def latest_acts(model, key):
    """The keys of the acts that the history of a record shows, newest first (a QuerySet)."""
    rows = Change.objects.filter(of_noun=ContentType.objects.get_for_model(model), of_key=key)
    return rows.order_by().values("act").annotate(newest=Max("pk"))
