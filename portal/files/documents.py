"""Documents: PDF, and the zip containers DOCX, XLSX and ODT. Kept as sent, so all that may act or burst is refused."""

import io
import re
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.parsers.expat import ExpatError, ParserCreate
from zlib import error as ZlibError

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.base.text import number

from .kinds import MEGABYTE

# --- PDF ----------------------------------------------------------------------------------------------
MARKUP = re.compile(rb"<\s*(!doctype|html|script|svg|\?php|iframe)", re.IGNORECASE)
PDF_MEMORY, PDF_SECONDS = 256 * MEGABYTE, 6
_PDF = Path(__file__).with_name("pdf.py")
_PATIENCE = 20  # seconds by the clock, on a loaded machine


def refuse_pdf(content):
    """Raises ValidationError unless `content` is a whole PDF that only shows."""
    if content[: content.find(b"%PDF-")].strip(b"\xef\xbb\xbf\r\n\t \0"):
        raise ValidationError(
            _("Tệp PDF có phần lạ đứng trước. Hãy mở rồi in lại thành PDF, rồi gửi."), "polyglot"
        )
    end = content.rfind(b"%%EOF")
    if end < content.rfind(b"endobj"):
        raise ValidationError(
            _("Tệp PDF hỏng hoặc bị cắt: thiếu phần cuối. Hãy tải lại hoặc in lại thành PDF."), "broken"
        )
    around = content[: content.find(b"obj")], content[end:]  # what is no part of it: a reader passes over it
    if any(map(MARKUP.search, around)) or zipfile.is_zipfile(io.BytesIO(content)):
        raise ValidationError(_("Tệp PDF lẫn một loại tệp khác bên trong."), "polyglot")
    command = [sys.executable, "-I", str(_PDF), str(PDF_MEMORY), str(PDF_SECONDS)]
    try:
        process = subprocess.run(command, input=content, capture_output=True, timeout=_PATIENCE, check=True)
        found = process.stdout.decode().strip()
    except subprocess.SubprocessError:  # out of memory or time
        found = "heavy"
    if found != "shows":
        limits = {"seconds": PDF_SECONDS, "memory": PDF_MEMORY // MEGABYTE}
        code = found if found in ("broken", "twice", "password", "heavy") else "active"
        raise ValidationError(_pdf_sentences()[found] % limits, code)


def _pdf_sentences():
    return {
        "broken": _("Tệp PDF hỏng, không đọc được. Hãy in lại thành PDF rồi gửi."),
        "twice": _(
            "Tệp PDF ghi một mục hai lần, mỗi trình đọc hiểu một cách. Hãy mở rồi in lại thành PDF, rồi gửi."
        ),
        "password": _("Tệp PDF có mật khẩu mở. Hãy in lại thành PDF không mật khẩu rồi gửi."),
        "heavy": _(
            "Tệp PDF quá nặng: xem mất hơn %(seconds)s giây máy hoặc %(memory)s MB bộ nhớ. Hãy in lại thành PDF rồi gửi."
        ),
        "script": _("Tệp PDF có mã chạy (JavaScript). Hãy in lại thành PDF rồi gửi."),
        "starts": _("Tệp PDF tự mở chương trình hoặc phim khác. Hãy in lại thành PDF rồi gửi."),
        "attached": _("Tệp PDF có tệp đính kèm bên trong. Hãy in lại thành PDF rồi gửi."),
        "form": _("Tệp PDF là biểu mẫu động (XFA). Hãy in lại thành PDF rồi gửi."),
    }


# --- Zip containers -----------------------------------------------------------------------------------
#: The end of a zip, without its comment: its mark, and the length and place of the table of contents; before it, in a zip
#: of the larger kind, the same with longer numbers.
END, LONG_END = struct.Struct("<4s8xLL2x"), struct.Struct("<4s36xQQ")
LOCATOR = 20  # bytes between the two
LONGEST_CONTENTS = 400_000  # bytes
MOST_MEMBERS = 2_000
LARGEST_MEMBER = 30 * MEGABYTE
LARGEST_WHOLE = 60 * MEGABYTE
#: What the contents page says of the part that is the text of a container, under whatever name.
MAIN_PARTS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
}
ODT = b"application/vnd.oasis.opendocument.text"
#: Macros, controls, packed programs: members that have no place in a document that is only read.
ACTING = re.compile(
    r"(^|/)(vba[^/]*\.bin|vbadata\.xml|activex[^/]*|macrosheets|basic(?!/([^/]+/)?script-l[bc]\.xml$)|scripts|oleobject[^/]*)(/|$)"
    r"|\.(exe|dll|com|scr|bat|cmd|ps1|vbs?|jse?|wsf|hta|jar|msi|lnk|html?|svgz?|php|sh|py|swf)$",
    re.IGNORECASE,
)
#: A drawing in its place and the lists of macros, which are judged by what they hold.
DRAWING, MACRO_LIST = re.compile(r"((word|xl)/media|pictures)/[^/]+\.svg"), re.compile(r"basic/.*\.xml")
MOST_ELEMENTS, MOST_ATTRIBUTES = 100_000, 300_000  # of a drawing, or of a part that says what others are
LINKS = ("href", "src", "style", "fill", "filter", "values", "to")
HANDLER = re.compile(r"on[a-z]{3,}")  # onload, oncut; not one="3"
ELSEWHERE = r"(https?:|ftp:|file:|//|\\\\)"  # what it would fetch, by an address or a style
ACTING_VALUE = re.compile(
    rf"\s*(javascript:|data:text|{ELSEWHERE})|.*url\(\W?\s*{ELSEWHERE}", re.IGNORECASE | re.DOTALL
)
STYLE = re.compile(rf"@import|url\(\W?\s*{ELSEWHERE}", re.IGNORECASE)
ARCHIVE = re.compile(
    rb"PK\x03\x04|Rar!|7z\xbc\xaf|\x1f\x8b|BZh|\xfd7zXZ|MZ|\x7fELF|\xd0\xcf\x11\xe0"
)  # the last: old Office
#: Not that of OpenOffice 2, which names a file beside it that nobody reads.
DOCTYPE = re.compile(
    rb"<!(DOCTYPE(?!\s+manifest:manifest\s+PUBLIC\s+\"[^\"<>]*\"\s+\"Manifest.dtd\"\s*>)|ENTITY)"
)
FETCHED = re.compile(r"\s*(https?:|ftp:|file:/*\\\\|file:////|\\\\)", re.IGNORECASE)
WORKBOOK_INSIDE = re.compile(r"(word|xl)/embeddings/[^/]+\.xlsx", re.IGNORECASE)  # the numbers of a chart
UNREADABLE = (zipfile.BadZipFile, ZlibError, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


def kind_of_container(content, nested=False):
    """ "docx", "xlsx" or "odt": what the zip in `content` is; raises ValidationError on all else."""
    refuse_contents_page(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as container:
            members = container.infolist()
            refuse_members(members)
            kind = declared_type(container, {plain_name(member): member for member in members})
            for member in members:
                refuse_content(member, unpacked(container, member), nested)
            return kind
    except UNREADABLE as error:
        raise ValidationError(_("Tệp hỏng: không mở được các phần bên trong."), "broken") from error


def refuse_contents_page(content):
    """By where the table of contents lies and how long it is, before it is read: it ends the file, and is short."""
    end = content.rfind(b"PK\x05\x06") + END.size
    comment = content[end : end + int.from_bytes(content[end - 2 : end], "little")]
    rest = content[end:] if MARKUP.search(comment) else content[end + len(comment) :]
    content = content[:end] + rest.strip(b"\r\n\t \0")  # a gateway adds a line
    mark, size, offset = END.unpack(content[-END.size :]) if len(content) >= END.size else (b"", 0, 0)
    after = END.size
    if 0xFFFFFFFF in (size, offset) or content[-END.size - LOCATOR :].startswith(b"PK\x06\x07"):
        after += LOCATOR + LONG_END.size
        _mark, size, offset = LONG_END.unpack_from(
            content[-after:] if len(content) >= after else bytes(after)
        )
    if mark != b"PK\x05\x06" or size + offset + after != len(content):
        raise ValidationError(_("Tệp hỏng, hoặc có phần lạ ở đầu hay cuối. Hãy lưu lại rồi gửi."), "broken")
    if size > LONGEST_CONTENTS:
        raise ValidationError(_too_many_parts(), "bomb")


def _too_many_parts():
    return _("Tệp có quá nhiều phần bên trong: tối đa %(most)s. Hãy lưu thành PDF rồi gửi.") % {
        "most": number(MOST_MEMBERS)
    }


def refuse_members(members):
    """By the table of contents alone, before anything is unpacked."""
    if len(members) > MOST_MEMBERS:
        raise ValidationError(_too_many_parts(), "bomb")
    sizes = [member.file_size for member in members]
    if sum(sizes) > LARGEST_WHOLE or max(sizes, default=0) > LARGEST_MEMBER:
        sentence = _(
            "Tệp bung ra quá lớn: tối đa %(part)s MB mỗi phần, %(whole)s MB tất cả. Hãy in thành PDF rồi gửi."
        )
        sizes = {"part": LARGEST_MEMBER // MEGABYTE, "whole": LARGEST_WHOLE // MEGABYTE}
        raise ValidationError(sentence % sizes, "bomb")
    end = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < end:
            raise ValidationError(_("Tệp có các phần chồng lên nhau."), "bomb")
        end = member.header_offset + member.compress_size
    names = [*map(plain_name, members)]
    if len({*names}) < len(names) or any(map(escapes_archive, names)):
        raise ValidationError(_("Tệp có phần bên trong mang tên không hợp lệ hoặc trùng."), "names")
    if any(member.flag_bits & 0x1 for member in members):
        raise ValidationError(_("Tệp có mật khẩu. Hãy lưu lại không mật khẩu rồi gửi."), "odd")
    if any(ACTING.search(name) and not DRAWING.fullmatch(name) for name in names):
        raise acting()


def acting():
    sentence = _(
        "Tệp có macro, chương trình hoặc đối tượng nhúng. Hãy lưu thành PDF, hoặc bỏ phần đó rồi gửi."
    )
    return ValidationError(sentence, "active")


def unpacked(container, member):
    """The bytes of one member, no more than it says to hold: `ZipFile.read` would unpack first and cut afterwards."""
    with container.open(member) as file:
        return file.read(member.file_size + 1)


def plain_name(member):
    """The name of a member as Office takes it: whatever its letters and strokes."""
    return member.orig_filename.replace("\\", "/").casefold()


def escapes_archive(name):
    """Whether unpacking a member of this name would write outside its folder, or hide what it is."""
    return name.startswith("/") or ":" in name or not name.isprintable() or ".." in name.split("/")


def declared_type(container, names):
    """The kind that the container's own description gives it. `names`: its members by `plain_name`."""
    manifest = names.get("meta-inf/manifest.xml")
    if manifest and b"encryption-data" in unpacked(container, manifest):
        raise ValidationError(_("Tệp có mật khẩu. Hãy lưu lại không mật khẩu rồi gửi."), "odd")
    if "mimetype" in names and "content.xml" in names:
        if unpacked(container, names["mimetype"]).strip() == ODT:  # wherever it stands
            return "odt"
    elif "[content_types].xml" in names:
        described = elements(unpacked(container, names["[content_types].xml"]))
        types = [said.get("contenttype", "") for _name, said, _text in described]
        if any("macroEnabled" in one for one in types):
            raise ValidationError(
                _("Tệp có macro. Hãy lưu lại ở dạng không macro, hoặc PDF, rồi gửi."), "active"
            )
        for (_name, said, _text), kind in zip(described, map(MAIN_PARTS.get, types), strict=True):
            name, ending = said.get("partname", "/").casefold()[1:], said.get("extension", "/").casefold()
            if kind and (name in names or any(one.endswith(f".{ending}") for one in names)):
                return kind
    raise ValidationError(_("Tệp nén này không phải DOCX, XLSX hay ODT."), "kind")


def plain_xml(content):
    """XML in which ASCII can be looked for, whichever UTF it is in."""
    return content.replace(b"\0", b"")


def refuse_content(member, content, nested):
    """`content` is one member, unpacked: at most LARGEST_MEMBER bytes, its checksum seen to be right."""
    name = plain_name(member)
    if name.endswith((".emz", ".wmz")) and content.startswith(b"\x1f\x8b"):  # a drawing, packed
        return
    if ARCHIVE.match(content):
        if nested or not WORKBOOK_INSIDE.fullmatch(name):
            raise ValidationError(
                _("Tệp có tệp nén hoặc tài liệu khác bên trong. Hãy lưu thành PDF rồi gửi."), "nested"
            )
        kind_of_container(content, nested=True)
    elif name.endswith((".xml", ".rels", ".svg")):
        plain = plain_xml(content)
        if DOCTYPE.search(plain):
            raise ValidationError(_("Tệp có phần XML khai báo lạ (DOCTYPE). Hãy lưu lại rồi gửi."), "odd")
        if DRAWING.fullmatch(name) or MACRO_LIST.fullmatch(name):
            refuse_acting(content)
        if name.endswith(".rels"):
            refuse_fetching(content)


def elements(content):
    """[(local name, {local name of an attribute: value}, [pieces of its text])] of some XML without a DOCTYPE, names in small
    letters; of texts only those of styles. Raises ValidationError on what cannot be read or holds too many.
    """
    found, parser = [], ParserCreate()

    def begin(name, attributes):
        if len(found) == MOST_ELEMENTS:
            raise too_many_tags()
        found.append((local(name), {local(key): value for key, value in attributes.items()}, []))

    def say(text):
        if found and found[-1][0] == "style":
            found[-1][2].append(text)

    def refuse(*_declared):
        raise ValueError

    def declare(_version, code, _alone):
        if (code or "utf-8").lower() not in ("utf-8", "utf-16", "us-ascii", "iso-8859-1"):
            raise ValueError  # in another "=" may be written otherwise

    parser.StartElementHandler, parser.CharacterDataHandler = begin, say
    parser.XmlDeclHandler, parser.StartDoctypeDeclHandler = declare, refuse
    try:
        if content.count(b"=") > MOST_ATTRIBUTES:
            raise too_many_tags()
        parser.Parse(content, True)
    except (ExpatError, ValueError, LookupError) as error:
        raise ValidationError(_("Tệp hỏng: không mở được các phần bên trong."), "broken") from error
    return found


def too_many_tags():
    sentence = _("Một phần của tệp có quá nhiều thẻ XML: tối đa %(most)s. Hãy in thành PDF rồi gửi.")
    return ValidationError(sentence % {"most": number(MOST_ELEMENTS)}, "bomb")


def local(name):
    return name.rpartition(":")[2].lower()


def refuse_acting(markup):
    """Of a drawing or list of macros, which is judged by its elements, not by words in it."""
    for name, attributes, text in elements(markup):
        if (
            name in ("script", "foreignobject", "element", "handler", "iframe")
            or attributes.get("link") == "true"
            or any(map(HANDLER.fullmatch, attributes))
            or any(map(ACTING_VALUE.match, (attributes.get(key, "") for key in LINKS)))
            or STYLE.search("".join(text))
        ):
            raise acting()


def refuse_fetching(relations):
    """A template or picture that the reader's program would fetch from elsewhere as it opens the document."""
    for _name, said, _text in elements(relations):
        outside = said.get("targetmode", "").lower() == "external" and "/hyperlink" not in said.get(
            "type", ""
        )
        if outside and FETCHED.match(said.get("target", "")):
            raise ValidationError(
                _("Tệp tự lấy phần khác từ mạng khi mở. Hãy lưu thành PDF rồi gửi."), "active"
            )
