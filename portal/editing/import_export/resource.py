"""A model's table out and in: a Resource of django-import-export over the columns of `columns.py`.

The library runs the rows: find the record, set its values, check it, save it, its links and its evidence. The same
pass checks (`dry_run`, which writes nothing) and imports.
"""

import re
from functools import partial

from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, models, transaction
from django.db.models.signals import m2m_changed
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from import_export.resources import Resource
from tablib import Dataset

from portal.base.encodings import foreign_text
from portal.base.text import fold
from portal.changes.states import instance_state
from portal.records.loading.table import BadCell
from portal.records.models import Slugged, StaleRecord
from portal.records.moderation import may_write
from portal.records.natural_keys import key_relations, names, reference, table_of

from . import row_checks
from .cells import UNCHANGED, BadValue
from .columns import columns_of, match_headings, sentence_of
from .lookup import Finder, RecordLoader, spelling
from .row_checks import RowOutcome, RowPlan, SheetRow, parents_first
from .widgets import EvidenceWidget

OUTCOMES = {"new": RowOutcome.ADDED, "update": RowOutcome.CHANGED, "skip": RowOutcome.SAME}


#: What stands below the rows of a table: sums and signatures.
BENEATH_A_TABLE = re.compile(
    r"((tổng cộng|tổng số|tổng|cộng)(\s*[:(].*)?|người lập (biểu|bảng)|thủ trưởng đơn vị)[ .:]*",
    re.IGNORECASE,
)


