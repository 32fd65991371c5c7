"""What a sheet may hold at most, and what is said when it holds more."""

from django.utils.translation import gettext as _

from portal.base.errors import Refusal
from portal.base.text import number

FILE = 10 * 1024 * 1024  # bytes, as sent
ROWS = 5_000
COLUMNS = 60
CELL = 32_767  # letters; what Excel itself holds in a cell
LINES = 4 * ROWS  # rows that a table may spread over, blank ones too


def too_big():
    megabytes = FILE // 1_048_576
    return Refusal(413, _("Tệp lớn quá %(size)s MB. Hãy chia thành nhiều tệp.") % {"size": megabytes})


def too_many_rows():
    return Refusal(400, _("Bảng có hơn %(most)s dòng. Hãy chia thành nhiều tệp.") % {"most": number(ROWS)})


def too_wide():
    sentence = _("Bảng chỉ được rộng %(most)s cột và dài %(lines)s dòng, kể cả dòng trống.")
    return Refusal(400, sentence % {"most": COLUMNS, "lines": number(LINES)})


def too_long(line, column):
    from openpyxl.utils import get_column_letter  # loaded where it is needed, as in export.py

    place = f"{get_column_letter(column)}{line}"
    sentence = _("Ô %(cell)s dài hơn %(most)s chữ. Hãy sửa mục này ở biểu mẫu.")
    return Refusal(400, sentence % {"cell": place, "most": number(CELL)})
