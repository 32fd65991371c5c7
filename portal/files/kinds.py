"""Which files are taken in. The kind is read from the content; the name must agree with it."""

import unicodedata
from pathlib import PurePath

from portal.base.text import nfc

MEGABYTE = 1_048_576
#: Bytes of one file. What a whole form may send is settings.UPLOAD_LIMITS.
LARGEST_FILE = 15 * MEGABYTE
FAR = 1_024  # bytes that may stand before the beginning of a PDF, for most readers

PICTURES = ("jpeg", "png", "webp")
DOCUMENTS = ("pdf", "docx", "xlsx", "odt")
KINDS = (*PICTURES, *DOCUMENTS)
TYPES = {
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
}
#: What a name may end in, by what its content is. A picture is kept under a name of ours, so its kinds mix.
ENDINGS = {kind: {".jpg", ".jpeg", ".jfif", ".png", ".webp"} for kind in PICTURES} | {
    kind: {f".{kind}"} for kind in DOCUMENTS
}


def beginning(content):
    """What the first bytes say: one of PICTURES, "pdf", "zip" (DOCX, XLSX and ODT), "ole" (old Office, and whatever
    Office locks with a password), or None.
    """
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "webp"
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return "ole"
    # What stands before these is refused later, by its reason.
    marks = {"zip": b"PK\x03\x04", "pdf": b"%PDF-"}
    places = {content.find(mark, 0, FAR): kind for kind, mark in marks.items() if mark in content[:FAR]}
    return places[min(places)] if places else None


def harmless_name(name, kind):
    """The uploaded `name` without path, control and direction signs, in NFC, of at most 120 letters.

    It ends in what the file is: "Biên bản.PDF" gives "Biên bản.pdf".
    """
    stem = PurePath(nfc(name).replace("\\", "/")).stem
    kept = "".join(sign for sign in stem if unicodedata.category(sign)[0] != "C" and sign not in '<>:"/|?*')
    ending = "jpg" if kind == "jpeg" else kind
    return f"{' '.join(kept.split()).strip('. ')[: 119 - len(ending)] or 'tep'}.{ending}"
