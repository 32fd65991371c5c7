"""Text that is no Unicode Vietnamese: TCVN3 and VNI, which old fonts showed, UTF-8 that was read as another code, HTML.

Tables: TCVN 5712:1993 (TCVN3, the fonts .Vn…) and VNI for Windows, as their letters stand in ISO 8859-1.
"""

import html
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter

from django.utils.translation import gettext as _

from .text import nfc

# --- Letters ------------------------------------------------------------------------------------------
_VOWELS = "aăâeêioôơuưy"
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng


def _toned(vowel):
    return [nfc(vowel + tone) for tone in _TONES]


_LETTERS = "".join([*_VOWELS, *(letter for vowel in _VOWELS for letter in _toned(vowel)), "đ"])
_NATIVE = re.compile(f"[{''.join(one for one in _LETTERS + _LETTERS.upper() if one > 'ÿ')}]")

# --- Syllables ----------------------------------------------------------------------------------------
_RHYMES = (
    "a ac ach ai ak am an ang anh ao ap at au ay ăc ăk ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en "
    "eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac "
    "oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong "
    "op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uên uênh ui um un ung "
    "uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi "
    "ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêng yêt yêu"
)
_SYLLABLE = re.compile(
    r"(?!đy)(?:b|c|ch|d|đ|g|gh|gi|h|k|kh|l|m|n|nh|ng|ngh|ph|[bkp][lr]|hm|q(?=u)|qu(?!u|o[ae])|r|s|t|th|tr|v|x)?"
    rf"(?:{'|'.join(sorted(_RHYMES.split(), key=len, reverse=True))})"
)
_MISPLACED = re.compile(f"[^aeiouy\u0302\u0306\u031b][{_TONES}]|[aeo][\u0302\u0306\u031b]?[iouy][{_TONES}]")
_STOPPED = re.compile(r"(?:c|ch|p|t)$")


def is_syllable(word) -> bool:
    """Whether `word` can be a syllable of Vietnamese; one that ends in a stop has the sharp or the heavy tone, or none."""
    spread = unicodedata.normalize("NFD", word.lower())
    tones = [sign for sign in spread if sign in _TONES]
    bare = nfc("".join(sign for sign in spread if sign not in _TONES))
    if _MISPLACED.search(spread):
        return False
    stopped = tones and _STOPPED.search(bare) and tones[0] not in _TONES[3:]
    return len(tones) < 2 and not stopped and bool(_SYLLABLE.fullmatch(bare))


# --- TCVN3 and VNI ------------------------------------------------------------------------------------
_TCVN3 = dict(
    zip(
        "µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ¨©®ª«¬\u00ad¡¢§£¤¥¦",
        [
            *(letter for vowel in "aăâeêioôơuưy" for letter in _toned(vowel)),
            *"ăâđêôơưĂÂĐÊÔƠƯ",
        ],
        strict=True,
    )
)
_TONED = re.compile(f"[{''.join(letter for vowel in _VOWELS for letter in _toned(vowel))}]")
_VNI_TONES = dict(zip("øûõùï", _TONES, strict=True))
_VNI_BREVE = dict(zip("èúüéë", _TONES, strict=True)) | {"ê": ""}
_VNI_CIRCUMFLEX = dict(zip("àåãáä", _TONES, strict=True)) | {"â": ""}


def _vni_table():
    table = {"ñ": "đ", "ô": "ơ", "ö": "ư", "î": "ỵ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị"}
    for base, vowel in ("aa", "ee", "oo", "uu", "yy", "ôơ", "öư"):
        table |= {base + sign: nfc(vowel + tone) for sign, tone in _VNI_TONES.items()}
    table |= {"a" + sign: nfc("ă" + tone) for sign, tone in _VNI_BREVE.items()}
    for base, vowel in ("aâ", "eê", "oô"):
        table |= {base + sign: nfc(vowel + tone) for sign, tone in _VNI_CIRCUMFLEX.items()}
    any_case = [code[0] + code[1:].swapcase() for code in table if len(code) > 1]  # Uûy ban, NguyeÃn
    table |= {code: table[code.lower()] for code in any_case}
    return table | {code.swapcase(): letter.upper() for code, letter in table.items()}


