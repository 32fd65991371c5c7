"""Records as a table, and the empty table that explains its columns."""

import csv
import datetime
import io
import re
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from portal.base.lists import _Echo
from portal.records.natural_keys import key_relations, reference, table_of

from . import limits
from .cells import UNCHANGED, quoted

CHUNK = 500
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Signs that XML cannot hold, and what would be read as one: written as _x000B_, as Excel does.
_ESCAPE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_DIGITS = 15  # that a number of a spreadsheet holds exactly


def csv_lines(resource, rows):
    """The lines of a CSV (UTF-8 with a BOM, comma) of `rows` (a QuerySet)."""
    writer, columns = csv.writer(_Echo()), resource.fields.values()
    yield "\ufeff" + writer.writerow([column.label for column in columns])
    for record in resource.queryset(rows).iterator(chunk_size=CHUNK):
        yield writer.writerow([quoted(column.text(record)) for column in columns])


def xlsx(resource, rows):
    """The bytes of a workbook: the table of `rows` (a QuerySet, or None for an empty table), and what its
    columns mean."""
    book, columns = Workbook(write_only=True), resource.fields.values()
    sheet = book.create_sheet(str(resource.model._meta.verbose_name_plural)[:31].replace("/", "-"))
    sheet.freeze_panes = "B2"
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = _width(column)
    sheet.append([_heading(sheet, column.label) for column in columns])
    if rows is not None:
        for record in resource.queryset(rows).iterator(chunk_size=CHUNK):
            sheet.append([_cell(sheet, column, record) for column in columns])
    _explain(book, resource)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _width(column):
    if isinstance(column.field, models.TextField) or column.name in ("sources", "gaps"):
        return 40
    return 12 if column.name in ("id", "version") else 22


def _heading(sheet, text):
    cell = _text_cell(sheet, text)
    cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDDDDD")
    return cell


def _cell(sheet, column, record):
    value = column.export(record)
    if isinstance(value, datetime.date):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "dd/mm/yyyy"
        return cell
    if isinstance(value, int) and not isinstance(value, bool) and len(str(value)) <= _DIGITS:
        return value
    if isinstance(value, Decimal) and len(value.normalize().as_tuple().digits) <= _DIGITS:
        return float(value)
    text = quoted(column.text(record))
    return _text_cell(sheet, text) if text else None


def _text_cell(sheet, text):
    """A cell that is text whatever it begins with."""
    text = _ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    cell = WriteOnlyCell(sheet, "")
    cell._value, cell.data_type = (text if len(text) <= limits.CELL else UNCHANGED), "s"
    return cell


# --- What the columns mean ----------------------------------------------------------------------------
def _explain(book, resource):
    sheet = book.create_sheet(_("Giải thích"))
    for letter, width in zip("ABCDEF", (26, 22, 44, 12, 44, 34), strict=True):
        sheet.column_dimensions[letter].width = width
    headings = (
        _("Cột"),
        _("Tên trong tệp CSV"),
        _("Là gì, viết thế nào"),
        _("Bắt buộc"),
        _("Giá trị được nhận"),
        _("Ví dụ"),
    )
    sheet.append([_heading(sheet, text) for text in headings])
    for column in resource.fields.values():
        cells = [_text_cell(sheet, text) for text in explanation(resource, column)]
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.append(cells)


def explanation(resource, column):
    """(heading, name, what it is and its shape, whether it must be filled, what it takes, an example) of a column."""
    what, allowed, example = _special(resource, column) if column.field is None else _of_field(column)
    return column.label, column.name, what, _("có") if _is_needed(column) else "", allowed, example


def _is_needed(column):
    if column.name == "sources":
        return True
    return bool(
        column.field is not None
        and not column.many
        and not column.field.blank
        and not column.field.has_default()
    )


def _special(resource, column):
    if column.name == "id":
        return _("Số của bản ghi đang có. Dòng mới thì để trống. Đừng sửa."), _("một số"), "12"
    if column.name == "version":
        return (
            _("Bản ghi được sửa tới lần nào khi xuất bảng. Đừng sửa; để trống cũng được."),
            _("một số"),
            "3",
        )
    names = ", ".join(
        f"{name} ({resource.fields[name].label})" for name in resource.model.FACTS if name in resource.fields
    )
    if column.name == "sources":
        return (
            _(
                "Nguồn của dòng, các mục cách nhau bằng dấu chấm phẩy. Mỗi mục: đường dẫn (slug) của nguồn; trước đó có thể "
                "ghi tên mục và dấu =, sau đó @chỗ trong bài, #chữ để tìm trong bài, và ? khi nguồn chỉ cho suy ra. Để "
                "trống thì phải chọn nguồn mặc định khi gửi tệp."
            ),
            names,
            f"bao-cao-bang-2024@đoạn 1; {resource.model.FACTS[0]}=lao-dong-xix#636,1",
        )
    return (
        _(
            "Vì sao ô trống, các mục cách nhau bằng dấu chấm phẩy: tên mục (nguồn không nêu), hoặc tên mục và dấu ! (không có); lời chú trong ngoặc."
        ),
        names,
        f"{resource.model.FACTS[-1]} (nguồn không nêu)",
    )


def _of_field(column):
    field, what = column.field, str(column.field.help_text)
    if field.is_relation:
        noun, table = field.related_model._meta.verbose_name, table_of(field.related_model)
        key = "/".join(str(field.related_model._meta.get_field(name).verbose_name) for name in table.key)
        shape = _("Khóa (%(key)s), hoặc tên, có dấu hay không dấu.") % {"key": key}
        if column.many:
            shape += " " + _("Nhiều mục thì cách nhau bằng dấu chấm phẩy.")
        return (
            f"{what} {shape}".strip(),
            _("một %(noun)s đang có") % {"noun": noun},
            _example_of(field.related_model),
        )
    if isinstance(field, models.BooleanField):
        return (
            what,
            _("có, không, hoặc trống") if field.null else _("x, hoặc trống"),
            _("có") if field.null else "x",
        )
    if field.choices:
        labels = [str(label) for value, label in field.flatchoices if value != ""]
        return what, "\n".join(labels), labels[0]
    if isinstance(field, models.DateField):
        return what, _("một ngày: 10/10/2024 hoặc 2024-10-10"), "10/10/2024"
    if isinstance(field, models.DecimalField):
        return what, _("một số viết như tiếng Việt: 636,1"), "636,1"
    if isinstance(field, models.IntegerField):
        return what, _("một số nguyên"), "2024" if "year" in field.name else "1"
    longest = field.max_length or limits.CELL
    what = what or (_("Để trống thì làm từ tên.") if isinstance(field, models.SlugField) else "")
    return what, _("chữ, tối đa %(longest)s") % {"longest": longest}, ""


def _example_of(model):
    """A key that readers may see, or nothing."""
    rows = model._default_manager.order_by("pk")
    rows = rows.published() if hasattr(rows, "published") else rows
    first = rows.select_related(*key_relations(model)).first() if key_relations(model) else rows.first()
    return reference(first) if first else ""
