"""What no upload form may take: refused with a sentence, in little time and memory; good files beside them."""

import io
import json
import os
import struct
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from portal.files.kinds import harmless_name
from portal.files.models import StoredFile
from portal.files.uploads import examine, take
from tests import hostile
from tests.editing.admin.nouns import one_of_each
from tests.hostile import HOSTILE, NAMES

SECONDS, MEGABYTES = 2, 100


def upload(content, name):
    return SimpleUploadedFile(name, content)


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("what", one_of_each(lambda what: (HOSTILE[what][0][-4:], HOSTILE[what][2]), HOSTILE))
def test_a_hostile_file_is_refused_with_a_sentence_and_leaves_nothing(what):
    name, make, code = HOSTILE[what]
    before = sorted(settings.MEDIA_ROOT.glob("*/*"))
    with pytest.raises(ValidationError) as refusal:
        take(upload(make(), name))
    assert refusal.value.code == code
    assert refusal.value.messages[0].endswith((".", "?"))
    assert not StoredFile.objects.exists()
    assert sorted(settings.MEDIA_ROOT.glob("*/*")) == before


def noise(width, height, kind="JPEG", mode="RGB", **options):
    """A picture that no codec packs well."""
    buffer = io.BytesIO()
    grain = Image.effect_noise((500, 500), 60).resize((width, height), Image.Resampling.NEAREST)
    grain.convert(mode).save(buffer, kind, **options)
    return buffer.getvalue()


#: The dearest files that are taken, each at the bound of its kind.
DEAREST = {
    "jpeg": ("40.jpg", lambda: noise(7_300, 5_470, quality=50)),
    "jpeg read whole": ("10.jpg", lambda: noise(3_190, 3_190, quality=80)),
    "jpeg for print": ("40.jpg", lambda: noise(7_300, 5_470, mode="CMYK", quality=40)),
    "progressive jpeg": ("8.jpg", lambda: noise(2_820, 2_820, progressive=True, subsampling=0, quality=60)),
    "png": ("7.png", lambda: hostile.flat_png(2_640, 2_640, 6)),
    "webp": ("5.webp", lambda: noise(2_500, 2_000, "WEBP", method=0)),
    "pdf": ("15.pdf", lambda: hostile.pdf() + b""),
    "docx": ("58.docx", lambda: hostile.docx({"word/media/a.bin": hostile.zeros(29), "word/b.xml": b" " * (29 << 20)})),
}  # fmt: skip


@pytest.mark.parametrize(
    "kinds", [("jpeg", "png", "docx"), pytest.param(tuple(DEAREST), marks=pytest.mark.exhaustive)]
)
def test_no_file_costs_more_than_two_seconds_and_a_hundred_megabytes(kinds, tmp_path):
    """Measured for each in a process of its own, hostile and dear alike, with what it is told."""
    files = {what: (name, make) for what, (name, make, code) in HOSTILE.items()}
    files |= {kind: DEAREST[kind] for kind in kinds}
    paths = {}
    for number, (what, (name, make)) in enumerate(files.items()):
        content = make()
        if content and what != "16 MB of PDF":  # these two are refused before they are looked at
            path = tmp_path / f"{number}-{name}"
            path.write_bytes(content)
            paths[str(path)] = what
    done = subprocess.run(
        [sys.executable, "-m", "tests.files.measure", *paths],
        cwd=settings.BASE_DIR,
        env={**os.environ, "PYTHONPATH": str(settings.BASE_DIR)},
        capture_output=True,
        text=True,
        check=True,
    )
    seen = {paths[path]: row for path, *row in map(json.loads, done.stdout.splitlines())}
    assert set(seen) == set(paths.values())
    dear = {what: row for what, row in seen.items() if row[2] > SECONDS or row[3] > MEGABYTES}
    assert dear == {}
    codes = {what: "taken" if what in DEAREST else HOSTILE[what][2] for what in seen}
    assert {what: code for what, (code, *_row) in seen.items()} == codes
    sentences = [sentence for code, sentence, *_row in seen.values() if code != "taken"]
    assert [sentence for sentence in sentences if not sentence.endswith((".", "?"))] == []


def docx_named(name):
    types = hostile.DOCX_TYPES.replace(b"/word/document.xml", name.encode())
    return hostile.packed({"[Content_Types].xml": types, name[1:]: b"<w:document/>"})


