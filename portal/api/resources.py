"""The nouns of the API. A list asks the view of its page, so page, files and API have one question, order and columns."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from conferences.models import Conference, Figure, Official, Recommendation, Series
from conferences.views.conference import conference_list, series_list
from conferences.views.figure import figure_list
from conferences.views.official import official_list
from conferences.views.recommendation import recommendation_list
from portal.base.language import page_address
from portal.records.models import Source, find_or_moved
from portal.records.views import source_list
from provinces.models import Body, Province, Task
from provinces.views.body import body_list
from provinces.views.province import province_list
from provinces.views.task import task_list


@dataclass(frozen=True)
class Resource:
    """One noun: the word of its address, the view of its list, and how one record is found (`key`, a URL pattern).

    `orders`: {word of `ordering`: column}, beside the list's own.
    `provinces(row)`: the provinces that a row of the list names.
    """

    model: Any
    word: str
    view: Callable[..., Any]
    key: str = "<slug:slug>"
    orders: dict[str, str] | None = None
    provinces: Callable[[Any], Iterable[Province | None]] | None = None

    @property
    def noun(self):
        return self.model._meta.model_name

    def asked(self, request):
        """(FilterSet, columns) of the list for the query string of `request`."""
        return self.view(
            request, render_list=lambda request, found, template, columns, **_context: (found, columns)
        )

    def address(self, record):
        key = (record.pk,) if self.key == "<int:pk>" else (record.slug,)
        return page_address(
            f"api-{self.noun}", *((record.series.slug,) if "series" in self.key else ()), *key
        )

    def find(self, rows, pk=None, slug="", series=None):
        """The one of `rows` (a QuerySet) at an address. Raises Http404, RecordMoved or Withdrawn."""
        if pk is not None:
            if pk < 2**63 and (record := rows.filter(pk=pk).first()):
                return record
            raise Http404
        if series is None:
            return find_or_moved(rows, slug)
        chain = get_object_or_404(Series, slug=series)
        return find_or_moved(rows.filter(series=chain), slug, scope=str(chain.pk))


RESOURCES = [
    Resource(
        Conference,
        "hoi-nghi",
        conference_list,
        key="<slug:series>/<slug:slug>",
        orders={"nam": "year"},
        provinces=lambda row: [host.province for host in row.hosts],
    ),
    Resource(Series, "vung", series_list),
    Resource(
        Province,
        "tinh-thanh",
        province_list,
        orders={"tu_ngay": "began"},
        provinces=lambda row: [row],
    ),
    Resource(Body, "co-quan", body_list, provinces=lambda row: [row.province]),
    Resource(Official, "dai-bieu", official_list),
    Resource(
        Recommendation,
        "kien-nghi",
        recommendation_list,
        key="<int:pk>",
        orders={"han": "due"},
        provinces=lambda row: [row.by_province, row.to_province],
    ),
    Resource(
        Figure,
        "so-lieu",
        figure_list,
        key="<int:pk>",
        orders={"gia_tri": "low"},
        provinces=lambda row: [row.scope_province],
    ),
    Resource(
        Task,
        "nhiem-vu",
        task_list,
        provinces=lambda row: row.listed_places,
    ),
    Resource(Source, "nguon", source_list, orders={"ngay_dang": "published_on"}),
]  # fmt: skip
