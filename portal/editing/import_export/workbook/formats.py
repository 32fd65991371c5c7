"""What a cell shows under its number format."""

import functools
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

#: Formats that a workbook names by a number alone; those of days in the Far East have no others here.
FORMATS = {
    "1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "9": "0%", "10": "0.00%", "11": "0.00E+00", "12": "# ?/?",
    "13": "# ??/??", "16": "d-mmm", "17": "mmm-yy", "37": "#,##0", "38": "#,##0", "39": "#,##0.00", "40": "#,##0.00",
    "41": "#,##0", "42": "#,##0", "43": "#,##0.00", "44": "#,##0.00",
}  # fmt: skip
#: Of a code: what is quoted or stands for itself, colours and languages, fillings.
LITERAL = re.compile(r'"([^"]*)"?|\\(.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|[_*].')
SECTION = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
DONG = re.compile(r"vnđ|vnd|đồng|dong|[₫đ\s()+\-–−.,]", re.IGNORECASE)
MINUS = re.compile(r"(?<!E)[-–−]|\([^)]*[0#?]")  # as it is shown, with digits in brackets


LONGEST_CODE = 255  # letters; no program writes more
DIFFERS = object()
VIETNAMESE = str.maketrans(",.", ".,")
WRITTEN = str.maketrans(",.\u00a0", "\ue000\ue001 ")  # signs that a format writes as they are
SPELT = str.maketrans("\ue001\u00a0", ". ")
MARK = re.compile("[\ue000\ue001]")


@dataclass(frozen=True)
class NumberLayout:
    """How a format shows numbers of one sign: times 10 ** `scale`, with `zeros` digits at least before the comma, and
    `decimals` behind it, of the signs "0#?"; whether the digits are parted in threes; what stands `before`, `after`.
    `places`: "0" for each digit before the comma, among the blanks and dots that the format writes between them.
    """

    scale: int
    zeros: int
    decimals: str
    is_parted: bool
    before: str
    after: str
    places: str = ""


def seen_as(cell, code, text=""):
    """What a cell under a number format shows: a text, a number or a day, {"number": …, "shown": …} of a number that is
    shown otherwise than it is written; {"bad": …} where it shows another thing. `text`: what it shows, where known.
    """
    found = shown(cell, code) if code else cell
    number = found["number"] if isinstance(found, dict) and "number" in found else found
    return {"number": number, "shown": text} if text and not isinstance(number, dict) else found


