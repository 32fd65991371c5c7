"""How the shipped record comes in: CSV files, one a noun, keyed on natural keys.

Each app lists its files in `<app>/tables.py` (TABLES, in the order they refer to one another, and the
functions of AFTER, run once all rows stand). A column is a field of the noun. Beside the fields:

`sources`  which sources carry the row: items split by ";", each `[field,field=]source[@place][#anchor][?]`.
           Without a field it is the whole row; "?" says that the source only implies it.
           Example: `bao-cao-bang-2024; venue,starts=lao-dong@đoạn 1#October 10`
`gaps`     why cells are blank: items split by ";", each `field` (the sources do not say) or `field!`
           (there is none), with a note in brackets where needed.

What needs more words (nguyên văn, a value that differs) stands in `<app>/data/citations.csv`.
A row refers to another by its natural key, the parts joined by "/": `dong-bang-song-hong/lan-12`.
"""

import csv
import io
import re
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction

from portal.text import nfc

from .models import Citation, Gap, Publication, Published, Record, Source

SOURCE_ITEM = re.compile(
    r"(?:(?P<fields>[a-z_, ]+)=)?(?P<source>[a-z0-9-]+)\s*(?:@(?P<place>[^#?]+))?(?:#(?P<anchor>[^?]+))?(?P<inferred>\?)?"
)
GAP_ITEM = re.compile(r"(?P<field>[a-z_]+)(?P<none>!)?\s*(?:\((?P<note>.+)\))?")
CITATION_COLUMNS = ["kind", "record", "field", "source", "place", "anchor", "basis", "verbatim", "differs", "note"]


@dataclass(frozen=True)
class Table:
    """One CSV file of a noun. `key` names the fields that identify a row; `m2m` the many-to-many columns."""

    model: type
    file: str
    key: tuple
    m2m: tuple = ()


@dataclass
class Report:
    """What a load did: `counts` {noun: {outcome: rows}}, `kept` and `errors` as [(file, line, sentence)].

    A kept row differs from its record, which people have edited since; the record was left as it is.
    """

    counts: dict = field(default_factory=dict)
    kept: list = field(default_factory=list)
    errors: list = field(default_factory=list)

    def count(self, model, outcome):
        noun = self.counts.setdefault(model._meta.verbose_name, {"added": 0, "changed": 0, "same": 0, "kept": 0})
        noun[outcome] += 1


class LoadError(Exception):
    """The files hold bad lines, all of them in `report.errors`; nothing was saved."""

    def __init__(self, report):
        self.report = report
        super().__init__(f"{len(report.errors)} dòng sai; không lưu gì.")


class BadCell(Exception):
    """A cell that cannot be read, with the sentence that says why."""


def load_record(only=None, overwrite=False):
    """Loads every app's files (or the file named `only`) in one transaction and returns a Report.

    Twice in a row gives the same state. A record that people edited since the last load is kept as they
    left it, unless `overwrite`. Raises LoadError, and saves nothing, when a line is bad.
    """
    loader = Loader(overwrite)
    with transaction.atomic():
        modules = list(tables_modules())
        for folder, module in modules:
            for table in module.TABLES:
                if only in (None, table.file):
                    loader.load(table, folder / table.file)
        for folder, _module in modules:
            if only in (None, "citations.csv"):
                loader.load_citations(folder / "citations.csv")
        if loader.report.errors:
            raise LoadError(loader.report)
        if only is None:
            loader.evidence.sync()
        for _folder, module in modules:
            for step in getattr(module, "AFTER", []):
                step()
    return loader.report


def tables_modules():
    """(data folder, tables module) of each app that ships data, in the order of INSTALLED_APPS."""
    for config in apps.get_app_configs():
        if (Path(config.path) / "tables.py").exists():
            yield Path(config.path) / "data", import_module(f"{config.name}.tables")


