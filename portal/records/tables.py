from .loading import Table
from .models import Source
from .site_pages import store_pages

TABLES = [Table(Source, "sources.csv", key=("slug",))]
#: The search finds the pages that are of no record, too.
AFTER = DERIVED = [store_pages]
