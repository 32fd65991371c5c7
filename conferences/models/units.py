"""The units that figures are stated in, in the language of the page. One that is not here stays as it is written."""

from django.utils.translation import pgettext_lazy

UNITS = {
    "nhiệm vụ": pgettext_lazy("đơn vị", "nhiệm vụ"),
    "dự án": pgettext_lazy("đơn vị", "dự án"),
    "dự án, đề tài": pgettext_lazy("đơn vị", "dự án, đề tài"),
    "tỷ đồng": pgettext_lazy("đơn vị", "tỷ đồng"),
    "triệu đồng": pgettext_lazy("đơn vị", "triệu đồng"),
    "cán bộ": pgettext_lazy("đơn vị", "cán bộ"),
    "tiến sĩ": pgettext_lazy("đơn vị", "tiến sĩ"),
    "thạc sĩ": pgettext_lazy("đơn vị", "thạc sĩ"),
    "kỹ sư": pgettext_lazy("đơn vị", "kỹ sư"),
}


def local_unit(unit):
    return str(UNITS.get(unit, unit))
