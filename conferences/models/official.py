"""People, the posts they were seen in, and their appearances at conferences."""

import datetime
from calendar import monthrange
from collections import defaultdict
from operator import attrgetter

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.utils.functional import cached_property  # not Python's, which a prefetch would ask for its value
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from conferences.names import is_only_name, read_name
from portal.base.compiled import compiled
from portal.base.db import DerivedTextField
from portal.base.language import page_address
from portal.base.text import date, fold, lines, person_key, sort_key
from portal.records.models import NamedQuerySet, Published, PublishedQuerySet, Record, RecordQuerySet, Slugged

SEEN = 5  # appearances named beside an official in a list


class OfficialQuerySet(PublishedQuerySet):
    def at(self, conferences):
        """The officials seen at one of `conferences` (a QuerySet)."""
        return self.filter(pk__in=Appearance.objects.filter(conference__in=conferences).values("official"))

    def of_provinces(self, keys):
        """The officials seen in a post of a body of the provinces `keys`."""
        seen = Appearance.objects.published().filter(posts__body__province__in=keys)
        return self.filter(pk__in=seen.values("official"))

    def for_list(self):
        """With the newest SEEN appearances of each as `seen`, and how many there are in all as `times_seen`."""
        seen = Appearance.objects.published().for_official()[:SEEN]
        held = Tenure.objects.published().for_page()
        times = Appearance.objects.published().filter(official=models.OuterRef("pk")).order_by()
        return (
            self.prefetch_related(
                models.Prefetch("appearances", seen, to_attr="seen"),
                models.Prefetch("tenures", held, to_attr="held"),
            )
            .annotate(
                times_seen=models.Subquery(
                    times.values("official").annotate(times=models.Count("pk")).values("times")
                )
            )
            .order_by("sort_key", "pk")
        )  # a tally drops the order of the model


class Official(Slugged, Published):
    """A person. Posts are held by dated Tenure or were seen on a day (Appearance), never "now"."""

    FACTS = ("name", "titles")
    OPEN_GRAPH_TYPE = "profile"

    name = models.CharField(_("họ và tên"), max_length=160)
    titles = models.CharField(_("học hàm, học vị"), max_length=80, blank=True)
    slug = models.SlugField(_("đường dẫn"), max_length=120, unique=True, blank=True)
    aliases = models.TextField(
        _("cách viết trong nguồn"), blank=True, help_text=_("Mỗi dòng một cách viết, kể cả lỗi in.")
    )
    sort_key = DerivedTextField(help_text="By given name, then surname, then middle names.")
    search_text = DerivedTextField()

    objects = OfficialQuerySet.as_manager()

    class Meta:
        verbose_name = _("đại biểu")
        verbose_name_plural = _("đại biểu")
        ordering = ["sort_key", "pk"]
        indexes = [models.Index(fields=["publication", "sort_key", "id"], name="official_list")]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        if not self.name or "name" not in self.changed_columns():
            return
        known = read_name(self.name).name
        if not known:
            raise ValidationError({"name": _("“%(name)s” không phải họ và tên.") % {"name": self.name}})
        if known != " ".join(self.name.split()):
            sentence = _(
                "Họ và tên chỉ là “%(name)s”: bỏ số thứ tự và cách xưng hô; học hàm, học vị ghi ở ô riêng."
            )
            raise ValidationError({"name": sentence % {"name": known}})
        if not is_only_name(known):
            sentence = _(
                "“%(name)s” có số, dấu ngăn, chức vụ hoặc tên cơ quan: ở đây chỉ ghi họ và tên; tên gọi khác ghi ở cách viết trong nguồn."
            )
            raise ValidationError({"name": sentence % {"name": known}})

    def slug_source(self):
        return self.name

    def get_absolute_url(self):
        return page_address("official", self.slug)

    def derive_sort_key(self):
        return person_key(self.name)

    def derive_search_text(self):
        return self.folded(self.name, self.aliases)

    @property
    def newest_term(self):
        """Of a row of `for_list`: its Tenure that is known of later than what it was last seen in, or None."""
        newest = max(self.held, key=attrgetter("newest_day"), default=None)
        seen = next((row.seen_on for row in self.seen if row.post_text), None)
        return None if newest and seen and seen >= newest.newest_day else newest

    def namesakes(self):
        """The other published officials of the same name."""
        return type(self).objects.published().filter(name=self.name).exclude(pk=self.pk)


