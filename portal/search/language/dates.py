"""Days, months, quarters and years however they are written."""

import datetime
import re
from collections.abc import Sequence

from .numerals import numeral
from .words import Word

FIRST_YEAR, LAST_YEAR = 1900, 2100
_PART = re.compile(r"^[/.\-–]$")  # what stands between the numbers of a date
_WRITTEN_DAY = re.compile(
    r"(?<![\d/.\-])(\d{1,2})\s?(?:[/.\-]|\s+tháng\s+)\s?(\d{1,2})\s?(?:[/.\-]|\s+năm\s+)\s?(\d{4})(?![\d/.\-])",
    re.IGNORECASE,
)
_TO = re.compile(r"^\s*[-–—]\s*$")
_LONGEST_RANGE = 60  # years
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
#: How far from today's year or month.
_AWAY = {
    ("nam", "nay"): 0, ("nam", "ngoai"): -1, ("nam", "trước"): -1, ("nam", "tới"): 1, ("nam", "sau"): 1,
    ("nam", "kia"): -2, ("this", "year"): 0, ("last", "year"): -1, ("next", "year"): 1, ("thang", "nay"): 0,
    ("thang", "trước"): -1, ("thang", "tới"): 1, ("thang", "sau"): 1,
}  # fmt: skip
#: Parts of a year, their first and last month: by halves, and as people say the beginning, middle and end of it.
_PARTS = {
    ("nua", "dau"): (1, 6), ("nua", "cuoi"): (7, 12), ("6", "thang", "dau"): (1, 6), ("6", "thang", "cuoi"): (7, 12),
    ("sau", "thang", "dau"): (1, 6), ("sau", "thang", "cuoi"): (7, 12), ("dau",): (1, 4), ("giua",): (5, 8), ("cuoi",): (9, 12),
    ("early",): (1, 4), ("mid",): (5, 8), ("late",): (9, 12),
}  # fmt: skip
_MONTH = ("thang", "thg")
_ABOUT = ("gan", "khoang", "hon", "chung", "about")
#: What of a day may be said before it.
_HOURS = {"sáng", "trưa", "chiều", "tối", "hôm", "buổi", "mùng", "mồng", "vào"}
#: The words with which a date may open.
_OPENING = {
    "ngay",
    *_MONTH,
    "qui",
    "q",
    "tu",
    "nam",
    "giai",
    "truoc",
    "sau",
    *_MONTHS,
    *(part[0] for part in _PARTS),
}


def year(word: str) -> int | None:
    """The year of a folded word of four digits, or None."""
    if len(word) == 4 and word.isascii() and word.isdigit() and FIRST_YEAR <= int(word) <= LAST_YEAR:
        return int(word)
    return None


def day_token(day: datetime.date) -> str:
    return f"d_{day:%Y%m%d}"


def yearless_token(month: int, day: int) -> str:
    return f"dm_{month:02d}{day:02d}"


def month_token(year: int, month: int) -> str:
    return f"m_{year}{month:02d}"


def impossible_days(text: str) -> list[str]:
    """The days written in `text` (31/2/2024, ngày 30 tháng 2 năm 2024) that no calendar has."""
    found = []
    for match in _WRITTEN_DAY.finditer(text):
        day, month, year = (int(part) for part in match.groups())
        try:
            datetime.date(year, month, day)
        except ValueError:
            found.append(match[0])
    return found


def year_token(year: int) -> str:
    return f"y_{year}"


def date_at(words: Sequence[Word], at: int) -> tuple[list[str], int] | None:
    """(tokens, how many words) of the date that starts at words[at], or None.

    A day gives one token, a month one, a quarter three, another part of a year those of its months; a year or a range of years gives `y_` tokens.
    10/10/2024, 10.10.2024, 10-10-24, ngày 10 tháng 10 năm 2024, tháng mười 2024, 10/2024, quý 4/2019,
    2015-2018, từ 2015 đến 2018.
    """
    word = words[at].folded
    if words[at].exact in _HOURS and at + 1 < len(words):
        found = date_at(words, at + 1)
        return (found[0], found[1] + 1) if found else None
    if not word[0].isdigit() and word not in _OPENING:
        return None
    return (
        _part_of_year(words, at)
        or _english(words, at)
        or _since(words, at)
        or _iso(words, at)
        or _days(words, at)
        or _numeric(words, at)
        or _spelled(words, at)
        or _quarter(words, at)
        or _years(words, at)
    )


