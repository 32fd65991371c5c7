"""Documents: PDF, and the zip containers DOCX, XLSX and ODT. Kept as sent, so all that may act or burst is refused."""

import io
import re
import struct
import zipfile
from html import unescape
from zlib import error as ZlibError

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .kinds import MEGABYTE

# --- PDF ----------------------------------------------------------------------------------------------
HEAD = re.compile(rb"%PDF-[12]\.\d[\r\n \t]")
#: After the last %%EOF nothing stands but white space.
FOOT = re.compile(rb"startxref\s+\d+\s+%%EOF[\s\0]*\Z")
TAIL = 2048  # bytes in which the foot lies
#: Names of what acts, or carries another file. What is hidden in compressed objects is not seen: readers open a
#: PDF in a program that asks before it acts, and the site sends it only as a download.
ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)(?![A-Za-z0-9])")
#: A letter of a name may be written as #4A. Only those of the names above are read so: a file of escapes costs little.
ESCAPES = {
    code: bytes([letter])
    for letter in set(b"JavaScriptLaunchEmbeddedFilesRichMediaXFA")
    for code in {b"#%02x" % letter, b"#%02X" % letter}
}
MARKUP = re.compile(rb"<\s*(!doctype|html|script|svg|\?php|iframe)", re.IGNORECASE)


def refuse_pdf(content):
    """Raises ValidationError unless `content` is a whole PDF that only shows."""
    if not HEAD.match(content) or not FOOT.search(content[-TAIL:]):
        raise ValidationError(_("Tệp PDF hỏng: thiếu phần đầu hoặc phần cuối."), "broken")
    if MARKUP.search(content[:TAIL]) or zipfile.is_zipfile(io.BytesIO(content)):
        raise ValidationError(_("Tệp PDF lẫn một loại tệp khác bên trong."), "polyglot")
    for code, letter in ESCAPES.items() if b"#" in content else ():
        content = content.replace(code, letter)
    if ACTIVE.search(content):
        raise ValidationError(
            _("Tệp PDF có mã chạy hoặc tệp đính kèm bên trong. Hãy in lại thành PDF rồi gửi."), "active"
        )


