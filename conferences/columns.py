"""The columns of the lists of this room: on the page, in CSV, in files."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.base.language import local_text
from portal.base.lists import Column, for_files
from portal.base.text import date, exact


def names(parties):
    """Several parties (records, or text as printed) as one text."""
    return "; ".join(str(getattr(party, "local_name", party)) for party in parties)


def year(conference):
    return conference.year or ""


CONFERENCE_COLUMNS = [
    Column("lan", _("Lần"), lambda conference: conference.roman),
    for_files("lan_so", _("Lần (số)"), lambda conference: conference.ordinal),
    Column("vung", _("Vùng"), lambda conference: conference.series.local_name),
    Column("nam", _("Năm"), year),
    Column(
        "ngay",
        _("Ngày họp"),
        lambda conference: f"{conference.get_part_of_day_display()} {conference.days}".strip(),
    ),
    for_files("tu_ngay", _("Từ ngày"), lambda conference: conference.starts),
    for_files("den_ngay", _("Đến hết ngày"), lambda conference: conference.ends),
    Column(
        "dang_cai",
        _("Đăng cai"),
        lambda conference: names(host.province for host in conference.hosts if host.province),
    ),
    Column("chu_de", _("Chủ đề"), lambda conference: conference.theme),
    Column("tinh_trang", _("Tình trạng"), lambda conference: conference.status_words),
    Column("dia_chi", _("Địa chỉ trang"), lambda conference: conference.get_absolute_url()),
]


def post_of(official):
    """The post that an official was last seen in, or the dated one that is known of later."""
    if term := official.newest_term:
        return f"{term.post.local_name} ({term.days})"
    return official.seen[0].post_text if official.seen else ""


OFFICIAL_COLUMNS = [
    Column("ten", _("Họ và tên"), lambda official: official.name),
    Column(
        "chuc_vu",
        _("Chức vụ thấy gần nhất"),
        post_of,
    ),
    Column(
        "hoi_nghi", _("Hội nghị"), lambda official: "; ".join(str(seen.occasion) for seen in official.seen)
    ),
    Column("dia_chi", _("Địa chỉ trang"), lambda official: official.get_absolute_url()),
]

RECOMMENDATION_COLUMNS = [
    Column("hoi_nghi", _("Hội nghị"), lambda row: row.conference),
    Column("nam", _("Năm"), lambda row: year(row.conference)),
    Column("so", _("Số"), lambda row: row.number),
    Column("loai", _("Loại"), lambda row: row.get_kind_display()),
    Column("noi_dung", _("Nội dung"), lambda row: local_text(row, "text")),
    Column("ben_neu", _("Bên nêu"), lambda row: names(row.speakers)),
    Column("noi_nhan", _("Nơi nhận"), lambda row: names(row.addressees)),
    Column(
        "han", _("Hạn"), lambda row: date(row.due, get_language()) if row.due else "", lambda row: row.due
    ),
    Column("trang_thai", _("Trạng thái"), lambda row: row.get_state_display()),
    Column("dia_chi", _("Địa chỉ trang"), lambda row: row.get_absolute_url()),
]

FIGURE_COLUMNS = [
    Column("gia_tri", _("Giá trị"), lambda figure: figure.value),
    for_files("gia_tri_so", _("Giá trị (số)"), lambda figure: exact(figure.low)),
    for_files("gia_tri_tren", _("Giá trị trên (số)"), lambda figure: exact(figure.high)),
    Column("don_vi", _("Đơn vị"), lambda figure: figure.local_unit),
    Column("nguyen_van", _("Như nguồn in"), lambda figure: figure.as_printed),
    Column("chi_tieu", _("Chỉ tiêu"), lambda figure: figure.indicator.local_name),
    Column("pham_vi", _("Phạm vi"), lambda figure: figure.scope_words),
    Column("thoi_gian", _("Thời gian"), lambda figure: figure.period),
    Column("nguoi_neu", _("Người nêu"), lambda figure: names(figure.speakers)),
    Column("hoi_nghi", _("Hội nghị"), lambda figure: figure.conference),
    Column("dia_chi", _("Địa chỉ trang"), lambda figure: figure.get_absolute_url()),
]

SERIES_COLUMNS = [
    Column("ten", _("Vùng"), lambda series: series.local_name),
    Column(
        "to_chuc",
        _("Cơ quan tổ chức"),
        lambda series: series.organiser.local_name if series.organiser else "",
    ),
    Column("nhip", _("Nhịp họp như nguồn nêu"), lambda series: series.frequency),
    Column("hoi_nghi", _("Hội nghị"), lambda series: str(series.known), lambda series: series.known),
    Column("dia_chi", _("Địa chỉ trang"), lambda series: series.get_absolute_url()),
]
