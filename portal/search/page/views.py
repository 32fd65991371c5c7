"""The search: its page, its answer as JSON, and its description for browsers."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from portal.base.errors import Refusal
from portal.base.language import localized_path, site_name
from portal.base.lists import PAGE_SIZE, Column, paginate
from portal.search.models import Entry
from portal.sharing.pages import absolute

from .columns import COLUMNS
from .explanation import explain
from .filters import SearchFilter
from .result_page import Hit, KindGroup, SearchPage
from .results import RankedEntries

#: What to try, as a reader may type it.
EXAMPLES = ("hội nghị lần thứ XIX", "Bắc Kạn", "KH&CN miền núi", "10/10/2024", "Mekong Delta")
SHORT_NAME = 16  # letters of a name in a browser's list of searches, by the OpenSearch description


@require_safe
def search_page(request: HttpRequest, render_list: Callable[..., HttpResponse]) -> HttpResponse:
    """What the records hold of the words asked for, as `render_list` shows it."""
    found = SearchFilter(request.GET, Entry.objects.filter(public=True).order_by())
    answer = render_list(request, found, template="search/search.html", columns=COLUMNS)
    if request.GET:
        answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def as_asked(request: HttpRequest, found: SearchFilter, **details: Any) -> HttpResponse:
    """The page, or JSON where that is what the request prefers."""
    wanted = request.get_preferred_type(["text/html", "application/json"])
    render_list = as_json if wanted == "application/json" else as_page
    answer = render_list(request, found, **details)
    patch_vary_headers(answer, ["Accept"])
    return answer


def as_page(
    request: HttpRequest, found: SearchFilter, template: str, columns: Sequence[Column]
) -> HttpResponse:
    """The best of each kind, or one list of PAGE_SIZE rows a page; 400 for junk and 404 past the last page."""
    status, mistake = (200 if found.is_valid() else 400), ""
    shown = SearchPage(found)
    page: Page = Paginator([], PAGE_SIZE).page(1)
    best: Hit | None = None
    groups: list[KindGroup] = []
    if shown.is_grouped and "trang" not in request.GET:
        best, groups = shown.grouped
    elif found.is_valid():
        rows = found.qs
        if isinstance(rows, RankedEntries):
            rows.counted = shown.count
        try:
            page = paginate(request, rows)
        except Refusal as refusal:
            status, mistake = refusal.status, refusal.sentence
    hits = shown.hits_of_page(list(page.object_list))
    meant, less = shown.suggestions()
    context = {
        "found": found,
        "shown": shown,
        "page": page,
        "best": best,
        "groups": groups,
        "hits": hits,
        "corrections": shown.corrections([*hits, *(hit for group in groups for hit in group.hits)]),
        "meant": meant,
        "less": less,
        "mistake": mistake,
        "examples": EXAMPLES,
    }
    return render(request, template, context, status=status)


def as_json(
    request: HttpRequest, found: SearchFilter, template: str, columns: Sequence[Column]
) -> JsonResponse:
    """One page of the answer, the best first: {"query", "count", "page", "pages", "understood", "results"}.

    The id of a result is the number of the record within its kind.
    """
    if not found.is_valid():
        return JsonResponse({"error": found.refusal}, status=400)
    try:
        page = paginate(request, found.qs)
    except Refusal as refusal:
        return JsonResponse({"error": str(refusal.sentence)}, status=refusal.status)
    explanation = explain(found.asked["q"], found.answer.found, found.answer.vocabulary)
    answer = {
        "query": found.asked["q"],
        "count": page.paginator.count,
        "page": page.number,
        "pages": page.paginator.num_pages,
        "cut": explanation.cut,
        "understood": [
            {"written": written, "means": [meaning]}
            for written, meaning in (*explanation.meanings, *explanation.readings)
        ]
        + [
            {"written": written, "means": [meaning for meaning, _question in meanings]}
            for written, meanings in explanation.ambiguous
        ],
        "results": [
            {
                "id": entry.object_id,
                "kind": entry.kind,
                "title": entry.title,
                "address": absolute(request, localized_path(entry.address, get_language())),
                "year": entry.year,
            }
            for entry in page.object_list
        ],
    }
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """What a browser needs to add this search to its own."""
    name = site_name()
    short = (
        name if len(name) <= SHORT_NAME else name[: SHORT_NAME + 1].rpartition(" ")[0] or name[:SHORT_NAME]
    )
    return render(
        request,
        "search/opensearch.xml",
        {"short_name": short, "address": absolute(request, "")},
        content_type="application/opensearchdescription+xml; charset=utf-8",
    )