class PostQuerySet(NamedQuerySet):
    def of_provinces(self, keys):
        return self.filter(body__province__in=keys)


class Post(Record):
    """An office: a title in a body ("Phó Chủ tịch", UBND tỉnh Cao Bằng)."""

    FACTS = ("title", "body")
    CONTEXT = ("body",)
    PAGE_PARENT = "body"

    body = models.ForeignKey(
        "provinces.Body", models.PROTECT, verbose_name=_("cơ quan"), related_name="posts"
    )
    title = models.CharField(_("chức vụ"), max_length=160)
    title_en = models.CharField(_("chức vụ bằng tiếng Anh"), max_length=160, blank=True)
    aliases = models.TextField(_("cách viết khác"), blank=True, help_text=_("Mỗi dòng một cách viết."))
    sort_key = DerivedTextField()
    search_text = DerivedTextField()

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("chức vụ")
        verbose_name_plural = _("chức vụ")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "title"],
                name="post_title_once_a_body",
                violation_error_message=_("Cơ quan này đã có chức vụ đó."),
            ),
        ]

    def __str__(self):
        return f"{self.title} {self.body}"

    @property
    def has_english(self):
        return bool(self.title_en and self.body.name_en)

    @property
    def local_name(self):
        """The title and the body: "Vice Chairman, People's Committee of Cao Bang province"."""
        if get_language() == "en" and self.has_english:
            return f"{self.title_en}, {self.body.name_en}"
        return str(self)

    def derive_sort_key(self):
        return sort_key(str(self))

    def derive_search_text(self):
        return self.folded(self.title, self.title_en, self.aliases, self.body.name, self.body.short_name)


class TenureQuerySet(RecordQuerySet):
    parents = ("official",)

    def of_provinces(self, keys):
        """Those in a post of a body of the provinces `keys`, with people and posts, newest first."""
        return self.filter(post__body__province__in=keys).for_page()

    def of_bodies(self, keys):
        """Those in a post of the bodies `keys`, with people and posts, newest first."""
        return self.filter(post__body__in=keys).for_page()

    def for_page(self):
        newest = F("began").desc(nulls_last=True)
        return self.select_related("official", "post__body").order_by(newest, "official__sort_key", "pk")