def shown(cell, code):
    if isinstance(cell, dict) and "day" in cell:
        return cell if tells_day(code) else {"bad": "format", "of": code[:60]}
    if isinstance(cell, str):
        return {"bad": "format", "of": code[:60]} if cell and not shows_texts(code) else cell
    if isinstance(cell, bool | dict):
        return cell
    layout = layout_of(code, (cell > 0) - (cell < 0))
    if layout is DIFFERS:
        return {"bad": "format", "of": code[:60]}
    if layout is None:
        return cell
    number = round_half_up(Decimal(repr(cell)).scaleb(layout.scale), len(layout.decimals))
    if not (number or layout.zeros or "0" in layout.decimals):  # as "#" shows zero
        return {"bad": "format", "of": code[:60]} if layout.before or layout.after else ""
    width = layout.zeros + max(layout.zeros - 1, 0) // 3 * layout.is_parted
    width += len(layout.decimals) + bool(layout.decimals)
    digits = f"{abs(number):0{width or 1}{',' if layout.is_parted else ''}f}"
    for sign in reversed(layout.decimals):
        if sign == "0" or digits[-1] != "0":
            break
        digits = digits[:-1]  # a digit that is shown only where there is one
    digits = digits.rstrip(".").translate(VIETNAMESE)
    digits = digits if layout.zeros else digits.removeprefix("0")
    minus = "-" if number < 0 else ""
    if layout.scale:
        return minus + digits.replace(".", "") + "%" * (layout.scale // 2)
    if layout.places:
        digits = put_in(layout.places, digits)
        if not re.fullmatch(r"\d{1,3}(\.\d{3})*(,\d*)?|[\d ]*(,\d*)?", digits):
            return {"bad": "format", "of": code[:60]}
    elif layout.zeros > 1 and not (layout.decimals or layout.is_parted):
        return f"{number:0{layout.zeros}f}"
    plain = f"{number.normalize():f}".replace(".", ",")
    seen = ("" if MINUS.search(f"{layout.before}0") else minus) + layout.before + digits + layout.after
    return plain if seen == plain else {"number": plain, "shown": seen}


def put_in(places, digits):
    """The digits, from the last before the comma on, where `places` has a "0"."""
    whole, comma, decimals = digits.partition(",")
    left = [*whole]
    found = [left.pop() if sign == "0" and left else sign.strip("0") for sign in reversed(places)]
    return ("".join(left) + "".join(reversed(found))).strip() + comma + decimals


@functools.cache
def tells_day(code):
    return {"d", "m", "y"} <= set(LITERAL.sub("", code.partition(";")[0]).lower())


@functools.cache
def shows_texts(code):
    """Whether texts are shown as they are: ;;; hides them, @" đ" adds to them."""
    sections = SECTION.split(code)
    of_texts = [section for section in sections if "@" in LITERAL.sub("", section)]
    section = sections[3] if len(sections) > 3 else of_texts[0] if of_texts else "@"
    said = "".join(map("".join, LITERAL.findall(section))) + LITERAL.sub("", section)
    return said.strip().lower() in ("@", "general")


@functools.cache
def layout_of(code, sign):
    """The NumberLayout of a format for numbers of a sign; None where it shows them as they are, DIFFERS where as something
    else.
    """
    if len(code) > LONGEST_CODE or re.search(r"\[[<>=]", code):
        return DIFFERS
    sections = SECTION.split(code)
    place = {1: 0, -1: 1, 0: 2}[sign]
    section = sections[place] if place < min(len(sections), 3) else sections[0]
    said = "".join(map("".join, LITERAL.findall(section)))
    digits = LITERAL.sub("", section)
    if "general" in digits.lower():
        digits = ""
    elif not re.search("[0#?]", digits):  # nothing, or a text; a dash stands for zero
        dash = re.search("[-–−]", said + digits) and not DONG.sub("", said + digits)
        return None if sign == 0 and dash else DIFFERS
    others = DONG.sub("", said + re.sub(r"[0#?.,%E+\-()\s]", "", digits))
    seen = LITERAL.sub(lambda sign: "".join(filter(None, sign.groups())), section)
    parted = re.search("[0#?][-–−][0#?]", seen)  # as in a telephone number
    own = sign < 0 and len(sections) > 1  # or else a minus is put before what the section shows
    colour = own and re.search(r"\[(?!\$)", section)
    wrong_sign = sign and not colour and own != bool(MINUS.search(seen))
    if (
        others or parted or wrong_sign or re.search(r"/|[0#?],+(?![0#?,])", digits)
    ):  # a word, a fraction, thousands or millions
        return DIFFERS
    if not digits or "E" in digits:
        return None
    whole, point, decimals = digits.partition(".")
    # A comma that is written between or before the digits, or a dot that parts no threes, shows another number.
    marked = LITERAL.sub(lambda sign: "".join(filter(None, sign.groups())).translate(WRITTEN), section)
    signs = [found.start() for found in re.finditer("[0#?]", marked)]
    shown_whole, _point, shown_decimals = marked[signs[0] : signs[-1] + 1].partition("." if whole else "\0")
    places = re.sub("[#?]", "0", shown_whole.replace(",", "")).translate(SPELT)
    if (
        re.search(r"[^0 .]", places)
        or re.search(r"[^0#?]", shown_decimals)
        or MARK.search(marked[: signs[0]])
    ):
        return DIFFERS
    placed = re.sub("[^0#?]", "", whole)
    return NumberLayout(
        2 * digits.count("%"),
        len(placed) - placed.index("0") if "0" in placed else 0,
        "".join(re.findall("[0#?]", decimals)),
        "," in whole,
        seen[: signs[0]].lstrip().removesuffix("." if point and not placed else ""),
        seen[signs[-1] + 1 :].rstrip(),
        places if places.strip("0") else "",
    )


def round_half_up(number, decimals):
    try:
        return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    except InvalidOperation:  # more digits than a number of a workbook has
        return number


def code_of(number, own):
    code = own.get(number) or FORMATS.get(number, "")
    return None if code.lower() in ("", "general", "@") else code


def code_of_text(kind, value, text):
    """A format under which a value is shown as `text`: None where that is the value itself, one that is refused where no
    format of numbers or days shows the one as the other. `text` is None of a cell that holds no paragraph.
    """
    other = f'"{text}"'
    if not text:
        is_blank = text == "" and kind in ("float", "currency") and not Decimal(value)
        return "0.##########%" if kind == "percentage" else "#" if is_blank else None
    if kind == "date":
        year, month, day = (int(part) for part in value[:10].split("-"))
        seen = [int(number) for number in re.findall(r"\d+", text)]
        has_month = len(seen) > 2 if month in seen else len(seen) > 1 and re.search(r"[^\W\d]{3}", text)
        return None if day in seen and has_month and {year, year % 100} & {*seen} else other
    number = Decimal(value).scaleb(2 if kind == "percentage" else 0)
    literal = re.sub(r"[^\d%()\-–−\s]", r"\\\g<0>", re.sub("[.,]", "", text))
    like = ";".join([re.sub(r"\d", "0", literal)] * 3)  # the format that would show this
    differs = layout_of(like, (number > 0) - (number < 0)) is DIFFERS
    if differs or ("%" in text) != (kind == "percentage"):
        return other
    digits = re.sub(r"\D", "", text)
    if kind == "float" and text == digits and digits[0] == "0" and len(digits) > 1:
        return "0" * len(digits)
    body = re.sub(r"[^\d.,]", "", text).rstrip(".,")
    for decimals in range(13):
        behind = rf"[.,]\d{{{decimals}}}" if decimals else ""
        is_parted_so = re.fullmatch(rf"(?:\d*|\d{{1,3}}(?:[.,]\d{{3}})+){behind}", body)
        rounded = re.sub(r"\D", "", f"{round_half_up(number, decimals):f}")
        if is_parted_so and rounded.lstrip("0") == digits.lstrip("0"):
            code = f"0.{'0' * decimals}".rstrip(".")
            return (
                f"{code}%"
                if kind == "percentage"
                else None
                if round_half_up(number, decimals) == number
                else code
            )
    return other