def _replacer(table) -> Callable[[str], str]:
    keys = re.compile("|".join(map(re.escape, sorted(table, key=len, reverse=True))))
    return lambda text: nfc(keys.sub(lambda found: table[found[0]], text))


#: RFC 1456, from 0x80; 0xA0 left out, which is a blank to all others.
_VISCII = dict(
    zip(
        bytes(range(0x80, 0x100)).replace(b"\xa0", b"").decode("latin-1"),
        "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư"
        "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ",
        strict=True,
    )
)


def _bytes(text):
    return b"".join(_byte(sign, errors="replace") for sign in text)


_BYTE_CODES = {
    "VNI": _replacer(_vni_table()),
    "TCVN3": _replacer(_TCVN3),
    "Windows-1258": lambda text: nfc(_bytes(text).decode("cp1258", "replace")),
    "VISCII": lambda text: "".join(_VISCII.get(sign, sign) for sign in _bytes(text).decode("latin-1")),
}
#: Read only where a sign stands that no other language has there; the first of two that read as much is taken.
_RARE = ("Windows-1258", "VISCII")
_WORD = re.compile(r"[^\s\d!-/:-@\[-`{-~–—…“”‘’]+")
#: Signs of units and of rights, which stand beside letters by right.
_IDLE = re.compile(
    r"µ[a-zA-Z]{1,2}|[a-zA-Z]{1,2}·[a-zA-Z]{1,2}|[a-zA-Z]×[a-zA-Z]|[a-zA-Z]*[®©¹²³ª°§]|[©§][A-Za-z]*|«.*|.*»"
)
#: What stands inside a word of hardly any other language: a sign, a capital behind a small letter; a vowel and its VNI mark.
_INSIDE = {
    "TCVN3": re.compile(
        r"(?<=[^\W\d_])(?:[µ¶·¸¹»¼½¾¨©®ª«¬\u00ad×](?=[a-zA-Z])|[µ¶¸¼¾¬]$)|^[¸®](?=[a-z])|^Lª$|(?<=[^\W\d_aeiou])ß"
        r"|(?<=[a-z])[Æ-ÖØÜÝÞ]|^[A-Z][ÆÇËÎÏÐÑÖØÜÞ](?=[a-z])"
        r"|(?<=[A-Z])[à-ÿ](?=[A-Z])|(?<=[A-Z]{2})[à-ÿ]$"  # HéI NGHÞ in a font of capitals
    ),
    "VNI": re.compile(
        r"(?<=[^\W\d_])(?:[aeouy][øûõùâàåãäáèúüéëê]|[AEOUY][ØÛÕÙÂÀÅÃÄÁÈÚÜÉËÊ]|[aeo][ÂÀÅÃÄÁ])(?=[a-zA-Z]|$)|æ(?=nh)"
        r"|[aeouy]ï(?=n[hg]|[mp]$)"
    ),
    "VISCII": re.compile(
        r"(?<=[^\W\d_])(?:[¡-¾\u00ad](?=[a-z])|[¡-©«-±´-¸¼-¾]$)|(?<=[a-z])[Æ-ÇÎ-ÑÕ-ØÛÜÞß]|(?<=[b-df-hj-np-tv-z])ï(?=nh)"
    ),
    "Windows-1258": re.compile(
        r"(?<=[a-zâãêôõýÂÃÊÔÕÝ])[ÌÒÞ]|[âãêôõý][ìò]|ý(?=ng|u)|[aeiouy][ìò](?=n?[cghmnpt])"
    ),
}
#: HĐND, ĐBQH, QĐ-TTg…, which are no syllables.
_INITIALS = re.compile(r"TTg|[B-DF-HJ-NP-TV-XZĐ]{2,}")
_CAPITAL_INSIDE = re.compile(
    r"(?<=[a-z])[Æ-ÖØÜÝÞ]|^[A-Z][ÆÇËÎÏÐÑÒÕÖØÜÝÞ](?=[a-z])"
)  # not HÔm, CÁc: shift was held
_NAMES = re.compile(r"\bBé(?= [A-Z]{2})|^Vò(?= [A-Z])")  # Bộ KH&CN, Vũ Anh: syllables as they stand, too
#: Words of other languages that would be syllables.
_FOREIGN = {"loïc", "laïc", "naïm", "thaï", "aïn", "vaï", "où", "hoù", "aún", "meán", "meä"}


