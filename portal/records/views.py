"""The sources, and every fact that each supports."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.base.lists import paginate

from .columns import SOURCE_COLUMNS
from .evidence import evidence_of
from .filters import SourceFilter
from .models import Source, find_or_moved


@require_safe
def source_list(request, render_list) -> HttpResponseBase:
    found = SourceFilter(request.GET, Source.objects.published())
    return render_list(request, found, "records/source_list.html", SOURCE_COLUMNS, evidence=evidence_of)


@require_safe
def source_detail(request, slug) -> HttpResponse:
    source = find_or_moved(Source.objects.published(), slug)
    facts = source.citations.published().with_records()
    page = paginate(request, facts.order_by("content_type", "object_id", "field", "place", "pk"))
    return render(request, "records/source_detail.html", {"source": source, "page": page})
