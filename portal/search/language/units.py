"""Words of the language that say what kind of unit or office a name belongs to, folded."""

#: Words that may stand before the name of a place and say only what kind of unit it is.
UNITS = {("tinh",), ("thanh", "pho"), ("tp",), ("t",), ("vung",), ("province",), ("city",), ("region",)}
#: Words of an office, after which the initials of a place may be meant.
OFFICES = {"so", "tinh", "t", "tp", "ubnd", "hdnd"}
