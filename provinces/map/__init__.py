"""The drawing of the units: their shapes, labels, and the map of one of them.

Shapes come from data/map/units.json alone; what is drawn beside them is labels, and the frames of Hoàng Sa
and Trường Sa, which stand on every map. Drawing units: 100 to a degree of latitude, from the north-west corner
of the mainland.
"""

from .drawing import FRAMES, LINE, Label, Picture, shapes_of
from .geometry import PERIOD_WORDS, PERIODS, corners, geometry, neighbours
from .labels import placed, spread
from .place import PLACE_FRAMES, province_picture
from .units import MapUnit, all_provinces, carrying_out, unit_key, units_of

__all__ = [
    "FRAMES", "LINE", "PERIODS", "PERIOD_WORDS", "PLACE_FRAMES", "Label", "MapUnit", "Picture",
    "all_provinces", "carrying_out", "corners", "geometry", "neighbours", "placed", "province_picture", "shapes_of",
    "spread", "unit_key", "units_of",
]  # fmt: skip
