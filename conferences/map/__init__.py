"""The map of the whole country: what the record counts of each unit, who hosted, and the pictures made of it.

The table is the page and the map is drawn from it, with the shapes of `provinces.map`.
"""

from .counts import COLUMNS, MEASURES, CountedUnit, Counts, classes
from .pictures import hosts_picture, table_picture

__all__ = ["COLUMNS", "MEASURES", "CountedUnit", "Counts", "classes", "hosts_picture", "table_picture"]
