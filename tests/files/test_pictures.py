"""What is kept of a photo: its pixels, upright, in a few sizes; nothing of who, where and with what."""

import io
import shutil
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from portal.files.pictures import renditions
from portal.files.uploads import take
from tests import hostile

pytestmark = pytest.mark.django_db


def kept(content, name="anh.jpg"):
    return take(SimpleUploadedFile(name, content))


def opened(stored, part):
    return Image.open(stored.folder / part)


def test_a_large_photo_is_kept_in_three_widths_of_two_kinds():
    stored = kept(hostile.photo(2400, 1800))
    assert (stored.kind, stored.width, stored.height) == ("jpeg", 1600, 1200)
    assert sorted(path.name for path in stored.folder.iterdir()) == sorted(stored.parts)
    sizes = {part: (opened(stored, part).format, opened(stored, part).size) for part in stored.parts}
    assert sizes == {
        "480.webp": ("WEBP", (480, 360)),
        "960.webp": ("WEBP", (960, 720)),
        "1600.webp": ("WEBP", (1600, 1200)),
        "480.jpg": ("JPEG", (480, 360)),
        "960.jpg": ("JPEG", (960, 720)),
        "1600.jpg": ("JPEG", (1600, 1200)),
    }


def test_a_small_photo_is_not_blown_up():
    assert kept(hostile.photo(300, 200)).parts == ["300.webp", "300.jpg"]


def test_a_tall_photo_is_bounded_by_its_height():
    stored = kept(hostile.photo(1200, 2400))
    assert (stored.width, stored.height, stored.widths) == (800, 1600, [480, 800])


def test_no_place_no_camera_no_comment_is_left():
    sent = hostile.located_photo()
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(0x8825)[1] == "N"
    stored = kept(sent)
    for part in stored.parts:
        image = opened(stored, part)
        assert (dict(image.getexif()), image.info.get("comment"), image.info.get("icc_profile")) == (
            {},
            None,
            None,
        )
        content = (stored.folder / part).read_bytes()
        assert not [
            mark for mark in (b"Exif", b"GPS", "Hãng".encode(), b"Photoshop", b"xmp") if mark in content
        ]


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [(1, "top left"), (3, "bottom right"), (6, "top right"), (8, "bottom left")],
)
def test_a_photo_is_rotated_by_its_exif_orientation(orientation, corner):
    """The red corner is top left in the pixels as sent."""
    parts, width, height = renditions(hostile.located_photo(640, 480, orientation), "jpeg")
    image = Image.open(io.BytesIO(parts["480.jpg"]))
    assert (width, height) == ((640, 480) if orientation in (1, 3) else (480, 640))
    places = {
        "top left": (9, 9),
        "top right": (image.width - 9, 9),
        "bottom left": (9, image.height - 9),
        "bottom right": (image.width - 9, image.height - 9),
    }
    red = [name for name, at in places.items() if (lambda p: p[0] > 150 and p[1] < 90)(image.getpixel(at))]
    assert red == [corner]


def test_a_png_is_not_turned_by_its_xmp():
    """Which browsers do not read."""
    xmp = b'XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta xmlns:x="adobe:ns:meta/" tiff:Orientation="6"/>'
    assert renditions(described((200, 30, 20), (b"iTXt", xmp)), "png")[1:] == (80, 60)


def test_transparency_becomes_white_and_grey_stays_grey():
    clear = Image.open(
        io.BytesIO(renditions(hostile.picture(80, 60, "PNG", (9, 9, 9, 0), "RGBA"), "png")[0]["80.jpg"])
    )
    assert min(clear.getpixel((40, 30))) > 250
    grey = Image.open(io.BytesIO(renditions(hostile.picture(80, 60, "PNG", 128, "L"), "png")[0]["80.jpg"]))
    assert max(abs(value - 128) for value in grey.getpixel((40, 30))) < 4


def png(image, **options):
    buffer = io.BytesIO()
    image.save(buffer, "PNG", **options)
    return buffer.getvalue()


def deep(value, **options):
    return png(Image.new("I;16", (80, 60), value), **options)


def two_bits(clear):
    """All 1 of 0 to 3, the grey `clear` of them transparent."""
    parts = {
        b"IHDR": struct.pack(">IIBBBBB", 80, 60, 2, 0, 0, 0, 0),
        b"tRNS": struct.pack(">H", clear),
        b"IDAT": zlib.compress((b"\0" + b"\x55" * 20) * 60),
        b"IEND": b"",
    }
    return b"\x89PNG\r\n\x1a\n" + b"".join(hostile.png_chunk(*part) for part in parts.items())


def described(colour, *chunks):
    """A PNG of one colour, with chunks [(name, bytes)] that say how it is meant."""
    content = png(Image.new("RGB", (80, 60), colour))
    return content[:33] + b"".join(hostile.png_chunk(*chunk) for chunk in chunks) + content[33:]


def gamma(value):
    return b"gAMA", struct.pack(">I", round(value * 100_000))


WIDE = b"cHRM", struct.pack(">8I", 31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000)
SCREEN = b"cHRM", struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)

