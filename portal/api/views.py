"""A list, a record, the description, and the page that explains them."""

from django.conf import settings
from django.db.models import F
from django.db.models.expressions import OrderBy
from django.http import HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_filters import BooleanFilter
from drf_spectacular.generators import SchemaGenerator
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSet

from portal.base.errors import Refusal, refuse
from portal.base.lists import PAGE_SIZE
from portal.records.models import RecordMoved

from .cursors import page_of
from .representation import record_object, row_keys, row_objects
from .resources import RESOURCES
from .schema import MOST, SCHEMAS, list_parameters
from .since import asked_since, changed_since

#: Words of a question that are no filter.
OWN = ("ordering", "page_size", "cursor", "fields", "since")


class RecordViewSet(ViewSet):
    resource = None

    def list(self, request):
        request = request._request
        found, columns = self.resource.asked(request)
        asked = question_of(request, found)
        rows = in_order(found.qs, self.resource, asked.get("ordering"))
        if "since" in asked:
            rows = changed_since(rows, asked_since(asked["since"], request.edition))
        keys = asked_fields(asked.get("fields"), row_keys(self.resource, columns))
        name = f"{self.resource.word} {asked.get('ordering', '')}"
        some, cursor = page_of(rows, page_size(asked.get("page_size")), name, asked.get("cursor"))
        objects = row_objects(request, self.resource, found, columns, some)
        return Response(
            {
                **version_of(request),
                "cot": {column.key: str(column.label) for column in columns if column.key in keys},
                "dong": [{key: row[key] for key in keys} for row in objects],
                "tiep": request.build_absolute_uri(f"?{with_cursor(request, cursor)}") if cursor else None,
            }
        )

    def retrieve(self, request, **key):
        request = request._request
        refuse_unknown(request, ())
        found, columns = self.resource.asked(request)
        try:
            record = self.resource.find(found.qs, **key)
        except RecordMoved as moved:
            return HttpResponsePermanentRedirect(self.resource.address(moved.record))
        [row] = row_objects(request, self.resource, found, columns, [record])
        return Response({**record_object(request, record), "dong": row})


class DescriptionView(APIView):
    """OpenAPI 3.1 of the addresses `patterns`."""

    schema = None
    patterns = None

    def get(self, request):
        refuse_unknown(request._request, ())
        described = SchemaGenerator(patterns=self.patterns).get_schema(public=True)
        return Response(
            {
                **described,
                "servers": [{"url": reverse("api-docs").rstrip("/")}],
                "components": {"schemas": SCHEMAS},
            }
        )


@require_safe
def docs(request):
    """What can be asked, from the lists themselves, with examples that answer."""
    nouns = [explained(request, resource) for resource in RESOURCES]
    numbers = {"most": MOST, "page_size": PAGE_SIZE, "per_minute": settings.API_PER_MINUTE}
    return render(request, "api/docs.html", {"nouns": nouns, **numbers})


def explained(request, resource):
    """One noun, for its page: its words, its columns, and two addresses that answer."""
    found, columns = resource.asked(request)
    path = reverse(f"api-{resource.noun}-list")
    examples = [f"{path}?page_size=2", *(resource.address(record) for record in found.queryset[:1])]
    return {
        "resource": resource,
        "name": capfirst(resource.model._meta.verbose_name_plural),
        "found": found,
        "columns": columns,
        "parameters": list_parameters(resource, found, columns),
        "examples": examples,
    }


def answer_refused(exception, context):
    """DRF's own refusals (a Refusal of ours goes on to the middleware)."""
    status = getattr(exception, "status_code", None)
    return refuse(context["request"]._request, status, str(exception.detail)) if status else None


# --- The words of a question ----------------------------------------------------------------------------
def question_of(request, found):
    """{word: value} of the query string. Raises Refusal where a word is not known, or what it says is wrong."""
    refuse_unknown(request, [*found.form.fields, *OWN])
    asked = request.GET.dict()
    for name, one in found.filters.items():
        if isinstance(one, BooleanFilter) and asked.get(name, "on") not in ("on", "true", "false"):
            raise Refusal(400, _("%(name)s là on, true hoặc false.") % {"name": name})
    if not found.is_valid():
        raise Refusal(400, found.refusal)
    return asked


def refuse_unknown(request, known):
    for name, values in request.GET.lists():
        if name not in known:
            words = ", ".join(known) or _("không có")
            raise Refusal(
                400,
                _("Không có tham số “%(name)s” ở đây; có: %(words)s.") % {"name": name[:40], "words": words},
            )
        if len(values) > 1:
            raise Refusal(400, _("Tham số “%(name)s” chỉ nhận một giá trị.") % {"name": name})


def page_size(text):
    if text is None:
        return PAGE_SIZE
    if not (text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= MOST):
        raise Refusal(400, _("page_size là một số từ 1 đến %(most)s.") % {"most": MOST})
    return int(text)


def asked_fields(text, keys):
    if text is None:
        return keys
    asked = text.split(",")
    if unknown := [key for key in asked if key not in keys]:
        words = {"name": unknown[0][:40], "words": ", ".join(keys)}
        raise Refusal(400, _("Không có cột “%(name)s”; có: %(words)s.") % words)
    return list(dict.fromkeys(asked))


def in_order(rows, resource, word):
    """`rows` in the order that `word` asks for, blanks last; in their own where it asks for none."""
    if word is None:
        return rows
    column = (resource.orders or {}).get(word.removeprefix("-"))
    if column is None:
        words = ", ".join(f"{one}, -{one}" for one in resource.orders or {}) or _("không có")
        raise Refusal(
            400, _("Không xếp theo “%(name)s” được; có: %(words)s.") % {"name": word[:40], "words": words}
        )
    return rows.order_by(OrderBy(F(column), descending=word.startswith("-"), nulls_last=True), "pk")


def with_cursor(request, cursor):
    asked = request.GET.copy()
    asked["cursor"] = cursor
    return asked.urlencode()


def version_of(request):
    return {"phien_ban": request.edition.number, "ngay": request.edition.day}