def _read_in(code, text):
    """(how sure it is, `code`, what `text` says in `code`); (0, code, text) where it is not written in that.

    It is where most of its words with odd signs are Vietnamese once converted, and one of them bears a sign that no
    other language has there, or two signs, or stands among words that all are Vietnamese as converted.
    """
    convert = _BYTE_CODES[code]
    words = {word for word in _WORD.findall(text) if len(word) > 1 or not word.isascii()}
    odd = {word for word in words if not (word.isascii() or _NATIVE.search(word) or _is_idle(word, convert))}
    right = {word for word in odd if _stands_as_written(word, text, code)}
    odd -= right
    good = {word for word in odd if convert(word) != word and _is_word(convert(word))}
    good -= {word for word in good if code == "TCVN3" and "à" in word}  # which no font of it holds
    sure = sum(bool(_INSIDE[code].search(word)) for word in good)
    is_mixed = bool(_NATIVE.search(text))  # a part of it is Unicode
    if not good or len(good) < (0.5 if sure > 1 else 0.8) * len(odd):
        return 0, code, text
    if not sure and (code in _RARE or not any(_odd_signs(word) > 1 for word in good)):
        company = words - good
        if (
            code in _RARE
            or is_mixed
            or len(words) < 2
            or not all(_is_word(convert(word)) for word in company)
        ):
            return 0, code, text
    left = words - good if is_mixed else {word for word in words if _is_measure(word, convert)}
    if code == "VISCII":  # whose signs of units are letters, and the letters of ISO 8859-1 themselves
        sure += sum(not _is_word(_BYTE_CODES["TCVN3"](word)) for word in right)
        left = {word for word in left if is_mixed or not _is_word(convert(word))}
    elif code == "TCVN3" and not is_mixed and any("à" in word for word in right):
        sure = 0
    read = _WORD.sub(lambda found: found[0] if found[0] in left else convert(found[0]), text)
    return 1 + sure + len(good), code, read


def _stands_as_written(word, text, code):
    """Whether an odd word is right as it is: a syllable ("Hòa"), or of another language ("Loïc"); not "Bé KH&CN"."""
    seen = word.replace("\u00ad", "") if _NATIVE.search(text) else word  # of TCVN3 an ư
    if not is_syllable(seen) or _CAPITAL_INSIDE.search(word):
        return word.lower() in _FOREIGN
    return code != "TCVN3" or word not in _NAMES.findall(text)


def _is_idle(word, convert):
    """Whether the odd signs of a word are those of units and of rights ("µm", "ABC®"), and no letters of the code."""
    is_letter = len(word) > 1 and re.search("^§|[§ª¹]$", word) and _is_word(convert(word))
    return _IDLE.fullmatch(word) and not is_letter


def _is_measure(word, convert):
    """Whether a word in a text of the code is still to be left: "µm", "CO²"."""
    return _is_idle(word, convert) and re.search("^µ|[®©°²³]$", word[-2:])


def _is_word(word):
    return is_syllable(word) or bool(_INITIALS.fullmatch(word))


def _odd_signs(word):
    return sum(not sign.isascii() for sign in word)


# --- UTF-8 that was read as another code --------------------------------------------------------------
_READ_AS = ("cp1252", "latin-1", "cp1258", "cp437", "cp850", "mac_roman")
_SIGNS = "“”‘’–—…•°²³½«»©®×₫€\u00a0\ufeff"
_OURS = {*_LETTERS, *_LETTERS.upper(), *_SIGNS}
_MARKS = f"{_TONES}\u0302\u0306\u031b"  # of letters in pieces (NFD)


def _misread():
    table: dict[str, str] = {}
    for letter in _LETTERS + _LETTERS.upper() + _SIGNS + _MARKS:
        content = letter.encode()
        for code in _READ_AS if len(content) > 1 else ():
            read = "".join(bytes([one]).decode(code, "ignore") or chr(one) for one in content)
            table.setdefault(nfc(read), letter)
    return table