def thumbnailed():
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x927C] = b"\xff\xda" * 200  # what the maker of a camera writes for itself
    return hostile.picture(exif=exif)


def zip64(content):
    """The same zip with an end of the larger kind, as some libraries always write it."""
    end = content[-22:]
    count, size, offset = struct.unpack("<HLL", end[10:20])
    record = b"PK\x06\x06" + struct.pack("<QHHLLQQQQ", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = b"PK\x06\x07" + struct.pack("<LQL", 0, len(content) - 22, 1)
    return (
        content[:-22]
        + record
        + locator
        + end[:8]
        + struct.pack("<HHLL", 0xFFFF, 0xFFFF, 2**32 - 1, 2**32 - 1)
        + b"\0\0"
    )


#: {what it is: (name, function that makes the bytes, kind)}
GOOD = {
    "photo": ("a.jpg", hostile.photo, "jpeg"),
    "photo that says where": ("a.JPEG", hostile.located_photo, "jpeg"),
    "picture under another picture's name": ("a.jpg", lambda: hostile.picture(kind="PNG"), "png"),
    "WebP": ("a.webp", lambda: hostile.picture(kind="WEBP"), "webp"),
    "photo with a broken profile": ("a.jpg", lambda: hostile.picture(icc_profile=b"junk" * 99), "jpeg"),
    "photo and zip in one": (
        "a.jpg",
        lambda: hostile.photo() + hostile.docx(),
        "jpeg",
    ),  # its pixels alone are kept
    "PDF": ("a.pdf", hostile.pdf, "pdf"),
    "PDF in capitals": ("A.PDF", hostile.pdf, "pdf"),
    "PDF with the bytes of a script in a picture": (
        "quet.pdf",
        lambda: hostile.pdf(
            b">> endobj 4 0 obj << /Length 40 >> stream\n /JS /JavaScript /Launch /XFA \x00\xff\xd8 \nendstream endobj 5 0 obj <<"
        ),
        "pdf",
    ),
    "PDF with the words of a script in a text": (
        "a.pdf",
        lambda: hostile.pdf(b"/Title (/S /JavaScript /JS)"),
        "pdf",
    ),
    "PDF with a font called JS": (
        "a.pdf",
        lambda: hostile.pdf(b"/Resources << /Font << /JS 2 0 R >> >>"),
        "pdf",
    ),
    "PDF with bytes behind its end": (
        "a.pdf",
        lambda: hostile.pdf(foot=b"\r\n\0\0 -- 8f3a signature " + b"\x07" * 5_000),
        "pdf",
    ),
    "PDF with room for files and none": (
        "a.pdf",
        lambda: hostile.pdf(
            b"/Names << /EmbeddedFiles << /Names [] >> >> /AcroForm << /Fields [] /XFA [] >>"
        ),
        "pdf",
    ),
    "PDF that names the size of its page twice": (
        "a.pdf",
        lambda: hostile.pdf(b"/MediaBox [0 0 9 9] /MediaBox [0 0 9 9]"),
        "pdf",
    ),
    "PDF behind a line break": ("a.pdf", lambda: b"\r\n" + hostile.written_pdf(), "pdf"),
    "PDF behind the mark of UTF-8": ("a.pdf", lambda: b"\xef\xbb\xbf" + hostile.pdf(), "pdf"),
    "PDF with packed objects": ("a.pdf", lambda: hostile.packed_pdf(b"<</Type/Font>>"), "pdf"),
    "PDF that only its owner may change": ("a.pdf", lambda: hostile.written_pdf(owner_password="chủ"), "pdf"),
    "motion photo": ("phim.jpg", lambda: hostile.photo() + b"\0\0\0\x18ftypmp42" + b"\xff\xda" * 500, "jpeg"),
    "photo with a small photo in its head": ("a.jpg", lambda: thumbnailed(), "jpeg"),
    "photo whose camera wrote junk": (
        "a.jpg",
        lambda: hostile.picture(exif=b"Exif\0\0\xff\xff\xff\xff\0\0\0\x08"),
        "jpeg",
    ),
    "DOCX": ("a.docx", hostile.docx, "docx"),
    "DOCX whose text has another name": ("a.docx", lambda: docx_named("/word/document2.xml"), "docx"),
    "DOCX whose text is named by its ending": (
        "a.docx",
        lambda: hostile.docx(
            types=hostile.DOCX_TYPES.replace(
                b'Override PartName="/word/document.xml"', b'Default Extension="xml"'
            )
        ),
        "docx",
    ),
    "DOCX with strokes of Windows": ("a.docx", lambda: hostile.docx({"word\\styles.xml": b"<x/>"}), "docx"),
    "DOCX with a part in UTF-16": (
        "a.docx",
        lambda: hostile.docx({"customXml/item1.xml": "<x/>".encode("utf-16")}),
        "docx",
    ),
    "DOCX with a packed drawing": (
        "a.docx",
        lambda: hostile.docx({"word/media/image1.emz": b"\x1f\x8b\x08" + b"\0" * 50}),
        "docx",
    ),
    "DOCX and a line break": ("a.docx", lambda: hostile.docx() + b"\r\n", "docx"),
    "DOCX with a comment": (
        "a.docx",
        lambda: hostile.commented(hostile.docx(), b"made by a program"),
        "docx",
    ),
    "DOCX of Zip64": ("a.docx", lambda: zip64(hostile.docx()), "docx"),
    "XLSX printed in Excel": (
        "a.xlsx",
        lambda: hostile.xlsx({"xl/printerSettings/printerSettings1.bin": b"\0" * 5_000}),
        "xlsx",
    ),
    "XLSX": ("a.xlsx", hostile.xlsx, "xlsx"),
    "ODT": ("a.odt", hostile.odt, "odt"),
    "ODT packed by hand": (
        "a.odt",
        lambda: hostile.packed({"content.xml": b"<a/>", "mimetype": hostile.ODT_TYPE + b"\n"}),
        "odt",
    ),
    "ODT of OpenOffice 2": (
        "a.odt",
        lambda: hostile.odt(
            {
                "META-INF/manifest.xml": b'<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" '
                b'"Manifest.dtd"><manifest:manifest/>'
            }
        ),
        "odt",
    ),
    "ODT with empty libraries of macros": (
        "a.odt",
        lambda: hostile.odt(
            {
                "Basic/script-lc.xml": b'<library:library library:name="Standard" library:link="false"/>',
                "Basic/Standard/script-lb.xml": b'<library:library library:name="Standard"/>',
            }
        ),
        "odt",
    ),
    "DOCX with a drawing": (
        "a.docx",
        lambda: hostile.docx({"word/media/image1.svg": b"<svg><path d='M0 0'/></svg>"}),
        "docx",
    ),
    "DOCX with a drawing that says on = 5": (
        "a.docx",
        lambda: hostile.docx(
            {
                "word/media/image1.svg": b"<svg one='3' xmlns:i='https://a.vn/'><text>on = 5, one=\"3\", javascript: la gi, href='https://a.vn'</text></svg>"
            }
        ),
        "docx",
    ),
    "workbook inside a workbook": ("bieu-do.xlsx", lambda: hostile.nest(1), "xlsx"),
    "DOCX with a link": (
        "lien-ket.docx",
        lambda: hostile.docx(
            {"word/_rels/document.xml.rels": hostile.relation(b"hyperlink", b"https://vidu.vn")}
        ),
        "docx",
    ),
    "DOCX with a template of its own computer": (
        "mau.docx",
        lambda: hostile.docx(
            {
                "word/_rels/settings.xml.rels": hostile.relation(
                    b"attachedTemplate", b"file:///C:/a/Normal.dotm"
                )
            }
        ),
        "docx",
    ),
}


@pytest.mark.parametrize("what", GOOD)
def test_a_good_file_is_known_by_its_content(what):
    name, make, kind = GOOD[what]
    assert examine(make(), name)[0] == kind


def test_a_wrong_name_is_taken_once_it_is_changed_as_the_sentence_says():
    with pytest.raises(ValidationError) as refused:
        examine(hostile.docx(), "bao cao")
    ending = refused.value.messages[0].partition("thành ")[2].partition(" ")[0]
    assert examine(hostile.docx(), f"bao cao{ending} ")[0] == "docx"


@pytest.mark.parametrize(("sent", "kept"), NAMES.items())
def test_a_name_is_made_harmless(sent, kept):
    assert harmless_name(sent, "pdf") == kept
