"""Words of the language that say what kind of unit or office a name belongs to, folded."""

#: Words that may stand before the name of a place and say only what kind of unit it is.
UNITS = {("tinh",), ("thanh", "pho"), ("tp",), ("t",), ("vung",), ("province",), ("city",), ("region",)}
#: Words that say little beside others: of asking, denying, counting. Typed with other diacritics they are other words.
STRAY = {
    "không", "khong", "chưa", "chỉ", "còn", "các", "những", "mỗi", "mọi", "khác", "nào", "cả", "rất", "cũng", "thuộc",
    "thuoc", "gồm", "ai", "gi", "nao",
}  # fmt: skip
#: Words of an office, after which the initials of a place may be meant.
OFFICES = {"so", "tinh", "t", "tp", "ubnd", "hdnd"}