class Loader:
    def __init__(self, overwrite=False):
        self.overwrite = overwrite
        self.report = Report()
        self.evidence = Evidence()
        self.tables = {table.model: table for _folder, module in tables_modules() for table in module.TABLES}

    def load(self, table, path):
        first_lines = {}
        for line, row in self.rows(path, {*self.fields(table), "sources", "gaps"}, table.key):
            try:
                key = tuple(row[name] for name in table.key)
                if key in first_lines:
                    raise BadCell(f"trùng khóa với dòng {first_lines[key]}.")
                first_lines[key] = line
                record, outcome = self.load_row(table, row)
                self.report.count(table.model, outcome)
                if outcome == "kept":
                    self.evidence.kept.add(self.evidence.identity(record))
                    self.report.kept.append((path.name, line, f"{record} đã được sửa trong trang biên tập; giữ nguyên."))
                elif hasattr(record, "citations"):
                    self.evidence.read_cells(record, row)
            except BadCell as error:
                self.error(path, line, str(error))
            except ValidationError as error:
                for sentence in self.sentences(error):
                    self.error(path, line, sentence)

    def rows(self, path, known, needed):
        """(line number, {column: stripped text}) of each row; the first line is the header.

        Its columns must be among `known` and hold all of `needed`.
        """
        text = self.text(path)
        if text is None:
            return
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        header = reader.fieldnames or []
        wrong = [f"không có cột nào tên {name}." for name in header if name not in known]
        wrong += [f"thiếu cột {name}." for name in needed if name not in header]
        if wrong:
            self.error(path, 1, " ".join(wrong))
            return
        before = 1
        try:
            for row in reader:
                if None in row or None in row.values():
                    self.error(path, before + 1, "số ô khác số cột của dòng đầu.")
                else:
                    yield before + 1, {name: cell.strip() for name, cell in row.items()}
                before = reader.line_num
        except csv.Error:
            self.error(path, before + 1, "dấu nháy hoặc dấu phẩy đặt sai; dòng này không đọc được.")

    def text(self, path):
        """The text of a file, or None after naming the line that is not text."""
        try:
            content = path.read_bytes()
        except OSError as error:
            self.error(path, 1, f"không mở được tệp ({error.strerror}).")
            return None
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self.error(path, content[: error.start].count(b"\n") + 1, "không phải chữ UTF-8.")
            return None
        if "\0" in text:
            self.error(path, text[: text.index("\0")].count("\n") + 1, "có ký tự NUL.")
            return None
        return text

    def load_row(self, table, row):
        """(record, outcome) of one row: added, changed, same, or kept where people edited the record."""
        values = {name: self.value(table, name, text) for name, text in row.items() if name in self.fields(table)}
        record = table.model._base_manager.filter(**{name: values[name] for name in table.key}).first()
        outcome = "same" if record else "added"
        if record is None:
            record = table.model()
            if isinstance(record, Published):
                record.publication = Publication.PUBLISHED
        links = {name: values.pop(name) for name in table.m2m if name in values}
        changed = {name: value for name, value in values.items() if self.held(record, name) != getattr(value, "pk", value)}
        changed_links = {
            name: targets
            for name, targets in links.items()
            if record.pk is None or set(getattr(record, name).all()) != set(targets)
        }
        if outcome == "same" and (changed or changed_links):
            outcome = "changed" if self.overwrite or not isinstance(record, Record) or not record.was_edited() else "kept"
        if outcome in ("added", "changed"):
            for name, value in changed.items():
                setattr(record, name, value)
            record.full_clean()
            record.save()
            for name, targets in changed_links.items():
                getattr(record, name).set(targets)
            if isinstance(record, Record):
                record.mark_loaded()
        return record, outcome

    @staticmethod
    def held(record, name):
        """What the record holds in a field, a key where it refers to another record."""
        return getattr(record, record._meta.get_field(name).attname)

    @staticmethod
    def fields(table):
        """The names of the noun's columns."""
        return {column.name for column in [*table.model._meta.fields, *table.model._meta.many_to_many]}

    def value(self, table, name, text):
        """The text of a cell as the field's Python value. Raises BadCell."""
        column = table.model._meta.get_field(name)
        if name in table.m2m:
            return [self.find(column.related_model, part.strip()) for part in text.split(";") if part.strip()]
        if column.is_relation:
            return self.find(column.related_model, text) if text else None
        if isinstance(column, models.BooleanField) and not column.null:
            if text not in ("", "x"):
                raise BadCell(f"cột {name}: ghi x hoặc để trống, không phải “{text}”.")
            return text == "x"
        if not text:
            return None if column.null else ("" if column.empty_strings_allowed else column.get_default())
        try:
            value = column.to_python(text)
            column.run_validators(value)
        except ValidationError as error:
            raise BadCell(f"cột {name}: {' '.join(error.messages)}") from error
        return value

    def find(self, model, key):
        """The record of `model` under the natural key `key`. Raises BadCell when there is none."""
        lookups, rest = self.lookups(model, key.split("/"))
        try:
            return model._base_manager.get(**lookups)
        except (model.DoesNotExist, ValueError, ValidationError):
            raise BadCell(f"không tìm thấy {model._meta.verbose_name} “{key}”.") from None

    def lookups(self, model, parts, prefix=""):
        """({lookup: text}, parts left over) for a key; the last plain part takes all that is left."""
        table, lookups = self.tables[model], {}
        for position, name in enumerate(table.key):
            column = model._meta.get_field(name)
            if column.is_relation:
                inner, parts = self.lookups(column.related_model, parts, f"{prefix}{name}__")
                lookups |= inner
            elif not parts:
                raise BadCell(f"khóa của {model._meta.verbose_name} thiếu phần {name}.")
            elif not prefix and position == len(table.key) - 1:
                lookups[f"{prefix}{name}"], parts = "/".join(parts), []
            else:
                lookups[f"{prefix}{name}"], parts = parts[0], parts[1:]
        return lookups, parts

    def load_citations(self, path):
        if not path.exists():
            return
        nouns = {model._meta.model_name: model for model in self.tables}
        for line, row in self.rows(path, CITATION_COLUMNS, CITATION_COLUMNS[:4]):
            try:
                if row.get("kind") not in nouns:
                    raise BadCell(f"không có loại bản ghi “{row.get('kind')}”.")
                record = self.find(nouns[row["kind"]], row["record"])
                self.evidence.cite(record, row.pop("field"), row.pop("source"), **{k: v for k, v in row.items() if k in CITATION_COLUMNS[4:]})
            except BadCell as error:
                self.error(path, line, str(error))

    def error(self, path, line, sentence):
        self.report.errors.append((path.name, line, sentence))

    @staticmethod
    def sentences(error):
        if hasattr(error, "error_dict"):
            for name, found in error.message_dict.items():
                yield from (text if name == "__all__" else f"cột {name}: {text}" for text in found)
        else:
            yield from error.messages


