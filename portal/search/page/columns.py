"""The columns of an answer as CSV."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.base.language import localized_path
from portal.base.lists import Column
from portal.base.text import date
from portal.search.registry import singular

COLUMNS = [
    Column("loai", _("Loại"), lambda entry: singular(entry.kind)),
    Column("ten", _("Tên"), lambda entry: entry.title),
    Column("noi_dung", _("Nội dung"), lambda entry: entry.text),
    Column("nam", _("Năm"), lambda entry: entry.year or ""),
    Column("ngay", _("Ngày"), lambda entry: date(entry.day, get_language()), lambda entry: entry.day),
    Column("dia_chi", _("Địa chỉ trang"), lambda entry: localized_path(entry.address, get_language())),
]
