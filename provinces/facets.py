"""What the facets of the search stand for: provinces, regions, research fields, bodies."""

from portal.search.page.facets import facet, typed

from .grouping import grouping
from .models import Body, Province, ResearchField
from .places import places

typed("tinh", places)


@facet("tinh")
def provinces(slugs):
    rows = Province.objects.filter(slug__in=slugs)
    return {province.slug: province.name_with_period for province in rows}


@facet("vung")
def regions(slugs):
    return _by_slug(grouping().regions().filter(slug__in=slugs))


@facet("linh-vuc")
def fields(slugs):
    return _by_slug(ResearchField.objects.filter(slug__in=slugs))


@facet("co-quan")
def bodies(slugs):
    return _by_slug(Body.objects.published().filter(slug__in=slugs))


def _by_slug(rows):
    return {row.slug: row for row in rows}
