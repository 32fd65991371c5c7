"""What each row of a sheet would do, found out without doing it: add, change, nothing, or be refused.

The same code runs again inside the transaction that brings the rows in, so what was shown is what is done.
"""

from dataclasses import dataclass, field

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from portal.base.text import fold, nfc, slugify
from portal.changes.states import instance_state
from portal.editing.models.import_job import SheetRow
from portal.records import rights
from portal.records.loading.evidence import EvidenceLoader
from portal.records.loading.items import read_gaps, read_sources
from portal.records.loading.table import BadCell
from portal.records.models import Citation, Gap, Publication, Published, Slugged, Source
from portal.records.models.state import GUARDED
from portal.records.moderation import may_write
from portal.records.natural_keys import is_spelt, key_relations, names, reference
from portal.records.uncited import publishing_obstacles

from .cells import KEPT
from .columns import Columns, sentence
from .lookup import AmbiguousReference, Finder

Outcome = SheetRow.Outcome
NEW, TAKE, KEEP = "moi", "lay", "giu"
_APART = ("id", "version", "sources", "gaps")
#: The columns of evidence: their model, what identifies a row of it beside the record, and what it says.
EVIDENCE = {
    "sources": (Citation, ("field", "source_id", "place"), ("anchor", "basis")),
    "gaps": (Gap, ("field",), ("kind", "note")),
}
RELATION = {"sources": "citations", "gaps": "gaps"}


@dataclass
class RowPlan:
    """What one row does. `record` is in hand with the values of the row; `chosen` its many-to-many values;
    `sources` and `gaps` what shall stand, None where they stay as they are; `later` fields that name a row of
    the same sheet, {field: its line}; `waits`: the user may not change what is stored without a publisher.
    """

    row: SheetRow
    record: object = None
    chosen: dict = field(default_factory=dict)
    sources: dict | None = None
    gaps: dict | None = None
    later: dict = field(default_factory=dict)
    waits: bool = False

    @property
    def does_something(self):
        return self.row.outcome in (Outcome.ADDED, Outcome.CHANGED)


class Refused(Exception):
    """The row cannot come in; the sentence says why."""


