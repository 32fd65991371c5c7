"""Every component with sample data, built from the real includes, so that it cannot go stale."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from conferences.component_samples import Samples
from conferences.filters import ConferenceFilter
from conferences.models import Conference


@require_safe
def component_page(request):
    found = ConferenceFilter(request.GET, Conference.objects.none())
    wrong = ConferenceFilter({"nam": "abc"}, Conference.objects.none())
    return render(
        request, "conferences/components.html", {"found": found, "wrong": wrong, **Samples().context()}
    )
