"""The small map of a province: where it lies."""

from django import template

from provinces.map import province_picture

register = template.Library()


@register.inclusion_tag("provinces/_map.html")
def province_map(province):
    """A unit among its neighbours, with what it went into or was made of. Two queries."""
    return {"picture": province_picture(province), "size": "place"}
