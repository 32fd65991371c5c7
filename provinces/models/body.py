"""Ministries, committees, departments, institutes: who holds posts, asks and is asked."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.base.db import DerivedTextField
from portal.base.language import page_address
from portal.records.models import NamedQuerySet, Record, Slugged

from .fields import Named, optional
from .period import Period, PeriodQuerySet


class BodyQuerySet(NamedQuerySet, PeriodQuerySet):
    def of_provinces(self, keys):
        return self.filter(province__in=keys)


class Body(Slugged, Named, Period, Record):
    """A body (cơ quan) while it existed. `province` is the unit it belongs to; none for a central body."""

    class Kind(models.TextChoices):
        MINISTRY = "bo", _("bộ, cơ quan trung ương")
        MINISTRY_UNIT = "don-vi-bo", _("đơn vị thuộc bộ")
        PEOPLES_COMMITTEE = "ubnd", _("ủy ban nhân dân")
        PEOPLES_COUNCIL = "hdnd", _("hội đồng nhân dân")
        PARTY_COMMITTEE = "tinh-uy", _("tỉnh ủy, thành ủy")
        ASSEMBLY = "quoc-hoi", _("Quốc hội, đoàn đại biểu Quốc hội")
        DEPARTMENT = "so", _("sở")
        INSTITUTE = "vien", _("viện")
        UNIVERSITY = "truong", _("trường đại học, học viện")
        ENTERPRISE = "doanh-nghiep", _("doanh nghiệp")
        PARTY_CENTRAL = "dang", _("cơ quan Đảng ở trung ương")
        OTHER = "khac", _("khác")

    FACTS = ("name", "province", "parent", "began", "ended", "successor")

    kind = models.CharField(_("loại"), max_length=12, choices=Kind)
    name = models.CharField(_("tên"), max_length=200)
    short_name = models.CharField(_("tên ngắn"), max_length=80, blank=True)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=200, blank=True)
    slug = models.SlugField(_("đường dẫn"), max_length=120, unique=True, blank=True)
    parent = optional("self", _("cơ quan cấp trên"), "units")
    province = optional("provinces.Province", _("tỉnh, thành phố"), "bodies")
    successor = optional("self", _("nay là"), "predecessors")
    aliases = models.TextField(_("cách viết khác"), blank=True, help_text=_("Mỗi dòng một cách viết."))
    sort_key = DerivedTextField()
    search_text = DerivedTextField()

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = _("cơ quan")
        verbose_name_plural = _("cơ quan")
        ordering = ["sort_key", "pk"]
        indexes = [models.Index(fields=["sort_key", "id"], name="body_list")]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "province"],
                name="body_name_once_a_province",
                violation_error_message=_("Tỉnh này đã có cơ quan mang tên đó."),
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(province=None),
                name="central_body_name_once",
                violation_error_message=_("Đã có cơ quan trung ương mang tên đó."),
            ),
            Period.ends_after_it_begins("body_ends_after_it_begins"),
        ]

    def __str__(self):
        return self.short_name or self.name

    @property
    def local_name(self):
        return (get_language() == "en" and self.name_en) or str(self)

    @property
    def title(self):
        """Its local name, with the province where that does not say it."""
        return with_place(self.local_name, self.province and self.province.local_name)

    def slug_source(self):
        return self.name

    def get_absolute_url(self):
        return page_address("body", self.slug)

    def derive_search_text(self):
        return self.folded(self.name, self.short_name, self.name_en, self.aliases)


def with_place(name, place):
    """`name`, with the name `place` (or None) behind it where it does not say it."""
    return f"{name}, {place}" if place and place not in name else name
