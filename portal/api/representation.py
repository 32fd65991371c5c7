"""Rows of lists and whole records as JSON, and of each province in them the units of today that it is, or went into."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from portal.base.downloads import ListFile
from portal.records.record_data import record_data
from provinces.models import Province
from provinces.models.province import units_today


@dataclass
class PageOfRows(ListFile):
    """Rows in hand, as the files of a list write them."""

    some: list[Any] = field(default_factory=list)

    @cached_property
    def rows(self):
        return iter(self.some)


def row_objects(request, resource, found, columns, rows):
    """[dict] of `rows` of a list: what its JSON file says, where the record is, and the provinces that it names."""
    objects = list(PageOfRows(request, found, columns, some=rows).objects())
    for row, told in zip(rows, objects, strict=True):
        told["chi_tiet"] = request.build_absolute_uri(resource.address(row))
    if resource.provinces:
        named = [list(filter(None, resource.provinces(row))) for row in rows]
        today = today_of(request, [province for some in named for province in some])
        for told, provinces in zip(objects, named, strict=True):
            told["tinh_thanh"] = [
                {
                    "ten": str(province.name_with_period),
                    "dia_chi": request.build_absolute_uri(province.get_absolute_url()),
                    "hien_nay": today[province.slug],
                }
                for province in provinces
            ]
    return objects


def row_keys(resource, columns):
    """The keys of an object of a list."""
    keys = [*(column.key for column in columns), "suy_ra", "chua_co_nguon", "dan_chung", "chi_tiet"]
    return [*keys, "tinh_thanh"] if resource.provinces else keys


def record_object(request, record):
    """A whole record as its own JSON file says it; each province that it points at with its `hien_nay`."""
    told = record_data(record, request.edition, request.build_absolute_uri)
    places = [(one, one["dia_chi"].rstrip("/").rpartition("/")[2]) for one in _places(told)]
    units = Province.objects.filter(slug__in={slug for _one, slug in places})
    today = today_of(request, list(units) if places else [])
    for one, slug in places:
        one["hien_nay"] = today[slug]
    return told


def _places(told):
    """The provinces in what is told, wherever they stand."""
    if isinstance(told, list):
        return [place for one in told for place in _places(one)]
    if not isinstance(told, dict):
        return []
    inside = [place for one in told.values() for place in _places(one)]
    return (
        [told, *inside] if told.get("loai") == Province._meta.model_name and told.get("dia_chi") else inside
    )


def today_of(request, provinces):
    """{slug of a province: [{ten, dia_chi}] of the units of today that it is, or went into}."""
    slugs = {province.pk: province.slug for province in provinces}
    return {
        slugs[key]: [
            {"ten": unit.local_name, "dia_chi": request.build_absolute_uri(unit.get_absolute_url())}
            for unit in units
        ]
        for key, units in units_today(provinces).items()
    }
