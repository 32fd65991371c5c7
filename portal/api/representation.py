"""Rows of lists and whole records as JSON: values, words, citations, gaps, and provinces as they were and as they are."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Prefetch, Q, prefetch_related_objects

from portal.base.downloads import LONG, ListFile
from portal.base.unsourced import citations
from portal.records.models import Gap, Record, fetch_related
from provinces.models import Province
from provinces.models.province import units_today

from .resources import BY_MODEL

#: Rows of one section of a record; of more, the lists tell.
MOST = 200


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
    named = [list(filter(None, resource.provinces(row))) if resource.provinces else [] for row in rows]
    words = Words(request, [province for some in named for province in some])
    for row, told, provinces in zip(rows, objects, named, strict=True):
        told["chi_tiet"] = request.build_absolute_uri(resource.address(row))
        if resource.provinces:
            told["tinh_thanh"] = [words.of(province) for province in provinces]
    return objects


def row_keys(resource, columns):
    """The keys of an object of a list."""
    keys = [*(column.key for column in columns), "suy_ra", "chua_co_nguon", "dan_chung", "chi_tiet"]
    return [*keys, "tinh_thanh"] if resource.provinces else keys


class Words:
    """What a record that a value points at is said by."""

    def __init__(self, request, provinces):
        self.request = request
        self.today = units_today(provinces)

    def of(self, target):
        """{ten, dia_chi, chi_tiet}; of a province as it was then, with `hien_nay`: the units of today that it is, or lies in."""
        said = {
            "ten": str(getattr(target, "name_with_period", None) or getattr(target, "local_name", target))
        }
        if page := target.page_url() if isinstance(target, Record) else "":
            said["dia_chi"] = self.request.build_absolute_uri(page)
        if resource := BY_MODEL.get(type(target)):
            said["chi_tiet"] = self.request.build_absolute_uri(resource.address(target))
        if isinstance(target, Province):
            said["hien_nay"] = [
                {"ten": unit.local_name, "dia_chi": self.request.build_absolute_uri(unit.get_absolute_url())}
                for unit in self.today[target.pk]
            ]
        return said


def record_object(request, resource, record):
    """A record with its facts, and the rows of its sections with theirs."""
    sections = {
        name: list(getattr(record, name).published().in_context()[: MOST + 1]) for name in resource.sections
    }
    shown = [record, *(row for rows in sections.values() for row in rows[:MOST])]
    by_model = defaultdict(list)
    for row in shown:
        by_model[type(row)].append(row)
    fetch_related(shown, *{name for model in by_model for name in pointing(model)})
    for model, rows in by_model.items():
        for link in model.LINKS_ON:
            linked = model._meta.get_field(link).related_model.objects.in_context()
            prefetch_related_objects(rows, Prefetch(link, linked))
    keys = {model: [row.pk for row in rows] for model, rows in by_model.items()}
    told = Facts(request, shown, citations(keys), gaps_of(keys))
    return {
        **told.of(record),
        "phan": {name: [told.of(row) for row in rows[:MOST]] for name, rows in sections.items()},
        "con_nua": [name for name, rows in sections.items() if len(rows) > MOST],
    }


def pointing(model):
    """The names of the relations that an object of `model` tells: of its facts, and what its name needs."""
    names = dict.fromkeys([*model.FACTS, *(path.partition("__")[0] for path in model.CONTEXT)])
    return [name for name in names if model._meta.get_field(name).is_relation]


def gaps_of(keys):
    """{(model, key, field): Gap}. One query."""
    kinds = {ContentType.objects.get_for_model(model): some for model, some in keys.items()}
    mine = [Q(content_type=kind, object_id__in=some) for kind, some in kinds.items()]
    return {
        (gap.record_model, gap.object_id, gap.field): gap for gap in Gap.objects.filter(reduce(or_, mine))
    }


class Facts:
    """Records as {dieu: {field: what is said of it}}, from what was read of all of them."""

    def __init__(self, request, shown, cited, gaps):
        self.cited, self.gaps = cited, gaps
        targets = [getattr(row, name) for row in shown for name in pointing(type(row))]
        targets += [one for row in shown for link in row.LINKS_ON for one in getattr(row, link).all()]
        self.words = Words(request, [one for one in (*targets, *shown) if isinstance(one, Province)])

    def of(self, record):
        model = type(record)
        cited = defaultdict(list)
        for one in self.cited.get((model, record.pk), ()):
            cited[one.field].append(dict(zip(LONG, one[1:], strict=True)))
        hidden = withheld(record)
        told = {"loai": str(model._meta.verbose_name), **self.words.of(record)}
        told |= {
            name: self.words.of(getattr(record, name))
            for name in pointing(model)
            if name not in model.FACTS and getattr(record, name)
        }
        told["dieu"] = {
            name: self.fact(record, name, cited[name]) for name in model.FACTS if name not in hidden
        }
        for link in model.LINKS_ON:
            told[link] = [self.words.of(one) for one in getattr(record, link).all()]
        told["dan_chung"] = cited[""]
        return told

    def fact(self, record, name, cited):
        """One fact: its name in words, its value, the words or the English of that, its own citations, why it is blank."""
        column = record._meta.get_field(name)
        value = getattr(record, name)
        said = {
            "nhan": str(column.verbose_name),
            "gia_tri": value if value != "" else None,
            "dan_chung": cited,
        }
        if column.is_relation and value is not None:
            said["gia_tri"] = self.words.of(value)
        elif column.choices and value:
            said["chu"] = str(getattr(record, f"get_{name}_display")())
        elif english := getattr(record, f"{name}_en", ""):
            said["tieng_anh"] = english
        if gap := self.gaps.get((type(record), record.pk, name)):
            said["trong"] = {"vi_sao": gap.kind, "chu": gap.get_kind_display()}
        return said


def withheld(record):
    """The names of the facts that tell of an official whom the record does not publish."""
    hidden = set()
    for side in ("by", "to"):
        official = getattr(record, f"{side}_official", None)
        if official and not official.is_published:
            hidden |= {f"{side}_official", f"{side}_as_printed"}
    return hidden
