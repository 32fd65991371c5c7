"""What was asked of whom, by when, and what became of it."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from portal.base.compiled import compiled
from portal.base.db import DerivedTextField
from portal.records.models import Publication, Published, PublishedQuerySet, Record, fetch_related
from provinces.models import Body
from provinces.models.fields import optional

from .conference import OfConferenceQuerySet
from .participation import Participation
from .party import (
    Addressee,
    Speaker,
    addressed_to_provinces,
    spoken_by_provinces,
)

#: Who asks, and who is asked.
PARTIES = ("by_official", "by_body", "by_province", "to_official", "to_body", "to_province")


class RecommendationQuerySet(OfConferenceQuerySet):
    def of_provinces(self, keys, role=None):
        """What the provinces `keys` asked ("neu") or were asked ("nhan"); either when `role` is empty.

        A province is asked by name, or as a member of the region that the recommendation goes to.
        """
        members = Participation.objects.filter(province__in=keys, capacity=Participation.Capacity.MEMBER)
        asked = addressed_to_provinces(keys) | Q(to_members=True, conference__in=members.values("conference"))
        parties = {"neu": spoken_by_provinces(keys), "nhan": asked}
        return self.filter(parties[role] if role else parties["neu"] | parties["nhan"])

    def with_party(self, role):
        """Those that some province asked ("neu") or was asked ("nhan")."""
        asking = Q(by_province__isnull=False) | Q(by_body__province__isnull=False)
        asked = Q(to_province__isnull=False) | Q(to_body__province__isnull=False) | Q(to_members=True)
        return self.filter(asking if role == "neu" else asked)

    def bodies_asked(self):
        """The bodies that these recommendations ask by name (a QuerySet)."""
        # Not a correlated EXISTS: with statistics SQLite walks every conference once a body for that.
        asked = self.filter(to_body__isnull=False).order_by().values("to_body")
        return Body.objects.filter(pk__in=asked)

    def overdue(self, on=None):
        """Those whose stated deadline is before `on` (a date, today by default) and that are still open."""
        return self.filter(due__lt=on or datetime.date.today(), state__in=Recommendation.OPEN_STATES)

    def unanswered(self, on=None):
        """Those of which no answer is recorded, and that are not overdue."""
        today = on or datetime.date.today()
        return self.filter(state=Recommendation.State.UNANSWERED).exclude(due__lt=today)

    def tally(self):
        """[{state, words, rows}] of every state in the order of the states, with how many rows stand in it."""
        counted = dict(self.order_by().values_list("state").annotate(models.Count("pk")))
        return [
            {"state": state, "words": words, "rows": counted.get(state, 0)}
            for state, words in Recommendation.State.choices
        ]

    def for_list(self):
        return self.select_related("conference__series", *PARTIES)

    def shown(self):
        """The same, with their `published_replies`."""
        rows = super().shown()
        give_replies(rows)
        fetch_related([reply for row in rows for reply in row.published_replies], "by")
        return rows


class Recommendation(Speaker, Addressee, Record):
    """One thing asked. A kiến nghị or đề xuất goes upward; a đề nghị, giao or kết luận comes down.

    Its age counts only from `due`, a deadline that a source states.
    """

    class Kind(models.TextChoices):
        PETITION = "kien-nghi", _("kiến nghị")
        PROPOSAL = "de-xuat", _("đề xuất")
        REQUEST = "de-nghi", _("đề nghị")
        ASSIGNMENT = "giao", _("giao nhiệm vụ")
        CONCLUSION = "ket-luan", _("kết luận")

    class State(models.TextChoices):
        UNANSWERED = "chua-tra-loi", _("chưa ghi nhận trả lời")
        RECEIVED = "da-tiep-nhan", _("đã tiếp nhận")
        UNDER_WAY = "dang-thuc-hien", _("đang thực hiện")
        DONE = "da-hoan-thanh", _("đã hoàn thành")
        REFUSED = "khong-thuc-hien", _("không thực hiện")
        REPLACED = "duoc-thay-the", _("được thay thế")
        GENERAL = "dinh-huong", _("định hướng chung, không yêu cầu trả lời")

    OPEN_STATES = (State.UNANSWERED, State.RECEIVED, State.UNDER_WAY)

    NAMED_AGAIN = Speaker.NAMED_AGAIN | Addressee.NAMED_AGAIN
    FACTS = (
        "kind", "by_official", "by_body", "by_province", "by_as_printed",
        "to_official", "to_body", "to_province", "to_as_printed", "text", "due", "state",
    )  # fmt: skip
    SILENT_VALUES = {"state": (State.UNANSWERED.value,)}
    CONTEXT = ("conference__series",)
    POINTS_AT = ("conference", "continues", "replaced_by", *PARTIES)

    conference = models.ForeignKey(
        "conferences.Conference", models.CASCADE, verbose_name=_("hội nghị"), related_name="recommendations"
    )
    number = models.PositiveSmallIntegerField(_("số"), default=1, help_text=_("Thứ tự trong hội nghị này."))
    kind = models.CharField(_("loại"), max_length=10, choices=Kind)
    text = models.TextField(_("nội dung"), help_text=_("Bằng lời của hồ sơ."))
    text_en = models.TextField(_("nội dung bằng tiếng Anh"), blank=True)
    due = models.DateField(_("hạn"), null=True, blank=True, help_text=_("Chỉ khi nguồn nêu hạn."))
    state = models.CharField(_("trạng thái"), max_length=16, choices=State, default=State.UNANSWERED)
    reason = models.CharField(_("lý do không thực hiện"), max_length=400, blank=True)
    replaced_by = optional("self", _("được thay thế bởi"), "replaces")
    continues = optional(
        "self", _("tiếp nối kiến nghị"), "continued_by", help_text=_("Cùng một việc đã nêu ở hội nghị trước.")
    )
    search_text = DerivedTextField()

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = _("kiến nghị, đề nghị")
        verbose_name_plural = _("kiến nghị, đề nghị")
        ordering = ["-conference__chronology", "-conference__ordinal_or_zero", "-conference", "number", "pk"]
        indexes = [models.Index(fields=["conference", "number", "id"], name="recommendation_list")]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "number"],
                name="recommendation_number_once_a_conference",
                violation_error_message=_("Hội nghị này đã có kiến nghị mang số đó."),
            ),
            models.CheckConstraint(
                condition=~Q(state="khong-thuc-hien") | ~Q(reason=""),
                name="refused_recommendation_gives_its_reason",
                violation_error_message=_("Kiến nghị không thực hiện phải nêu lý do."),
            ),
            models.CheckConstraint(
                condition=~Q(state="duoc-thay-the") | Q(replaced_by__isnull=False),
                name="replaced_recommendation_names_its_successor",
                violation_error_message=_("Kiến nghị được thay thế phải chỉ ra kiến nghị thay nó."),
            ),
            models.CheckConstraint(
                condition=Q(continues=None) | ~Q(continues=F("id")),
                name="recommendation_does_not_continue_itself",
                violation_error_message=_("Một kiến nghị không thể tiếp nối chính nó."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}, {self.conference}"

    def name_on_page(self):
        return f"{self.get_kind_display()} {self.number}"

    @classmethod
    def states_nothing(cls, name):
        """A state that follows a published reply stands on the sources of that."""
        told = super().states_nothing(name)
        return told | models.Q(models.Exists(cls.replies_that_tell())) if name == "state" else told

    @staticmethod
    def replies_that_tell():
        return Reply.objects.filter(
            recommendation=models.OuterRef("pk"),
            state=models.OuterRef("state"),
            publication=Publication.PUBLISHED,
        ).order_by()

    def facts(self):
        replies = getattr(self, "published_replies", None)
        names = super().facts()
        if "state" in names:
            if replies is None:
                replies = self.replies.filter(publication=Publication.PUBLISHED)
            names = [
                name for name in names if name != "state" or all(row.state != self.state for row in replies)
            ]
        return names

    def choice_label(self):
        """Its number, the beginning of what it asks, and the conference: what one knows it by in a picker."""
        return f"{self.number}. {Truncator(self.text).chars(110)} ({self.conference})"

    def get_absolute_url(self):
        return f"{self.conference.get_absolute_url()}#kien-nghi-{self.number}"

    def derive_search_text(self):
        return self.folded(self.text, self.text_en, self.by_as_printed, self.to_as_printed)

    @property
    def earlier(self):
        """The recommendation that it continues, where a reader may see it, or None."""
        return self.continues if self.continues and self.continues.conference.is_published else None

    @property
    def later(self):
        """The recommendation that replaced it, where a reader may see it, or None."""
        return self.replaced_by if self.replaced_by and self.replaced_by.conference.is_published else None

    def is_overdue(self, on=None):
        return bool(self.due and self.due < (on or datetime.date.today()) and self.state in self.OPEN_STATES)


class ReplyQuerySet(PublishedQuerySet):
    parents = ("recommendation__conference",)

    def of_provinces(self, keys):
        """The replies that a body of the provinces `keys` gave, or that answer what they asked or were asked."""
        theirs = Recommendation.objects.of_provinces(keys)
        return self.filter(Q(by__province__in=keys) | Q(recommendation__in=theirs))


@compiled
def _published_replies(recommendations):
    return Reply.objects.filter(recommendation__in=recommendations, publication=Publication.PUBLISHED)


def give_replies(recommendations):
    """Gives published `recommendations` their `published_replies`, oldest first."""
    by_key = {row.pk: row for row in recommendations}
    for row in recommendations:
        row.published_replies = []
    for reply in _published_replies(list(by_key)):
        by_key[reply.recommendation_id].published_replies.append(reply)


class Reply(Published):
    """A dated answer to a recommendation, and the state it put it in."""

    FACTS = ("day", "by", "state", "note")
    CONTEXT = ("recommendation__conference__series",)
    PAGE_PARENT = "recommendation"

    recommendation = models.ForeignKey(
        Recommendation, models.CASCADE, verbose_name=_("kiến nghị"), related_name="replies"
    )
    day = models.DateField(_("ngày trả lời"), null=True, blank=True)
    by = optional("provinces.Body", _("nơi trả lời"), "replies")
    state = models.CharField(_("trạng thái"), max_length=16, choices=Recommendation.State)
    note = models.TextField(_("nội dung trả lời"), blank=True)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("trả lời")
        verbose_name_plural = _("trả lời")
        ordering = [F("day").asc(nulls_last=True), "pk"]

    def __str__(self):
        return f"{self.get_state_display()} – {self.recommendation}"
