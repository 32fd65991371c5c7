"""The desk about conferences: what one enters, what waits, what the record holds of them and of people."""

from django.db.models import F, OuterRef, Subquery
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conferences.models import (
    Appearance,
    Conference,
    Document,
    Figure,
    Indicator,
    Official,
    Participation,
    Post,
    Recommendation,
    RelatedEvent,
    Reply,
    Series,
    SeriesMembership,
    Statement,
    Tenure,
)
from portal.base.text import date
from portal.editing.dashboard import TABLES, adding, section, shortcut, work_queue
from portal.records import rights
from portal.records.admin_urls import admin_page
from provinces.dashboard import PEOPLE_AND_PLACES


def lacking(user, model):
    """The series some of whose conferences are not recorded; within bounds, those of one's own provinces."""
    rows = Series.objects.filter(pk__in=Series.objects.lacking().order_by().values("pk"))
    bound = rights.scope(user)
    if bound is None:
        return rows
    return rows.filter(pk__in=Series.objects.filter(memberships__province__in=bound.provinces).values("pk"))


def overdue_since(recommendation):
    return _("hạn %(day)s") % {"day": date(recommendation.due, "vi")}


def most_missing(model):
    tallied = model.objects.with_tallies().filter(pk=OuterRef("pk")).order_by()
    return Subquery(tallied.annotate(lacks=F("last_ordinal") - F("ordinals")).values("lacks"))


def missing(series):
    return _("thiếu %(number)s lần") % {"number": series.missing()}


work_queue(
    "qua-han",
    gettext_lazy("Kiến nghị quá hạn mà chưa trả lời"),
    lambda: [Recommendation],
    lambda user, model: model.objects.overdue(),
    at=lambda model: F("due"),
    said=overdue_since,
    act=gettext_lazy("Ghi trả lời:"),
)
work_queue(
    "cho-tra-loi",
    gettext_lazy("Kiến nghị chưa ghi nhận trả lời"),
    lambda: [Recommendation],
    lambda user, model: model.objects.unanswered(),
    said=lambda recommendation: Truncator(recommendation.text).words(16),
    act=gettext_lazy("Ghi trả lời:"),
)
work_queue(
    "con-thieu",
    gettext_lazy("Vùng còn thiếu hội nghị"),
    lambda: [Series],
    lacking,
    verb="view",
    at=most_missing,
    read=lambda model: Series.objects.with_tallies(),
    said=missing,
)


# --- What people do -----------------------------------------------------------------------------------
def entering_people(request, site):
    """The page that asks of which conference."""
    may = site.is_registered(Conference) and rights.permitted(request.user, "change", Conference)
    return (
        admin_page(Conference, "choose") if may and rights.permitted(request.user, "add", Appearance) else ""
    )


shortcut(10, gettext_lazy("Thêm hội nghị"), adding(Conference), gettext_lazy("lần trước đặt cạnh biểu mẫu"))
shortcut(20, gettext_lazy("Ghi trả lời"), adding(Reply), gettext_lazy("tìm kiến nghị bằng chữ trong đó"))
shortcut(
    50,
    gettext_lazy("Ghi nhanh người dự"),
    entering_people,
    gettext_lazy("dán cả danh sách, mỗi dòng một người"),
)

# --- What the record holds ----------------------------------------------------------------------------
CONFERENCE = section(10, gettext_lazy("Một hội nghị"))
for rank, (model, says) in enumerate(
    [
        (Conference, gettext_lazy("mỗi lần họp một bản ghi; mọi mục dưới đây nằm trong biểu mẫu của nó")),
        (Participation, gettext_lazy("tỉnh và cơ quan: chủ trì, đăng cai, thành viên, khách")),
        (Appearance, gettext_lazy("ai có mặt, vai trò nào, chức vụ hôm đó")),
        (Statement, gettext_lazy("lời được thuật lại, từng ý một")),
        (Recommendation, gettext_lazy("ai xin ai việc gì")),
        (Reply, gettext_lazy("trả lời cho kiến nghị, từng lần một")),
        (Figure, gettext_lazy("con số cùng đơn vị, giai đoạn, người nêu")),
        (RelatedEvent, gettext_lazy("hội thảo, triển lãm, đi thực địa")),
        (Document, gettext_lazy("tệp đính kèm hoặc chú thích, có mô tả và người chụp")),
    ]
):
    CONFERENCE.holds(rank, model, says, added=model in (Conference, Reply))

PEOPLE_AND_PLACES.holds(10, Official, gettext_lazy("một người một bản ghi, dù dự nhiều lần"), added=True)
PEOPLE_AND_PLACES.holds(40, Series, gettext_lazy("mỗi vùng một dãy hội nghị"))

TABLES.holds(10, Indicator, gettext_lazy("tên của con số; người duyệt thêm"), added=True)
TABLES.holds(11, Post, gettext_lazy("chức danh tại một cơ quan"), added=True)
TABLES.holds(12, Tenure, gettext_lazy("ai giữ chức nào, từ ngày nào, khi nguồn có ngày"), added=True)
TABLES.holds(30, SeriesMembership, gettext_lazy("tỉnh nào trong dãy nào, từ năm nào"))
