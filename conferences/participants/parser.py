"""A line as it is typed or pasted: a person, a post, a body or province, a role."""

import re
from dataclasses import dataclass

from conferences.models import Appearance
from portal.base.text import fold, lines, nfc

COLUMNS = ("name", "post", "place", "role")
ROLE = Appearance.Role

#: How minutes say it, marks aside.
ROLES = {
    "chu tri": ROLE.CO_CHAIR,
    "ct": ROLE.CO_CHAIR,
    "dong chu toa": ROLE.CO_CHAIR,
    "chu toa": ROLE.CO_CHAIR,
    "du va chu tri": ROLE.ATTENDED_AND_CHAIRED,
    "phat bieu khai mac": ROLE.OPENED,
    "phat bieu be mac": ROLE.CLOSED,
    "tham luan": ROLE.SPOKE,
    "du": ROLE.ATTENDED,
    "du hop": ROLE.ATTENDED,
    "dai bieu": ROLE.ATTENDED,
    **{role.value.replace("-", " "): role for role in ROLE},
}

_ADDRESS = re.compile(r"(ông|bà|đồng chí|đ/c|Mr|Ms)\.?\s+", re.IGNORECASE)
_TITLES = re.compile(
    r"((?:(?:GS|PGS|TSKH|TS|ThS|BS|BSCKII|BSCKI|KS|CN|LS|DS)\b[.,\s]*)+)(?=\S)", re.IGNORECASE
)


@dataclass(frozen=True)
class ParticipantLine:
    """What was typed, without white space at its ends. `titles` stood before the name ("PGS.TS.")."""

    name: str
    titles: str
    post: str
    place: str
    role: str

    @property
    def printed(self):
        """The post as the source prints it: what stands in the two cells, the place once."""
        if not self.place or fold(self.place) in fold(self.post):
            return self.post
        return f"{self.post} {self.place}".strip()


def read(name, post="", place="", role=""):
    """The ParticipantLine of four cells."""
    name, post, place, role = (" ".join(nfc(text).split()) for text in (name, post, place, role))
    address = _ADDRESS.match(name)
    if address:
        name = name[address.end() :]
    titles = _TITLES.match(name)
    written = titles[1].strip(" ,") if titles else ""
    return ParticipantLine(name[titles.end() :] if titles else name, written, post.rstrip(" ,;"), place, role)


def role_of(text):
    """The role that `text` says, None where it says none that we know. Who is only listed attended."""
    return ROLES.get(fold(text).rstrip(".")) if text else ROLE.ATTENDED


def block(text):
    """[{column: text}] of lines pasted from minutes or a sheet: cells are parted by tabs, else by ";".

    A number or a dash that begins a line is the list's own and left out.
    """
    found = []
    for line in lines(text):
        cells = line.split("\t") if "\t" in line else line.split(";")
        cells = [" ".join(cell.split()) for cell in cells]
        if len(cells) > 1 and re.fullmatch(r"\d+[.)]?", cells[0]):
            cells = cells[1:]
        cells[0] = re.sub(r"^(\d+[.)]|[-–•*+])\s*", "", cells[0])
        if any(cells):
            found.append(dict(zip(COLUMNS, cells, strict=False)))
    return found
