"""Be Vietnam Pro as the site sends it, cut from the files of its package when static files are built.

Each weight keeps the letters of Vietnamese and of its neighbours, loses its hinting, and gains what the
typeface lacks: digits of one width, under their usual name `tnum`, so that `tabular-nums` lines columns up.
The typeface has no ĕ ĭ ŏ ŭ, but it has a breve and the places for it: a browser sets them, and ê̆ ô̆ ơ̆ ư̆, from
the two parts. It has no ƀ, which the next typeface of the stack sets.
The typeface is under the SIL Open Font License 1.1 and reserves no name; its licence is served beside it.
"""

import hashlib
import io
import unicodedata
from importlib.metadata import version
from pathlib import Path

# docs/decisions/typeface.md says why these three. fonts.css names the files.
WEIGHTS = {300: "Light", 400: "Regular", 600: "SemiBold"}

VOWELS, TONES = "aăâeêioôơuưy", ["", *"\u0300\u0301\u0309\u0303\u0323"]
VIETNAMESE = "đĐ" + "".join(
    unicodedata.normalize("NFC", letter + tone)
    for vowel in VOWELS
    for letter in (vowel, vowel.upper())
    for tone in TONES
)
LATIN = "".join(chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100)))  # ASCII and Latin-1
PUNCTUATION = "“”‘’–—…−≤≥₫"
BREVE = "\u0306"
HIGHLANDS = "čČı" + BREVE  # names in Ê Đê and Gia Rai; ı is what a breve makes of i
LETTERS = VIETNAMESE + LATIN + PUNCTUATION + HIGHLANDS


def recipe():
    """A hash of what decides the bytes of the files: the typeface, the tools and this file."""
    versions = [version(package) for package in ("fontpkg-be-vietnam-pro", "fonttools", "brotli")]
    return hashlib.sha256("\n".join([*versions, Path(__file__).read_text()]).encode()).hexdigest()


def files():
    """Each file of /static/fonts/ as (name, content). The same bytes at each call; takes about a second."""
    import fontpkg_be_vietnam_pro as package

    for weight, style in WEIGHTS.items():
        yield f"be-vietnam-pro-{weight}.woff2", cut(package.ROOT / "files" / f"BeVietnamPro-{style}.ttf")
    yield "OFL.txt", (package.ROOT / "LICENSE").read_bytes()


def cut(path):
    """The woff2 of a TrueType file of the package, with LETTERS, digits of one width and a breve that finds its letter."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(path, recalcTimestamp=False)
    add_substitutions(font)
    options = Options(
        hinting=False, layout_features=["kern", "tnum", "ccmp", "mark"], name_IDs=[0, 1, 2, 4, 5, 6, 13, 14]
    )
    subsetter = Subsetter(options)
    subsetter.populate(text=LETTERS)
    subsetter.subset(font)
    font.flavor = "woff2"
    content = io.BytesIO()
    font.save(content)
    return content.getvalue()


def add_substitutions(font):
    """A second set of digits, each centred in the width of zero, and an i that loses its dot under a breve.

    They replace the substitutions that the typeface came with.
    """
    from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    letters = font.getBestCmap()
    digits = [letters[ord(digit)] for digit in "0123456789"]
    glyphs, metrics = font["glyf"], font["hmtx"]
    column = metrics[digits[0]][0]
    for digit in digits:
        width, bearing = metrics[digit]
        shift = (column - width) // 2
        pen = TTGlyphPen(glyphs)
        pen.addComponent(digit, (1, 0, 0, 1, shift, 0))
        glyphs[f"{digit}.tnum"] = pen.glyph()
        metrics[f"{digit}.tnum"] = column, bearing + shift
    rules = "".join(f"sub {digit} by {digit}.tnum;" for digit in digits)
    dotted, breve, dotless = (letters[ord(sign)] for sign in ("i", BREVE, "ı"))
    features = (
        f"feature ccmp {{ sub {dotted}' {breve} by {dotless}; }} ccmp; feature tnum {{ {rules} }} tnum;"
    )
    addOpenTypeFeaturesFromString(font, features, tables=["GSUB"])
