"""The cells `sources` and `gaps`: how they are read, and written from what stands.

A sign that parts the items of a cell stands inside one as %3B (;), %23 (#), %3F (?), %25 (%).
"""

import re

from portal.records.models import Gap

from .table import BadCell

SOURCE_ITEM = re.compile(
    r"(?:(?P<fields>[a-z_, ]+)=)?(?P<source>[a-z0-9-]+)\s*(?:@(?P<place>[^#?]+))?(?:#(?P<anchor>[^?]+))?(?P<inferred>\?)?"
)
GAP_ITEM = re.compile(r"(?P<field>[a-z_]+)(?P<sign>[!?])?\s*(?:\((?P<note>.+)\))?", re.DOTALL)
#: {sign behind the field: why it is blank}.
GAP_SIGNS = {"": Gap.Kind.NOT_STATED, "?": Gap.Kind.NOT_READ, "!": Gap.Kind.NONE}
_SIGNS = {"3B": ";", "23": "#", "3F": "?", "25": "%"}
_HIDDEN = re.compile("%(3B|23|3F|25)")


def hide(text) -> str:
    """`text` with no sign in it that parts items; `unhide` gives it back."""
    text = _HIDDEN.sub(r"%25\1", text)
    for code, sign in _SIGNS.items():
        if sign != "%":
            text = text.replace(sign, f"%{code}")
    return text


def unhide(text) -> str:
    return _HIDDEN.sub(lambda found: _SIGNS[found[1]], text)


def split(cell) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def read_sources(cell) -> list[tuple[str, str, str, str, bool]]:
    """[(field, slug of the source, place, anchor, whether inferred)] of a cell. Raises BadCell."""
    found = []
    for item in split(cell):
        read = SOURCE_ITEM.fullmatch(item)
        if not read:
            raise BadCell(f"cột sources: không đọc được “{item}”.")
        place, anchor = (unhide((read[part] or "").strip()) for part in ("place", "anchor"))
        for name in (read["fields"] or "").split(","):
            found.append((name.strip(), read["source"], place, anchor, bool(read["inferred"])))
    return found


def write_sources(citations) -> str:
    """The cell of `citations` (with their sources), what one sentence carries together in one item."""
    items: dict[tuple[tuple[str, str, str, bool], bool], list[str]] = {}
    for citation in citations:
        said = (citation.source.slug, citation.place, citation.anchor, citation.is_inferred)
        items.setdefault((said, citation.field == ""), []).append(citation.field)
    cell = []
    for ((slug, place, anchor, inferred), whole), fields in items.items():
        names = "" if whole else ",".join(fields) + "="
        place, anchor = place and f"@{hide(place)}", anchor and f"#{hide(anchor)}"
        cell.append(f"{names}{slug}{place}{anchor}{'?' if inferred else ''}")
    return "; ".join(cell)


def read_gaps(cell) -> list[tuple[str, Gap.Kind, str]]:
    """[(field, why it is blank, note)] of a cell. Raises BadCell."""
    found = []
    for item in split(cell):
        read = GAP_ITEM.fullmatch(item)
        if not read:
            raise BadCell(f"cột gaps: không đọc được “{item}”.")
        found.append((read["field"], GAP_SIGNS[read["sign"] or ""], unhide((read["note"] or "").strip())))
    return found


def write_gaps(gaps) -> str:
    signs = {kind: sign for sign, kind in GAP_SIGNS.items()}
    return "; ".join(
        f"{gap.field}{signs[gap.kind]}{f' ({hide(gap.note)})' if gap.note else ''}" for gap in gaps
    )
