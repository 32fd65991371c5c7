"""The names of provinces and planning regions that a search knows, and what a search is narrowed to by."""

from django.utils.translation import gettext_lazy as _

from portal.search.index.vocabulary_cache import register_names
from portal.search.language.vocabulary import Name
from portal.search.registry import facet, whole

from ..models import Body, Province, Region, RegionMembership, ResearchField, Succession
from ..places import places as places_named


def slug_facet(name, rows, **how):
    """Registers the facet `name`, whose values are the slugs of `rows()`; `how` as in FacetDefinition."""

    @facet(name, name.replace("-", "_"), **how)
    def by_slug(slugs):
        return {row.slug: row for row in rows().filter(slug__in=slugs)}


@register_names(
    {
        Province: ("name", "full_name", "name_en", "aliases"),
        Region: ("code", "name", "name_en", "aliases"),
        RegionMembership: ("province__name", "region__name"),
        Succession: ("predecessor__name", "successor__name"),
    }
)
def places():
    """Every province with its regions and what became of it, and every planning region."""
    regions, became = {}, {}
    for province, region in RegionMembership.objects.order_by("pk").values_list("province", "region__name"):
        regions.setdefault(province, []).append(region)
    for before, after in Succession.objects.order_by("pk").values_list("predecessor", "successor__name"):
        became.setdefault(before, []).append(after)
    for province in Province.objects.order_by("pk"):
        yield Name(
            province.name,
            whole(province.full_name, province.name_en, province.aliases),
            tuple(regions.get(province.pk, ())),
            tuple(became.get(province.pk, ())),
        )
    for region in Region.objects.order_by("pk"):
        yield Name(region.name, whole(region.code, region.name_en, region.aliases))


@facet(
    "tinh",
    "tinh",
    label=_("Tỉnh, thành phố"),
    unknown=_("Không có tỉnh, thành phố nào tên là “%(value)s”."),
    order=10,
    is_counted=True,
    guess=places_named,
)
def provinces_by_slug(slugs):
    rows = Province.objects.filter(slug__in=slugs)
    return {province.slug: province.name_with_period for province in rows}


slug_facet(
    "linh-vuc",
    ResearchField.objects.all,
    label=_("Lĩnh vực"),
    unknown=_("Không có lĩnh vực nào mang mã “%(value)s”."),
    order=30,
    is_counted=True,
)
slug_facet(
    "co-quan",
    Body.objects.published,
    label=_("Cơ quan"),
    unknown=_("Không có cơ quan nào ở đường dẫn “%(value)s”."),
    order=60,
)
