"""A record as a file, at the address of its page with an ending: `.json` and `.md`, of what `record_data` says, and
references for libraries.
"""

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.base import text
from portal.base.downloads import RECORD_FILES
from portal.base.language import version_words
from portal.base.office_sheet import TYPE as SHEET_TYPE
from portal.base.office_sheet import OfficeSheet
from portal.base.references import REFERENCE_FILES, row_reference, write_references
from portal.sharing.pages import absolute

from .feeds import history_paths, row_feed
from .models import RecordMoved
from .past_pages import with_past
from .public_history import find_record
from .record_data import Data, record_data

#: What Markdown would read as its own.
SIGNS = re.compile(r"([\\`*_\[\]<>#|~])")


@require_safe
def record_file(request, ending, model, slug, within=None, **hosts) -> HttpResponse:
    """The file of the record at an address; a former address leads to that of the present one."""
    try:
        record = find_record(slug, model, within, **hosts)
    except RecordMoved as moved:
        return redirect(f"{moved.record.get_absolute_url().rstrip('/')}.{ending}", permanent=True)
    return answer(request, ending, record)


@require_safe
def row_file(request, ending, model, pk) -> HttpResponse:
    """The file of a record that has no page of its own, under its key."""
    return answer(request, ending, get_object_or_404(model.objects.published().in_context(), pk=pk))


def answer(request, ending, record) -> HttpResponse:
    address = partial(absolute, request)
    if ending in REFERENCE_FILES:
        content_type, path = REFERENCE_FILES[ending][1], record.page_url()
        reference = row_reference(record, path, address(path))
        body: str | bytes = "".join(write_references(ending, [reference], request.edition))
    else:
        write, content_type = WRITERS[ending]
        body = write(record_data(record, request.edition, address))
    headers = {"X-Robots-Tag": "noindex"}
    if ending == "docx":
        headers["Content-Disposition"] = f'attachment; filename="{request.path.rsplit("/", 1)[-1]}"'
    return HttpResponse(body, content_type=content_type, headers=headers)


def record_paths(route: str, model: Any, name: str, **within: str) -> list[URLPattern]:
    """The addresses of a record beside its page at `route`: its history, what follows it, and its files."""
    words = {"model": model, **within}
    view = with_past(record_file, model, within.get("within"))
    files = [
        path(f"{route.rstrip('/')}.{ending}", view, {"ending": ending, **words}, name=f"{name}-{ending}")
        for ending in RECORD_FILES
    ]
    return [*history_paths(route, model, name, **within), *files]


def row_paths(route: str, model: Any, name: str) -> list[URLPattern]:
    """The files of the records of a noun without a page of its own, and what follows it: `route`/12.json, `route`/12.atom."""
    view, words = with_past(row_file, model), {"model": model}
    files = [
        path(f"{route}/<int:pk>.{ending}", view, {"ending": ending, **words}, name=f"{name}-{ending}")
        for ending in RECORD_FILES
    ]
    return [path(f"{route}/<int:pk>.atom", row_feed, words, name=f"{name}-atom"), *files]


# --- JSON ---------------------------------------------------------------------------------------------
def as_json(data: Data) -> str:
    return json.dumps(data, ensure_ascii=False, cls=DjangoJSONEncoder) + "\n"


# --- Markdown -----------------------------------------------------------------------------------------
def as_markdown(data: Data) -> str:
    """The record in CommonMark: a line a fact, letters behind it, the sources of the letters at the foot."""
    more = "- " + _("… còn nữa")
    lines = [
        f"# {inert(data['ten'])}",
        "",
        f"<{data['dia_chi']}>",
        "",
        version_words(data["phien_ban"], data["ngay"]),
        "",
        *_facts({**data, "ban_ghi_kem": ()}, ""),
    ]
    for group in data["ban_ghi_kem"]:
        lines += ["", f"## {inert(capfirst(group['ten']))}", ""]
        for row in group["dong"]:
            lines += [f"- {_named(row)}", *_facts(row, "  ")]
        lines += [more] if group["con_nua"] else []
    if carried := data.get("duoc_dan_cho"):
        lines += ["", "## " + _("Được dẫn cho"), "", *(_carried(row) for row in carried["dong"])]
        lines += [more] if carried["con_nua"] else []
    if data["nguon"]:
        lines += ["", "## " + _("Nguồn"), ""]
        for letter, source in data["nguon"].items():
            address = f" <{source['dia_chi']}>" if source.get("dia_chi") else ""
            lines.append(f"- **{letter}**: {inert(source['ten'])}{address}")
    return "\n".join(lines) + "\n"


def _named(row):
    name = f"**{inert(row['ten'])}**"
    return name if row.get("muc") or not row["dia_chi"] else f"[{inert(row['ten'])}]({row['dia_chi']})"


