"""The page of open data: what was published, what else machines can take, and the dumps themselves."""

from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from portal.base.downloads import FILES, USUAL_FILES
from portal.sharing.pages import absolute

from . import describe
from .archive import public_folder, versions

#: Lists that leave as files: (name of the address, words).
LISTS = (
    ("conference-list", _("Hội nghị")),
    ("official-list", _("Đại biểu")),
    ("recommendation-list", _("Kiến nghị")),
    ("figure-list", _("Số liệu")),
    ("province-list", _("Tỉnh, thành phố")),
    ("task-list", _("Nhiệm vụ KH&CN")),
    ("source-list", _("Nguồn")),
)


@require_safe
def open_data(request) -> HttpResponse:
    found = versions(public_folder())
    titles = {resource.name: resource.title(get_language()) for resource in describe.resources(False)}
    for one in found:
        tables = (one["since"] or {}).get("tables", {})
        one["changes"] = [(titles.get(name, name), *counts) for name, counts in tables.items()]
    newest = found[0] if found else None
    rows = (
        [(titles.get(name, name), number) for name, number in newest["rows"].items() if number]
        if newest
        else []
    )
    context = {
        "versions": found,
        "newest": newest,
        "rows": rows,
        "lists": _lists(),
        "linked_data": _dataset(request, newest),
    }
    return render(request, "records/open_data.html", context)


def _lists():
    """[(words, address, [(kind of file, address)])] of the lists."""
    return [
        (
            words,
            reverse(name),
            [
                (kind, reverse(f"{name}-{ending}"))
                for ending, (kind, _write) in FILES.items()
                if ending in USUAL_FILES or name == "recommendation-list"
            ],
        )
        for name, words in LISTS
    ]


def _dataset(request, newest):
    """The newest dump in the words of schema.org, None where there is none."""
    if newest is None:
        return None
    at = absolute(request, reverse("dump", args=[newest["file"]]))
    download = {
        "@type": "DataDownload", "contentUrl": at, "encodingFormat": "application/zip", "sha256": newest["sha256"],
        "contentSize": f"{newest['bytes']} B",
    }  # fmt: skip
    return {
        **describe.dataset(newest["version"], newest["day"]),
        "isAccessibleForFree": True,
        "distribution": [download],
    }


@require_safe
def catalogue(request) -> JsonResponse:
    """What was published in DCAT 3, as JSON-LD."""
    home = absolute(request, reverse("open-data"))
    found = describe.dcat(versions(public_folder()), lambda name: f"{home}{name}")
    return JsonResponse(
        found, content_type="application/ld+json", json_dumps_params={"ensure_ascii": False, "indent": 1}
    )


@require_safe
def dump(request, file) -> HttpResponseBase:
    """A dump. 404 for what was not published: the name is looked up, never opened as sent."""
    told = next((one for one in versions(public_folder()) if one["file"] == file), None)
    if told is None:
        raise Http404
    try:
        content = (public_folder() / told["file"]).open("rb")
    except OSError:  # taken away meanwhile
        raise Http404 from None
    headers = {"ETag": f'"{told["sha256"][:32]}"', "Content-Encoding": "identity"}
    return FileResponse(
        content, as_attachment=True, filename=told["file"], content_type="application/zip", headers=headers
    )