class Checker:
    """Checks rows of `job` for the user of `request`, by the rules of the noun's forms."""

    def __init__(self, job, model_admin, request):
        self.job, self.admin, self.request, self.user = job, model_admin, request, request.user
        self.model = model_admin.model
        self.columns = Columns(self.model)
        self.given = [name and self.columns.by_name.get(name) for name in job.columns]
        self.finder = Finder(self.user, job.answers)
        self.fields = {
            column.name: model_admin.formfield_for_dbfield(column.field, request)
            for column in self.given
            if column and column.field is not None and not column.many and not column.field.is_relation
        }
        self.lines_by_key = None

    # --- Several rows ---------------------------------------------------------------------------------
    def check(self, rows, validate=True):
        """A RowPlan of each of `rows` (a list of SheetRow), whose columns then say what it would do."""
        self.known = self._read_at_once(rows)
        plans = [self._check(row, validate) for row in rows]
        self._refuse_twins(plans)
        return plans

    def _rows(self):
        rows = rights.within(self.user, self.model._default_manager.order_by("pk"), "view")
        return self.columns.rows(rows)

    def _read_at_once(self, rows):
        """{("id" or the key's field, text): record} of the records that the rows name by number or by slug."""
        known = {}
        keys = self.columns.table.key
        for name in ("id", *(keys if len(keys) == 1 else ())):
            if name not in self.job.columns or (
                self.columns.by_name[name].field and self.columns.by_name[name].field.is_relation
            ):
                continue
            place = self.job.columns.index(name)
            texts = {
                row.cells[place]
                for row in rows
                if place < len(row.cells) and isinstance(row.cells[place], str)
            }
            texts.discard("")
            if name == "id":
                texts = {text for text in texts if text.isascii() and text.isdigit() and len(text) < 19}
            column = "pk" if name == "id" else name
            found = self._rows().filter(**{f"{column}__in": texts})
            known |= {(name, str(getattr(record, column))): record for record in found}
        return known

    def _refuse_twins(self, plans):
        """Of two rows that mean the same record, the later one is refused."""
        identities = [plan.row.identity for plan in plans if plan.row.identity]
        before = plans[0].row.line if plans else 0
        others = self.job.rows.filter(identity__in=identities, line__lt=before).exclude(
            outcome=Outcome.REFUSED
        )
        mine = dict(others.order_by("-line").values_list("identity", "line"))
        for plan in plans:
            row = plan.row
            if not row.identity or row.outcome in (Outcome.REFUSED, Outcome.ASKED):
                continue
            if row.identity in mine:
                self._settle(
                    row,
                    Outcome.REFUSED,
                    _("Cùng một bản ghi với dòng %(line)s.") % {"line": mine[row.identity]},
                )
            else:
                mine[row.identity] = row.line

    # --- One row --------------------------------------------------------------------------------------
    def _check(self, row, validate):
        plan = RowPlan(row)
        row.identity = row.label = row.question = row.asked = ""
        row.record = row.version = None
        row.changes, row.options = [], []
        try:
            outcome, problem = self._outcome(plan, validate), ""
        except (Refused, BadCell) as problem_found:
            outcome, problem = Outcome.REFUSED, str(problem_found)
        except ValidationError as error:
            outcome, problem = Outcome.REFUSED, self._sentences(error)
        except AmbiguousReference as unsure:
            outcome, problem = Outcome.ASKED, ""
            row.question, row.asked = unsure.question, unsure.text[:300]
            row.options = [self._option(one) for one in unsure.options[:20]]
        self._settle(row, outcome, problem)
        return plan

    @staticmethod
    def _settle(row, outcome, problem):
        row.outcome, row.problem = outcome, problem

    @staticmethod
    def _option(one):
        if isinstance(one, tuple):
            return list(one)
        said, key = str(one), reference(one)
        return [str(one.pk), said if fold(said) == fold(key) else f"{said} · {key}"]

    def _outcome(self, plan, validate):
        row = plan.row
        cells = self._cells(row)
        record = self._locate(cells)
        new = record is None
        plan.record = record = self.model() if new else record
        plan.waits = not new and not may_write(
            self.user, [(self.model, record.pk, instance_state(record), None)]
        )
        if not new:
            row.record, row.version, row.identity = (
                record.pk,
                getattr(record, "version", None),
                f"#{record.pk}",
            )
            row.label = str(record)[:300]
            carried = {one.field for one in record.citations.all()} if self.columns.cites else set()
        else:
            carried = set()
        touched = self._set_values(plan, cells, new)
        if new:
            row.identity = self._identity(record, cells)
            row.label = str(record)[:300] if self._can_be_named(record) else row.identity
        self._set_evidence(plan, cells, new)
        if not new and not row.changes:
            return Outcome.SAME
        self._check_version(plan, cells, new)
        if not new and not row.changes:
            return Outcome.SAME
        self._check_rights(plan, touched, new)
        if validate:
            record.full_clean(exclude=set(plan.later))
        self._check_sources(plan, touched, carried, new)
        return Outcome.ADDED if new else Outcome.CHANGED

    def _cells(self, row):
        """{column name: text} of the row. Raises Refused for a cell that holds no plain value."""
        if any(cell for cell in row.cells[len(self.given) :]):
            raise Refused(_("Có chữ ở ô không thuộc cột nào."))
        cells = {}
        for number, column in enumerate(self.given):
            cell = row.cells[number] if number < len(row.cells) else ""
            if column is None:
                if cell:
                    raise Refused(_("Có chữ ở ô không thuộc cột nào."))
                continue
            if isinstance(cell, list):
                raise Refused(f"{column.label}: {cell[0]}.")
            cells[column.name] = cell
        return cells

    # --- Which record ---------------------------------------------------------------------------------
    def _locate(self, cells):
        """The record that the row speaks of, None for a new one. Raises Refused, BadCell, AmbiguousReference."""
        number = cells.get("id")
        if number:
            if ("id", number) not in self.known:
                raise Refused(
                    _("Không có mã dòng %(number)s, hoặc bạn không được xem. Dòng mới thì để trống ô này.")
                    % {"number": number[:20]}
                )
            return self.known["id", number]
        found = self._by_key(cells)
        if len(found) == 1 and found[0][1]:
            return found[0][0]
        records = [record for record, _sure in found]
        if not records:
            return None
        said = cells.get("name") or cells.get("title")
        if len(records) == 1 and (not said or is_spelt(records[0], said)):
            return records[0]
        text = " / ".join(filter(None, (cells.get(name, "") for name in self._told_by())))
        question = f"dòng {' '.join(fold(text).split())} {sorted(record.pk for record in records)}"
        unsure = AmbiguousReference(question, text, [*records, (NEW, _("một bản ghi mới"))])
        answer = self.job.answers.get(unsure.question)
        if answer == NEW:
            return None
        for record in records:
            if answer == str(record.pk):
                return record
        raise unsure

    def _told_by(self):
        return [
            *self.columns.table.key,
            *(name for name in ("name", "title") if name in self.columns.by_name),
        ]

    def _by_key(self, cells):
        """[(record, whether it is surely meant)] that the natural key of the row fits; where a slug is blank,
        those that the row's name or the slug it would get fits."""
        table = self.columns.table
        lookups = {}
        for name in table.key:
            column = self.columns.by_name[name]
            text = cells.get(name, "")
            if not text and name == "slug":
                return [(record, False) for record in self._by_name(cells, lookups)]
            if not text and not column.field.null:
                raise Refused(
                    _("Thiếu “%(column)s”: không biết dòng này là bản ghi nào.") % {"column": column.label}
                )
            if len(table.key) == 1 and not column.field.is_relation and (name, text) in self.known:
                return [(self.known[name, text], True)]
            lookups[name] = self._read(column, text)
        if len(table.key) == 1 and "slug" in table.key:
            return []
        return [(record, True) for record in self._rows().filter(**lookups)[:6]]

    def _by_name(self, cells, lookups):
        draft = self.model(**lookups)
        for name in ("ordinal", "year", "name", "title", "publisher"):
            if cells.get(name) and name in self.columns.by_name:
                setattr(draft, name, self._read(self.columns.by_name[name], cells[name]))
        slug = slugify(draft.slug_source())
        found = (
            {record.pk: record for record in self._rows().filter(slug=slug, **lookups)[:6]} if slug else {}
        )
        if not lookups:
            said = cells.get("name") or cells.get("title") or ""
            keys = [record.pk for record in self.finder.fitting(self.model, said)]
            found |= {record.pk: record for record in self._rows().filter(pk__in=keys)}
        return list(found.values())

    def _identity(self, record, cells):
        """What a second row for the same new record would share."""
        if self.columns.table.key == ("slug",) and not cells.get("slug"):
            return f"= {slugify(record.slug_source())}"[:300]
        parts = [cells.get(name, "") for name in self.columns.table.key]
        if isinstance(record, Slugged) and not cells.get("slug"):
            parts.append(slugify(record.slug_source()))
        return f"= {'/'.join(fold(part) for part in parts)}"[:300]

    # --- Values ---------------------------------------------------------------------------------------
    def _read(self, column, text):
        try:
            return column.read(text, self.fields.get(column.name), self.finder)
        except (BadCell, ValidationError) as problem:
            raise Refused(f"{column.label}: {sentence(problem).rstrip('.')}.") from problem

    def _set_values(self, plan, cells, new):
        """Gives the record in hand the values of the row; returns the names of the fields that differ."""
        record, touched = plan.record, set()
        for name, text in cells.items():
            if name in _APART or (name == "slug" and not text):
                continue
            column = self.columns.by_name[name]
            if not new and self._says_nothing(record, column, cells):
                continue
            before = "" if new else column.write(record)
            if text == before and not (new and not self._may_be_blank(column)):
                continue
            if text == KEPT:
                raise Refused(_("%(column)s: ghi rõ nội dung của bản ghi mới.") % {"column": column.label})
            if self._waits(plan, column, text):
                plan.row.changes.append([column.label, before, text])
                touched.add(name)
                continue
            value = self._read(column, text)
            if self._give(plan, column, value, new):
                touched.add(name)
                after = (
                    column.write(record) if not column.many else "; ".join(reference(one) for one in value)
                )
                if after != before:
                    plan.row.changes.append([column.label, before, after])
        return touched

    @staticmethod
    def _says_nothing(record, column, cells):
        """Whether a cell leaves a standing record as it is. Only a row that gives its number empties a field by a
        blank; one that was found by its name does not change the name's spelling either."""
        text = cells[column.name]
        if cells.get("id"):
            return not text and bool(column.field) and not column.many and column.field.has_default()
        by_name = column.name in ("name", "title") and not cells.get("slug")
        return not text or (by_name and fold(text) in map(fold, names(record)))

    @staticmethod
    def _may_be_blank(column):
        return column.many or column.field.blank or column.field.null or column.field.has_default()

    @staticmethod
    def _give(plan, column, value, new):
        """Whether the record held something else."""
        record, name = plan.record, column.name
        if column.many:
            held = set() if new else {one.pk for one in getattr(record, name).all()}
            if held == {one.pk for one in value}:
                return False
            plan.chosen[name] = value
            return True
        held = getattr(record, column.field.attname)
        if held == getattr(value, "pk", value) and not (new and value not in (None, "")):
            return False
        setattr(record, name, value)
        return True

    def _waits(self, plan, column, text):
        """Notes a reference to another new row of the same sheet, which can be set only once that is saved."""
        if not (
            column.field.is_relation and not column.many and column.field.related_model is self.model and text
        ):
            return False
        try:
            self.finder.find(self.model, text)
            return False
        except BadCell:
            if self.lines_by_key is None:
                self.lines_by_key = self._lines_by_key()
            line = self.lines_by_key.get(text)
            if line is None or not column.field.null:
                return False
            plan.later[column.name] = line
            return True

    def _lines_by_key(self):
        keys = self.columns.table.key
        if any(name not in self.job.columns for name in keys):
            return {}
        places = [self.job.columns.index(name) for name in keys]
        found = {}
        for line, cells in self.job.rows.values_list("line", "cells"):
            parts = [cells[place] if place < len(cells) else "" for place in places]
            if all(isinstance(part, str) and part for part in parts):
                found["/".join(parts)] = line
        return found

    # --- Sources and gaps -----------------------------------------------------------------------------
    def _set_evidence(self, plan, cells, new):
        if not self.columns.cites:
            return
        for name, read in (("sources", self._read_sources), ("gaps", self._read_gaps)):
            if name not in cells or (not new and not cells[name] and not cells.get("id")):
                continue
            column = self.columns.by_name[name]
            before = "" if new else column.write(plan.record)
            if cells[name] in (before, KEPT):
                continue
            try:
                wanted = read(plan.record, cells[name])
            except BadCell as problem:
                raise Refused(f"{column.label}: {problem}") from problem
            if not new and wanted == self._standing(plan.record, name):
                continue
            setattr(plan, name, wanted)
            plan.row.changes.append([column.label, before, cells[name]])

    @staticmethod
    def _standing(record, name):
        _model, key, said = EVIDENCE[name]
        rows = getattr(record, RELATION[name]).all()
        return {
            tuple(getattr(row, column) for column in key): tuple(getattr(row, column) for column in said)
            for row in rows
        }

    def _read_sources(self, record, cell):
        wanted = {}
        for name, slug, place, anchor, inferred in read_sources(cell):
            EvidenceLoader.check(record, name)
            EvidenceLoader.check_length(Citation, {"place": place, "anchor": anchor})
            source = self.finder.find(Source, slug)
            basis = Citation.Basis.INFERRED if inferred else Citation.Basis.STATED
            wanted[name, source.pk, nfc(place)] = (nfc(anchor), str(basis))
        return wanted

    def _read_gaps(self, record, cell):
        wanted = {}
        for name, none, note in read_gaps(cell):
            EvidenceLoader.check(record, name)
            EvidenceLoader.check_length(Gap, {"note": note})
            wanted[name,] = (str(Gap.Kind.NONE if none else Gap.Kind.NOT_STATED), nfc(note))
        return wanted

    def _check_sources(self, plan, touched, carried, new):
        """Raises Refused where a fact of the row is left without a source: the default source carries what the row
        enters or changes, a citation of the whole record that stands already only the rest.
        """
        if not self.columns.cites:
            return
        record = plan.record
        after = carried if plan.sources is None else {name for name, _source, _place in plan.sources}
        changed = {*(record.FACTS if new else touched), *plan.later}
        standing = {} if new or plan.sources is None else self._standing(record, "sources")
        said_whole = any(
            not key[0] and standing.get(key) != said for key, said in (plan.sources or {}).items()
        )
        if said_whole:
            return
        facts = {*record.facts(), *(name for name in plan.later if name in record.FACTS)}
        asked = record.FACTS if new or self._goes_on_the_page(plan, touched) else changed
        lacking = [
            self.columns.by_name[name].label if name in self.columns.by_name else name
            for name in record.FACTS
            if name in facts
            and name not in after
            and (name in asked or {name, ""} & carried)
            and not (self.job.default_source_id if name in changed else "" in after)
        ]
        if lacking:
            raise Refused(
                _(
                    "Chưa có nguồn cho: %(facts)s. Ghi vào cột “các nguồn” (tên mục = nguồn), hoặc chọn nguồn mặc định "
                    "khi gửi tệp: nó dẫn cho những mục mà dòng thêm hay đổi."
                )
                % {"facts": ", ".join(lacking)}
            )

    def _goes_on_the_page(self, plan, touched):
        return "publication" in touched and plan.record.publication == Publication.PUBLISHED

    def _check_rows_shown_with(self, plan):
        """Refuses what goes on the page with rows that lack a source: a sheet of the record cannot give them one."""
        lacking = [one for one in publishing_obstacles(plan.record) if type(one.record) is not self.model]
        if lacking:
            names = "; ".join(
                dict.fromkeys(f"{one.record._meta.verbose_name}: {one.record}" for one in lacking)
            )
            sentence = _("Chưa đăng được, vì có dòng đi kèm chưa có nguồn: %(rows)s.")
            raise Refused(sentence % {"rows": names[:400]})

    # --- Who, and since when --------------------------------------------------------------------------
    def _check_version(self, plan, cells, new):
        """Asks where the record was changed after the sheet was written."""
        row, said = plan.row, cells.get("version")
        if new or not said or said == str(row.version):
            return
        question = f"phiên bản {row.record} {row.version} {said[:10]}"
        answer = self.job.answers.get(question)
        if answer == KEEP:
            row.changes, plan.sources, plan.gaps, plan.chosen, plan.later = [], None, None, {}, {}
        elif answer != TAKE:
            text = _("%(record)s đã được sửa sau khi xuất bảng này") % {"record": row.label}
            raise AmbiguousReference(
                question, text, [(TAKE, _("ghi theo bảng tính")), (KEEP, _("giữ như hồ sơ đang có"))]
            )

    def _check_rights(self, plan, touched, new):
        record = plan.record
        fixed = set(self.admin.get_readonly_fields(self.request, None if new else record)) & touched
        if fixed:
            labels = ", ".join(self.columns.by_name[name].label for name in sorted(fixed))
            raise Refused(_("Mục này do hồ sơ tự ghi, không nhập được: %(names)s.") % {"names": labels})
        if new:
            allowed = self.admin.has_add_permission(self.request)
        else:
            allowed = self.admin.has_change_permission(self.request, record)
        stored = new or rights.may(self.user, "change", record)
        if not (
            allowed and stored and rights.allows(self.user, record, chosen=plan.chosen)
        ) and not self._asked_later(new):
            raise Refused(_("Bản ghi này không thuộc phần của bạn."))
        if plan.waits or not may_write(self.user, [(self.model, record.pk, None, instance_state(record))]):
            raise Refused(_("Đang trên trang: người duyệt nhập, hoặc bạn sửa trên biểu mẫu để gửi đề nghị."))
        if "publication" in touched:
            self._check_publication(plan, new)
        if not new and self._goes_on_the_page(plan, touched):
            self._check_rows_shown_with(plan)

    def _asked_later(self, new):
        return new and self.admin.has_add_permission(self.request) and rights.asked_when_stored(self.model)

    def _check_publication(self, plan, new):
        if not issubclass(self.model, Published):
            return
        stored = (
            None
            if new
            else self.model._base_manager.values_list("publication", flat=True).get(pk=plan.record.pk)
        )
        if rights.may(self.user, "publish", plan.record):
            if stored == Publication.PUBLISHED:
                raise Refused(_("Gỡ khỏi trang phải kèm lý do: làm ở danh sách hoặc ở biểu mẫu."))
            return
        if {stored, plan.record.publication} & set(GUARDED):
            raise Refused(_("Chỉ người duyệt mới đăng và gỡ được; để “bản nháp” hoặc “chờ duyệt”."))

    # --- Words ----------------------------------------------------------------------------------------
    def _sentences(self, error):
        if not hasattr(error, "error_dict"):
            return " ".join(error.messages)
        found = []
        for name, texts in error.message_dict.items():
            column = self.columns.by_name.get(name)
            label = f"{column.label}: " if column and name != NON_FIELD_ERRORS else ""
            found += [f"{label}{text}" for text in texts]
        return " ".join(found)

    def _can_be_named(self, record):
        """Whether the text of an unsaved record can be made: its relations are set."""
        paths = {
            path.split("__")[0] for path in (*getattr(record, "CONTEXT", ()), *key_relations(self.model))
        }
        return all(getattr(record, f"{name}_id", None) for name in paths)
