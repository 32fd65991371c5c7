"""The columns of the lists of this room: on the page, in CSV, in files."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.base.lists import Column
from portal.base.text import date, number


def _day(day):
    return date(day, get_language()) if day else ""


def _name(record):
    return record.local_name if record else ""


PROVINCE_COLUMNS = [
    Column("ten", _("Tên"), lambda province: province.local_name),
    Column("loai", _("Loại"), lambda province: province.get_kind_display()),
    Column("ma", _("Mã thống kê"), lambda province: province.code),
    Column("tu_ngay", _("Từ ngày"), lambda province: _day(province.began), lambda province: province.began),
    Column(
        "den_ngay",
        _("Đến hết ngày"),
        lambda province: _day(province.last_day),
        lambda province: province.last_day,
    ),
    Column(
        "tien_than",
        _("Gộp từ"),
        lambda province: "; ".join(row.predecessor.local_name for row in province.successions_in.all()),
    ),
    Column(
        "nay_thuoc",
        _("Nay thuộc"),
        lambda province: "; ".join(row.successor.local_name for row in province.successions_out.all()),
    ),
    Column("dia_chi", _("Địa chỉ trang"), lambda province: province.get_absolute_url()),
]

TASK_COLUMNS = [
    Column("ma_so", _("Mã số"), lambda task: task.code),
    Column("ten", _("Tên nhiệm vụ"), lambda task: task.title),
    Column("loai", _("Loại"), lambda task: _name(task.kind)),
    Column("cap", _("Cấp"), lambda task: task.get_level_display()),
    Column("linh_vuc", _("Lĩnh vực"), lambda task: task.field or ""),
    Column("chuong_trinh", _("Chương trình"), lambda task: _name(task.programme)),
    Column("chu_tri", _("Tổ chức chủ trì"), lambda task: _name(task.lead_body)),
    Column("chu_nhiem", _("Chủ nhiệm"), lambda task: task.principal_investigator),
    Column(
        "noi",
        _("Nơi thực hiện"),
        lambda task: "; ".join(place.name_with_period for place in task.listed_places) or task.area,
    ),
    Column("thoi_gian", _("Thời gian"), lambda task: task.years_in_words),
    Column(
        "kinh_phi",
        _("Kinh phí (đồng)"),
        lambda task: "" if task.budget is None else number(task.budget, get_language()),
        lambda task: task.budget,
    ),
    Column("trang_thai", _("Trạng thái"), lambda task: task.get_status_display()),
    Column(
        "ngay_trang_thai",
        _("Ngày của trạng thái"),
        lambda task: _day(task.status_day),
        lambda task: task.status_day,
    ),
    Column("dia_chi", _("Địa chỉ trang"), lambda task: task.get_absolute_url()),
]

BODY_COLUMNS = [
    Column("ten", _("Tên"), lambda body: body.title),
    Column("loai", _("Loại"), lambda body: body.get_kind_display()),
    Column("tinh", _("Tỉnh, thành phố"), lambda body: _name(body.province)),
    Column("tu_ngay", _("Từ ngày"), lambda body: _day(body.began), lambda body: body.began),
    Column("den_ngay", _("Đến hết ngày"), lambda body: _day(body.last_day), lambda body: body.last_day),
    Column("dia_chi", _("Địa chỉ trang"), lambda body: body.get_absolute_url()),
]
