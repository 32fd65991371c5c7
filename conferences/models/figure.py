"""Numbers as they were stated: never a statistic of ours, always somebody's sentence."""

import re

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.base.db import DerivedIntegerField, DerivedTextField
from portal.base.text import number
from portal.records.models import Record, Slugged
from provinces.models import Task
from provinces.models.fields import Named, optional

from .conference import OfConferenceQuerySet
from .party import Speaker
from .units import local_unit


class Indicator(Slugged, Named, Record):
    """What a figure counts, in words that serve several conferences."""

    name = models.CharField(_("chỉ tiêu"), max_length=200, unique=True)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=200, blank=True)
    slug = models.SlugField(_("đường dẫn"), max_length=120, unique=True, blank=True)
    sort_key = DerivedTextField()
    search_text = DerivedTextField()

    class Meta:
        verbose_name = _("chỉ tiêu")
        verbose_name_plural = _("chỉ tiêu")
        ordering = ["sort_key", "pk"]

    def derive_search_text(self):
        return self.folded(self.name, self.name_en)


class FigureQuerySet(OfConferenceQuerySet):
    def of_provinces(self, keys):
        """The figures whose scope is one of the provinces `keys`."""
        return self.filter(scope_province__in=keys)

    def about_tasks(self):
        """The figures that count S&T tasks or their money: those in tasks, or that state a level of task."""
        return self.filter(Q(unit="nhiệm vụ") | ~Q(level=""))

    def about_years(self, first, last):
        """The figures whose stated period touches the years `first` to `last`."""
        return self.filter(period_first__lte=last, period_last__gte=first)

    def indicators(self):
        """What these figures count (a QuerySet)."""
        return Indicator.objects.filter(pk__in=self.order_by().values("indicator"))

    def for_list(self):
        return self.select_related("conference__series", *Figure.POINTS_AT)


class Figure(Speaker, Record):
    """One stated number.

    `low` equals `high` when the source gives one value; `high` is empty for an open "hơn …"; both are
    empty, with a reason, when the notation is ambiguous ("106.109 tỷ đồng"). Two figures compare only
    when indicator, scope, level and period match. All Speaker fields empty: the source names no speaker.
    """

    class Scope(models.TextChoices):
        SERIES = "vung", _("vùng")
        PROVINCE = "tinh", _("tỉnh, thành phố")
        OTHER = "khac", _("khác")

    FACTS = (
        "indicator", "low", "high", "unit", "as_printed", "scope", "scope_series", "scope_province", "scope_text",
        "level", "fields", "period", "by_official", "by_body", "by_province", "by_as_printed",
    )  # fmt: skip
    CONTEXT = ("conference__series", "indicator")
    POINTS_AT = (
        "conference",
        "indicator",
        "scope_series",
        "scope_province",
        "by_official",
        "by_body",
        "by_province",
    )

    conference = models.ForeignKey(
        "conferences.Conference", models.CASCADE, verbose_name=_("hội nghị"), related_name="figures"
    )
    rank = models.PositiveSmallIntegerField(_("thứ tự"), default=1)
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, verbose_name=_("chỉ tiêu"), related_name="figures"
    )
    low = models.DecimalField(
        _("giá trị"),
        max_digits=20,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("Hoặc đầu dưới của khoảng."),
    )
    high = models.DecimalField(
        _("giá trị trên"),
        max_digits=20,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("Bằng giá trị khi chỉ có một số."),
    )
    unit = models.CharField(_("đơn vị"), max_length=80)
    as_printed = models.CharField(_("như nguồn in"), max_length=200)
    no_value_reason = models.CharField(_("vì sao không đọc thành số"), max_length=300, blank=True)
    scope = models.CharField(_("phạm vi"), max_length=5, choices=Scope)
    scope_series = optional("conferences.Series", _("vùng"), "figures")
    scope_province = optional("provinces.Province", _("tỉnh"), "figures")
    scope_text = models.CharField(_("phạm vi, như nguồn nêu"), max_length=200, blank=True)
    level = models.CharField(_("cấp nhiệm vụ"), max_length=10, choices=Task.Level, blank=True)
    fields = models.CharField(_("lĩnh vực"), max_length=300, blank=True)
    period = models.CharField(_("thời gian"), max_length=80, blank=True)
    recommendation = models.ForeignKey(
        "conferences.Recommendation",
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("thuộc kiến nghị"),
        related_name="figures",
    )
    note = models.CharField(_("ghi chú"), max_length=400, blank=True)
    period_first = DerivedIntegerField(
        help_text="First year named in the period, else the conference's; 0 unknown."
    )
    period_last = DerivedIntegerField(
        help_text="Last year named in the period, else the conference's; 0 unknown."
    )
    search_text = DerivedTextField()

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("số liệu nêu tại hội nghị")
        verbose_name_plural = _("số liệu nêu tại hội nghị")
        ordering = ["-conference__chronology", "-conference__ordinal_or_zero", "-conference", "rank", "pk"]
        indexes = [
            models.Index(fields=["conference", "rank", "id"], name="figure_list"),
            models.Index(fields=["period_first", "period_last"], name="figure_of_period"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(low__isnull=False) | ~Q(no_value_reason=""),
                name="figure_has_a_value_or_says_why_not",
                violation_error_message=_("Phải có giá trị, hoặc nêu vì sao không đọc thành số."),
            ),
            models.CheckConstraint(
                condition=Q(high=None) | Q(low__isnull=False, high__gte=F("low")),
                name="figure_runs_from_low_to_high",
                violation_error_message=_("Giá trị trên không thể nhỏ hơn giá trị dưới."),
            ),
            models.CheckConstraint(
                condition=Q(scope="vung", scope_series__isnull=False, scope_province=None)
                | Q(scope="tinh", scope_province__isnull=False, scope_series=None)
                | Q(Q(scope="khac"), ~Q(scope_text=""), scope_series=None, scope_province=None),
                name="figure_scope_names_what_it_covers",
                violation_error_message=_(
                    "Phạm vi vùng phải có vùng, phạm vi tỉnh phải có tỉnh, phạm vi khác phải ghi rõ."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.indicator}: {self.as_printed}"

    def get_absolute_url(self):
        return f"{self.conference.get_absolute_url()}#so-lieu-{self.pk}"

    def years_named(self):
        """The years that the period names, or the conference's year where it names none (a list of ints)."""
        named = [int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", self.period)]
        return named or [self.conference.year or 0]

    def derive_period_first(self):
        return min(self.years_named())

    def derive_period_last(self):
        return max(self.years_named())

    @property
    def scope_words(self):
        """What the number covers, in words."""
        named = self.scope_series or self.scope_province
        words = [str(named.local_name)] if named else []
        return ", ".join(words + ([self.scope_text] if self.scope_text else []))

    def derive_search_text(self):
        return self.folded(self.indicator.name, self.as_printed, self.unit, self.scope_text, self.fields)

    @property
    def value(self):
        """The number in words: "636,1", "8–14", "trên 1.500"; "" when the notation is ambiguous."""
        language = get_language()
        if self.low is None:
            return ""
        if self.high is None:
            return _("trên %(number)s") % {"number": number(self.low, language)}
        if self.low == self.high:
            return number(self.low, language)
        return f"{number(self.low, language)}–{number(self.high, language)}"

    @property
    def local_unit(self):
        return local_unit(self.unit)
