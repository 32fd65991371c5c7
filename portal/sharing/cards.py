"""The picture that a shared link shows: 1200 × 630, in the design of the site, made once and kept as a file.

A card is drawn from words alone, so the hash of the words names the file and is its ETag.
"""

import hashlib
import io
import logging
import os
import tempfile
from dataclasses import dataclass, fields
from functools import cache, singledispatch

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.base.language import site_name

logger = logging.getLogger(__name__)

SIZE = WIDTH, HEIGHT = 1200, 630
DRAWING = 3  # raise it when the drawing changes: every card is then made anew
FINE = 2  # drawn this much larger, then made smaller: strokes without steps

# The light palette of static/css/tokens.css: a card is seen on other people's pages.
PAPER, INK, INK_SOFT, LACQUER, HAIR = "#fcfbf8", "#1c1917", "#5a534c", "#8e1b16", "#ddd7cd"
LEFT, RIGHT = 64, WIDTH - 64
BAND = 46  # height of the woven band
STROKES = (
    ((0, 1), (12, 13)),
    ((0, 13), (12, 1)),
    ((16, 1), (16, 13)),
    ((20, 1), (32, 13)),
    ((20, 13), (32, 1)),
)
# Ink of Ỗ above ệ measures 1.374 em: no line stands closer.
LEADING = 1.38
CAPITALS = 0.7  # em: the height of capitals and digits


@dataclass(frozen=True)
class Card:
    """What is drawn. `sign` is an ordinal, a year or a name; `weight`: solid, outline or light."""

    address: str
    sign: str = ""
    weight: str = "solid"
    title: str = ""
    facts: tuple = ()
    site: str = ""
    note: str = ""

    @property
    def key(self):
        """Names the drawing: the same words give the same key, another word another one."""
        drawn = [getattr(self, field.name) for field in fields(self) if field.name != "address"]
        return hashlib.sha256(repr((DRAWING, *drawn)).encode()).hexdigest()[:20]

    @property
    def alt(self):
        """The words on the picture."""
        return " · ".join(part for part in (self.sign, self.title, *self.facts, self.note, self.site) if part)


@singledispatch
def card_of(record):
    """The card of a record's page; the card of the site where the noun has none of its own."""
    return Card(
        address=reverse("card"),
        title=_("Ai họp, ở đâu, bàn việc gì, đề nghị ai làm gì, và nguồn nào nói thế."),
        site=site_name(),
    )


@require_safe
def site_card(request):
    """The picture of every page that has none of its own."""
    return answer(card_of(None))


def answer(card):
    """The picture as an HTTP answer that may be shown on any page."""
    headers = {"ETag": f'"{card.key}"', "Cross-Origin-Resource-Policy": "cross-origin"}
    return HttpResponse(picture(card), content_type="image/png", headers=headers)


def picture(card):
    """The bytes of the PNG: from var/cards, or drawn now and kept there."""
    path = settings.VAR_DIR / "cards" / f"{card.key}.png"
    try:
        return path.read_bytes()
    except OSError:  # not there, or not a folder that can hold it
        pass
    content = draw(card)
    try:
        keep(path, content)
    except OSError as error:
        logger.warning("Cannot keep the picture of a card in %s: %s", path.parent, error.strerror)
    return content


def keep(path, content):
    """Writes `content` at `path` in one step: a reader sees the whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(partial, path)
    except BaseException:
        os.unlink(partial)
        raise


# --- The drawing --------------------------------------------------------------------------------------
def draw(card):
    """The PNG of a card, at most 80 kB."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), PAPER)
    sheet = Canvas(ImageDraw.Draw(image))
    sheet.weave(0)
    if card.sign:
        foot = HEIGHT - 58
        sheet.foot(card, foot)
        bottom = foot - 50
        for line in reversed(sheet.fitted(card.facts, 27, 1)):
            sheet.text((LEFT, bottom), line, "Regular", 27, INK_SOFT)
            bottom -= round(27 * LEADING) + 10
        rows = 2 if len(card.title) < 120 else 3
        size, lines = sheet.wrapped(card.title, "Medium", (40, 36, 32, 29), RIGHT - LEFT, rows)
        for line in reversed(lines):
            sheet.text((LEFT, bottom), line, "Medium", size, INK)
            bottom -= round(size * LEADING)
        sheet.sign(card, BAND + 52, bottom)
    else:
        sheet.weave(HEIGHT - BAND)
        size, lines = sheet.wrapped(card.site, "Light", (104, 92, 80, 68, 56, 46), RIGHT - LEFT, 3)
        bottom = BAND + 70
        for line in lines:
            bottom += round(size * LEADING)
            sheet.text((LEFT, bottom - round(size * 0.36)), line, "Light", size, LACQUER)
        size, lines = sheet.wrapped(card.title, "Regular", (34, 30), RIGHT - LEFT, 3)
        bottom += 18
        for line in lines:
            bottom += round(size * LEADING)
            sheet.text((LEFT, bottom), line, "Regular", size, INK_SOFT)
    image = image.resize(SIZE, Image.Resampling.LANCZOS).quantize(48, dither=Image.Dither.NONE)
    content = io.BytesIO()
    image.save(content, "PNG", optimize=True)
    return content.getvalue()