class Evidence:
    """The citations and gaps that the files state, gathered row by row and then written at once."""

    def __init__(self):
        self.sources = {}
        self.cited = {}
        self.blank = {}
        self.kept = set()  # identities of the records that people edited

    def read_cells(self, record, row):
        for item in filter(None, (part.strip() for part in row.get("sources", "").split(";"))):
            found = SOURCE_ITEM.fullmatch(item)
            if not found:
                raise BadCell(f"cột sources: không đọc được “{item}”.")
            basis = Citation.Basis.INFERRED if found["inferred"] else Citation.Basis.STATED
            for name in (found["fields"] or "").split(","):
                self.cite(record, name.strip(), found["source"], place=found["place"], anchor=found["anchor"], basis=basis)
        for item in filter(None, (part.strip() for part in row.get("gaps", "").split(";"))):
            found = GAP_ITEM.fullmatch(item)
            if not found:
                raise BadCell(f"cột gaps: không đọc được “{item}”.")
            self.leave_blank(record, found["field"], found["none"], found["note"] or "")

    def cite(self, record, name, source, **details):
        self.check(record, name)
        if source not in self.sources:
            self.sources |= {row.slug: row for row in Source.objects.all()}
        if source not in self.sources:
            raise BadCell(f"không có nguồn “{source}” trong sources.csv.")
        details = {name: nfc(details.get(name) or "").strip() for name in CITATION_COLUMNS[4:]}
        self.check_length(Citation, details)
        details["basis"] = details.get("basis") or Citation.Basis.STATED
        if details["basis"] not in Citation.Basis.values:
            raise BadCell(f"cột basis: ghi stated hoặc inferred, không phải “{details['basis']}”.")
        key = (*self.identity(record), name, self.sources[source].pk, details.pop("place"))
        self.cited[key] = details

    def leave_blank(self, record, name, none, note):
        self.check(record, name)
        kind = Gap.Kind.NONE if none else Gap.Kind.NOT_STATED
        self.check_length(Gap, {"note": nfc(note).strip()})
        self.blank[(*self.identity(record), name)] = {"kind": kind, "note": nfc(note).strip()}

    @staticmethod
    def identity(record):
        return ContentType.objects.get_for_model(record).pk, record.pk

    @staticmethod
    def check(record, name):
        if name and name not in record.FACTS:
            raise BadCell(f"{record._meta.verbose_name} không có mục “{name}” cần dẫn chứng.")

    @staticmethod
    def check_length(model, texts):
        for name, text in texts.items():
            longest = model._meta.get_field(name).max_length
            if len(text) > longest:
                raise BadCell(f"cột {name}: dài hơn {longest} chữ.")

    def sync(self):
        """Makes the shipped citations and gaps equal to the files. Those that people wrote or changed stay,
        as do all of a record that people edited."""
        self.write(Citation, ("content_type_id", "object_id", "field", "source_id", "place"), self.cited, self.kept)
        self.write(Gap, ("content_type_id", "object_id", "field"), self.blank, self.kept)

    @staticmethod
    def write(model, key_fields, wanted, kept):
        standing = {tuple(getattr(row, name) for name in key_fields): row for row in model.objects.all()}
        fresh = []
        for key, details in wanted.items():
            row = standing.get(key)
            if key[:2] in kept:
                continue
            if row is None:
                fresh.append(model(**dict(zip(key_fields, key, strict=True)), **details, shipped=True))
            elif row.shipped and any(getattr(row, name) != value for name, value in details.items()):
                model.objects.filter(pk=row.pk).update(**details)
        model.objects.bulk_create(fresh)
        gone = [row.pk for key, row in standing.items() if row.shipped and key not in wanted and key[:2] not in kept]
        model.objects.filter(pk__in=gone).delete()
