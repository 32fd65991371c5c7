"""The six planning regions and the provinces they count."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.db import DerivedTextField
from portal.records.models import Record, RecordQuerySet, Slugged

from .fields import Named
from .period import Period, PeriodQuerySet


class Region(Slugged, Named, Record):
    """A planning region of Nghị quyết 81/2023/QH15. Not one of the regions of `provinces.grouping`."""

    FACTS = ("name",)

    code = models.CharField(_("mã"), max_length=12, unique=True)
    name = models.CharField(_("tên"), max_length=120)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=120, blank=True)
    slug = models.SlugField(_("đường dẫn"), max_length=120, unique=True, blank=True)
    aliases = models.TextField(_("cách viết khác"), blank=True, help_text=_("Mỗi dòng một cách viết."))
    sort_key = DerivedTextField()

    class Meta:
        verbose_name = _("vùng quy hoạch")
        verbose_name_plural = _("vùng quy hoạch")
        ordering = ["sort_key", "pk"]


class MembershipQuerySet(RecordQuerySet, PeriodQuerySet):
    pass


class RegionMembership(Period, Record):
    """A province that a region counted, for a sourced period."""

    FACTS = ("province",)
    CONTEXT = ("region", "province")
    PAGE_PARENT = "province"

    region = models.ForeignKey(Region, models.CASCADE, verbose_name=_("vùng"), related_name="memberships")
    province = models.ForeignKey(
        "provinces.Province",
        models.PROTECT,
        verbose_name=_("tỉnh, thành phố"),
        related_name="region_memberships",
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("tỉnh thuộc vùng quy hoạch")
        verbose_name_plural = _("tỉnh thuộc vùng quy hoạch")
        ordering = ["region", "province__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "province"],
                name="region_counts_a_province_once",
                violation_error_message=_("Vùng này đã có tỉnh đó."),
            ),
            Period.ends_after_it_begins("region_membership_ends_after_it_begins"),
        ]

    def __str__(self):
        return f"{self.province} – {self.region}"