class Canvas:
    """A drawing in the sizes of the finished card; FINE is known here alone."""

    def __init__(self, pen):
        self.pen = pen

    def text(self, at, text, style, size, fill):
        """`text` with the start of its baseline at `at`."""
        self.pen.text(
            (at[0] * FINE, at[1] * FINE), text, font=font(style, size * FINE), fill=fill, anchor="ls"
        )

    def width(self, text, style, size):
        return font(style, size * FINE).getlength(text) / FINE

    def wrapped(self, text, style, sizes, width, most):
        """(size, lines): the largest of `sizes` at which `text` fits in `most` lines, else cut short."""
        for size in sizes:
            lines = self.broken(text, style, size, width)
            if len(lines) <= most:
                return size, self.balanced(text, style, size, width, lines)
        last = " ".join(lines[most - 1 :])
        return size, [*lines[: most - 1], self.cut(last, style, size, width)]

    def balanced(self, text, style, size, width, lines):
        """The same number of lines, as even as they can be: no last word stands alone."""
        while len(narrower := self.broken(text, style, size, width - 12)) == len(lines) > 1:
            lines, width = narrower, width - 12
        return lines

    def broken(self, text, style, size, width):
        """`text` in lines no wider than `width`, broken between words, or within one that alone is wider."""
        lines = [""]
        for word in text.split():
            while word:
                tried = f"{lines[-1]} {word}".strip()
                if self.width(tried, style, size) <= width:
                    lines[-1], word = tried, ""
                elif lines[-1]:
                    lines.append("")
                else:
                    length = len(word)
                    while length > 1 and self.width(word[:length], style, size) > width:
                        length -= 1
                    lines[-1], word = word[:length], word[length:]
        return lines

    def cut(self, text, style, size, width):
        if self.width(text, style, size) <= width:
            return text
        while text and self.width(f"{text}…", style, size) > width:
            text = text.rpartition(" ")[0] or text[:-1]
        return f"{text.rstrip(' ,·')}…"

    def fitted(self, facts, size, most):
        """The facts as one line, parted by middle dots, cut where the sheet ends."""
        line = " · ".join(facts)
        return [self.cut(line, "Regular", size, RIGHT - LEFT)][:most] if line else []

    def weave(self, top):
        """The band of the numerals' own strokes: X I X, as on every page."""
        scale = WIDTH / 12 / 32  # twelve times across the sheet, none cut
        for repeat in range(12):
            self.strokes(repeat * WIDTH / 12, top + (BAND - 14 * scale) / 2, scale, 4)

    def strokes(self, left, top, scale, thickness):
        """X I X once, 32 × 14 units."""
        for line in STROKES:
            ends = [((left + x * scale) * FINE, (top + y * scale) * FINE) for x, y in line]
            self.pen.line(ends, fill=LACQUER, width=thickness * FINE)

    def foot(self, card, baseline):
        """A rule, the mark and the name of the site; the note at the other end."""
        rule, start = (baseline - 32) * FINE, LEFT + 66
        self.pen.line([(LEFT * FINE, rule), (RIGHT * FINE, rule)], fill=HAIR, width=FINE)
        self.strokes(LEFT, baseline - 1, 1.5, 3)
        room = RIGHT - start
        if card.note:
            width = self.width(card.note, "Regular", 22)
            room -= width + 30
            self.text((RIGHT - width, baseline + 18), card.note, "Regular", 22, LACQUER)
        self.text((start, baseline + 18), self.cut(card.site, "SemiBold", 24, room), "SemiBold", 24, INK)

    def sign(self, card, top, bottom):
        """The sign as large as the room from `top` to `bottom` allows, its ink flush with the text."""
        fill = INK_SOFT if card.weight == "light" else LACQUER
        if card.sign.isascii() and (card.sign.isupper() or card.sign.isdigit()):  # nothing above or below
            style, room = "Light" if card.weight == "light" else "SemiBold", bottom - top - 34
            size = min(room / CAPITALS, 380)
            size = min(size, size * (RIGHT - LEFT) / self.width(card.sign, style, round(size)))
            lines, baseline = [card.sign], top + (room + CAPITALS * size) / 2
        else:
            style, sizes = "Light", (190, 168, 144, 124, 108, 92, 78, 66, 56)
            size, lines = self.wrapped(card.sign, style, sizes, RIGHT - LEFT, 1 if len(card.sign) < 22 else 2)
            baseline = (top + bottom - 20) / 2 + size * (0.36 - LEADING * (len(lines) - 1) / 2)
        face = font(style, round(size * FINE))
        for line in lines:
            at = LEFT * FINE - bearing(face, line[0]), round(baseline * FINE)
            if card.weight == "outline":
                self.outlined(at, line, face)
            else:
                self.pen.text(at, line, font=face, fill=fill, anchor="ls")
            baseline += size * LEADING

    def outlined(self, at, text, face):
        """Letters as a line of lacquer on paper, one by one: the paper of one covers no line of another."""
        stroke = {"fill": PAPER, "stroke_fill": LACQUER, "stroke_width": 2 * FINE}
        start = at[0] + 2 * FINE
        for letter in text:
            self.pen.text((start, at[1]), letter, font=face, anchor="ls", **stroke)
            start += face.getlength(letter)


def bearing(face, letter):
    """How far the ink of a letter stands from where the letter begins, in the pixels of `face`; 0 without ink."""
    mask, (left, _top) = face.getmask2(letter, anchor="ls")
    ink = mask.getbbox()
    return left + ink[0] if ink else 0


@cache
def font(style, size):
    import fontpkg_be_vietnam_pro as package
    from PIL import ImageFont

    return ImageFont.truetype(package.ROOT / "files" / f"BeVietnamPro-{style}.ttf", size)
