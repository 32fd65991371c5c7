"""What a proposal changes, in words: old, proposed, and what stands now where that is neither."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from portal.changes.apply import tracked
from portal.changes.diff import FieldChange, RowChange, describe
from portal.changes.models import Change
from portal.changes.states import differing, in_memory, links_of
from portal.files.models import StoredFile
from portal.records.models import Citation, Record, Source
from portal.records.moderation import subject_of

from .services import file_keys, units


@dataclass
class ProposedValue(FieldChange):
    """One field. `now` is None unless what stands is no longer what the proposer saw."""

    now: str | None = None
    #: The citations that the proposed value would stand on; None where it is no fact, or is blank.
    sources: list | None = None
    #: The StoredFile that the proposed value is.
    file: object = None


@dataclass
class ProposedRow(RowChange):
    """One row, taken or left whole. `trouble` says why it cannot be taken; `moved`: what stands is not what the proposer
    saw. `hung` are rows that come or go with it. `citation`: of a new citation, itself; its `about` in words.
    """

    is_ticked: bool = True
    is_left: bool = False
    trouble: str = ""
    moved: bool = False
    citation: Citation | None = None
    about: str = ""
    hung: list = field(default_factory=list)

    @property
    def has_three_sides(self):
        return any(value.now is not None for value in self.differences)


def proposed_rows(rows, now):
    """[ProposedRow] of `rows` (Changes), with what stands `now` ({(model, key): state}), those that hang from another
    under it. What moved since is not ticked.
    """
    shown = {
        row.row: ProposedRow(row.kind, *row.row, *row.states, row.pk, is_left=row.is_left) for row in rows
    }
    labels = describe([*shown.values()], [(model, state) for (model, _key), state in now.items()])
    cited, files = citations_after(rows), StoredFile.objects.in_bulk(file_keys(tracked(rows)))
    for at, row in shown.items():
        row.differences = [ProposedValue(**vars(each)) for each in row.differences]
        _compare(row, now.get(at), labels)
        _add_evidence(row, cited, files)
    roots = [(shown[row.row], shown[root.row]) for row, root in units(rows)]
    for row, root in roots:
        if row is not root:
            root.hung.append(row)
    return [row for row, root in roots if row is root]


def _compare(row, now, labels):
    """What stands now beside what the proposer saw."""
    if row.kind == Change.Kind.ADDED:
        return
    if now is None:
        row.trouble = _("Không còn nữa: đã bị xóa từ khi đề nghị.")
    elif row.kind == Change.Kind.DELETED:
        row.moved = bool(differing(row.before, now))
    else:
        for value in row.differences:
            if _value(now, value.name) not in (_value(row.before, value.name), _value(row.after, value.name)):
                value.now = labels.words(row.model, value.name, now)
    row.is_ticked = not row.moved and not row.has_three_sides


def _value(state, name):
    return state[name] if name in state else links_of(state, name)


def _add_evidence(row, cited, files):
    """What each value would stand on, and the file it proposes; of a new citation, itself in words."""
    if row.after is None:
        return
    if row.model is Citation and row.kind == Change.Kind.ADDED:
        row.citation = cited[subject_of(row.after)].get(row.key)
        row.about = next((value.new for value in row.differences if value.name == "field"), "")
        row.name = row.about
    columns = {column.attname: column for column in row.model._meta.concrete_fields}
    for value in row.differences:
        column = columns.get(value.name)
        if column is None or not value.new:
            continue
        if column.name in getattr(row.model, "FACTS", ()):
            # One of the whole record that stands already says nothing of a value that comes after it
            # (`portal/records/citation_scope.py`).
            value.sources = [
                one
                for one in cited[row.model, row.key].values()
                if one.field == column.name or (one.field == "" and hasattr(one, "is_new"))
            ]
        if column.related_model is StoredFile:
            value.file = files.get(row.after[value.name])


def citations_after(rows):
    """{(model, key): {key: Citation}} of the records that `rows` touch, as they would be once all are taken: what the
    proposal brings or changes says whether it `is_new`.
    """
    found, subjects = defaultdict(dict), defaultdict(set)
    proposed = [(row, *row.states) for row in rows if row.model is Citation]
    touched = [row.row for row in rows if issubclass(row.model, Record)]
    for model, key in [*touched, *(subject_of(after or before) for _row, before, after in proposed)]:
        subjects[model].add(key)
    for model, keys in subjects.items():
        kind = ContentType.objects.get_for_model(model)
        rows_of = Citation.objects.filter(content_type=kind, object_id__in=keys).select_related("source")
        for one in rows_of:
            found[model, one.object_id][one.pk] = one
    sources = Source.objects.in_bulk({after["source_id"] for _row, _before, after in proposed if after})
    for row in rows:
        if row.model is Source and row.after:
            sources[row.key] = in_memory(Source, row.states[1])
    for row, before, after in proposed:
        cited = found[subject_of(after or before)]
        cited.pop(row.key, None)
        if after:
            cited[row.key] = in_memory(Citation, after)
            cited[row.key].is_new = before is None
            if after["source_id"] in sources:
                cited[row.key].source = sources[after["source_id"]]
    return found


def taken_in_words(rows):
    """What was taken of an accepted proposal ([ProposedRow]), and what was not, named."""
    taken = [f"{row.model_label}: {row.name}" for row in rows if not row.is_left]
    left = [f"{row.model_label}: {row.name}" for row in rows if row.is_left]
    if not left:
        return _("Đã nhận cả đề nghị.")
    sentence = _("Đã nhận một phần. Nhận: %(taken)s. Không nhận: %(left)s.")
    return sentence % {"taken": "; ".join(taken), "left": "; ".join(left)}
