"""The description of the API (OpenAPI 3.1), from the lists themselves: their filters, their columns."""

import re

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_filters import BooleanFilter, CharFilter, ChoiceFilter
from drf_spectacular.openapi import AutoSchema

from portal.base.downloads import LONG
from portal.base.lists import FIRST_YEAR, LAST_YEAR, FourDigitYearFilter

from .representation import row_keys

TEXT = {"type": "string"}
ADDRESS = {"type": "string", "format": "uri"}
PLACE = {"ten": TEXT, "dia_chi": ADDRESS}
#: Rows of one page at most.
MOST = 200


def _object(properties, *required):
    return {"type": "object", "properties": properties, "required": list(required or properties)}


def _list(name):
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}


ROW_OF_RECORD = {
    "loai": TEXT,
    "ten": TEXT,
    "dia_chi": TEXT,
    "muc": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Muc"}},
    "ban_ghi_kem": {
        "type": "array",
        "items": _object(
            {"loai": TEXT, "ten": TEXT, "con_nua": {"type": "boolean"}, "dong": _list("BanGhi")}
        ),
    },
    "hien_nay": {"type": "array", "items": _object(PLACE)},
}
SCHEMAS = {
    "DanChung": _object(dict.fromkeys(LONG, TEXT)),
    "TinhThanh": _object({**PLACE, "hien_nay": {"type": "array", "items": _object(PLACE)}}),
    "Muc": _object(
        {
            "ten": TEXT,
            "gia_tri": True,
            "chu": True,
            "vi_sao_trong": TEXT,
            "nguon": {"type": "array", "items": _object({"nguon": TEXT, "cho": TEXT}, "nguon")},
            "nguon_neu_khac": {"type": "array", "items": _object({"nguon": TEXT, "chu": TEXT})},
            "nguyen_van": {"type": "array", "items": _object({"nguon": TEXT, "chu": TEXT})},
        },
        "ten",
        "gia_tri",
    ),
    "BanGhi": _object(ROW_OF_RECORD, "loai", "ten"),
    "Problem": _object(
        {"type": TEXT, "title": TEXT, "status": {"type": "integer"}, "detail": TEXT, "instance": TEXT}
    ),
}
VERSION = {"phien_ban": {"type": "integer"}, "ngay": {"type": ["string", "null"], "format": "date"}}


class ListSchema(AutoSchema):
    """Of a RecordViewSet."""

    def get_operation(self, path, path_regex, path_prefix, method, registry):
        resource, is_list = self.view.resource, self.view.action == "list"
        request = HttpRequest()
        request.method = "GET"
        found, columns = resource.asked(request)
        noun = str(resource.model._meta.verbose_name)
        row = _row(resource, columns)
        if is_list:
            parameters = list_parameters(resource, found, columns)
            body = {
                "cot": {"type": "object", "additionalProperties": TEXT},
                "dong": {"type": "array", "items": row},
            }
            body["tiep"] = {**ADDRESS, "type": ["string", "null"]}
        else:
            parameters = [_in_path(*one) for one in re.findall(r"<(\w+):(\w+)>", resource.key)]
            body = {"dong": row, **ROW_OF_RECORD, "nguon": {"type": "object"}}
            del body["hien_nay"]
        refusals = {
            400: _("câu hỏi sai"),
            404: _("không có"),
            406: _("không phải JSON"),
            429: _("hỏi quá nhiều"),
        }
        if not is_list:
            refusals |= {301: _("đã dời địa chỉ"), 410: _("đã gỡ")}
        return {
            "operationId": f"{resource.noun}_{'list' if is_list else 'detail'}",
            "summary": noun,
            "description": str(found.meaning) if is_list else "",
            "tags": [noun],
            "parameters": parameters,
            "responses": {
                "200": _answer(noun, "application/json", _object({**VERSION, **body})),
                "304": {"description": _("chưa đổi (If-None-Match)")},
                **{
                    str(status): _answer(
                        words, "application/problem+json", {"$ref": "#/components/schemas/Problem"}
                    )
                    for status, words in sorted(refusals.items())
                },
            },
        }


def _answer(words, kind, schema):
    return {"description": words, "content": {kind: {"schema": schema}}}


def _row(resource, columns):
    cells = {column.key: {"title": str(column.label), "type": ["string", "number"]} for column in columns}
    cells |= {key: TEXT for key in row_keys(resource, columns) if key not in cells}
    cells |= {"dan_chung": _list("DanChung"), "chi_tiet": ADDRESS}
    if resource.provinces:
        cells["tinh_thanh"] = _list("TinhThanh")
    return {"type": "object", "properties": cells}


def _in_path(kind, name):
    schema = {"type": "integer", "minimum": 0} if kind == "int" else {**TEXT, "pattern": "^[-a-zA-Z0-9_]+$"}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def list_parameters(resource, found, columns):
    """What a list takes: the words of its filter, and those of every list."""
    filters = [_in_query(name, _kind(one), _words(name, found)) for name, one in found.filters.items()]
    return [*filters, *_own(resource, columns)]


def _kind(one):
    """What a word of a filter takes; a blank, as forms send it, is as if the word were not there."""
    if isinstance(one, FourDigitYearFilter):
        year = {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}
        return {"anyOf": [year, {**TEXT, "maxLength": 0}]}
    if isinstance(one, BooleanFilter):
        return {**TEXT, "enum": ["on", "true", "false"]}
    if isinstance(one, ChoiceFilter):
        return {**TEXT, "enum": ["", *(value for value, _words in choices_of(one))]}
    return {**TEXT, "maxLength": 200} if isinstance(one, CharFilter) else TEXT


def choices_of(one):
    """[(value, words)] of a filter by a choice of the code, [] of any other."""
    choices = one.extra.get("choices", ()) if isinstance(one, ChoiceFilter) else ()
    return list(getattr(choices, "choices", choices))


def _words(name, found):
    told = ", ".join(f"{value}: {words}" for value, words in choices_of(found.filters[name]))
    return f"{found.form.fields[name].label}{f' ({told})' if told else ''}"


def _own(resource, columns):
    orders = [sign + word for word in resource.orders or {} for sign in ("", "-")]
    keys = "|".join(row_keys(resource, columns))
    return [
        *(
            [_in_query("ordering", {**TEXT, "enum": orders}, _("thứ tự khác thứ tự của danh sách"))]
            if orders
            else []
        ),
        _in_query("page_size", {"type": "integer", "minimum": 1, "maximum": MOST}, _("số dòng mỗi trang")),
        _in_query("cursor", {**TEXT, "minLength": 1}, _("chép từ “tiep” của trang trước")),
        _in_query(
            "fields",
            {**TEXT, "pattern": f"^({keys})(,({keys}))*$"},
            _("chỉ những cột này, cách nhau bằng dấu phẩy"),
        ),
        _in_query(
            "since",
            {**TEXT, "minLength": 1},
            _("chỉ những gì đổi sau phiên bản này, hoặc từ ngày này (2026-11-30)"),
        ),
    ]


def _in_query(name, schema, words):
    return {"name": name, "in": "query", "description": words, "schema": schema}