def _facts(row: Data, indent: str) -> Iterator[str]:
    """The lines of a record, and of those that stand and fall with it."""
    if row.get("du_lieu_thu"):
        yield f"{indent}- **" + _("dữ liệu thử") + "**"
    for fact in row.get("muc", {}).values():
        blank = "vi_sao_trong" in fact
        said = f"*{inert(fact['vi_sao_trong'])}*" if blank else inert(fact.get("chu", fact["gia_tri"]))
        notes = [_("suy ra")] * fact.get("suy_ra", False) + [_("chưa có nguồn")] * fact.get(
            "chua_co_nguon", False
        )
        notes += [inert(fact["ghi_chu"])] if fact.get("ghi_chu") else []
        told = f" ({'; '.join(notes)})" if notes else ""
        yield f"{indent}- {inert(capfirst(fact['ten']))}: {said}{told}{_letters(fact)}"
        for key, words in (
            ("nguon_neu_khac", _("nguồn nêu khác")),
            ("nguyen_van", _("nguyên văn trong nguồn")),
        ):
            for other in fact.get(key, ()):
                yield f"{indent}  - {words}: {inert(other['chu'])} \\[{other['nguon']}\\]"
    for group in row.get("ban_ghi_kem", ()):
        for one in group["dong"]:
            yield f"{indent}- {_named(one)}"
            yield from _facts(one, f"{indent}  ")


def _letters(fact):
    """[A: đoạn 4; B] behind a fact."""
    places: dict[str, list[str]] = {}
    for one in fact.get("nguon", ()):
        places.setdefault(one["nguon"], []).extend([one["cho"]] if one.get("cho") else [])
    found = (f"{letter}: {inert(', '.join(some))}" if some else letter for letter, some in places.items())
    return f" \\[{'; '.join(found)}\\]" if places else ""


def _carried(row):
    name = f"[{inert(row['ten'])}]({row['dia_chi']})" if "dia_chi" in row else inert(row["ten"])
    return f"- {name}: {inert(_use(row))}"


def _use(row):
    """What a source is cited for, in words."""
    return "; ".join(
        row[key] for key in ("muc", "cho", "cach_neu", "nguyen_van", "nguon_neu_khac") if row.get(key)
    )


def inert(value: Any) -> str:
    """A value on one line, as text that Markdown leaves alone."""
    return SIGNS.sub(r"\\\1", " / ".join(str(value).splitlines()))


# --- DOCX ---------------------------------------------------------------------------------------------
def as_office_sheet(data: Data) -> bytes:
    """The record as a sheet for the office; of the rows that tell of it, what they hold, without their blanks."""
    sheet = OfficeSheet(_("Phiếu hồ sơ"), data["ten"])
    version = f"{data['phien_ban']}, {text.date(data['ngay'], get_language())}" if data["ngay"] else "0"
    words = {"version": version, "address": data["dia_chi"]}
    sheet.line(_("Dữ liệu phiên bản %(version)s; %(address)s") % words)
    for fact in data["muc"].values():
        _tell(sheet, fact, 0)
    for group in data["ban_ghi_kem"]:
        sheet.line(capfirst(group["ten"]), bold=True)
        _tell_rows(sheet, group, 0)
    if carried := data.get("duoc_dan_cho"):
        sheet.line(_("Được dẫn cho"), bold=True)
        for row in carried["dong"]:
            sheet.line(f"{row['ten']}: {_use(row)}")
        sheet.line(_("… còn nữa") if carried["con_nua"] else "")
    sheet.sources(
        " ".join(filter(None, (f"{letter}. {source['ten']}", source.get("dia_chi"))))
        for letter, source in data["nguon"].items()
    )
    return sheet.read()


def _tell_rows(sheet, group, indent):
    for number, row in enumerate(group["dong"], 1):
        sheet.line(f"{number}. {row['ten']}")
        for fact in row.get("muc", {}).values():
            if fact["gia_tri"] is not None:
                _tell(sheet, fact, indent + 1)
        for below in row.get("ban_ghi_kem", ()):
            _tell_rows(sheet, below, indent + 1)
    if group["con_nua"]:
        sheet.line(_("… còn nữa"))


def _tell(sheet, fact, indent):
    said = fact["vi_sao_trong"] if "vi_sao_trong" in fact else fact.get("chu", fact["gia_tri"])
    letters = ", ".join(dict.fromkeys(one["nguon"] for one in fact.get("nguon", ())))
    words = f"{said}{f' [{letters}]' if letters else ''}"
    for key, label in (("suy_ra", _("suy ra")), ("chua_co_nguon", _("chưa có nguồn"))):
        words += f" ({label})" if fact.get(key) else ""
    for other in fact.get("nguon_neu_khac", ()):
        words += "; " + _("nguồn nêu khác") + f": {other['chu']} [{other['nguon']}]"
    sheet.fact(capfirst(fact["ten"]), words, indent)


WRITERS: dict[str, tuple[Callable[[Data], str | bytes], str]] = {
    "json": (as_json, "application/json"),
    "md": (as_markdown, "text/markdown; charset=utf-8"),
    "docx": (as_office_sheet, SHEET_TYPE),
}
