"""What the facets of the search stand for: people, and conferences as "region/conference"."""

from portal.search.page.facets import facet

from .models import Conference, Official


@facet("dai-bieu")
def officials(slugs):
    return {row.slug: row for row in Official.objects.published().filter(slug__in=slugs)}


@facet("hoi-nghi")
def conferences(addresses):
    asked = [address.partition("/") for address in addresses]
    rows = (
        Conference.objects.published()
        .filter(series__slug__in={series for series, _, _ in asked}, slug__in={slug for _, _, slug in asked})
        .select_related("series")
    )
    return {f"{row.series.slug}/{row.slug}": row.title for row in rows}
