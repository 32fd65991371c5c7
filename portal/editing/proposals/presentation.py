"""What a proposal changes, in words: old, proposed, and what stands now where that is neither."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from portal.changes.diff import differences
from portal.changes.labels import Labels, in_words, named
from portal.changes.models import Change
from portal.changes.states import differing, links_of
from portal.files.models import StoredFile
from portal.records.models import Citation

from .citations import Support
from .rows import units


@dataclass
class DiffLine:
    """One field. `now` is None unless what stands is no longer what the proposer saw."""

    label: str
    old: str
    new: str
    now: str | None = None
    token: str = ""
    taken: bool = True
    name: str = ""
    #: The citations that the proposed value would stand on; None where it is no fact, or is blank.
    sources: list | None = None
    #: The StoredFile that the proposed value is.
    file: object = None


@dataclass
class Unit:
    """One row: a line for each field where it is changed; taken or left whole where it is new or goes.

    `token` and `taken` are of the whole; `trouble` says why nothing of it can be taken. `hung` are rows that
    come or go with it. `citation`: of a citation that comes or goes, itself; its `about` in words.
    """

    title: str
    kind: str
    lines: list
    token: str = ""
    taken: bool = True
    trouble: str = ""
    moved: bool = False
    citation: object = None
    about: str = ""
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
    found, of, support = {}, units(rows), Support(rows)
    files = StoredFile.objects.in_bulk(files_of(rows))
    for number, row in enumerate(rows):
        found[row.at] = _unit(number, row, now.get(row.at), labels, titles[row.model], set(left))
        _add_evidence(found[row.at], row, support, files)
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
        line = DiffLine(each.label, each.old, each.new, name=each.name)
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


def _add_evidence(unit, row, support, files):
    """What each line would stand on, and the file it proposes; of a new or deleted citation, itself in words."""
    if row.model is Citation and row.kind == Change.Kind.ADDED:
        unit.citation = support.citation(row)
        unit.about = next((line.new for line in unit.lines if line.name == "field"), "")
    if row.after is None:
        return
    columns = {field.attname: field for field in row.model._meta.concrete_fields}
    for line in unit.lines:
        field = columns.get(line.name)
        if field is not None and line.new:
            line.sources = support.of(row.model, row.key, field.name)
            if field.related_model is StoredFile:
                line.file = files.get(row.after[line.name])


def files_of(rows):
    """The keys of the files that the rows hold after the proposal."""
    return {
        row.after[field.attname]
        for row in rows
        if row.after
        for field in row.model._meta.concrete_fields
        if field.related_model is StoredFile
    } - {None}


def _other(name, now, row):
    """Whether what stands is neither what the proposer saw nor what they propose."""

    def value(state):
        return links_of(state, name) if name in row.after["links"] else state[name]

    return value(now) not in (value(row.before), value(row.after))
