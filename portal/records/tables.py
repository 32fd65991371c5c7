from .loading import Table
from .models import Source

TABLES = [Table(Source, "sources.csv", key=("slug",))]
