"""The chains of conferences, one for each conference region, and the provinces they counted."""

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.db import DerivedTextField
from portal.records.models import Record, RecordQuerySet, Slugged
from portal.text import sort_key
from provinces.models.period import Period, PeriodQuerySet


class Series(Slugged, Record):
    """One chain of conferences. Its region is not a planning region, and changed its members over time."""

    FACTS = ("name", "organiser", "frequency")

    name = models.CharField(_("vùng"), max_length=120, unique=True)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=120, blank=True)
    slug = models.SlugField(_("đường dẫn"), max_length=120, unique=True, blank=True)
    aliases = models.TextField(_("cách viết khác"), blank=True, help_text=_("Mỗi dòng một cách viết."))
    organiser = models.ForeignKey(
        "provinces.Body",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("cơ quan tổ chức"),
        related_name="series_organised",
    )
    frequency = models.CharField(_("nhịp họp như nguồn nêu"), max_length=120, blank=True)
    about = models.TextField(_("giới thiệu"), blank=True)
    sort_key = DerivedTextField()
    search_text = DerivedTextField()

    class Meta:
        verbose_name = _("hội nghị theo vùng")
        verbose_name_plural = _("hội nghị theo vùng")
        ordering = ["sort_key", "pk"]

    def __str__(self):
        return self.name

    @property
    def local_name(self):
        return (get_language() == "en" and self.name_en) or self.name

    def get_absolute_url(self):
        return reverse("series", args=[self.slug])

    def slug_source(self):
        return self.name

    def derive_sort_key(self):
        return sort_key(self.name)

    def derive_search_text(self):
        return self.folded(self.name, self.name_en, self.aliases)


class SeriesMembershipQuerySet(RecordQuerySet, PeriodQuerySet):
    def of_provinces(self, keys):
        return self.filter(province__in=keys)


class SeriesMembership(Period, Record):
    """A province that a series counted as a member, for a sourced period (both ends may be unknown)."""

    FACTS = ("province", "began", "ended")

    series = models.ForeignKey(Series, models.CASCADE, verbose_name=_("hội nghị theo vùng"), related_name="memberships")
    province = models.ForeignKey(
        "provinces.Province", models.PROTECT, verbose_name=_("tỉnh, thành phố"), related_name="series_memberships"
    )

    objects = SeriesMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("tỉnh thuộc vùng hội nghị")
        verbose_name_plural = _("tỉnh thuộc vùng hội nghị")
        ordering = ["province__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "province"],
                name="series_counts_a_province_once",
                violation_error_message=_("Vùng hội nghị này đã có tỉnh đó."),
            ),
            Period.ends_after_it_begins("series_membership_ends_after_it_begins"),
        ]

    def __str__(self):
        return f"{self.province} – {self.series}"
