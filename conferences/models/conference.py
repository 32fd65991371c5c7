"""One conference of a series."""

import datetime
from functools import reduce

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.base.compiled import compiled
from portal.base.db import DerivedIntegerField, DerivedTextField
from portal.base.language import local_text, page_address
from portal.base.text import date_range, to_roman
from portal.records.models import Published, PublishedQuerySet, RecordQuerySet, Slugged
from provinces.models.classification import YEAR_RANGE, year_in_range
from provinces.models.period import year_window

from .official import Appearance
from .participation import Participation


class ConferenceQuerySet(PublishedQuerySet):
    def in_years(self, first, last):
        """The conferences of the years `first` to `last`. One whose year no source states is in none."""
        return self.filter(year__range=(first, last))

    def of_provinces(self, keys, role=None):
        """The conferences that the provinces `keys` hosted or took part in.

        `role` is "dang-cai" (hosts alone), "tham-du" (everything but hosting) or None (either).
        """
        rows = Participation.objects.filter(province__in=keys).in_role(role)
        return self.filter(pk__in=rows.values("conference"))

    def with_role(self, role):
        """The conferences for which some province is recorded in `role`."""
        rows = Participation.objects.filter(province__isnull=False).in_role(role)
        return self.filter(pk__in=rows.values("conference"))

    def held(self):
        return self.filter(status=Conference.Status.HELD)

    def coming(self, on=None):
        """The conferences planned or announced for the year of `on` (a date, today by default) or later.

        The next one first; those without a year are left out.
        """
        return self.coming_from((on or datetime.date.today()).year)

    def coming_from(self, year):
        """The same from `year` on."""
        return self.filter(status__in=Conference.COMING, year__gte=year).order_by(
            "year", F("starts").asc(nulls_last=True), "pk"
        )

    def with_chairs(self):
        """With the co-chairs in printed order, as `chairs`."""
        chairs = Appearance.objects.published().co_chairs().select_related("official")
        return self.prefetch_related(models.Prefetch("appearances", chairs, to_attr="chairs"))

    def for_list(self):
        hosts = Participation.objects.published().hosts().select_related("province", "body")
        return self.select_related("series").prefetch_related(
            models.Prefetch("participations", hosts, to_attr="hosts")
        )


@compiled
def _hosts_of(conferences):
    hosts = Participation.objects.hosts().filter(conference__in=conferences)
    return hosts.select_related("province", "body")


def give_hosts(conferences):
    """Gives published `conferences` their hosts, with provinces and bodies, as `for_list` does. One query."""
    hosts = _hosts_of([row.pk for row in conferences])
    for conference in conferences:
        conference.hosts = [row for row in hosts if row.conference_id == conference.pk]


