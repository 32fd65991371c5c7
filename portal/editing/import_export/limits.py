"""What a sheet may hold at most, and what is said when it holds more."""

from django.utils.translation import gettext as _

from portal.base.errors import Refusal
from portal.base.text import number

MEGABYTE = 1_048_576
FILE = 10 * MEGABYTE  # bytes, as sent
ROWS = 5_000
COLUMNS = 60
CELL = 32_767  # letters; what Excel itself holds in a cell
LINES = 4 * ROWS  # rows that a table may spread over, blank ones too
TITLES = 20  # lines in which the headings are looked for
#: What `workbook` is held to. A part is a file inside a zip; `unzipped` and `part` are bytes of what is read: all
#: parts of one sheet, and each; `tags` stand in one part, `cells` in one sheet.
WORKBOOK = {
    "columns": COLUMNS,
    "lines": LINES,
    "memory": 256 * MEGABYTE,
    "seconds": 4,
    "parts": 10_000,
    "unzipped": 40 * MEGABYTE,
    "part": 24 * MEGABYTE,
    "tags": 2_500_000,
    "cells": 320_000,
}


def too_big():
    sentence = _("Tệp lớn quá %(size)s MB. Hãy chép riêng bảng sang tệp mới, hoặc chia thành nhiều tệp.")
    return Refusal(413, sentence % {"size": FILE // MEGABYTE})


def too_many_rows():
    return Refusal(400, _("Bảng có hơn %(most)s dòng. Hãy chia thành nhiều tệp.") % {"most": number(ROWS)})


def place(line, column):
    from openpyxl.utils import get_column_letter  # loaded where it is needed, as in export.py

    return f"{get_column_letter(column)}{line}"


def too_long(line, column):
    sentence = _("Ô %(cell)s dài hơn %(most)s chữ. Hãy sửa mục này ở biểu mẫu.")
    return Refusal(400, sentence % {"cell": place(line, column), "most": number(CELL)})


def refusal(why, sheet="", of=""):
    """The Refusal of a workbook by the reason that `workbook` gives; `sheet` is the name of the one it lies in, `of` that
    of the cell.
    """
    sentences = {
        "wide": _(
            "Ô %(cell)s nằm ngoài %(columns)s cột và %(lines)s dòng mà một bảng được trải; ô trông như trống cũng tính. "
            "Hãy xóa hẳn dòng, cột thừa rồi lưu lại."
        ),
        "cells": _(
            "Trang tính có hơn %(cells)s ô, kể cả ô trống có định dạng. Hãy chép riêng bảng sang tệp mới."
        ),
        "parts": _("Tệp có hơn %(parts)s phần bên trong. Hãy chép riêng bảng sang tệp mới."),
        "unzipped": _(
            "Bảng bung ra quá lớn: tối đa %(part)s MB một phần, %(unzipped)s MB cả trang tính. Hãy chép riêng bảng sang tệp mới."
        ),
        "tags": _("Một phần của tệp có hơn %(tags)s thẻ XML. Hãy chép riêng bảng sang tệp mới."),
        "slow": _(
            "Bảng quá nặng: đọc mất hơn %(seconds)s giây máy hoặc %(memory)s MB bộ nhớ. Hãy chép riêng bảng sang tệp mới."
        ),
        "password": _("Tệp có mật khẩu. Hãy mở bằng Excel hoặc LibreOffice, lưu lại không mật khẩu rồi gửi."),
        "macro": _("Tệp có macro. Hãy lưu lại ở dạng .xlsx hoặc .ods không macro."),
        "no workbook": _("Bên trong không phải bảng tính. Hãy lưu lại từ Excel hoặc LibreOffice."),
        "no sheet": _(
            "Tệp không có trang tính nào đang hiện; trang chỉ có biểu đồ thì không đọc. Hãy bỏ ẩn trang có bảng rồi gửi lại."
        ),
        "order": _(
            "Các dòng trong tệp không theo thứ tự. Hãy mở bằng Excel hoặc LibreOffice, lưu lại rồi gửi."
        ),
        "doctype": _("Tệp có khai báo DOCTYPE lạ. Hãy mở bằng Excel hoặc LibreOffice, lưu lại rồi gửi."),
        "broken": _(
            "Tệp hỏng, không đọc được bảng tính. Hãy mở bằng Excel hoặc LibreOffice, lưu lại rồi gửi."
        ),
    }
    megabytes = {name: WORKBOOK[name] // MEGABYTE for name in ("memory", "unzipped", "part")}
    said = {name: number(most) for name, most in WORKBOOK.items()} | megabytes | {"cell": of}
    sentence = sentences[why] % said
    return Refusal(
        400, _("Trang tính “%(name)s”: %(why)s") % {"name": sheet, "why": sentence} if sheet else sentence
    )
