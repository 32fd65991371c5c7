"""The kinds of record in the order in which an answer shows them, and what they are called."""

from django.utils.translation import pgettext_lazy

from portal.search.registry import KINDS

_ORDER = {
    "dai-bieu": pgettext_lazy("loại", "đại biểu"),
    "hoi-nghi": pgettext_lazy("loại", "hội nghị"),
    "kien-nghi": pgettext_lazy("loại", "kiến nghị, đề nghị"),
    "nhiem-vu": pgettext_lazy("loại", "nhiệm vụ KH&CN"),
    "phat-bieu": pgettext_lazy("loại", "phát biểu"),
    "tinh-thanh": pgettext_lazy("loại", "tỉnh, thành phố"),
    "vung": pgettext_lazy("loại", "hội nghị theo vùng"),
    "co-quan": pgettext_lazy("loại", "cơ quan"),
    "so-lieu": pgettext_lazy("loại", "số liệu"),
    "nguon": pgettext_lazy("loại", "nguồn"),
}


_ONE = {
    "dai-bieu": pgettext_lazy("một", "đại biểu"),
    "hoi-nghi": pgettext_lazy("một", "hội nghị"),
    "kien-nghi": pgettext_lazy("một", "kiến nghị, đề nghị"),
    "nhiem-vu": pgettext_lazy("một", "nhiệm vụ KH&CN"),
    "phat-bieu": pgettext_lazy("một", "phát biểu"),
    "tinh-thanh": pgettext_lazy("một", "tỉnh, thành phố"),
    "vung": pgettext_lazy("một", "hội nghị theo vùng"),
    "co-quan": pgettext_lazy("một", "cơ quan"),
    "so-lieu": pgettext_lazy("một", "số liệu"),
    "nguon": pgettext_lazy("một", "nguồn"),
}


def one(kind):
    """What one record of `kind` is called."""
    return _ONE.get(kind) or KINDS[kind].model._meta.verbose_name if kind in KINDS else kind


def kinds():
    """{kind: its name in the plural}: those of _ORDER, then any others."""
    return _ORDER | {kind: searched().label for kind, searched in KINDS.items() if kind not in _ORDER}