class Conference(Slugged, Published):
    """One conference. Ordinal, year and days may each be absent; a blank is a Gap or was never looked up.

    `aims` and `topics` hold one point a line. Older and newer are asked for, not stored.
    """

    class Status(models.TextChoices):
        PLANNED = "du-kien", _("dự kiến")
        ANNOUNCED = "da-thong-bao", _("đã thông báo")
        HELD = "da-to-chuc", _("đã tổ chức")
        POSTPONED = "hoan", _("hoãn")
        CANCELLED = "huy", _("hủy")
        MENTIONED = "duoc-nhac-den", _("chỉ được nhắc đến")
        UNCONFIRMED = "chua-xac-minh", _("chưa xác minh")

    class PartOfDay(models.TextChoices):
        MORNING = "sang", _("buổi sáng")
        AFTERNOON = "chieu", _("buổi chiều")
        DAY = "ca-ngay", _("cả ngày")

    COMING = (Status.PLANNED, Status.ANNOUNCED)

    FACTS = (
        "ordinal",
        "year",
        "starts",
        "ends",
        "part_of_day",
        "status",
        "city",
        "venue",
        "theme",
        "theme_en",
        "aims",
        "period_reviewed",
        "period_planned",
        "topics",
        "summary",
        "remarks",
    )
    CONTEXT = ("series",)

    series = models.ForeignKey(
        "conferences.Series", models.PROTECT, verbose_name=_("vùng"), related_name="conferences"
    )
    ordinal = models.PositiveSmallIntegerField(_("lần thứ"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("năm"), null=True, blank=True)
    starts = models.DateField(
        _("ngày họp"), null=True, blank=True, help_text=_("Chỉ ghi khi biết đúng ngày.")
    )
    ends = models.DateField(_("ngày kết thúc"), null=True, blank=True)
    part_of_day = models.CharField(_("buổi"), max_length=8, choices=PartOfDay, blank=True)
    status = models.CharField(_("tình trạng"), max_length=16, choices=Status)
    slug = models.SlugField(_("đường dẫn"), max_length=120, blank=True)
    city = models.CharField(_("thành phố, nơi họp"), max_length=120, blank=True)
    venue = models.CharField(_("địa điểm"), max_length=200, blank=True)
    theme = models.CharField(_("chủ đề"), max_length=400, blank=True)
    theme_en = models.CharField(_("chủ đề bằng tiếng Anh"), max_length=400, blank=True)
    aims = models.TextField(_("mục tiêu"), blank=True, help_text=_("Mỗi dòng một ý."))
    aims_en = models.TextField(_("mục tiêu bằng tiếng Anh"), blank=True, help_text=_("Mỗi dòng một ý."))
    period_reviewed = models.CharField(_("giai đoạn nhìn lại"), max_length=40, blank=True)
    period_planned = models.CharField(_("giai đoạn bàn tới"), max_length=40, blank=True)
    topics = models.TextField(_("nội dung trao đổi"), blank=True, help_text=_("Mỗi dòng một ý."))
    topics_en = models.TextField(
        _("nội dung trao đổi bằng tiếng Anh"), blank=True, help_text=_("Mỗi dòng một ý.")
    )
    summary = models.TextField(_("tóm tắt"), blank=True, help_text=_("Bằng lời của hồ sơ, không chép bài."))
    summary_en = models.TextField(_("tóm tắt bằng tiếng Anh"), blank=True)
    remarks = models.TextField(
        _("lưu ý của hồ sơ"), blank=True, help_text=_("Chỗ nguồn khác nhau; mỗi dòng một ý.")
    )
    aliases = models.TextField(_("tên như nguồn in"), blank=True, help_text=_("Mỗi dòng một cách viết."))
    checked_on = models.DateField(_("ngày tra gần nhất"), null=True, blank=True)
    featured = models.BooleanField(_("đặt ở trang chủ"), default=False)
    chronology = DerivedIntegerField(
        help_text="yyyymmdd, yyyy0000 without a day, 0 without a year: newest first."
    )
    ordinal_or_zero = DerivedIntegerField()
    search_text = DerivedTextField()

    objects = ConferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("hội nghị")
        verbose_name_plural = _("hội nghị")
        ordering = ["-chronology", "-ordinal_or_zero", "-pk"]
        indexes = [
            models.Index(
                "publication",
                F("chronology").desc(),
                F("ordinal_or_zero").desc(),
                F("id").desc(),
                name="conference_list",
            ),
            models.Index(
                "series",
                "publication",
                F("chronology").desc(),
                F("ordinal_or_zero").desc(),
                F("id").desc(),
                name="conference_list_of_series",
            ),
            models.Index(fields=["publication", "year"], name="conference_of_year"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "slug"],
                name="conference_address_once_a_series",
                violation_error_message=_("Vùng này đã có hội nghị ở đường dẫn đó."),
            ),
            models.UniqueConstraint(
                fields=["series", "ordinal"],
                name="conference_ordinal_once_a_series",
                violation_error_message=_("Vùng này đã có hội nghị lần thứ đó."),
            ),
            models.UniqueConstraint(
                fields=["featured"],
                condition=Q(featured=True),
                name="one_featured_conference",
                violation_error_message=_("Đã có hội nghị khác đặt ở trang chủ. Bỏ chọn ở đó trước."),
            ),
            models.CheckConstraint(
                condition=Q(ends=None) | Q(starts__isnull=False, ends__gte=F("starts")),
                name="conference_ends_after_it_starts",
                violation_error_message=_("Ngày kết thúc phải có ngày họp, và không thể trước ngày họp."),
            ),
            year_in_range("conference_in_a_plausible_year", "year"),
            models.CheckConstraint(
                condition=Q(ordinal=None) | Q(ordinal__range=(1, 3999)),
                name="conference_ordinal_has_a_roman_numeral",
                violation_error_message=_("Lần thứ phải từ 1 đến 3999."),
            ),
        ]

    def __str__(self):
        return f"{self.series}, {self.ordinal_or_year}"

    @property
    def roman(self):
        """The ordinal in Roman numerals ("XIX"), "" when no source states one."""
        return to_roman(self.ordinal) if self.ordinal else ""

    @property
    def ordinal_or_year(self):
        """The shortest words that tell it from its series: "lần thứ XIX", "năm 2024", or its slug."""
        if self.ordinal:
            return _("lần thứ %(roman)s") % {"roman": self.roman}
        if self.year:
            return _("năm %(year)s") % {"year": self.year}
        return _("chưa rõ lần và năm")

    @property
    def title(self):
        """The full name, in the words of the page's language."""
        return _("Hội nghị giao ban KH&CN vùng %(series)s %(which)s") % {
            "series": self.series.local_name,
            "which": self.ordinal_or_year,
        }

    @property
    def days(self):
        """The day or days it met, in words; "" when unknown."""
        return date_range(self.starts, self.ends or self.starts, get_language()) if self.starts else ""

    @property
    def status_words(self):
        """Its state in words; one that is planned says that no source confirms it."""
        if self.status != self.Status.PLANNED:
            return self.get_status_display()
        if not self.year:
            return _("dự kiến; chưa có nguồn xác nhận")
        return _("dự kiến %(year)s; chưa có nguồn xác nhận") % {"year": self.year}

    @property
    def window(self):
        """(first day, last day) it met, those of its year when no day is known, or None."""
        if self.starts:
            return self.starts, self.ends or self.starts
        return year_window(self.year) if self.year else None

    @property
    def is_coming(self):
        return self.status in self.COMING

    @property
    def local_summary(self):
        return local_text(self, "summary")

    def get_absolute_url(self):
        return page_address("conference", self.series.slug, self.slug)

    def slug_source(self):
        if self.ordinal:
            return f"lan-{self.ordinal}"
        return f"nam-{self.year}" if self.year else "chua-ro-nam"

    def slug_scope(self):
        return str(self.series_id)

    def slug_rivals(self):
        return super().slug_rivals().filter(series=self.series_id)

    def clean(self):
        # Not a constraint: taking the year of a date in SQLite is Django's own function, which other
        # readers of the file do not have.
        if self.starts and not self.year:
            sentence = _("Hãy ghi năm: ngày họp nằm trong năm %(year)s.")
            raise ValidationError({"year": sentence % {"year": self.starts.year}})
        is_year = (self.year or 0) >= YEAR_RANGE[0]  # of "24" its own field says that it is none
        if self.starts and is_year and self.starts.year != self.year:
            raise ValidationError({"year": _("Ngày họp phải nằm trong năm đã ghi.")})
        today, last = timezone.localdate(), self.ends or self.starts
        is_ahead = last > today if last else today.year < (self.year or 0) <= YEAR_RANGE[1]
        if self.status == self.Status.HELD and is_ahead:
            raise ValidationError({"status": _("Ngày họp còn ở phía trước: chưa thể ghi “đã tổ chức”.")})

    def derive_chronology(self):
        if self.starts:
            return self.starts.year * 10_000 + self.starts.month * 100 + self.starts.day
        return (self.year or 0) * 10_000

    def derive_ordinal_or_zero(self):
        return self.ordinal or 0

    def derive_search_text(self):
        return self.folded(
            self.series.name,
            self.series.aliases,
            self.ordinal,
            self.roman,
            self.year,
            self.city,
            self.venue,
            self.theme,
            self.aliases,
            self.summary,
        )

    def precedes(self, other):
        """Whether it stands before `other` of its series: by ordinal where both have one, else by day where both do."""
        if self.ordinal and other.ordinal:
            return self.ordinal < other.ordinal
        return 0 < self.chronology < other.chronology

    def neighbours_among(self, conferences):
        """(older, newer): those of `conferences`, of its series and read already, that stand next to it; each or None.

        Between one without an ordinal and one without a day, it is the one with an ordinal.
        """
        beside = [row for row in conferences if row.is_published]
        beside.sort(key=lambda row: row.ordinal is None)
        older = [row for row in beside if row.precedes(self)]
        newer = [row for row in beside if self.precedes(row)]
        return (
            reduce(lambda near, row: row if near.precedes(row) else near, older) if older else None,
            reduce(lambda near, row: row if row.precedes(near) else near, newer) if newer else None,
        )

    def neighbours(self):
        """(older, newer): the published conferences next to this one in its series, each or None."""
        older, newer = self.neighbours_among(of_series(self.series_id))
        for conference in filter(None, (older, newer)):
            conference.series = self.series
        return older, newer


@compiled
def of_series(series):
    return Conference.objects.published().filter(series=series).order_by("chronology", "pk")


class OfConferenceQuerySet(RecordQuerySet):
    """Rows that are published with their conference."""

    parents = ("conference",)
