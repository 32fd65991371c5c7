"""The chains of conferences, one for each conference region, and the provinces they counted."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.db import NO_ROWS, DerivedTextField
from portal.base.language import page_address
from portal.records.models import Publication, Record, RecordQuerySet, Slugged
from provinces import grouping
from provinces.models.fields import Named, optional
from provinces.models.period import Period, PeriodQuerySet

from .conference import Conference


class SeriesQuerySet(RecordQuerySet):
    def lacking(self):
        """Those of which some ordinal up to the last known one is told of by no source."""
        return self.with_tallies().filter(last_ordinal__gt=models.F("ordinals"))

    def with_tallies(self):
        """With what the record holds of each: `known` conferences, `held` of them, the highest `last_ordinal`
        that is not merely coming, and how many `ordinals` up to it are known."""
        shown = models.Q(conferences__publication=Publication.PUBLISHED)
        past = shown & ~models.Q(conferences__status__in=Conference.COMING)
        return self.annotate(
            known=models.Count("conferences", filter=shown),
            held=models.Count(
                "conferences", filter=shown & models.Q(conferences__status=Conference.Status.HELD)
            ),
            last_ordinal=models.Max("conferences__ordinal", filter=past),
            ordinals=models.Count("conferences__ordinal", filter=past),
        ).order_by(*Series._meta.ordering)  # a grouped query drops the model's own order


class Series(Slugged, Named, Record):
    """One chain of conferences. Its region is not a planning region, and changed its members over time."""

    FACTS = ("name", "organiser", "frequency")

    name = models.CharField(_("vùng"), max_length=120, unique=True)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=120, blank=True)
    slug = models.SlugField(_("đường dẫn"), max_length=120, unique=True, blank=True)
    aliases = models.TextField(_("cách viết khác"), blank=True, help_text=_("Mỗi dòng một cách viết."))
    organiser = optional("provinces.Body", _("cơ quan tổ chức"), "series_organised")
    frequency = models.CharField(_("nhịp họp như nguồn nêu"), max_length=120, blank=True)
    about = models.TextField(_("giới thiệu"), blank=True)
    sort_key = DerivedTextField()
    search_text = DerivedTextField()

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("hội nghị theo vùng")
        verbose_name_plural = _("hội nghị theo vùng")
        ordering = ["sort_key", "pk"]

    def get_absolute_url(self):
        return page_address("series", self.slug)

    def missing(self):
        """How many ordinals up to the last known one no source tells of (after `with_tallies`)."""
        return (self.last_ordinal or 0) - self.ordinals

    def derive_search_text(self):
        return self.folded(self.name, self.name_en, self.aliases)


class SeriesMembershipQuerySet(RecordQuerySet, PeriodQuerySet):
    def of_provinces(self, keys):
        return self.filter(province__in=keys)

    def conferences_held(self):
        """The published conferences held while the province existed and the series counted it.

        A conference whose year no source states is not counted.
        """
        counted = NO_ROWS
        for membership in self.select_related("province"):
            while_member = models.Q(series=membership.series_id, chronology__gt=0)
            for period in (membership, membership.province):
                if period.began:
                    while_member &= models.Q(chronology__gte=int(f"{period.began:%Y%m%d}"))
                if period.ended:
                    while_member &= models.Q(chronology__lt=int(f"{period.ended:%Y%m%d}"))
            counted |= while_member
        return Conference.objects.published().held().filter(counted)


class SeriesMembership(Period, Record):
    """A province that a series counted as a member, for a sourced period (both ends may be unknown)."""

    FACTS = ("province", "began", "ended")
    CONTEXT = ("series", "province")
    PAGE_PARENT = "series"

    series = models.ForeignKey(
        Series, models.CASCADE, verbose_name=_("hội nghị theo vùng"), related_name="memberships"
    )
    province = models.ForeignKey(
        "provinces.Province",
        models.PROTECT,
        verbose_name=_("tỉnh, thành phố"),
        related_name="series_memberships",
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


# While models are loaded: the search reads it when apps are made ready.
grouping.register(
    grouping.Grouping(
        SeriesMembership,
        "series",
        label=_("Hội nghị vùng"),
        wrong=_("Không có vùng hội nghị nào ở đường dẫn “%(value)s”."),
    )
)
