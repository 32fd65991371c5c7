"""What a cell shows under its number format: formats of a few plain kinds are read, all others refused."""

import functools
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

#: Formats that a workbook names by a number alone; those of days in the Far East have no others here.
FORMATS = {
    "1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "9": "0%", "10": "0.00%", "11": "0.00E+00", "12": "# ?/?",
    "13": "# ??/??", "16": "d-mmm", "17": "mmm-yy", "37": "#,##0", "38": "#,##0", "39": "#,##0.00", "40": "#,##0.00",
    "41": "#,##0", "42": "#,##0", "43": "#,##0.00", "44": "#,##0.00", "48": "##0.0E+0",
}  # fmt: skip
#: Of a code: what is quoted or stands for itself, colours and languages, fillings.
LITERAL = re.compile(r'"([^"]*)"?|\\(.)|\[\$([^\]-]*)[^\]]*\]|\[[a-z]+ ?\d*\]|[_*].', re.IGNORECASE)
SECTION = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
DONG = r"\s*(?:vnđ|vnd|đồng|dong|đ|₫)?\s*"
#: What is read of a section: one number in plain digits, with a sign, an amount of đồng or %. With "-" alone: zero.
NUMBER = re.compile(
    rf"(?P<before>\s*\(?[-–−]?{DONG}[-–−]?)(?P<whole>(?:[#0?](?:[#0?,]*[#0?])?)?)(?:\.(?P<decimals>[#0?]*))?"
    rf"(?P<after>\s*%?{DONG}\)?\s*)",
    re.IGNORECASE,
)
ZERO = re.compile(rf"{DONG}[-–−]\?*{DONG}", re.IGNORECASE)
MINUS = re.compile(r"[-–−(]")
#: The same of what an .ods shows: digits parted in threes or not, a comma or point before a fraction.
TEXT = re.compile(rf"(\(?[-–−]?{DONG}[-–−]?)(\d[\d.,\s]*|[.,]\d+)(\s*%?){DONG}\)?", re.IGNORECASE)
WHOLE = re.compile(r"\d*|[1-9]\d{0,2}([.,\s])\d{3}(?:\1\d{3})*")
LONGEST_CODE = 255  # letters; no program writes more
#: In the place of signs that a format writes as they are and that would be taken for places of digits.
WRITTEN = dict.fromkeys(map(ord, "#?.,%@/"), "\ue000") | {ord("0"): "\ue000"}
VIETNAMESE = str.maketrans(",.", ".,")


def shown(cell, code):
    """What a cell under a number format shows: a text, a number or a day, {"number": …, "shown": …} of a number that is
    shown otherwise than it is written; {"bad": …} where the format is not read.
    """
    refused = {"bad": "format", "of": code[:60]}
    if isinstance(cell, str):
        return refused if cell and not shows_texts(code) else cell
    if isinstance(cell, dict) and "day" in cell:
        return cell if tells_day(code) else refused
    if isinstance(cell, bool | dict):
        return cell
    layout = layout_of(code, (cell > 0) - (cell < 0))
    seen = None if layout is None else as_laid_out(Decimal(repr(cell)), *layout) if layout else cell
    return refused if seen is None else seen


@functools.cache
def layout_of(code, sign):
    """How a format shows numbers of a sign: (before, whole, decimals, after), blank where as they are, None where the format
    is not read.
    """
    sections = SECTION.split(code)
    place = {1: 0, -1: 1, 0: 2}[sign]
    section = sections[place] if place < min(len(sections), 3) else sections[0]
    own = sign < 0 and len(sections) > 1  # or else a minus is put before what the section shows
    bare = re.sub(r"\[(\$-|[a-z]+)[^\]]*\]|[_*].", "", section, flags=re.IGNORECASE)
    if bare.strip().lower() == "general" and not own:
        return ()
    written = LITERAL.sub(lambda sign: "".join(filter(None, sign.groups())).translate(WRITTEN), section)
    if len(sections) > 2 and not sign and ZERO.fullmatch(written):
        return ()
    found = NUMBER.fullmatch(written)
    if len(code) > LONGEST_CODE or not found or not (found["whole"] or found["decimals"]):
        return None
    has_minus = bool(MINUS.search(found["before"]))
    return (
        None
        if has_minus != own
        else tuple(found[name] or "" for name in ("before", "whole", "decimals", "after"))
    )


