"""A line as it is typed or pasted: a person, a post, a body or province, a role."""

import re
from dataclasses import dataclass

from conferences.models import Appearance
from conferences.names import drop_number, read_name
from portal.base.encodings import foreign_text
from portal.base.text import fold, lines, visible

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
#: What the first line of a list calls the names.
HEADING = re.compile(
    r"(?:ho(?: va|,)? )?ten(?: va ten dem)?(?: (?:dai bieu|khach(?: moi)?|nguoi du(?: hop)?|can bo|thanh vien))?|(?:full )?name"
)


#: A column of degrees behind the names.
DEGREES = re.compile(r"(?:(?:P?GS|TS(?:KH)?|Th\.?S|[BKD]S|CN|CK ?(?:II?|[12]))[., /-]*)+", re.IGNORECASE)


@dataclass(frozen=True)
class ParticipantLine:
    """What was typed, without white space at its ends. `titles` stood before the name ("PGS.TS."); `written`: all of
    its cell.
    """

    name: str
    titles: str
    post: str
    place: str
    role: str
    written: str = ""

    @property
    def printed(self):
        """The post as the source prints it: what stands in the two cells, the place once."""
        if not self.place or fold(self.place) in fold(self.post):
            return self.post
        return f"{self.post} {self.place}".strip()


def read(name, post="", place="", role=""):
    """The ParticipantLine of four cells."""
    name, post, place, role = (" ".join(visible(text).split()) for text in (name, post, place, role))
    person = read_name(name)
    return ParticipantLine(person.name, person.titles, post.rstrip(" ,;"), place, role, name)


def role_of(text):
    """The role that `text` says, None where it says none that we know. Who is only listed attended."""
    return ROLES.get(fold(text).rstrip(".")) if text else ROLE.ATTENDED


def is_name(cell):
    return bool(read_name(cell).name)


def block(text):
    """[{column: text}] of lines pasted from minutes or a sheet: cells are parted by tabs, else by ";".

    A cell before the name that holds no letter is the list's own number; its headings are left out.
    """
    found = []
    for line in lines(text):
        cells = re.split("\t" if "\t" in line else "[;；]", line)
        cells = [" ".join(cell.split()) for cell in cells]
        if any(HEADING.fullmatch(fold(cell).rstrip(" :")) for cell in cells):
            continue
        while any(map(is_name, cells[1:])) and cells[0] and not is_name(cells[0]):
            around = cells.pop(0)  # a number, a form of address, degrees in a column of their own
            cells[0] = (
                f"{around}{'.' * bool(re.fullmatch('[IVX]+', around))} {cells[0]}" if cells[0] else around
            )
        if DEGREES.fullmatch("".join(cells[1:2])):
            cells[:2] = [", ".join(cells[:2])]
        if len(cells) > len(COLUMNS):
            last = len(COLUMNS) - 1
            cells[last:] = ["; ".join(filter(None, cells[last:]))]
        is_odd = foreign_text(cells[0]) or (re.search(r"\w", cells[0]) and not is_name(cells[0]))
        cells[0] = cells[0] if is_odd else drop_number(cells[0])  # "§" is a bullet, and a letter of TCVN3
        if any(cells):
            found.append(dict(zip(COLUMNS, cells, strict=False)))
    return found
