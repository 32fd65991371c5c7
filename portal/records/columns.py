"""The columns of the list of sources."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.base.lists import Column
from portal.base.text import date

SOURCE_COLUMNS = [
    Column("noi_dang", _("Nơi đăng"), lambda source: source.publisher),
    Column("ten_bai", _("Tên bài"), lambda source: source.title),
    Column("loai", _("Loại"), lambda source: source.get_kind_display()),
    Column(
        "ngay_dang",
        _("Ngày đăng"),
        lambda source: date(source.published_on, get_language()),
        lambda source: source.published_on,
    ),
    Column("dia_chi_bai", _("Địa chỉ bài"), lambda source: source.url),
    Column("dia_chi", _("Địa chỉ trang"), lambda source: source.get_absolute_url()),
]
