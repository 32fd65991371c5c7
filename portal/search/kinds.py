"""The kinds of record in the order in which an answer shows them, and what they are called."""

from django.utils.translation import pgettext_lazy as _

from .registry import KINDS

_ORDER = {
    "dai-bieu": _("loại", "đại biểu"),
    "hoi-nghi": _("loại", "hội nghị"),
    "kien-nghi": _("loại", "kiến nghị, đề nghị"),
    "nhiem-vu": _("loại", "nhiệm vụ KH&CN"),
    "phat-bieu": _("loại", "phát biểu"),
    "tinh-thanh": _("loại", "tỉnh, thành phố"),
    "vung": _("loại", "hội nghị theo vùng"),
    "co-quan": _("loại", "cơ quan"),
    "so-lieu": _("loại", "số liệu"),
    "nguon": _("loại", "nguồn"),
}


def kinds():
    """{kind: its name in the plural}: those of _ORDER, then any others."""
    return _ORDER | {kind: searched().label for kind, searched in KINDS.items() if kind not in _ORDER}
