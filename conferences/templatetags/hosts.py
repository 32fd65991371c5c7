"""The small maps of who hosted. Each asks a fixed number of queries."""

from django import template
from django.utils.translation import gettext as _

from conferences.map import hosts_picture

register = template.Library()


@register.inclusion_tag("provinces/_map.html")
def hosts_map():
    """The hosts of every series: the map of the home page."""
    return {
        "picture": hosts_picture("noi-dang-cai", _("Nơi đăng cai các hội nghị đã biết")),
        "size": "large",
    }


@register.inclusion_tag("provinces/_map.html")
def series_map(series):
    """The hosts of one series, among the provinces that it counted."""
    title = _("Nơi đăng cai hội nghị vùng %(name)s") % {"name": series.local_name}
    return {"picture": hosts_picture("noi-dang-cai", title, series), "size": "small"}
