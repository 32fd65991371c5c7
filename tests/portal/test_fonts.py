"""The typeface as served: every letter we write, digits that line up, no font file in the repository."""

import unicodedata
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

from portal import fonts

pytestmark = pytest.mark.once

WEIGHTS = sorted(fonts.WEIGHTS)


def path_of(weight):
    return Path(finders.find(f"fonts/be-vietnam-pro-{weight}.woff2"))


@cache
def font(weight):
    return TTFont(path_of(weight))


def test_vietnamese_is_all_there_is():
    assert len(fonts.VIETNAMESE) == len(set(fonts.VIETNAMESE)) == 146
    assert {"Ỗ", "ệ", "đ", "Ữ", "ỵ"} < set(fonts.VIETNAMESE)


@pytest.mark.parametrize("weight", WEIGHTS)
def test_every_letter_has_its_glyph(weight):
    assert [letter for letter in fonts.LETTERS if ord(letter) not in font(weight).getBestCmap()] == []


def test_what_pages_and_record_write_is_in_the_typeface():
    written = {
        letter: path
        for pattern in ("templates/**/*.html", "portal/locale/**/*.po", "portal/*/data/*.csv", "*/data/*.csv")
        for path in settings.BASE_DIR.glob(pattern)
        for letter in path.read_text()
        if letter.isprintable() and unicodedata.category(letter) != "So"  # a sign is drawn, not set
    }
    assert len(written) > 150
    assert {letter: str(path) for letter, path in written.items() if letter not in fonts.LETTERS} == {}


@pytest.mark.parametrize("weight", WEIGHTS)
def test_tabular_digits_are_of_one_width_and_are_not_kerned(weight):
    letters, rules = font(weight).getBestCmap(), font(weight)["GSUB"].table
    assert [record.FeatureTag for record in rules.FeatureList.FeatureRecord] == ["ccmp", "tnum"]
    [tnum] = [row.Feature for row in rules.FeatureList.FeatureRecord if row.FeatureTag == "tnum"]
    [lookup] = [rules.LookupList.Lookup[index] for index in tnum.LookupListIndex]
    tabular = [lookup.SubTable[0].mapping[letters[ord(digit)]] for digit in "0123456789"]
    assert len({font(weight)["hmtx"][glyph][0] for glyph in tabular}) == 1

    kerned = {
        glyph
        for lookup in font(weight)["GPOS"].table.LookupList.Lookup
        for table in (getattr(table, "ExtSubTable", table) for table in lookup.SubTable)
        if table.LookupType == 2  # pairs; the others place the breve
        for glyph in table.Coverage.glyphs
    }
    assert kerned
    assert not kerned & set(tabular)


@pytest.mark.parametrize("weight", WEIGHTS)
def test_a_breve_finds_its_place_on_the_letters_of_the_highlands(weight):
    """ĕ ĭ ŏ ŭ stand nowhere in the typeface; a browser sets them from two glyphs, which need each other."""
    letters = font(weight).getBestCmap()
    [breve] = unicodedata.normalize("NFD", "ĕ")[1:]
    placed = {
        glyph
        for lookup in font(weight)["GPOS"].table.LookupList.Lookup
        for table in (getattr(table, "ExtSubTable", table) for table in lookup.SubTable)
        if table.LookupType == 4 and letters[ord(breve)] in table.MarkCoverage.glyphs
        for glyph in table.BaseCoverage.glyphs
    }
    assert {letters[ord(base)] for base in "eıouêôơưEIOUÊÔƠƯ"} <= placed
    assert not {ord(letter) for letter in "ĕĭŏŭƀ"} & set(letters)  # the day it has them, LETTERS should


def test_the_same_bytes_each_time():
    again = dict(fonts.files())
    assert again == {name: Path(finders.find(f"fonts/{name}")).read_bytes() for name in again}


def test_the_licence_lies_beside():
    assert "SIL OPEN FONT LICENSE Version 1.1" in Path(finders.find("fonts/OFL.txt")).read_text()


def test_only_what_is_published_is_found():
    assert finders.find("fonts/recipe") is None
    assert finders.find("fonts/../fonts/be-vietnam-pro-500.woff2") is None


def test_no_font_lies_in_the_repository():
    made = {settings.BASE_DIR / name for name in ("var", ".venv", ".git")}
    kept = [
        path
        for top in settings.BASE_DIR.iterdir()
        if top not in made
        for path in (top.rglob("*") if top.is_dir() else [top])
        if path.suffix.lower() in {".ttf", ".otf", ".woff", ".woff2", ".eot"}
    ]
    assert kept == []
