"""The map: what is counted of each unit, and the drawing made of the counts.

The table is the page and the map is drawn from it. Shapes come from data/map/units.json alone; what is
drawn beside them is labels, and the frames of Hoàng Sa and Trường Sa, which stand on every map.
Drawing units: 100 to a degree of latitude, from the north-west corner of the mainland.
"""

from .counts import COLUMNS, MEASURES, Counts, all_provinces, classes, units_of
from .drawing import FRAMES, LINE, Label
from .geometry import FOLDER, GEOMETRY, PERIOD_WORDS, PERIODS, corners, geometry, neighbours
from .labels import placed, spread
from .pictures import hosts_picture, table_picture
from .place import PLACE_FRAMES, province_picture

__all__ = [
    "COLUMNS", "FOLDER", "FRAMES", "GEOMETRY", "LINE", "MEASURES", "PERIODS", "PERIOD_WORDS", "PLACE_FRAMES", "Counts",
    "Label", "all_provinces", "classes", "corners", "geometry", "hosts_picture", "neighbours", "placed",
    "province_picture", "spread", "table_picture", "units_of",
]  # fmt: skip
