"""The desk about conferences: what one enters, what waits, what the record holds of them and of people."""

from django.db.models import F, OuterRef, Subquery
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.base.text import date
from portal.editing.dashboard import TABLES, Section, Shortcut, WorkQueue, adding
from portal.records import rights
from portal.records.admin_urls import admin_page
from provinces.dashboard import PEOPLE_AND_PLACES

from . import models


def lacking(user, model):
    """The series some of whose conferences are not recorded; within bounds, those of one's own provinces."""
    rows = model.objects.filter(pk__in=model.objects.lacking().order_by().values("pk"))
    bound = rights.scope(user)
    if bound is None:
        return rows
    return rows.filter(pk__in=model.objects.filter(memberships__province__in=bound.provinces).values("pk"))


def overdue_since(recommendation):
    return gettext("hạn %(day)s") % {"day": date(recommendation.due, "vi")}


def most_missing(model):
    tallied = model.objects.with_tallies().filter(pk=OuterRef("pk")).order_by()
    return Subquery(tallied.annotate(lacks=F("last_ordinal") - F("ordinals")).values("lacks"))


def missing(series):
    return gettext("thiếu %(number)s lần") % {"number": series.missing()}


WorkQueue(
    "qua-han",
    _("Kiến nghị quá hạn mà chưa trả lời"),
    lambda: [models.Recommendation],
    lambda user, model: model.objects.overdue(),
    at=lambda model: F("due"),
    said=overdue_since,
    act=_("Ghi trả lời:"),
)
WorkQueue(
    "cho-tra-loi",
    _("Kiến nghị chưa ghi nhận trả lời"),
    lambda: [models.Recommendation],
    lambda user, model: model.objects.unanswered(),
    said=lambda recommendation: Truncator(recommendation.text).words(16),
    act=_("Ghi trả lời:"),
)
WorkQueue(
    "con-thieu",
    _("Vùng còn thiếu hội nghị"),
    lambda: [models.Series],
    lacking,
    verb="view",
    at=most_missing,
    read=lambda model: models.Series.objects.with_tallies(),
    said=missing,
)


# --- What people do -----------------------------------------------------------------------------------
def entering_people(request, site):
    """The page that asks of which conference."""
    needed = (("change", models.Conference), ("add", models.Appearance))
    may = all(rights.permitted(request.user, verb, model) for verb, model in needed)
    return admin_page(models.Conference, "choose") if may and site.is_registered(models.Conference) else ""


Shortcut(10, _("Thêm hội nghị"), adding(models.Conference), _("lần trước đặt cạnh biểu mẫu"))
Shortcut(20, _("Ghi trả lời"), adding(models.Reply), _("tìm kiến nghị bằng chữ trong đó"))
Shortcut(50, _("Ghi nhanh người dự"), entering_people, _("dán cả danh sách, mỗi dòng một người"))

# --- What the record holds ----------------------------------------------------------------------------
CONFERENCE = Section(10, _("Một hội nghị"))
CONFERENCE.holds(
    0, models.Conference, _("mỗi lần họp một bản ghi; mọi mục dưới đây nằm trong biểu mẫu của nó"), added=True
)
CONFERENCE.holds(1, models.Participation, _("tỉnh và cơ quan: chủ trì, đăng cai, thành viên, khách"))
CONFERENCE.holds(2, models.Appearance, _("ai có mặt, vai trò nào, chức vụ hôm đó"))
CONFERENCE.holds(3, models.Statement, _("lời được thuật lại, từng ý một"))
CONFERENCE.holds(4, models.Recommendation, _("ai xin ai việc gì"))
CONFERENCE.holds(5, models.Reply, _("trả lời cho kiến nghị, từng lần một"), added=True)
CONFERENCE.holds(6, models.Figure, _("con số cùng đơn vị, giai đoạn, người nêu"))
CONFERENCE.holds(7, models.RelatedEvent, _("hội thảo, triển lãm, đi thực địa"))
CONFERENCE.holds(8, models.Document, _("tệp đính kèm hoặc chú thích, có mô tả và người chụp"))

PEOPLE_AND_PLACES.holds(10, models.Official, _("một người một bản ghi, dù dự nhiều lần"), added=True)
PEOPLE_AND_PLACES.holds(40, models.Series, _("mỗi vùng một dãy hội nghị"))

TABLES.holds(10, models.Indicator, _("tên của con số; người duyệt thêm"), added=True)
TABLES.holds(11, models.Post, _("chức danh tại một cơ quan"), added=True)
TABLES.holds(12, models.Tenure, _("ai giữ chức nào, từ ngày nào, khi nguồn có ngày"), added=True)
TABLES.holds(30, models.SeriesMembership, _("tỉnh nào trong dãy nào, từ năm nào"))
