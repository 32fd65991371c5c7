"""The parts of a zip that are asked for, unpacked within limits."""

import io
import re
import zipfile
from codecs import BOM_UTF8
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from .scan import MOST, Refused

#: What calamine passes over, or stops at: a text that is packed, a remark, a digit, point or sign that is spelt.
PACKED = re.compile(rb"<!\[CDATA\[(.*?)\]\]>|<!--.*?-->|<\?(?!xml\s).*?\?>", re.DOTALL)
SPELT = re.compile(rb"&#(?:0*(4[3-9]|5[0-7])|x0*(2[b-e]|3\d));", re.IGNORECASE)
SMALL = 2**20  # bytes of a part that says what the others are


class Parts:
    """The parts of a zip that are asked for, by name whatever its letters and strokes. Raises Refused."""

    def __init__(self, content):
        self.archive, self.left = zipfile.ZipFile(io.BytesIO(content)), MOST["unzipped"]
        members = self.archive.infolist()
        if len(members) > MOST["parts"]:
            raise Refused("parts")
        self.members = {plain_name(member.filename): member for member in members}

    def __contains__(self, name):
        return plain_name(name) in self.members

    def read(self, name, most=None):
        """The part as UTF-8."""
        member = self.members[plain_name(name)]
        if member.flag_bits & 0x1:
            raise Refused("password")
        if member.file_size > min(most or MOST["part"], self.left):
            raise Refused("unzipped")
        self.left -= member.file_size
        with self.archive.open(member) as file:
            content = utf8(file.read(member.file_size + 1))
        content = PACKED.sub(lambda found: escape((found[1] or b"").decode()).encode(), content)
        content = SPELT.sub(lambda found: b"%c" % (int(found[1] or b"0") or int(found[2], 16)), content)
        if content.count(b"<") > MOST["tags"]:
            raise Refused("tags")
        return content

    def tree(self, name):
        """The elements of a small part without entities, in order."""
        content = re.sub(rb"<!DOCTYPE[^\[<>]*>", b"", self.read(name, SMALL), count=1)  # of OpenOffice 2
        if b"<!" in content.replace(b"<!--", b""):
            raise Refused("doctype")
        return ElementTree.fromstring(content).iter()


def plain_name(name):
    return name.replace("\\", "/").strip("/").lower()


def utf8(content):
    """An XML part in UTF-8, whichever encoding it names; calamine stumbles over a second mark of UTF-8."""
    while content.startswith(BOM_UTF8):
        content = content.removeprefix(BOM_UTF8)
    head = re.match(rb"""\s*<\?xml[^>]{0,99}?encoding\s*=\s*["']([\w.-]+)["']""", content)
    named = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else head[1].decode() if head else "utf-8"
    if named.lower() in ("utf-8", "utf8", "us-ascii", "ascii"):
        return content
    text = content.decode(named)
    return re.sub(r"\A\ufeff?(\s*)<\?xml[^>]*\?>", "", text).encode()


def zipped(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    file.seek(0)
    return file