# --- Zip containers -----------------------------------------------------------------------------------
#: The end of a zip without a comment: its mark, and the length and place of the table of contents.
END = struct.Struct("<4s8xLL2x")
LONGEST_CONTENTS = 400_000  # bytes
MOST_MEMBERS = 2_000
LARGEST_MEMBER = 30 * MEGABYTE
LARGEST_WHOLE = 60 * MEGABYTE
#: What a container must hold: the member that says what it is, and the one that is the text.
TYPE_MARKS = {
    "docx": ("word/document.xml", b"wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", b"spreadsheetml.sheet.main+xml"),
}
ODT = b"application/vnd.oasis.opendocument.text"
#: Macros, controls, packed programs: members that have no place in a document that is only read.
ACTING = re.compile(
    r"(^|/)(vba[^/]*\.bin|vbadata\.xml|activex[^/]*|macrosheets|basic|scripts|oleobject[^/]*)(/|$)"
    r"|\.(exe|dll|com|scr|bat|cmd|ps1|vbs?|jse?|wsf|hta|jar|msi|lnk|html?|svgz?|php|sh|py|swf)$",
    re.IGNORECASE,
)
ARCHIVE = re.compile(
    rb"PK\x03\x04|Rar!|7z\xbc\xaf|\x1f\x8b|BZh|\xfd7zXZ|MZ|\x7fELF|\xd0\xcf\x11\xe0"
)  # the last: old Office
DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)")
OUTSIDE = re.compile(rb"<[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.IGNORECASE)
FETCHED = re.compile(r"Target\s*=\s*[\"']\s*(https?:|ftp:|file:/*\\\\|file:////|\\\\)", re.IGNORECASE)
WORKBOOK_INSIDE = re.compile(r"(word|xl)/embeddings/[^/]+\.xlsx", re.IGNORECASE)  # the numbers of a chart
UNREADABLE = (zipfile.BadZipFile, ZlibError, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


def kind_of_container(content, nested=False):
    """ "docx", "xlsx" or "odt": what the zip in `content` is; raises ValidationError on all else."""
    refuse_contents_page(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as container:
            members = container.infolist()
            refuse_members(members)
            kind = declared_type(container, {member.filename for member in members})
            for member in members:
                refuse_content(member, unpacked(container, member), nested)
            return kind
    except UNREADABLE as error:
        raise ValidationError(_("Tệp hỏng: không mở được các phần bên trong."), "broken") from error


def refuse_contents_page(content):
    """By where the table of contents lies and how long it is, before it is read: it ends the file, and is short."""
    mark, size, offset = END.unpack(content[-END.size :]) if len(content) >= END.size else (b"", 0, 0)
    if mark != b"PK\x05\x06" or size + offset + END.size != len(content):
        raise ValidationError(_("Tệp hỏng, hoặc có phần lạ ở đầu hay cuối. Hãy lưu lại rồi gửi."), "broken")
    if size > LONGEST_CONTENTS:
        raise ValidationError(_("Tệp có quá nhiều phần bên trong."), "bomb")


def refuse_members(members):
    """By the table of contents alone, before anything is unpacked."""
    if len(members) > MOST_MEMBERS:
        raise ValidationError(_("Tệp có quá nhiều phần bên trong."), "bomb")
    sizes = [member.file_size for member in members]
    if sum(sizes) > LARGEST_WHOLE or max(sizes, default=0) > LARGEST_MEMBER:
        raise ValidationError(
            _("Tệp bung ra quá lớn: tối đa %(size)s MB.") % {"size": LARGEST_WHOLE // MEGABYTE}, "bomb"
        )
    end = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < end:
            raise ValidationError(_("Tệp có các phần chồng lên nhau."), "bomb")
        end = member.header_offset + member.compress_size
    names = [member.orig_filename for member in members]
    if len({name.casefold() for name in names}) < len(names) or any(map(escapes_archive, names)):
        raise ValidationError(_("Tệp có phần bên trong mang tên không hợp lệ hoặc trùng."), "names")
    if any(member.flag_bits & 0x1 for member in members):
        raise ValidationError(_("Tệp có mật khẩu. Hãy lưu lại không mật khẩu rồi gửi."), "odd")
    if any(ACTING.search(name) for name in names):
        raise ValidationError(
            _("Tệp có macro, chương trình hoặc đối tượng nhúng. Hãy lưu thành PDF, hoặc bỏ phần đó rồi gửi."),
            "active",
        )


def unpacked(container, member):
    """The bytes of one member, no more than it says to hold: `ZipFile.read` would unpack first and cut afterwards."""
    with container.open(member) as file:
        return file.read(member.file_size + 1)


def escapes_archive(name):
    """Whether unpacking a member of this name would write outside its folder, or hide what it is."""
    return (
        name.startswith("/")
        or "\\" in name
        or ":" in name
        or not name.isprintable()
        or ".." in name.split("/")
    )


def declared_type(container, names):
    """The kind that the container's own description gives it."""
    if "mimetype" in names and "content.xml" in names:
        if (
            container.infolist()[0].filename == "mimetype"
            and unpacked(container, container.getinfo("mimetype")) == ODT
        ):
            return "odt"
    elif "[Content_Types].xml" in names:
        described = unpacked(container, container.getinfo("[Content_Types].xml"))
        for kind, (text, mark) in TYPE_MARKS.items():
            if text in names and mark in described and b"macroEnabled" not in described:
                return kind
    raise ValidationError(_("Tệp nén này không phải DOCX, XLSX hay ODT không có macro."), "kind")


def refuse_content(member, content, nested):
    """`content` is one member, unpacked: at most LARGEST_MEMBER bytes, its checksum seen to be right."""
    name = member.filename
    if ARCHIVE.match(content):
        if nested or not WORKBOOK_INSIDE.fullmatch(name):
            raise ValidationError(_("Tệp có tệp nén hoặc chương trình khác bên trong."), "nested")
        kind_of_container(content, nested=True)
    elif name.endswith((".xml", ".rels")):
        # XML of these kinds is UTF-8; another encoding would hide words from the lines below.
        if DOCTYPE.search(content) or b"\0" in content:
            raise ValidationError(_("Tệp có phần XML khai báo lạ (DOCTYPE)."), "odd")
        if name.endswith(".rels"):
            refuse_fetching(content)


def refuse_fetching(relations):
    """A template or picture that the reader's program would fetch from elsewhere as it opens the document."""
    for found in OUTSIDE.finditer(relations):
        relation = unescape(found[0].decode("utf-8", "replace"))
        if "/hyperlink" not in relation and FETCHED.search(relation):
            raise ValidationError(
                _("Tệp tự lấy phần khác từ mạng khi mở. Hãy lưu thành PDF rồi gửi."), "active"
            )