def asked_date_at(words: Sequence[Word], at: int, today: datetime.date) -> tuple[list[str], int] | None:
    """The same of what is a date in a question alone: 10102024, T10/2024, 8/11 of any year, and what
    is said of `today`'s year and month.
    """
    word = words[at].folded
    if words[at].exact in _HOURS and at + 1 < len(words):
        found = asked_date_at(words, at + 1, today)
        return (found[0], found[1] + 1) if found else None
    if len(word) == 8 and word.isascii() and word.isdigit() and year(word[4:]):
        found = _day(int(word[4:]), int(word[2:4]), int(word[:2]))
        return (found, 1) if found else None
    if word[0] == "t" and word.isascii() and word[1:].isdigit() and len(word) < 4 and _joined(words, at + 1):
        y, month = _full_year(words, at + 1), int(word[1:])
        return ([month_token(y, month)], 2) if y and 0 < month <= 12 else None
    if at + 1 == len(words):
        return None
    first, last = _number(words, at, 99), _number(words, at + 1, 99)
    this = today.year % 100
    if first and last and _TO.match(words[at + 1].gap) and this - 12 < first < last < min(first, this) + 6:
        return [year_token(2000 + y) for y in range(first, last + 1)], 2  # 22-24
    here = at + (word == "ngay")
    day, month = _number(words, here, 31), _number(words, here + 1, 12)
    if day and month and words[here + 1].gap == "/" and not _joined_by_sign(words, here + 2):
        return [yearless_token(month, day)], here + 2 - at
    if day and words[here + 1].folded == "thang" and (month := _number(words, here + 2, 12)):
        return [yearless_token(month, day)], here + 3 - at  # of any year: with its year it was read before
    if month := _month_of_any_year(words, at):
        return month
    if ago := _years_ago(words, at, today):
        return ago
    after = words[at + 1]
    away = _AWAY.get((word, after.exact), _AWAY.get((word, after.folded)))
    if away is None:
        return None
    if word == "thang":
        month = today.year * 12 + today.month - 1 + away
        return [month_token(month // 12, month % 12 + 1)], 2
    return [year_token(today.year + away)], 2


def _month_of_any_year(words, at):
    """tháng 6: the beginning of the tokens of its days."""
    if words[at].folded not in _MONTH:
        return None
    number = numeral([word.folded for word in words[at + 1 : at + 3]], 0)
    if not number or number[0] > 12:
        return None
    after = [word.folded for word in words[at + 1 + number[1] : at + 3 + number[1]]]
    has_year = any(word.isdigit() for word in (after[1:] if after[:1] == ["nam"] else after[:1]))
    return None if has_year else ([f"dm_{number[0]:02d}"], 1 + number[1])  # tháng 10 năm 20…


def _years_ago(words, at, today):
    """(cách đây) 10 năm trước; gần, khoảng, hơn 10 năm: a year more or less."""
    here = at + 2 * ([word.folded for word in words[at : at + 2]] == ["cach", "day"])
    is_about = here < len(words) and words[here].folded in _ABOUT
    number = _number(words, here + is_about, 99)
    folded = [word.folded for word in words[here + is_about + 1 : here + is_about + 3]]
    if not number or folded[:1] != ["nam"] or not (here > at or folded[1:] == ["truoc"]):
        return None
    years = range(today.year - number - is_about, today.year - number + is_about + 1)
    return [year_token(each) for each in years], here + is_about + 1 + len(
        folded[: 1 if here > at else 2]
    ) - at


def _number(words, at, most):
    if at < len(words):
        folded = words[at].folded
        if folded.isascii() and folded.isdigit() and len(folded) <= 2 and 0 < int(folded) <= most:
            return int(folded)
    return None


def _joined(words, at):
    """Whether words[at] follows the last word as part of one written date."""
    return at < len(words) and bool(_PART.match(words[at].gap.strip() or " "))


def _joined_by_sign(words, at):
    return at < len(words) and words[at].gap in ("/", ".", "-")


def _full_year(words, at, short=False):
    if at >= len(words):
        return None
    folded = words[at].folded
    if short and len(folded) == 2 and folded.isascii() and folded.isdigit():
        return 2000 + int(folded)
    return year(folded)


def _day(y, m, d):
    try:
        return [day_token(datetime.date(y, m, d))]
    except ValueError:
        return None


def _days(words, at):
    """13-14/6/2024: two days of one month, or all between them."""
    first, gap = _number(words, at, 31), words[at + 1].gap if at + 1 < len(words) else ""
    found = _numeric(words, at + 1) if first and _TO.match(gap) else None
    if not found or not found[0][0].startswith("d_"):
        return None
    last = datetime.datetime.strptime(found[0][0], "d_%Y%m%d").date()
    days = [last - datetime.timedelta(days=back) for back in range(last.day - first, -1, -1)]
    return ([day_token(day) for day in days], found[1] + 1) if days else None


def _numeric(words, at):
    first = _number(words, at, 31)
    if first is None or not _joined(words, at + 1):
        return None
    month = _number(words, at + 1, 12)
    if month and _joined(words, at + 2) and (y := _full_year(words, at + 2, short=True)):
        found = _day(y, month, first)
        return (found, 3) if found else None
    y = _full_year(words, at + 1)
    return ([month_token(y, first)], 2) if y and first <= 12 else None


def _english(words, at):
    """October 2024, 10 October 2024, October 10, 2024."""
    here, day = at, None
    if _number(words, here, 31) and here + 1 < len(words):
        day, here = _number(words, here, 31), here + 1
    if words[here].folded not in _MONTHS:
        return None
    month, here = _MONTHS.index(words[here].folded) + 1, here + 1
    if day is None and _number(words, here, 31):
        day, here = _number(words, here, 31), here + 1
    y = _full_year(words, here)
    if not y:
        return None
    tokens = _day(y, month, day) if day else [month_token(y, month)]
    return (tokens, here + 1 - at) if tokens else None


def _since(words, at):
    """trước (năm) 2001, sau (năm) 2015, từ (năm) 2015 đến nay: sixty years at most."""
    side = words[at].folded
    if side not in ("truoc", "sau", "tu"):
        return None
    here = at + 1
    if here < len(words) and words[here].folded == "nam":
        here += 1
    y = _full_year(words, here)
    if not y:
        return None
    rest = [word.folded for word in words[here + 1 : here + 3]]
    to_now = rest in (["den", "nay"], ["toi", "nay"])
    if side == "truoc":
        years = range(y - _LONGEST_RANGE, y)
    elif side == "sau":
        years = range(y + 1, y + _LONGEST_RANGE)
    elif to_now:
        years = range(y, y + _LONGEST_RANGE)
    else:
        return None
    return [year_token(each) for each in years], here + 1 - at + 2 * to_now


def _iso(words, at):
    y = year(words[at].folded)
    if y and _joined(words, at + 1) and _joined(words, at + 2):
        month, day = _number(words, at + 1, 12), _number(words, at + 2, 31)
        found = _day(y, month, day) if month and day else None
        return (found, 3) if found else None
    return None


def _spelled(words, at):
    """(ngày) 10 tháng 10 (năm) 2024; tháng 10 (năm) 2024."""
    here, day = at, None
    if words[here].folded == "ngay":
        here += 1
        day = _number(words, here, 31)
        if day is None:
            return None
        here += 1
    elif _number(words, here, 31) and here + 1 < len(words) and words[here + 1].folded in _MONTH:
        day, here = _number(words, here, 31), here + 1
    if here < len(words) and words[here].folded in _MONTH:
        here += 1
    elif not day or not _number(words, here, 12) or words[here].gap != " ":  # ngày 10 10 2024
        return None
    folded = [word.folded for word in words[here : here + 3]]
    read = (
        numeral(folded[:length], 0) for length in (3, 2, 1)
    )  # "tháng mười năm 2016" is no fifteenth month
    number = next((each for each in read if each and each[0] <= 12), None)
    if not number:
        return None
    month, here = number[0], here + number[1]
    while here < len(words) and words[here].folded in ("cua", "nam"):
        here += 1
    y = _full_year(words, here)
    if not y:
        return None
    tokens = _day(y, month, day) if day else [month_token(y, month)]
    return (tokens, here + 1 - at) if tokens else None


def _quarter(words, at):
    if words[at].folded not in ("qui", "q") or at + 1 >= len(words):
        return None
    number = numeral([word.folded for word in words[at + 1 : at + 2]], 0)
    if not number or number[0] > 4:
        return None
    here = at + 2
    if here < len(words) and words[here].folded == "nam":
        here += 1
    y = _full_year(words, here)
    if not y:
        return None
    first = number[0] * 3 - 2
    return _months(y, first, first + 2), here + 1 - at


def _months(y, first, last):
    return [month_token(y, month) for month in range(first, last + 1)]


def _part_of_year(words, at):
    """nửa đầu (năm) 2022, 6 tháng cuối năm 2022, đầu, giữa, cuối năm 2009, late 2009; đầu tháng 11 (năm) 2024: the month."""
    for part, (first, last) in _PARTS.items():
        here = at + len(part)
        if tuple(word.folded for word in words[at:here]) != part:
            continue
        following = words[here].folded if here < len(words) else ""
        if following == "thang" and (found := _spelled(words, here)):
            return found[0], here - at + found[1]
        here += following == "nam"
        if y := _full_year(words, here):
            return _months(y, first, last), here + 1 - at
    return None


def _years(words, at):
    """2024; 2015-2018; từ (năm) 2015 đến (năm) 2018."""
    here = at
    while here < len(words) and words[here].folded in ("tu", "nam", "giai", "doan") and here - at < 3:
        here += 1
    first = _full_year(words, here)
    if not first:
        return None
    there = here + 1
    is_range = False
    while there < len(words) and words[there].folded in ("den", "toi", "nam") and there - here < 4:
        is_range, there = is_range or words[there].folded != "nam", there + 1
    if there < len(words) and (is_range or _TO.match(words[there].gap)):
        last = _full_year(words, there)
        if last is None and not is_range and _number(words, there, 99) and len(words[there].folded) == 2:
            last = first // 100 * 100 + int(words[there].folded)
        if last and first < last <= first + _LONGEST_RANGE:
            return [year_token(y) for y in range(first, last + 1)], there + 1 - at
    if here > at and any(word.folded != "nam" for word in words[at:here]):
        return None
    return [year_token(first)], here + 1 - at
