"""Appearances: a person seen at a conference, or at an event beside it."""

from collections import defaultdict

from django.db import models
from django.utils.functional import cached_property  # not Python's, which a prefetch would ask for its value
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.base.compiled import compiled
from portal.base.text import date, fold, lines
from portal.records.models import Record, RecordQuerySet

from .post import Post


class AppearanceQuerySet(RecordQuerySet):
    parents = ("conference", "official")

    def of_provinces(self, keys):
        """The appearances in a post of a body of the provinces `keys`."""
        return self.filter(
            pk__in=self.model.posts.through.objects.filter(post__body__province__in=keys).values("appearance")
        )

    def of_bodies(self, keys):
        """The appearances in a post of the bodies `keys`."""
        return self.filter(
            pk__in=self.model.posts.through.objects.filter(post__body__in=keys).values("appearance")
        )

    def co_chairs(self):
        """Those who chaired a conference: named so one by one, or in a group that "attended and chaired"."""
        return self.filter(role__in=Appearance.CHAIRING, event=None)

    def with_posts(self):
        posts = models.Prefetch("posts", Post.objects.select_related("body__province"), to_attr="posts_held")
        return self.prefetch_related(posts)

    def for_official(self):
        """With conferences and posts, newest conference first."""
        return (
            self.select_related("conference__series", "official", "event")
            .with_posts()
            .order_by("-conference__chronology", "-conference__ordinal_or_zero", "rank", "pk")
        )


@compiled
def _posts_of(appearances):
    held = Appearance.posts.through.objects.filter(appearance__in=appearances)
    return held.select_related("post__body__province").order_by("post__sort_key", "post")


def give_posts(appearances):
    """Gives `appearances` their posts, as `with_posts` does."""
    held = defaultdict(list)
    for row in _posts_of([seen.pk for seen in appearances]):
        held[row.appearance_id].append(row.post)
    for seen in appearances:
        seen.posts_held = held[seen.pk]


class Appearance(Record):
    """An official at a conference, or at an event beside it: role, posts that day, rank as printed."""

    class Role(models.TextChoices):
        CO_CHAIR = "dong-chu-tri", _("đồng chủ trì")
        ATTENDED_AND_CHAIRED = "du-va-chu-tri", _("dự và chủ trì (nguồn nêu chung một nhóm)")
        OPENED = "khai-mac", _("phát biểu khai mạc")
        CLOSED = "be-mac", _("phát biểu bế mạc")
        SPOKE = "phat-bieu", _("phát biểu")
        REPORTED = "bao-cao", _("báo cáo")
        ATTENDED = "tham-du", _("tham dự")

    CHAIRING = (Role.CO_CHAIR, Role.ATTENDED_AND_CHAIRED)

    FACTS = ("official", "post_as_printed", "role")
    LINKS_ON = {"posts": "post_as_printed"}
    CONTEXT = ("conference__series", "official")
    PAGE_PARENT = "conference"

    conference = models.ForeignKey(
        "conferences.Conference", models.CASCADE, verbose_name=_("hội nghị"), related_name="appearances"
    )
    event = models.ForeignKey(
        "conferences.RelatedEvent",
        models.CASCADE,
        null=True,
        blank=True,
        verbose_name=_("sự kiện đi kèm"),
        related_name="appearances",
        help_text=_("Chỉ chọn khi nguồn chỉ nêu người này ở sự kiện đi kèm."),
    )
    official = models.ForeignKey(
        "conferences.Official", models.PROTECT, verbose_name=_("đại biểu"), related_name="appearances"
    )
    posts = models.ManyToManyField(
        Post, blank=True, verbose_name=_("chức vụ hôm đó"), related_name="appearances"
    )
    post_as_printed = models.CharField(_("chức vụ như nguồn in"), max_length=300, blank=True)
    role = models.CharField(_("vai trò"), max_length=14, choices=Role)
    rank = models.PositiveSmallIntegerField(_("thứ tự như nguồn in"), default=1)

    objects = AppearanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("người dự")
        verbose_name_plural = _("người dự")
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "official"],
                condition=models.Q(event=None),
                name="official_appears_once_at_a_conference",
                violation_error_message=_("Người này đã được ghi ở hội nghị này."),
            ),
            models.UniqueConstraint(
                fields=["event", "official"],
                name="official_appears_once_at_an_event",
                violation_error_message=_("Người này đã được ghi ở sự kiện này."),
            ),
        ]

    def __str__(self):
        return f"{self.official} ({self.get_role_display()})"

    def fact_label(self, name):
        return str(self.get_role_display())

    @cached_property
    def posts_held(self):
        """Its posts as a list, with bodies and provinces; `with_posts` reads those of many rows at once."""
        is_fetched = "posts" in getattr(self, "_prefetched_objects_cache", ())
        return list(self.posts.all() if is_fetched else self.posts.select_related("body__province"))

    @property
    def is_chair(self):
        """Whether it is one of `co_chairs`."""
        return self.role in self.CHAIRING and not self.event_id

    @property
    def post_in_english(self):
        """The posts in English, "" on Vietnamese pages and where one of them has no English."""
        if get_language() != "en" or not all(post.has_english for post in self.posts_held):
            return ""
        return "; ".join(post.local_name for post in self.posts_held)

    def added_to_post(self, here=None):
        """What the source does not print of the post and its reader needs, in our words; "" when nothing.

        The provinces of its posts that the print does not name, but not `here`, the Province whose page
        it is; the posts themselves where nothing is printed.
        """
        if not self.post_as_printed:
            return "; ".join(post.local_name for post in self.posts_held)
        printed = fold(self.post_as_printed)
        provinces = dict.fromkeys(post.body.province for post in self.posts_held if post.body.province)
        named = here.own_scope if here else ()
        return ", ".join(
            province.local_name
            for province in provinces
            if province.pk not in named
            and not any(fold(name) in printed for name in (province.name, *lines(province.aliases)))
        )

    @property
    def post_text(self):
        """The post as one text, in the language of the page; what we add to the print stands in brackets."""
        added = self.added_to_post()
        words = f"{self.post_as_printed} [{added}]" if added else self.post_as_printed
        return self.post_in_english or words.strip()

    @property
    def seen_on(self):
        """The day it was seen on, where sources date it to the day."""
        return self.event.starts if self.event else self.conference.starts

    @property
    def days(self):
        """The day it was seen on, in words: the event's where it was at one, else the conference's; "" unknown."""
        if self.event:
            return date(self.event.starts, get_language()) if self.event.starts else ""
        return self.conference.days

    @property
    def occasion(self):
        """Where it was seen, in words: the conference, or the event beside it."""
        where = f"{self.conference.series.local_name}, {self.conference.ordinal_or_year}"
        if not self.event:
            return where
        return _("%(event)s bên %(conference)s") % {
            "event": self.event.get_kind_display(),
            "conference": where,
        }
