"""A model's table out and in: a Resource of django-import-export over the columns of `columns.py`.

The library runs the rows: find the record, set its values, check it, save it, its links and its evidence. The same
pass checks (`dry_run`, which writes nothing) and imports.
"""

from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, models
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource
from tablib import Dataset

from portal.base.text import fold, slugify
from portal.changes.states import instance_state
from portal.records import rights
from portal.records.loading.table import BadCell
from portal.records.models import Slugged, StaleRecord
from portal.records.moderation import may_write
from portal.records.natural_keys import is_spelt, key_relations, names, reference, table_of

from . import row_checks
from .cells import UNCHANGED, BadValue
from .columns import EvidenceWidget, columns_of, match_headings, sentence_of
from .lookup import Finder, candidates
from .rows import RowOutcome, RowPlan, SheetRow, parents_first


class SheetResource(Resource):
    """The table of the model of `model_admin`, for the user of `request`. `default_source` is cited for what a row
    enters or changes and names no source of.
    """

    class Meta:
        skip_diff = True
        instance_loader_class = BaseInstanceLoader  # `get_instance` finds records itself

    def __init__(self, model_admin, request, default_source=None):
        super().__init__()
        self.admin, self.request, self.user = model_admin, request, request.user
        self.model, self.table = model_admin.model, table_of(model_admin.model)
        self.default_source, self.finder = default_source, Finder(request.user)
        columns = columns_of(
            self.model, self.finder, lambda field: model_admin.formfield_for_dbfield(field, request)
        )
        self.fields = {column.name: column for column in columns}
        self.cites = "sources" in self.fields
        self.passed = set()  # CheckConstraints with the values that meet them

    def queryset(self, rows):
        """`rows` (a QuerySet) with all that the cells of a record read."""
        joined, fetched = set(), []
        for column in self.fields.values():
            if column.field is None or not column.field.is_relation:
                continue
            inner = key_relations(column.field.related_model)
            if column.many:
                target = column.field.related_model._default_manager.select_related(*inner) if inner else None
                fetched.append(models.Prefetch(column.name, target) if target is not None else column.name)
            else:
                joined |= {f"{column.name}__{path}" for path in inner} or {column.name}
        if self.cites:
            fetched += ["citations__source", "gaps"]
        return (rows.select_related(*joined) if joined else rows).prefetch_related(*fetched)

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
        self.lines_by_identity, self.finder.new, self.new_evidence = {}, {}, {}
        headers = ["", *(column.label for column in self.given if column)]
        data = Dataset(*(self._cells(cells) for _line, cells in lines), headers=headers)
        self._read_records(data)
        result = self.import_data_inner(data, dry_run, False, not dry_run, False)
        for plan, row in zip(self.plans, result.rows, strict=True):
            self._note_outcome(plan.row, row)
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

    def _read_records(self, data):
        """Reads at once the records that rows name by number or by a key of one column, and the names of all."""
        self.known, key = {}, self.table.key
        for name in ("id", *(key if len(key) == 1 else ())):
            column = self.fields[name]
            if column not in self.given or (column.field and column.field.is_relation):
                continue
            texts = {cell for cell in data[column.label] if cell and not isinstance(cell, BadValue)}
            if name == "id":
                texts = {text for text in texts if text.isascii() and text.isdigit() and len(text) < 19}
            found = self._rows().filter(**{f"{column.attribute}__in": texts})
            self.known |= {(name, str(getattr(record, column.attribute))): record for record in found}
        self.finder.fitting(self.model, "-")

    def _rows(self):
        return self.queryset(rights.within(self.user, self.model._default_manager.order_by("pk"), "view"))

    @cached_property
    def _slugs(self):
        """{slug: key} of the records that the user may view."""
        return dict(
            rights.within(self.user, self.model._default_manager.all(), "view").values_list("slug", "pk")
        )

    @staticmethod
    def _note_outcome(row, result):
        for error in result.errors:
            raise error.error  # what is no fault of the file
        if result.validation_error:
            row.outcome, row.problem = RowOutcome.REFUSED, " ".join(result.validation_error.messages)
        else:
            row.outcome = {"new": RowOutcome.ADDED, "update": RowOutcome.CHANGED, "skip": RowOutcome.SAME}[
                result.import_type
            ]

    # --- Which record ---------------------------------------------------------------------------------
    def before_import_row(self, row, **kwargs):
        self.plan = self.plans[kwargs["row_number"] - 1]
        if row[""]:
            raise ValidationError(_("Có chữ ở ô không thuộc cột nào."))
        wrong = [f"{label}: {cell}." for label, cell in row.items() if isinstance(cell, BadValue)]
        if wrong:
            raise ValidationError(wrong)
        self.cells = {column.name: row[column.label] for column in self.given if column}

    def get_instance(self, instance_loader, row):
        """The record that the row means, None for a new one."""
        try:
            return self._locate()
        except BadCell as problem:
            raise ValidationError(str(problem)) from problem

    def init_instance(self, row=None):
        return self.model()

    def _locate(self):
        number = self.cells.get("id")
        if number:
            if ("id", number) not in self.known:
                raise BadCell(
                    _("Không có mã dòng %(number)s, hoặc bạn không được xem. Dòng mới thì để trống ô này.")
                    % {"number": number[:20]}
                )
            return self.known["id", number]
        records, is_sure = self._by_key()
        if not records or (is_sure and len(records) == 1):
            return records[0] if records else None
        written = self.cells.get("name") or self.cells.get("title")
        if len(records) == 1 and (not written or is_spelt(records[0], written)):
            return records[0]
        sentence = _("Có thể là bản ghi đang có: %(candidates)s. Hãy ghi “mã dòng” của bản ghi ấy.")
        if "slug" in self.fields:
            sentence += " " + _("Nếu là bản ghi mới thì ghi một “đường dẫn” chưa bản ghi nào dùng.")
        raise BadCell(sentence % {"candidates": candidates(records, lambda record: record.pk)})

    def _by_key(self):
        """([record], whether they are surely meant) that the natural key of the row fits; where a slug is blank,
        those that the row's name or the slug it would get fits."""
        key, lookups = self.table.key, {}
        for name in key:
            column, text = self.fields[name], self.cells.get(name, "")
            if not text and name == "slug":
                return self._by_name(lookups), False
            if not text and not column.field.null:
                raise BadCell(
                    _("Thiếu “%(column)s”: không biết dòng này là bản ghi nào.") % {"column": column.label}
                )
            if len(key) == 1 and not column.field.is_relation and (name, text) in self.known:
                return [self.known[name, text]], True
            lookups[name] = self._read(column)
        return ([] if key == ("slug",) else list(self._rows().filter(**lookups)[:6])), True

    def _by_name(self, lookups):
        draft = self.model(**lookups)
        for name in ("ordinal", "year", "name", "title", "publisher"):
            if self.cells.get(name) and name in self.fields:
                setattr(draft, name, self._read(self.fields[name]))
        slug = slugify(draft.slug_source())
        if lookups:
            return list(self._rows().filter(slug=slug, **lookups)[:6]) if slug else []
        written = self.cells.get("name") or self.cells.get("title") or ""
        keys = {record.pk for record in self.finder.fitting(self.model, written)}
        keys |= {self._slugs[slug]} if slug in self._slugs else set()
        return list(self._rows().filter(pk__in=keys)) if keys else []

    def _read(self, column):
        """The value of a cell of the row. Raises BadCell."""
        try:
            return column.widget.clean(self.cells[column.name])
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
        for column in filter(None, self.given):
            try:
                self._set(plan, column)
            except BadCell as problem:
                problems.append(str(problem))
        if not problems:
            problems += self._identify(plan)
        if problems:
            raise ValidationError(problems)

    def _set(self, plan, column):
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
        value = self._read(column)
        if evidence:
            self._set_evidence(plan, column, value, before)
        elif self._give(plan, column, value):
            plan.touched.add(name)
            after = text if name in plan.unsaved else self._written(plan, column)
            if after != before:
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
        """Whether the record held something else than `value`, which it gets."""
        record, name = plan.record, column.name
        if column.many:
            old = set() if plan.is_new else {one.pk for one in getattr(record, name).all()}
            if old == {one.pk for one in value}:
                return False
            plan.chosen[name] = value
            return True
        if (type(value), self.cells[name]) in self.finder.new:
            plan.unsaved.add(name)
        elif getattr(record, column.field.attname) == getattr(value, "pk", value) and not (
            plan.is_new and value not in (None, "")
        ):
            return False
        setattr(record, name, value)
        return True

    @staticmethod
    def _written(plan, column):
        if column.many:
            return "; ".join(map(reference, plan.chosen[column.name]))
        return column.text(plan.record)

    def _set_evidence(self, plan, column, wanted, before):
        if not plan.is_new and wanted == column.widget.of(getattr(plan.record, column.attribute).all()):
            return
        plan.evidence[column.name] = wanted
        plan.row.changes.append((column.label, before, self.cells[column.name]))

    def _identify(self, plan):
        """[sentence] where an earlier row means the same record."""
        record, row = plan.record, plan.row
        if plan.is_new:
            identity = self._identity(record)
            row.label = str(record)[:300] if self._can_be_named(record) else identity
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
            parts = [part for part in parts if part] + [slugify(record.slug_source())]
        return "/".join(fold(part) for part in parts)[:300]

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

    # --- Written --------------------------------------------------------------------------------------
    def do_instance_save(self, instance, is_create):
        try:
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
            links = getattr(instance, name)
            links.add(*chosen) if self.plan.is_new else links.set(chosen)
        for name, wanted in self.plan.evidence.items():
            self._save_evidence(self.plan, self.fields[name], wanted)

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