#: what -> (a picture of 80 x 60 as a PNG, the colour that is seen in its middle)
MODES = {
    "1": (png(Image.new("1", (80, 60), 1)), (255, 255, 255)),
    "L": (png(Image.new("L", (80, 60), 90)), (90, 90, 90)),
    "L with a clear grey": (png(Image.new("L", (80, 60), 90), transparency=90), (255, 255, 255)),
    "LA": (png(Image.new("LA", (80, 60), (90, 255))), (90, 90, 90)),
    "LA half clear": (png(Image.new("LA", (80, 60), (0, 128))), (127, 127, 127)),
    "P": (png(Image.new("RGB", (80, 60), (200, 30, 20)).quantize()), (200, 30, 20)),
    "RGB": (png(Image.new("RGB", (80, 60), (200, 30, 20))), (200, 30, 20)),
    "RGB with a clear colour": (png(Image.new("RGB", (80, 60), (200, 30, 20)), transparency=(200, 30, 20)), (255, 255, 255)),
    "RGBA": (png(Image.new("RGBA", (80, 60), (200, 30, 20, 255))), (200, 30, 20)),
    "16 bits, dark": (deep(0x1000), (16, 16, 16)),
    "16 bits, grey": (deep(0x8000), (128, 128, 128)),
    "16 bits, light": (deep(0xFFFF), (255, 255, 255)),
    "gamma of light": (described((55, 55, 55), gamma(1)), (127, 127, 127)),
    "gamma of an old Mac": (described((55, 55, 55), gamma(0.5556)), (73, 73, 73)),
    "gamma of a screen": (described((55, 55, 55), gamma(0.45455), SCREEN), (55, 55, 55)),
    "colours without a gamma": (described((200, 30, 20), WIDE), (200, 30, 20)),
    "gamma beside sRGB": (described((55, 55, 55), (b"sRGB", b"\0"), gamma(1), WIDE), (55, 55, 55)),
    "colours of a screen": (described((200, 30, 20), (b"cICP", b"\1\x0d\0\1")), (200, 30, 20)),
    "2 bits with a clear grey": (two_bits(clear=1), (255, 255, 255)),
    "2 bits with another clear grey": (two_bits(clear=2), (85, 85, 85)),
}  # fmt: skip


@pytest.mark.parametrize("mode", MODES)
def test_a_picture_of_every_mode_comes_out_as_it_is_seen(mode):
    content, colour = MODES[mode]
    seen = Image.open(io.BytesIO(renditions(content, "png")[0]["80.jpg"])).convert("RGB").getpixel((40, 30))
    assert max(abs(ours - theirs) for ours, theirs in zip(seen, colour, strict=True)) < 5, seen


@pytest.mark.parametrize("mode", ["CMYK", "L", "RGB"])
def test_a_jpeg_of_every_mode_comes_out_as_it_is_seen(mode):
    buffer = io.BytesIO()
    Image.new("RGB", (80, 60), (90, 90, 90)).convert(mode).save(buffer, "JPEG")
    seen = (
        Image.open(io.BytesIO(renditions(buffer.getvalue(), "jpeg")[0]["80.jpg"]))
        .convert("RGB")
        .getpixel((40, 30))
    )
    assert max(abs(value - 90) for value in seen) < 5


def test_a_clear_colour_of_sixteen_bits_takes_no_shade_beside_it():
    with pytest.raises(ValidationError) as refused:
        renditions(deep(0x4000, transparency=0x4001), "png")
    assert "16 bit" in refused.value.messages[0]


@pytest.mark.parametrize(
    "chunks", [[gamma(0.45455), WIDE], [(b"cICP", b"\x0c\x0d\0\1")], [(b"cICP", b"\x09\x10\0\1")]]
)
def test_a_png_of_other_colours_than_a_screen_has_is_refused(chunks):
    with pytest.raises(ValidationError) as refused:
        renditions(described((200, 30, 20), *chunks), "png")
    assert "hệ màu riêng" in refused.value.messages[0]


@pytest.mark.parametrize("cut", [2, 100])
def test_a_jpeg_without_its_end_is_refused_and_taken_when_saved_again(cut):
    with pytest.raises(ValidationError) as refused:
        renditions(hostile.photo()[:-cut], "jpeg")
    assert refused.value.messages[0].endswith("Hãy gửi lại tệp gốc, hoặc mở ảnh, lưu lại rồi gửi.")


def test_a_png_whose_pixels_break_off_is_refused():
    """Where the rest would be black."""
    content = png(Image.effect_noise((80, 60), 60))
    at = content.index(b"IDAT") + 2_000
    with pytest.raises(ValidationError) as refused:
        renditions(content[:at] + b"\xff" * (len(content) - at), "png")
    assert refused.value.code == "broken"


def test_sixteen_bits_keep_their_shades():
    """Where all shades above 255 of 65,535 came out white."""
    deep_picture = Image.linear_gradient("L").convert("I").point(lambda value: value * 257).convert("I;16")
    seen = Image.open(io.BytesIO(renditions(png(deep_picture), "png")[0]["256.jpg"])).convert("L")
    assert [seen.getpixel((100, y)) for y in (0, 128, 255)] == pytest.approx([0, 128, 255], abs=4)


def test_a_photo_and_a_zip_in_one_leave_the_photo_alone():
    stored = kept(hostile.photo() + hostile.docx())
    assert not [part for part in stored.parts if b"PK\x03\x04" in (stored.folder / part).read_bytes()]


def test_the_same_bytes_are_kept_once_under_their_first_name():
    first = kept(hostile.photo(), "mot.jpg")
    assert kept(hostile.photo(), "hai.jpg") == first
    assert first.name == "mot.jpg"
    assert kept(hostile.photo(seed=1), "hai.jpg") != first


def test_files_that_were_lost_come_back_when_sent_again():
    first = kept(hostile.photo(333, 222))
    shutil.rmtree(first.folder)
    assert kept(hostile.photo(333, 222)) == first
    assert (first.folder / first.largest).is_file()
