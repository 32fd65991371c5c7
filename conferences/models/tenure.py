"""Terms: a person in a post, as far as sources date it."""

import datetime
from calendar import monthrange

from django.db import models
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.base.text import date
from portal.records.models import Record, RecordQuerySet


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

    official = models.ForeignKey(
        "conferences.Official", models.CASCADE, verbose_name=_("đại biểu"), related_name="tenures"
    )
    post = models.ForeignKey(
        "conferences.Post", models.PROTECT, verbose_name=_("chức vụ"), related_name="tenures"
    )
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
    def exact_days(self):
        """Those of its days that a source gives to the month at least."""
        begins, ends = (
            each != self.Precision.YEAR for each in (self.began_precision, self.last_day_precision)
        )
        return [day for day in (begins and self.began, ends and self.last_day, self.seen_on) if day]

    @property
    def known_from(self):
        """The first of the days on which it is known to have been held."""
        return min(day for day in (self.began, self.last_day, self.seen_on) if day)

    @property
    def known_to(self):
        """The last of those days that is sure: of a last day "in 2025" the first of January."""
        last = first_of(self.last_day, self.last_day_precision)
        return max(day for day in (self.began, last, self.seen_on) if day)

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