class Tenure(Record):
    """An official in a post, as far as sources date it: from a day, to a last day in office, or seen in it on a day.

    A date of precision month or year stands for the first day of it where a term begins, the last where it ends.
    """

    class Precision(models.TextChoices):
        DAY = "ngay", _("ngày")
        MONTH = "thang", _("tháng")
        YEAR = "nam", _("năm")

    FACTS = ("post", "began", "last_day", "seen_on", "decision", "end_decision")
    CONTEXT = ("official", "post__body")
    PAGE_PARENT = "official"

    official = models.ForeignKey(Official, models.CASCADE, verbose_name=_("đại biểu"), related_name="tenures")
    post = models.ForeignKey(Post, models.PROTECT, verbose_name=_("chức vụ"), related_name="tenures")
    began = models.DateField(
        _("từ ngày"), null=True, blank=True, help_text=_("Để trống khi nguồn không nêu.")
    )
    began_precision = models.CharField(
        _("ngày bắt đầu đúng đến"), max_length=5, choices=Precision, default=Precision.DAY
    )
    last_day = models.DateField(
        _("đến hết ngày"),
        null=True,
        blank=True,
        help_text=_("Ngày cuối cùng còn giữ chức; để trống khi nguồn không nêu."),
    )
    last_day_precision = models.CharField(
        _("ngày cuối đúng đến"), max_length=5, choices=Precision, default=Precision.DAY
    )
    seen_on = models.DateField(
        _("thấy giữ chức ngày"),
        null=True,
        blank=True,
        help_text=_("Khi nguồn chỉ cho biết hôm ấy người này đang giữ chức."),
    )
    decision = models.CharField(
        _("quyết định bổ nhiệm"), max_length=200, blank=True, help_text=_("Số và ngày, như nguồn in.")
    )
    end_decision = models.CharField(
        _("quyết định thôi giữ chức"), max_length=200, blank=True, help_text=_("Số và ngày, như nguồn in.")
    )

    objects = TenureQuerySet.as_manager()

    class Meta:
        verbose_name = _("nhiệm kỳ")
        verbose_name_plural = _("nhiệm kỳ")
        ordering = [F("began").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(began=None) | models.Q(last_day=None) | models.Q(last_day__gte=F("began")),
                name="tenure_ends_after_it_begins",
                violation_error_message=_("Ngày cuối giữ chức không thể trước ngày bắt đầu."),
            ),
            models.CheckConstraint(
                condition=models.Q(began__isnull=False)
                | models.Q(last_day__isnull=False)
                | models.Q(seen_on__isnull=False),
                name="tenure_is_dated",
                violation_error_message=_("Nhiệm kỳ phải có ít nhất một ngày mà nguồn nêu."),
            ),
        ]

    def __str__(self):
        return f"{self.official}: {self.post}"

    def normalise(self):
        """Moves a date of precision month or year to the first or the last day that it stands for."""
        super().normalise()
        self.began = first_of(self.began, self.began_precision)
        self.last_day = last_of(self.last_day, self.last_day_precision)

    @property
    def ended(self):
        """The first day on which it was no longer held, or None: as of whatever has a Period."""
        return self.last_day and self.last_day + datetime.timedelta(days=1)

    @property
    def newest_day(self):
        """The last of the days on which it is known to have been held."""
        return max(day for day in (self.began, self.last_day, self.seen_on) if day)

    @property
    def dated(self):
        """[(field, when, no closer than a source dates it)]: ("began", "từ 12/11/2020"), ("last_day", "đến năm 2025")."""
        language, words = get_language(), []
        if self.began:
            day = date_within(self.began, self.began_precision, language)
            words.append(("began", _("từ %(day)s") % {"day": day}))
        if self.last_day:
            day = date_within(self.last_day, self.last_day_precision, language)
            exact = self.last_day_precision == self.Precision.DAY
            words.append(("last_day", (_("đến hết %(day)s") if exact else _("đến %(day)s")) % {"day": day}))
        if self.seen_on:
            words.append(("seen_on", _("đang giữ chức ngày %(day)s") % {"day": date(self.seen_on, language)}))
        return words

    @property
    def days(self):
        """When it was held, in words: "từ 12/11/2020 đến năm 2025"."""
        words = [str(when) for _field, when in self.dated]
        return " ".join(words[:2]) if self.began and self.last_day else ", ".join(words)


def first_of(day, precision):
    """The first day of the month or year that `day` (a datetime.date or None) stands for."""
    if isinstance(day, datetime.date) and precision != Tenure.Precision.DAY:
        return day.replace(day=1, month=1 if precision == Tenure.Precision.YEAR else day.month)
    return day


def last_of(day, precision):
    """The last day of it."""
    if isinstance(day, datetime.date) and precision != Tenure.Precision.DAY:
        month = 12 if precision == Tenure.Precision.YEAR else day.month
        return day.replace(month=month, day=monthrange(day.year, month)[1])
    return day


def date_within(day, precision, language):
    """`day` as precise as it is known: "12/11/2020", "tháng 5/2013", "năm 2025"."""
    if precision == Tenure.Precision.DAY:
        return date(day, language)
    if precision == Tenure.Precision.YEAR:
        return _("năm %(year)s") % {"year": day.year}
    return _("tháng %(month)s/%(year)s") % {"month": day.month, "year": day.year}


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

    def for_conference(self):
        """With people and posts, in printed order."""
        return self.select_related("official").with_posts()

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
        Official, models.PROTECT, verbose_name=_("đại biểu"), related_name="appearances"
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