def as_laid_out(number, before, whole, decimals, after):
    """A number as a layout shows it, None where that is no number."""
    is_percent, is_parted, places = "%" in after, "," in whole, whole.replace(",", "")
    zeros = len(places) - places.index("0") if "0" in places else 0
    number = round_half_up(number.scaleb(2 * is_percent), len(decimals))
    if not (number or zeros or "0" in decimals):  # as "#" shows zero
        return None if (before + after).strip() else ""
    width = zeros + max(zeros - 1, 0) // 3 * is_parted + len(decimals) + bool(decimals)
    digits = f"{abs(number):0{width or 1}{',' if is_parted else ''}f}"
    for sign in reversed(decimals):
        if sign == "0" or digits[-1] != "0":
            break
        digits = digits[:-1]  # a digit that is shown only where there is one
    digits = digits.rstrip(".").translate(VIETNAMESE)
    digits = digits if zeros else digits.removeprefix("0")
    minus = "-" if number < 0 else ""
    if is_percent:
        return minus + digits.replace(".", "") + "%"
    if zeros > 1 and not (decimals or is_parted):
        return minus + digits
    return number_shown(
        number, ("" if MINUS.search(before) else minus) + before.lstrip() + digits + after.rstrip()
    )


def number_shown(number, text):
    plain = f"{number.normalize():f}".replace(".", ",")
    is_sure = "," not in plain  # typed, "1,500" may be 1500
    return plain if text == plain and is_sure else {"number": plain, "shown": text}


#: Of the letters of a format: a day before its month, a year before both, or a month in words; what asks for the years
#: of another calendar.
WHOLE_DAY = re.compile(r"d+[^dmy]*m+[^dmy]*y|y+[^dmy]*m+[^dmy]*d|(?=.*d)(?=.*y).*mmm")
OTHER_YEARS = re.compile(r"\[\$-[\da-f]{0,2}(?!0[01])[\da-f]{6}\]", re.IGNORECASE)


@functools.cache
def tells_day(code):
    """Whether a format shows a whole day as Vietnamese reads it: in 05/06/2024 the day is first."""
    section = code.partition(";")[0]
    letters = LITERAL.sub("", section).lower()
    if OTHER_YEARS.search(section) or re.search(r"[^\W\d_dmyhsap]", letters):
        return False
    return bool(WHOLE_DAY.match(re.sub("[^dmy]", " ", letters).strip()))


@functools.cache
def shows_texts(code):
    """Whether texts are shown as they are: ;;; hides them, @" đ" adds to them."""
    sections = SECTION.split(code)
    of_texts = [section for section in sections if "@" in LITERAL.sub("", section)]
    section = sections[3] if len(sections) > 3 else of_texts[0] if of_texts else "@"
    said = "".join(map("".join, LITERAL.findall(section))) + LITERAL.sub("", section)
    return said.strip().lower() in ("@", "general")


def round_half_up(number, decimals):
    try:
        return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    except InvalidOperation:  # more digits than a number of a workbook has
        return number


def code_of(number, own):
    code = own.get(number) or FORMATS.get(number, "")
    return None if code.lower() in ("", "general", "@") else code


# --- Of an .ods, which holds what is shown --------------------------------------------------------------
def seen(kind, value, text):
    """What a cell with a number or a day shows, as `shown` gives it, or None where that is what calamine reads. `text` is
    None of a cell that holds no paragraph.
    """
    refused = {"bad": "shows", "of": (text or "")[:60]}
    if kind == "date":
        return None if not text or tells_this_day(value, text) else refused
    number = Decimal(value).scaleb(2 if kind == "percentage" else 0)
    if not text:
        return (
            f"{number.normalize():f}%".replace(".", ",")
            if kind == "percentage"
            else ""
            if text == "" and not number
            else None
        )
    if not number and ZERO.fullmatch(text):
        return number_shown(number, text)
    found = TEXT.fullmatch(text)
    if (
        not found
        or bool(MINUS.search(found[1])) != (number < 0)
        or ("%" in found[3]) != (kind == "percentage")
    ):
        return refused
    for point in ",.":
        whole, _point, fraction = found[2].strip().partition(point)
        if WHOLE.fullmatch(whole) and re.fullmatch(r"\d*", fraction):
            digits = re.sub(r"\D", "", whole)
            rounded = round_half_up(number, len(fraction))
            if abs(rounded) == Decimal(f"{digits or 0}.{fraction or 0}"):
                minus = "-" * (number < 0)
                if kind == "percentage":
                    return f"{minus}{digits}{',' * bool(fraction)}{fraction}%"
                return (
                    text if text == digits and digits[0] == "0" < digits[1:] else number_shown(rounded, text)
                )
    return refused


def tells_this_day(value, text):
    year, month, day = (int(part) for part in value[:10].split("-"))
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    if len(numbers) > 2:
        return numbers[:3] in ([day, month, year], [day, month, year % 100], [year, month, day])
    return day in numbers and {year, year % 100} & {*numbers} and re.search(r"[^\W\d]{3}", text)
