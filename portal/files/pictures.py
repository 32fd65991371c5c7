"""Photos: read under a bound on memory, turned upright, stripped, and kept in a few sizes.

Nothing of the upload is kept but its pixels: no EXIF, no place, no colour profile, no hidden second picture.
Pillow is imported where a picture is made: most processes never make one.
"""

import io
import re
import threading
import warnings
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .models import LONGEST, StoredFile

ORIENTATION = 0x0112
#: Millions of pixels. Only a plain JPEG can be read smaller than it is; of the others the whole picture, and of
#: WebP several copies of it, lie in memory at once. Each bound keeps that under 100 MB.
MEGAPIXELS = {"jpeg": 40, "progressive": 8, "png": 7, "webp": 5}
#: How many times longer than wide: beyond it is no photo.
NARROWEST = 10
#: Passes of a progressive JPEG; each costs the reader the whole picture again. Cameras and editors make about 10.
PASSES = 40
SEGMENTS = 5_000  # a photo has about 20, and one of many passes some hundreds
#: The next segment, behind the packed pixels of the last; restarts inside these are none.
MARKER = re.compile(rb"\xff[\x01-\xcf\xd9-\xfe]")
#: What a screen shows (sRGB): as cICP writes it, the places of its white, red, green and blue, its gamma.
SCREEN = b"\1\x0d\0\1"
PRIMARIES = (0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06)
SCREEN_GAMMA = 2.2
FORMATS = {"jpeg": {"JPEG", "MPO"}, "png": {"PNG"}, "webp": {"WEBP"}}

#: One picture at a time in this process, so that the bound holds for eight uploads at once.
one_at_a_time = threading.Lock()


def renditions(content, kind):
    """({"480.webp": bytes, …}, width, height) of the picture in `content`; raises ValidationError.

    Width and height are those of the largest, in pixels.
    """
    from PIL import Image

    with one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns where we refuse
        try:
            picture = upright(content, kind)
        except ValidationError:
            raise
        except Image.DecompressionBombError as error:  # Pillow's own bound, far above ours
            raise ValidationError(_("Ảnh có quá nhiều điểm ảnh."), "costly") from error
        except Exception as error:  # every decoder breaks in its own way on a broken picture
            raise ValidationError(
                _(
                    "Ảnh hỏng hoặc bị cắt: không đọc được tới cuối tệp. Hãy gửi lại tệp gốc, hoặc mở ảnh, lưu lại rồi gửi."
                ),
                "broken",
            ) from error
        return parts(picture), *picture.size


def upright(content, kind):
    """The picture as RGB, upright, its longest side at most LONGEST."""
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(content), formats=[kind.upper()]) as image:
        refuse_what_costs_too_much(image, content, kind)
        profile, gamma = image.info.get("icc_profile"), gamma_of(image)
        scale = min(1, LONGEST / max(image.size))
        size = tuple(max(1, round(side * scale)) for side in image.size)
        image.draft("RGB", size)  # of a JPEG, reads no more than needed
        image.load()
        turned = orientation(image)  # of a PNG this would load it, and lose what it raises
        if kind == "png":
            mind_clear_colour(image, content[24])
            mind_described_colours(image, content)
        image = eight_bits(image).resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    if gamma:
        seen = [round(255 * (value / 255) ** gamma) for value in range(256)]
        image = image.point([*seen * 3, *range(256)][: 256 * len(image.getbands())])
    image = in_common_colours(on_white(image), profile)
    image.info = {}
    image.getexif()[ORIENTATION] = turned
    return ImageOps.exif_transpose(image)


def orientation(image):
    """How the camera was held, 1 where it is not said or cannot be read: junk of the camera is no fault of the photo."""
    for name in ("xmp", "XML:com.adobe.xmp"):  # where browsers do not look, and Pillow would
        image.info.pop(name, None)
    with suppress(Exception):
        return image.getexif().get(ORIENTATION, 1)
    return 1


