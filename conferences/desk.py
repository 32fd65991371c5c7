"""What waits at the desk about conferences: answers that are overdue, conferences that no source tells of."""

from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.records import rights
from portal.records.desk import pile
from portal.text import date

from .models import Recommendation, Series


def lacking(user, model):
    """The series some of whose conferences are not recorded; within bounds, those of one's own provinces."""
    rows = Series.objects.filter(pk__in=Series.objects.lacking().order_by().values("pk"))
    bound = rights.bounds(user)
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


pile(
    "qua-han",
    gettext_lazy("Kiến nghị quá hạn mà chưa trả lời"),
    lambda: [Recommendation],
    lambda user, model: model.objects.overdue(),
    at=lambda model: F("due"),
    said=overdue_since,
)
pile(
    "con-thieu",
    gettext_lazy("Vùng còn thiếu hội nghị"),
    lambda: [Series],
    lacking,
    verb="view",
    at=most_missing,
    read=lambda model: Series.objects.with_tallies(),
    said=missing,
)
