"""What a proposal changes, in words: old, proposed, and what stands now where that is neither."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ..history.act import Change
from ..history.states import differing, links_of
from ..history.undoing import in_words
from ..history.words import Labels, differences, named
from .rows import units


@dataclass
class Line:
    """One field. `now` is None unless what stands is no longer what the proposer saw."""

    label: str
    old: str
    new: str
    now: str | None = None
    token: str = ""
    taken: bool = True


@dataclass
class Unit:
    """One row: a line for each field where it is changed; taken or left whole where it is new or goes.

    `token` and `taken` are of the whole; `trouble` says why nothing of it can be taken. `hung` are rows that
    come or go with it.
    """

    title: str
    kind: str
    lines: list
    token: str = ""
    taken: bool = True
    trouble: str = ""
    moved: bool = False
    hung: list = field(default_factory=list)

    @property
    def has_moved(self):
        """Whether some field is neither what the proposer saw nor what they propose."""
        return any(line.now is not None for line in self.lines)


def shown(rows, now, left=()):
    """[Unit] of `rows`, with what stands `now` ({(model, key): state}). `left`: the tokens that are not taken."""
    sides = [
        (row.model, state) for row in rows for state in (row.before, row.after, now.get(row.at)) if state
    ]
    labels = Labels(sides)
    for row in rows:
        if row.before is None:
            labels.names.setdefault(row.model, {})[row.key] = in_words(row.model, row.after)
    titles = {}
    for model in {row.model for row in rows}:
        titles[model] = named(model, [row.key for row in rows if row.model is model])
    found, of = {}, units(rows)
    for number, row in enumerate(rows):
        found[row.at] = _unit(number, row, now.get(row.at), labels, titles[row.model], set(left))
    for at, root in of.items():
        if at != root:
            found[root].hung.append(found[at])
    return [found[at] for at, root in of.items() if at == root]


def _unit(number, row, now, labels, titles, left):
    name = titles.get(row.key) or in_words(row.model, row.after or row.before)
    noun = str(row.model._meta.verbose_name)
    if name == noun:
        name = in_words(row.model, row.before or row.after)
    title = name if name.startswith(noun) else f"{noun}: {name}"
    lines = []
    for each in differences(row.model, row.before, row.after, labels):
        line = Line(each.label, each.old, each.new)
        if row.kind == Change.Kind.CHANGED:
            line.token = f"{number}-{each.name}"
            if now is not None and _other(each.name, now, row):
                line.now = labels.words(row.model, each.name, now)
            line.taken = line.now is None and line.token not in left
        lines.append(line)
    unit = Unit(title, row.kind, lines)
    if row.kind != Change.Kind.CHANGED:
        unit.token, unit.taken = str(number), str(number) not in left
    if row.kind == Change.Kind.DELETED and now is not None:
        unit.moved = bool(differing(row.before, now))
        unit.taken = unit.taken and not unit.moved
    if row.kind != Change.Kind.ADDED and now is None:
        unit.trouble = _("Không còn nữa: đã bị xóa từ khi đề nghị.")
    return unit


def _other(name, now, row):
    """Whether what stands is neither what the proposer saw nor what they propose."""

    def value(state):
        return links_of(state, name) if name in row.after["links"] else state[name]

    return value(now) not in (value(row.before), value(row.after))
