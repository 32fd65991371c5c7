from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from conferences.models import Recommendation, Reply
from portal.editing.admin import RecordAdmin, Row
from provinces.admin.filters import ProvinceAdminFilter, year_filter

from .of_conference import ADDRESSEE, ENGLISH, MORE, SPEAKER, about_its_day, folded

WHO_ASKED = (SPEAKER, "by_as_printed")
WHO_WAS_ASKED = (ADDRESSEE, ("to_as_printed", "to_members"))
WHAT_BECAME = (("due", "state"), "reason", ("replaced_by", "continues"))
WRITTEN_IN_ENGLISH = (("by_as_printed_en", "to_as_printed_en"), "text_en")
JOINED = (
    "conference__series",
    *SPEAKER,
    *ADDRESSEE,
    "replaced_by__conference__series",
    "continues__conference__series",
)


#: Where the state comes from.
HELP = {
    "state": _(
        "Có trả lời đã đăng thì theo trả lời mới nhất; “định hướng chung” và “được thay thế” chọn ở đây thì giữ nguyên."
    )
}


def in_short(text):
    return text if len(text) <= 120 else f"{text[:120].rpartition(' ')[0]} …"


class RecommendationInline(Row):
    model = Recommendation
    about = about_its_day
    help_texts = HELP
    fieldsets = (
        (None, {"fields": (("number", "kind", "by_body", "to_body"), "text")}),
        folded(
            MORE,
            ("by_official", "by_province"),
            "by_as_printed",
            ("to_official", "to_province"),
            ("to_as_printed", "to_members"),
            *WHAT_BECAME,
        ),
        folded(ENGLISH, *WRITTEN_IN_ENGLISH),
    )
    joined = JOINED

    def sentence(self, row):
        return f"{row.get_kind_display()}: {in_short(row.text)}"


class ReplyInline(Row):
    """Whoever answers exists on the day of the answer, not of the conference."""

    model = Reply
    fields = (("day", "by"), ("state", "publication"), "note")
    joined = ("by", "recommendation__conference__series")


@admin.register(Recommendation)
class RecommendationAdmin(RecordAdmin):
    about = about_its_day
    help_texts = HELP
    list_display = ("number", "kind", "text_in_short", "due", "state", "conference")
    list_display_links = ("number", "text_in_short")
    list_filter = ("kind", "state", year_filter("conference__year"), ProvinceAdminFilter)
    date_hierarchy = "due"
    search_fields = ("search_text", "conference__search_text")
    joined = JOINED
    rows = (ReplyInline,)
    fieldsets = (
        (
            None,
            {"fields": ("conference", ("number", "kind"), *WHO_ASKED, *WHO_WAS_ASKED, "text", *WHAT_BECAME)},
        ),
        folded(ENGLISH, *WRITTEN_IN_ENGLISH),
    )

    @admin.display(description=_("nội dung"))
    def text_in_short(self, recommendation):
        return in_short(recommendation.text)


@admin.register(Reply)
class ReplyAdmin(RecordAdmin):
    list_display = ("recommendation", "day", "by", "state", "publication")
    list_filter = ("state", year_filter("recommendation__conference__year"), ProvinceAdminFilter)
    date_hierarchy = "day"
    search_fields = ("recommendation__search_text", "recommendation__conference__search_text")
    joined = ("recommendation__conference__series", "by")