_MISREAD = _misread()
#: Read so, they are rightly written too where they end a word: XÃ” ends a quotation, «khá»… and XÃ² bear signs of their own.
_RIGHT_TOO = re.compile(r"(?:[ÃÂ][’“”•™²³¹»\u00a0]|á[»º][…‘’“”–—»])(?![^\W\d_])")
_PIECES = re.compile(
    "|".join(map(re.escape, sorted(_MISREAD, key=len, reverse=True)))
    # What is left of letters whose last byte is no sign, or became a blank.
    + r"|á»(?![…‘’“”–—»,.;:!?)])|(?<=[a-zđ])Ã(?: (?=[a-z])|(?=[a-z]|$))|áº(?: |(?=[a-z]))|(?<=\w)Ã[ \u00a0](?=[ \u00a0]|[imnouy]\b|n[gh]\b|ch\b)"
)
_LOST_D = re.compile(r"Ä(?:\ufffd|(?=\w))")
_LOST = re.compile(r"(\w*)(á»|Ã(?! )|Ã |áº ?)(\w*)")
_LOST_LETTERS = {"á»": "ềờọỏ", "Ã": "ÁÍÝ", "Ã ": "à", "áº ": "Ạ", "áº": "ậ"}


def _misread_utf8(text):
    """`text` as it was before its UTF-8 was read as another code, once or twice; None where it bears too few signs of
    that. A piece that may be rightly written weighs nothing beside Vietnamese that is.
    """
    if rare := _decoded_rarely(text):
        return nfc(rare)
    whole = _decoded(text)
    if whole not in (None, text) and (again := _misread_utf8(whole)):
        return again
    pieces = [(found[0], _RIGHT_TOO.match(text, found.start())) for found in _PIECES.finditer(text)]
    native = bool(_NATIVE.search(_PIECES.sub("", text)))
    weight = 0
    for piece, right_too in pieces:
        if (right_too and (piece[0] != "á" or "«" in text)) or ("«" in text and piece == "á»"):
            weight += 0 if native else 1 + piece.endswith("\u00a0")
        else:
            weight += 2 if len(piece) > 2 or not native else 1
    if weight < 2:
        return None
    text = _LOST_D.sub("Đ", _PIECES.sub(lambda found: _MISREAD.get(found[0], found[0]), whole or text))
    text = re.sub(
        r"(?<=[a-z\u0302\u0306\u031b])Ì(?![A-ZÀ-ỹ])", "\u0301", text
    )  # whose second byte has no sign
    return nfc(_LOST.sub(_found_again, nfc(text)))


def _decoded(text, code="cp1252"):
    """`text` as UTF-8, where all of it was read as `code`; else None."""
    try:
        return b"".join(_byte(sign, code) for sign in text).decode()
    except UnicodeError:
        return None


def _byte(sign, code="cp1252", errors="strict"):
    try:
        return sign.encode(code)
    except UnicodeEncodeError:
        return sign.encode("latin-1", errors)


def _decoded_rarely(text):
    """The same of codes whose letters are those of other languages: only where nothing but Vietnamese comes of it."""
    for read in filter(None, (_decoded(text, code) for code in ("cp1250", "cp1251"))):
        odd = [sign for sign in nfc(read) if not sign.isascii()]
        if len(text) - len(read) > 1 and all(sign in _OURS for sign in odd):
            return read
    return None


def _found_again(found):
    """A letter whose last byte was lost: the first that makes a syllable."""
    before, left, after = found.groups()
    words = [before + letter + after for letter in _LOST_LETTERS[left]]
    return next(filter(is_syllable, words), words[0] if len(words) == 1 else f"{before}�{after}")


