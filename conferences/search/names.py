"""The names of the conference regions, and the facets of conferences and people."""

from django.utils.translation import gettext_lazy as _

from conferences.models import Conference, Official, Series, SeriesMembership
from portal.search.index.vocabulary_cache import register_names
from portal.search.language.vocabulary import Name
from portal.search.registry import facet, whole
from provinces.search import slug_facet


@register_names(
    {
        Series: ("name", "name_en", "aliases"),
        SeriesMembership: ("province__name", "series__name"),
    }
)
def regions():
    """Every conference region, and the provinces that it counted as lying within it."""
    for series in Series.objects.order_by("pk"):
        yield Name(series.name, whole(series.name_en, series.aliases))
    counted = {}
    memberships = SeriesMembership.objects.order_by("pk")
    for province, series in memberships.values_list("province__name", "series__name"):
        counted.setdefault(province, []).append(series)
    for province, series in counted.items():
        yield Name(province, within=tuple(dict.fromkeys(series)))


slug_facet(
    "vung",
    Series.objects.all,
    label=_("Hội nghị vùng"),
    unknown=_("Không có vùng hội nghị nào ở đường dẫn “%(value)s”."),
    order=20,
    is_counted=True,
)
slug_facet(
    "dai-bieu",
    Official.objects.published,
    label=_("Đại biểu"),
    unknown=_("Không có đại biểu nào ở đường dẫn “%(value)s”."),
    order=40,
)


@facet(
    "hoi-nghi",
    "hoi_nghi",
    label=_("Hội nghị"),
    unknown=_("Không có hội nghị nào ở đường dẫn “%(value)s”."),
    order=50,
)
def conferences_by_address(addresses):
    """The titles of the conferences at "region/conference"."""
    asked = [address.partition("/") for address in addresses]
    rows = (
        Conference.objects.published()
        .filter(series__slug__in={series for series, _, _ in asked}, slug__in={slug for _, _, slug in asked})
        .select_related("series")
    )
    return {f"{row.series.slug}/{row.slug}": row.title for row in rows}
