"""Roman ordinals, both ways."""

import pytest

from portal.base.text import from_roman, to_roman


@pytest.mark.parametrize(
    ("n", "roman"), [(1, "I"), (4, "IV"), (14, "XIV"), (19, "XIX"), (1949, "MCMXLIX"), (3999, "MMMCMXCIX")]
)
def test_roman_both_ways(n, roman):
    assert (to_roman(n), from_roman(roman), from_roman(roman.lower())) == (roman, n, n)


def test_every_number_comes_back_from_roman():
    assert [from_roman(to_roman(n)) for n in range(1, 4000)] == list(range(1, 4000))


@pytest.mark.parametrize("n", [0, -1, 4000])
def test_roman_refuses_what_it_cannot_write(n):
    with pytest.raises(ValueError, match=str(n)):
        to_roman(n)


@pytest.mark.parametrize("junk", ["", "IIII", "VX", "IC", "MMMM", "19", " X", "X ", "xıx", "Ⅸ", "abc"])
def test_roman_refuses_what_no_one_should_have_written(junk):
    with pytest.raises(ValueError, match="Roman"):
        from_roman(junk)
