"""One row after another into the database, by its natural key."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from portal.base.values import reader_of
from portal.records.models import Publication, Published, Record

from .evidence import CITATION_COLUMNS, EvidenceLoader
from .files import read_rows
from .table import BadCell, LoadReport


class Loader:
    """Loads the files of `modules` ((folder, tables module) pairs, see `tables_modules`) row by row."""

    def __init__(self, modules, overwrite=False):
        self.overwrite = overwrite
        self.report = LoadReport()
        self.evidence = EvidenceLoader()
        self.tables = {table.model: table for _folder, module in modules for table in module.TABLES}

    def load(self, table, path) -> None:
        first_lines: dict[tuple[str, ...], int] = {}
        for line, row in self.rows_of(table, path):
            if not first_lines and (
                missed := [name for name in getattr(table.model, "FACTS", ()) if name not in row]
            ):
                self.report.missed.append((path.name, missed))
            try:
                key = tuple(row[name] for name in table.key)
                if key in first_lines:
                    raise BadCell(f"trùng khóa với dòng {first_lines[key]}.")
                first_lines[key] = line
                record, outcome = self.load_row(table, row)
                self.report.count(table.model, outcome)
                if outcome == "kept":
                    self.evidence.kept.add(self.evidence.identity(record))
                    self.report.kept.append(
                        (path.name, line, f"{record} đã được sửa trong trang biên tập; giữ nguyên.")
                    )
                elif hasattr(record, "citations"):
                    self.evidence.read_cells(record, row)
            except BadCell as error:
                self.error(path, line, str(error))
            except ValidationError as error:
                for sentence in self.sentences(error):
                    self.error(path, line, sentence)

    def rows_of(self, table, path) -> Iterator[tuple[int, dict[str, str]]]:
        """(line number, {column: text}) of the rows of one noun's file."""
        return self.rows(path, {*self.fields(table), "sources", "gaps"}, table.key)

    def rows(self, path, known, needed) -> Iterator[tuple[int, dict[str, str]]]:
        return read_rows(path, known, needed, partial(self.error, path))

    def load_row(self, table, row) -> tuple[Any, str]:
        """(record, outcome) of one row: added, changed, same, or kept where people edited the record."""
        values = {
            name: self.value(table, name, text) for name, text in row.items() if name in self.fields(table)
        }
        record = table.model._base_manager.filter(**{name: values[name] for name in table.key}).first()
        outcome = "same" if record else "added"
        if record is None:
            record = table.model()
            if isinstance(record, Published):
                record.publication = Publication.PUBLISHED
        links = {name: values.pop(name) for name in table.m2m if name in values}
        changed = {
            name: value
            for name, value in values.items()
            if self.stored_value(record, name) != getattr(value, "pk", value)
        }
        changed_links = {
            name: targets
            for name, targets in links.items()
            if record.pk is None or set(getattr(record, name).all()) != set(targets)
        }
        if outcome == "same" and (changed or changed_links):
            outcome = (
                "changed"
                if self.overwrite or not isinstance(record, Record) or not record.was_edited()
                else "kept"
            )
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
    def stored_value(record, name):
        """What the record holds in a field, a key where it refers to another record."""
        return getattr(record, record._meta.get_field(name).attname)

    @staticmethod
    def fields(table):
        """The names of the noun's columns."""
        return {column.name for column in [*table.model._meta.fields, *table.model._meta.many_to_many]}

    def value(self, table, name, text) -> Any:
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
            value = column.to_python(reader_of(column)(text))
            column.run_validators(value)
        except ValidationError as error:
            raise BadCell(f"cột {name}: {' '.join(error.messages)}") from error
        return value

    def find(self, model, key) -> Any:
        """The record of `model` under the natural key `key`. Raises BadCell when there is none."""
        lookups, _rest = self.lookups(model, key.split("/"))
        try:
            return model._base_manager.get(**lookups)
        except (model.DoesNotExist, ValueError, ValidationError):
            raise BadCell(f"không tìm thấy {model._meta.verbose_name} “{key}”.") from None

    def lookups(self, model, parts, prefix="") -> tuple[dict[str, str | None], list[str]]:
        """({lookup: text}, parts left over) for a key; the last plain part takes all that is left."""
        table = self.tables[model]
        lookups: dict[str, str | None] = {}
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
            if column.null and lookups.get(f"{prefix}{name}") == "":
                lookups[f"{prefix}{name}"] = None  # a day that no source states
        return lookups, parts

    def load_citations(self, path) -> None:
        if not path.exists():
            return
        models = {model._meta.model_name: model for model in self.tables}
        for line, row in self.rows(path, CITATION_COLUMNS, CITATION_COLUMNS[:4]):
            try:
                if row.get("kind") not in models:
                    raise BadCell(f"không có loại bản ghi “{row.get('kind')}”.")
                record = self.find(models[row["kind"]], row["record"])
                self.evidence.cite(
                    record,
                    row.pop("field"),
                    row.pop("source"),
                    **{k: v for k, v in row.items() if k in CITATION_COLUMNS[4:]},
                )
            except BadCell as error:
                self.error(path, line, str(error))

    def error(self, path, line, sentence) -> None:
        self.report.errors.append((path.name, line, sentence))

    @staticmethod
    def sentences(error):
        if hasattr(error, "error_dict"):
            for name, found in error.message_dict.items():
                yield from (text if name == "__all__" else f"cột {name}: {text}" for text in found)
        else:
            yield from error.messages