def refuse_what_costs_too_much(image, content, kind):
    """Raises ValidationError by what the header says, before a pixel is read."""
    if image.format not in FORMATS[kind]:
        raise ValidationError(_("Ảnh không đúng định dạng."), "broken")
    slow = kind
    if kind == "jpeg":
        if passes(content) > PASSES:
            raise ValidationError(_("Ảnh JPEG có quá nhiều lượt quét; hãy lưu lại ảnh rồi gửi."), "costly")
        if image.info.get("progressive"):
            slow = "progressive"
    elif getattr(image, "n_frames", 1) > 1:
        raise ValidationError(_("Chỉ nhận ảnh tĩnh, không nhận ảnh động."), "animated")
    width, height = image.size
    if width * height > MEGAPIXELS[slow] * 1_000_000:
        raise ValidationError(
            _(
                "Ảnh có %(pixels)s triệu điểm ảnh; loại ảnh này nhận tối đa %(most)s triệu. Hãy thu nhỏ, hoặc lưu "
                "thành JPEG thường (tối đa %(jpeg)s triệu)."
            )
            % {
                "pixels": -(-width * height // 1_000_000),
                "most": MEGAPIXELS[slow],
                "jpeg": MEGAPIXELS["jpeg"],
            },
            "costly",
        )
    if max(width, height) > NARROWEST * min(width, height):
        sentence = _("Ảnh dài hơn %(most)s lần rộng, không phải ảnh chụp. Hãy cắt bớt rồi gửi.")
        raise ValidationError(sentence % {"most": NARROWEST}, "costly")


def passes(content):
    """How often a JPEG goes over the whole picture, as its segments say; what stands behind its end (the film of a motion
    photo) is not read. More than PASSES where it has more segments than a photo.
    """
    at, count = 2, 0
    for _segment in range(SEGMENTS):
        marker = MARKER.search(content, at)
        if marker is None or marker[0] == b"\xff\xd9":
            return count
        count += marker[0] == b"\xff\xda"
        at = marker.end() + int.from_bytes(content[marker.end() : marker.end() + 2], "big")
    return PASSES + 1


def mind_clear_colour(image, depth):
    """Gives the clear colour of a PNG as many bits as Pillow gave the others. `depth`: bits of a colour in the file."""
    clear = image.info.get("transparency")
    if depth == 16 and clear is not None:  # it stands for one of 256 shades that would look the same
        raise ValidationError(
            _("Ảnh PNG 16 bit có một màu trong suốt: hãy lưu lại thành 8 bit rồi gửi."), "costly"
        )
    if depth < 8 and image.mode == "L":
        image.info |= {"transparency": clear * 255 // (2**depth - 1)} if clear is not None else {}


def mind_described_colours(image, content):
    """Raises ValidationError where a PNG names colours, other than by a profile, that are not those of screens."""
    named = content[: content.find(b"IDAT")].partition(b"cICP")[2][:4] or SCREEN
    points = image.info.get("chromaticity", PRIMARIES)  # browsers use them beside a gamma alone
    is_usual = (
        "gamma" not in image.info
        or {"icc_profile", "srgb"} & {*image.info}
        or all(abs(one - usual) < 0.03 for one, usual in zip(points, PRIMARIES, strict=True))
    )
    if named != SCREEN or not is_usual:
        raise ValidationError(
            _("Ảnh PNG dùng hệ màu riêng (cICP, cHRM), sẽ hiện sai màu: hãy mở ảnh, lưu thành JPEG rồi gửi."),
            "costly",
        )


def gamma_of(image):
    """The power that takes a colour of a PNG to that of a screen, where the file says another than usual (its gAMA)."""
    gamma = image.info.get("gamma", 0)
    is_unusual = (
        gamma and not {"icc_profile", "srgb"} & {*image.info} and abs(gamma * SCREEN_GAMMA - 1) > 0.05
    )
    return 1 / (gamma * SCREEN_GAMMA) if is_unusual else None


def eight_bits(image):
    """The picture with 8 bits a colour. Pillow itself would cut a grey of 16 bits, and make it white."""
    if image.mode.startswith(("I", "F")):
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    return (
        image if image.mode in (mode, "CMYK") or (image.mode, mode) == ("L", "RGB") else image.convert(mode)
    )


def in_common_colours(image, profile):
    """The picture in sRGB; as it is where its profile is absent or broken."""
    from PIL import ImageCms

    if profile:
        with suppress(Exception):  # junk is dropped with everything else that is not a pixel
            theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(image, theirs, ImageCms.createProfile("sRGB"), outputMode="RGB")
    return image.convert("RGB")


def on_white(image):
    """The picture without transparency: a JPEG has none."""
    from PIL import Image

    if image.mode != "RGBA":
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def parts(picture):
    """{name: bytes} of every size and kind, from pixels alone."""
    from PIL import Image

    kept = StoredFile(width=picture.width, height=picture.height)
    found = {}
    for width in kept.widths:
        smaller = picture
        if width < picture.width:
            height = max(1, round(picture.height * width / picture.width))
            smaller = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
        pixels = Image.frombytes("RGB", smaller.size, smaller.tobytes())
        found[f"{width}.webp"] = written(pixels, "WEBP", quality=78, method=3)
        found[f"{width}.jpg"] = written(pixels, "JPEG", quality=82, optimize=True, progressive=True)
    return found


def written(picture, kind, **options):
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()