# --- Letters of others --------------------------------------------------------------------------------
#: Letters that look like those of Vietnamese: the eth and the African D for đ, Cyrillic and Greek ones.
_TWINS = str.maketrans(
    "ðÐƉɖАВСЕНІКМОРТХУаеорсухіӑӐһԁΑΒΕΗΙΚΜΝΟΡΤΥΧο", "đĐĐđABCEHIKMOPTXYaeopcyxiăĂhdABEHIKMNOPTYXo"
)
_OTHERS = "".join(map(chr, _TWINS))
_TWIN = re.compile(
    rf"[ðÐƉɖ]|(?=\S*[^\W\d_{_OTHERS}])\S*[{_OTHERS}]"
)  # a word all of whose letters are Cyrillic is one


def _without_twins(text):
    """`text` with the letters of Vietnamese for those that only look so, in its words."""

    def read(found):
        word = found[0].translate(_TWINS)
        is_read = _TWIN.match(found[0]) and (len(word) == 1 or _is_word(word))
        return word if is_read else found[0]

    return _WORD.sub(read, text)


_ENTITY = re.compile(
    r"&(?:#\d{2,6}|#x[0-9a-f]{2,5}|[aeiouy](?:grave|acute|tilde|circ)|nbsp|quot|amp|[lr][ds]quo);",
    re.IGNORECASE,
)


TWINS = "twins"


@dataclass(frozen=True)
class ForeignText:
    """`code`: in which a text was written, "" where letters are lost, TWINS where some only look right. `text`: the same in Unicode,
    "�" where a letter is lost. `in_viscii`: what one of TCVN3 says where it may as well be VISCII.
    """

    code: str
    text: str
    in_viscii: str = ""

    @property
    def refusal(self) -> str:
        """Why it is refused, with what it says."""
        names = {"code": self.code, "text": self.text[:1000]}
        if not self.code:
            return _("Có chữ đã mất khi đổi mã, ở chỗ có dấu �: “%(text)s”. Hãy gõ lại chữ ấy.") % names
        if self.code == "UTF-8":
            return _("Chữ UTF-8 bị đọc nhầm mã, không phải tiếng Việt; đọc lại là: “%(text)s”.") % names
        if self.code == TWINS:
            return _("Có chữ cái lạ trông như chữ Việt (như “ð” thay “đ”); viết đúng là: “%(text)s”.") % names
        if self.in_viscii:
            sentence = _(
                "Chữ theo bảng mã TCVN3, đọc ra là: “%(text)s”, hoặc VISCII, đọc ra là: “%(other)s”."
            )
            return sentence % (names | {"other": self.in_viscii[:1000]})
        return _("Chữ theo bảng mã %(code)s, không phải Unicode; đọc ra là: “%(text)s”.") % names


def _in_case(text, read):
    """`read`, as TCVN3 says `text`, with capitals: its fonts have none with a tone, and others show all as capitals."""
    words = [(word, _BYTE_CODES["TCVN3"](word)) for word in _WORD.findall(text)]
    if not re.search("[a-z]", text) and any(
        re.search(".[A-Z¡-§]", word) and is_syllable(now) for word, now in words
    ):
        return read.upper()
    given = "ái ánh ấn ích út ý" if len(words) > 2 else "ái ánh ấn ích út"  # "Lưu ý"
    is_name = all(now[0].isupper() or now in given.split() for _word, now in words)
    begins = r"(?<!\w)" if is_name else r"^\W*|[.!?]\s+"
    return re.sub(f"(?:{begins}){_TONED.pattern}", lambda found: found[0].upper(), read)


def foreign_text(text) -> ForeignText | None:
    """What `text` says where it is no Unicode Vietnamese, else None."""
    if _ENTITY.search(text):
        return ForeignText("HTML", nfc(html.unescape(text)))
    if text.isascii():
        return None
    misread = _misread_utf8(text)
    if misread and "\ufffd" not in misread:
        return ForeignText("UTF-8", misread)
    if "\ufffd" in text:
        return ForeignText("", text)
    readings = [_read_in(code, text) for code in _BYTE_CODES]
    sure, code, read = max(readings, key=itemgetter(0))
    if not sure:
        if misread:
            return ForeignText("UTF-8", misread)
        return ForeignText(TWINS, read) if (read := _without_twins(text)) != text else None
    if code != "TCVN3":
        return ForeignText(code, read)
    also = readings[-1]
    return ForeignText(code, _in_case(text, read), also[2] if also[0] == sure and also[2] != read else "")