class SheetResource(Resource):
    """The table of the model of `model_admin`, for the user of `request`. `default_source` is cited for what a row
    enters or changes and names no source of.
    """

    class Meta:
        skip_diff = True
        import_id_fields = ()  # the loader knows what a row is found by
        instance_loader_class = RecordLoader

    def __init__(self, model_admin, request, default_source=None):
        super().__init__()
        self.admin, self.request, self.user = model_admin, request, request.user
        self.model, self.table = model_admin.model, table_of(model_admin.model)
        self.default_source, self.finder = default_source, Finder(request.user)
        form_field = partial(model_admin.formfield_for_dbfield, request=request)
        self.fields = {column.name: column for column in columns_of(self.model, self.finder, form_field)}
        self.cites = "sources" in self.fields
        self.passed = set()  # CheckConstraints with the values that meet them
        self.unique = [
            field.name for field in self.model._meta.concrete_fields if field.unique and not field.primary_key
        ]
        self.taken = {}  # {names of columns: their values in stored rows}

    def queryset(self, rows):
        """`rows` (a QuerySet) with all that the cells of a record read."""
        joined, fetched = [], ["citations__source", "gaps"] if self.cites else []
        for column in self.fields.values():
            if column.field is None or not column.field.is_relation:
                continue
            model = column.field.related_model
            inner = key_relations(model)
            if column.many:
                named = model._default_manager.select_related(*inner or [None])
                fetched.append(models.Prefetch(column.name, named))
            else:
                joined += [f"{column.name}__{path}" for path in inner] or [column.name]
        return rows.select_related(*joined or [None]).prefetch_related(*fetched)

    # --- All rows -------------------------------------------------------------------------------------
    def check(self, header, lines):
        """[SheetRow] of `lines` ([(line number, [text of each cell])]); nothing is written. Raises BadCell."""
        return self._run(header, lines, dry_run=True)

    def write(self, header, lines):
        """The same, written: inside a transaction, which the caller rolls back where a row is not as shown."""
        return self._run(header, lines, dry_run=False)

    def _run(self, header, lines, dry_run):
        self.is_writing = not dry_run
        self.given = match_headings(header, self.fields.values())
        lines = parents_first(self.model, self.table.key, self.given, lines)
        self.plans = [RowPlan(SheetRow(line)) for line, _cells in lines]
        self.lines_by_identity, self.finder.new = {}, {}
        self.new_evidence, self.new_links = {}, {}
        headers = ["", *(column.name for column in self.given if column)]
        data = Dataset(*(self._cells(cells) for _line, cells in lines), headers=headers)
        result = self.import_data_inner(data, dry_run, False, not dry_run, False)
        for plan, row in zip(self.plans, result.rows, strict=True):
            self._note_outcome(plan.row, row)
        self._write_links()
        for model, rows in self.new_evidence.items():
            model.objects.bulk_create(rows)
        return sorted((plan.row for plan in self.plans), key=lambda row: row.line)

    def _cells(self, cells):
        """The cells of the columns, after one that holds what no column does."""
        cells = [*cells, *[""] * (len(self.given) - len(cells))]
        stray = [*(cell for cell, column in zip(cells, self.given, strict=False) if not column)]
        stray += cells[len(self.given) :]
        own = [cell for cell, column in zip(cells, self.given, strict=False) if column]
        return ["".join(map(str, stray)), *own]

    @staticmethod
    def _note_outcome(row, result):
        for error in result.errors:
            raise error.error  # what is no fault of the file
        if result.validation_error:
            row.outcome, row.problem = RowOutcome.REFUSED, " ".join(result.validation_error.messages)
        else:
            row.outcome = OUTCOMES[result.import_type]

    # --- Which record ---------------------------------------------------------------------------------
    def before_import_row(self, row, **kwargs):
        self.plan = self.plans[kwargs["row_number"] - 1]
        if row[""]:
            sentence = _("Có chữ ở ô không thuộc cột nào: “%(text)s”.")
            raise ValidationError(sentence % {"text": row[""][:40]})
        first = next((cell for cell in row.values() if isinstance(cell, str) and cell), "")
        if BENEATH_A_TABLE.fullmatch(first.strip()):
            raise ValidationError(
                _("Đây là dòng tổng hoặc chỗ ký, không phải một bản ghi: hãy xóa khỏi bảng.")
            )
        self.cells = row
        wrong = [name for name, cell in row.items() if isinstance(cell, BadValue)]
        if wrong:
            raise ValidationError([f"{self.fields[name].label}: {row[name]}." for name in wrong])
        if self.table.part:
            self.table.part(row)

    def init_instance(self, row=None):
        return self.model()

    def read(self, column):
        """The value of a cell of the row, which is blank where the sheet has no such column. Raises BadCell."""
        text = self.cells.get(column.name, "")
        try:
            if found := foreign_text(text):
                raise BadCell(found.refusal)
            return column.widget.clean(text)
        except (BadCell, ValidationError) as problem:
            raise BadCell(f"{column.label}: {sentence_of(problem).rstrip('.')}.") from problem

    def after_init_instance(self, instance, new, row, **kwargs):
        plan = self.plan
        plan.record, plan.is_new = instance, new
        if not new:
            plan.row.record, plan.row.version = instance.pk, getattr(instance, "version", None)
            plan.row.label = str(instance)[:300]
            plan.cited = {one.field for one in instance.citations.all()} if self.cites else set()
            plan.stored_publication = getattr(instance, "publication", None)
            plan.is_live = not may_write(
                self.user, [(self.model, instance.pk, instance_state(instance), None)]
            )

    # --- Values ---------------------------------------------------------------------------------------
    def import_instance(self, instance, row, **kwargs):
        """Gives the record in hand the values of the row. Raises ValidationError with what is wrong of each cell."""
        plan, problems = self.plan, []
        for column in (self.fields[name] for name in self.cells if name):
            try:
                self._set(plan, column)
            except BadCell as problem:
                problems.append(str(problem))
        if not problems:
            problems += self._identify(plan)
        if problems:
            raise ValidationError(problems)

    def _set(self, plan, column):
        """Gives the record what a cell says, and notes what that changes."""
        text, name = self.cells[column.name], column.name
        if name in ("id", "version") or (name == "slug" and not text) or self._says_nothing(plan, column):
            return
        before = "" if plan.is_new else column.text(plan.record)
        evidence = isinstance(column.widget, EvidenceWidget)
        if text == before and (not plan.is_new or evidence or column.may_be_blank):
            return
        if text == UNCHANGED:
            if evidence:
                return
            raise BadCell(_("%(column)s: ghi rõ nội dung của bản ghi mới.") % {"column": column.label})
        after = self._give(plan, column, self.read(column))
        if after not in (None, before):
            plan.row.changes.append((column.label, before, after))

    def _says_nothing(self, plan, column):
        """Whether a cell leaves a stored record as it is. Only a row that gives its number empties a field by a
        blank; one that was found by its name does not change the name's spelling either."""
        text = self.cells[column.name]
        if plan.is_new:
            return not text and column.field is None
        if self.cells.get("id"):
            return not text and bool(column.field) and not column.many and column.field.has_default()
        by_name = column.name in ("name", "title") and not self.cells.get("slug")
        return not text or (by_name and fold(text) in map(fold, names(plan.record)))

    def _give(self, plan, column, value):
        """The text of the cell once the record holds `value`; None where it did already."""
        record, name, text = plan.record, column.name, self.cells[column.name]
        if isinstance(column.widget, EvidenceWidget):
            if not plan.is_new and value == column.widget.of(getattr(record, column.attribute).all()):
                return None
            plan.evidence[name] = value
            return text
        if column.many:
            held = set() if plan.is_new else {one.pk for one in getattr(record, name).all()}
            if held == {one.pk for one in value}:
                return None
            plan.chosen[name] = value
        elif (type(value), text) in self.finder.new:
            plan.unsaved.add(name)
        elif getattr(record, column.field.attname) == getattr(value, "pk", value) and not (
            plan.is_new and value not in (None, "")
        ):
            return None
        plan.touched.add(name)
        if column.many:
            return "; ".join(map(reference, value))
        setattr(record, name, value)
        return text if name in plan.unsaved else column.text(record)

    def _identify(self, plan):
        """[sentence] where an earlier row means the same record."""
        record, row = plan.record, plan.row
        if plan.is_new:
            identity = self._identity(record)
            row.label = (str(record) if self._can_be_named(record) else identity)[:300]
        else:
            identity = f"#{record.pk}"
        line = self.lines_by_identity.setdefault(identity, row.line)
        if line != row.line:
            return [_("Cùng một bản ghi với dòng %(line)s.") % {"line": line}]
        if plan.is_new:
            self.finder.new[self.model, "/".join(self.cells.get(name, "") for name in self.table.key)] = (
                record
            )
        return []

    def _identity(self, record):
        """What a second row for the same new record would share."""
        parts = [self.cells.get(name, "") for name in self.table.key]
        if isinstance(record, Slugged) and not self.cells.get("slug"):
            parts = [part for part in parts if part] + [spelling(record.slug_source())]
        return "/".join(fold(part) for part in parts)

    def _can_be_named(self, record):
        """Whether the text of an unsaved record can be made: its relations are set."""
        paths = {
            path.split("__")[0] for path in (*getattr(record, "CONTEXT", ()), *key_relations(self.model))
        }
        return all(getattr(record, f"{name}_id", None) for name in paths)

    # --- Whether it may -------------------------------------------------------------------------------
    def skip_row(self, instance, original, row, import_validation_errors=None):
        return not (self.plan.is_new or self.plan.row.changes or import_validation_errors)

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        if import_validation_errors:
            raise ValidationError(import_validation_errors)
        row_checks.check_version(self, self.plan)
        row_checks.check_rights(self, self.plan)
        if not self.is_writing:
            row_checks.full_clean(self, self.plan)
        row_checks.check_sources(self, self.plan)

    def is_taken(self, plan, names):
        """Whether the row brings the columns `names` values that a stored row has."""
        if not (plan.is_new or plan.touched.intersection(names)):
            return False
        if names not in self.taken:
            self.taken[names] = set(self.model._base_manager.values_list(*names))
        columns = (self.model._meta.get_field(name).attname for name in names)
        return tuple(getattr(plan.record, column) for column in columns) in self.taken[names]

    # --- Written --------------------------------------------------------------------------------------
    @cached_property
    def _slugs_in_use(self):
        return set(self.model._base_manager.values_list("slug", flat=True))

    def do_instance_save(self, instance, is_create):
        if is_create and isinstance(instance, Slugged) and not instance.slug_scope():
            instance.slug = instance.slug or instance.free_slug(self._slugs_in_use)
            self._slugs_in_use.add(instance.slug)
        try:
            with transaction.atomic():  # a row that is refused leaves the others
                instance.clean()
                instance.save()
        except StaleRecord as error:
            raise ValidationError(_("Bản ghi vừa được sửa.")) from error
        except IntegrityError as error:
            sentence = _("Trùng với một dòng khác của bảng, hoặc trái một quy tắc của hồ sơ.")
            raise ValidationError(sentence) from error
        except DatabaseError as error:
            raise ValidationError(_("Cơ sở dữ liệu không nhận dòng này.")) from error

    def save_m2m(self, instance, row, **kwargs):
        """Saves the links and the evidence of the record, too."""
        if kwargs["dry_run"]:
            return
        for name, chosen in self.plan.chosen.items():
            if self.plan.is_new:
                self.new_links.setdefault(name, []).append((instance, {one.pk for one in chosen}))
            else:
                getattr(instance, name).set(chosen)
        for name, wanted in self.plan.evidence.items():
            self._save_evidence(self.plan, self.fields[name], wanted)

    def _write_links(self):
        """Links new records after all rows. The search index hears of links from the signal that `add` would send."""
        for name, links in self.new_links.items():
            field = self.model._meta.get_field(name)
            through = field.remote_field.through
            near, far = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
            through.objects.bulk_create(
                through(**{near: record.pk, far: key}) for record, keys in links for key in keys
            )
            told = {"action": "post_add", "reverse": False, "model": field.related_model}
            for record, keys in links:
                m2m_changed.send(through, instance=record, pk_set=keys, **told)

    def _save_evidence(self, plan, column, wanted):
        """Makes the citations or gaps of a record equal to `wanted`; the new ones are written after all rows."""
        widget, rows = column.widget, getattr(plan.record, column.attribute)
        stored = {} if plan.is_new else {next(iter(widget.of([row]))): row for row in rows.all()}
        for key, row in stored.items():
            if key not in wanted:
                row.delete()
            elif widget.of([row])[key] != wanted[key]:
                for name, value in zip(widget.values, wanted[key], strict=True):
                    setattr(row, name, value)
                row.save()
        names_of_values = (*widget.key, *widget.values)
        self.new_evidence.setdefault(widget.model, []).extend(
            widget.model(record=plan.record, **dict(zip(names_of_values, (*key, *wanted[key]), strict=True)))
            for key in wanted
            if key not in stored
        )
