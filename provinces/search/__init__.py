"""What of provinces, bodies and tasks is searched, and the names of provinces and planning regions."""

from . import names, provinces, records
from .lineage import PlaceIndex, at, of_provinces, place_names
from .names import slug_facet

__all__ = ["PlaceIndex", "at", "names", "of_provinces", "place_names", "provinces", "records", "slug_facet"]
