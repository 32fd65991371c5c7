"""A record as it stood at a version of the data: its page and its files with `?tai=<version>`.

What hangs from the record is as it was, what it only names is as it is now. What has been taken off the page since,
and what was no page then, is not shown.
"""

from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.errors import Refusal
from portal.changes.models import Changeset
from portal.changes.past import reading_past, states_at
from portal.changes.states import RowStates, keys_by_model, states_now

from .models import published_keys
from .public_history import find_record


@dataclass(frozen=True)
class Past:
    """The version that a page is of, its day (None: as first loaded), and the address of the page of now."""

    version: int
    day: date | None
    today: str


def with_past(view: Any, model: Any, within: str | None = None) -> Any:
    """`view` of a record of `model`, which answers `?tai=` too."""

    @wraps(view)
    def answer(request: Any, **words: Any) -> HttpResponse:
        if "tai" not in request.GET:
            return view(request, **words)
        if "pk" in words:
            record = get_object_or_404(model.objects.published(), pk=words["pk"])
        else:
            record = find_record(words["slug"], model, within, **({within: words[within]} if within else {}))
        version = asked_version(request)
        newest = Changeset.objects.filter(pk__lte=version).order_by("-pk").first()
        day = timezone.localtime(newest.at).date() if newest else None
        states = past_states(record, version)
        request.past = Past(version, day, record.page_url())
        request.edition = request.edition._replace(number=version, day=day)
        request.GET = request.GET.copy()
        del request.GET["tai"]
        with reading_past(states):
            response = view(request, **words)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    answer.has_past = True  # type: ignore[attr-defined]
    return answer


def asked_version(request: Any) -> int:
    """The version that `tai` asks for. Raises Refusal: 400 for what is no number, 404 past the last version."""
    asked = request.GET.get("tai", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 15):
        raise Refusal(400, _("Phiên bản phải là một số từ 0 trở lên, như ở chân trang."))
    if int(asked) > request.edition.number:
        raise Refusal(404, _("Chưa có phiên bản dữ liệu đó."))
    return int(asked)


def past_states(record: Any, version: int) -> RowStates:
    """What `reading_past` takes: the rows shown with `record` that were otherwise at `version`."""
    found = states_at(version, ContentType.objects.get_for_model(record), record.pk)
    if found is None:
        raise Refusal(
            404, _("Bản ghi này đã đổi quá nhiều lần từ phiên bản đó, nên trang lúc ấy không dựng lại được.")
        )
    now = states_now(found)
    seen = {
        model: published_keys(model, keys)
        for model, keys in keys_by_model(found).items()
        if hasattr(model, "publication")
    }
    for (model, key), state in found.items():
        if state and model in seen and key not in seen[model]:
            found[model, key] = None
        elif state and "slug" in state and (model, key) in now:  # it is asked for under the address of now
            found[model, key] = {**state, "slug": now[model, key]["slug"]}
    return found
