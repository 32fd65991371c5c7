"""What a sheet may hold at most, and what is said when it holds more."""

from django.utils.translation import gettext as _

from portal.base.errors import Refusal

SUFFIXES = (".xlsx", ".xls", ".ods", ".csv")
FILE = 10 * 1024 * 1024  # bytes, as sent
ROWS = 5_000
COLUMNS = 60
CELL = 32_767  # letters; what Excel itself holds in a cell
LINES = 4 * ROWS  # rows that a table may spread over, blank ones too
MEMBERS = 100  # files inside an .xlsx
UNZIPPED = 40 * 1024 * 1024  # bytes, all of them together
TABLE_PART = 24 * 1024 * 1024  # bytes, one sheet or the table of its texts
OTHER_PART = 512 * 1024  # bytes, any other part that is read (styles, the list of sheets …)


def too_big():
    megabytes = FILE // 1_048_576
    return Refusal(413, _("Tệp lớn quá %(size)s MB. Hãy chia thành nhiều tệp.") % {"size": megabytes})


def too_many_rows():
    return Refusal(
        400,
        _("Bảng có hơn %(most)s dòng. Hãy chia thành nhiều tệp.") % {"most": f"{ROWS:,}".replace(",", ".")},
    )


def too_many_columns(place):
    return Refusal(
        400,
        _("Có chữ ở ô %(cell)s: bảng chỉ được rộng %(most)s cột và dài %(lines)s dòng.")
        % {"cell": place, "most": COLUMNS, "lines": f"{LINES:,}".replace(",", ".")},
    )


def too_long(place):
    return Refusal(
        400,
        _("Ô %(cell)s dài hơn %(most)s chữ. Hãy sửa mục này ở biểu mẫu.")
        % {"cell": place, "most": f"{CELL:,}".replace(",", ".")},
    )
