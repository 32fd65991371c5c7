"""Text that is no Unicode Vietnamese: TCVN3 and VNI, which old fonts showed, and UTF-8 that was read as another code.

Tables: TCVN 5712:1993 (TCVN3, the fonts .Vn…) and VNI for Windows, as their letters stand in ISO 8859-1.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

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
    r"(?:b|c|ch|d|đ|g|gh|gi|h|k|kh|l|m|n|nh|ng|ngh|ph|q|qu|r|s|t|th|tr|v|x)?"
    rf"(?:{'|'.join(sorted(_RHYMES.split(), key=len, reverse=True))})"
)
_STOPPED = re.compile(r"(?:c|ch|p|t)$")


def _is_syllable(word):
    """Whether `word` can be a syllable of Vietnamese; one that ends in a stop has the sharp or the heavy tone, or none."""
    spread = unicodedata.normalize("NFD", word.lower())
    tones = [sign for sign in spread if sign in _TONES]
    bare = nfc("".join(sign for sign in spread if sign not in _TONES))
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
    capitals = {code.upper(): letter.upper() for code, letter in table.items()}
    begun = {code.capitalize(): letter.upper() for code, letter in table.items() if len(code) > 1}  # Uûy ban
    return table | begun | capitals


def _replacer(table) -> Callable[[str], str]:
    keys = re.compile("|".join(map(re.escape, sorted(table, key=len, reverse=True))))
    return lambda text: keys.sub(lambda found: table[found[0]], text)


_BYTE_CODES = {"TCVN3": _replacer(_TCVN3), "VNI": _replacer(_vni_table())}
_WORD = re.compile(r"[^\s\d!-/:-@\[-`{-~–—…“”‘’]+")
#: Signs of units and of rights, which stand beside letters by right.
_IDLE = re.compile(
    r"µ[a-zA-Z]{1,2}|[a-zA-Z]{1,2}·[a-zA-Z]{1,2}|[a-zA-Z]×[a-zA-Z]|(?!Lª)[a-zA-Z]*[®©¹²³ª°§]|[©§][A-Za-z]*|«.*|.*»"
)


#: What stands inside a word of hardly any other language: a sign, a capital behind a small letter; a vowel and its VNI mark.
_INSIDE = {
    "TCVN3": r"(?<=[^\W\d_])(?:[µ¶·¸¹»¼½¾¨©®ª«¬\u00ad×](?=[a-z])|[µ¶¸¼¾¬]$)|^¸(?=[a-z])|^Lª$|(?<=[^\W\d_aeiou])ß"
    r"|(?<=[a-z])[Æ-ÖØÜÝÞ]|(?<=[A-Z])[à-ÿ](?=[A-Z])|(?<=[A-Z]{2})[à-ÿ]$",  # HéI NGHÞ in a font of capitals
    "VNI": r"(?<=[^\W\d_])(?:[aeouy][øûõùâàåãäáèúüéëê]|[AEOUY][ØÛÕÙÂÀÅÃÄÁÈÚÜÉËÊ])(?=[a-zA-Z]|$)|æ(?=nh)|[aeouy]ï(?=n[hg]|[mp]$)",
}
#: HĐND, ĐBQH…, which are no syllables.
_INITIALS = re.compile(r"(?=.{2})[B-DF-HJ-NP-TV-XZ]*Đ[B-DF-HJ-NP-TV-XZĐ]*")
#: Short texts are known by what they say: each a name of two words or more, of which no other language has the half.
_KNOWN = re.compile(
    r"\b(?:an giang|bà rịa|bạc liêu|bắc (?:giang|kạn|ninh)|bến tre|bình (?:định|dương|phước|thuận)|cà mau|cần thơ"
    r"|cao bằng|đà nẵng|đắk (?:lắk|nông)|điện biên|đồng (?:nai|tháp)|gia lai|hà (?:giang|nam|nội|tĩnh)|hải (?:dương"
    r"|phòng)|hậu giang|hòa bình|hưng yên|khánh hòa|kiên giang|kon tum|lai châu|lâm đồng|lạng sơn|lào cai|long an"
    r"|nam định|nghệ an|ninh (?:bình|thuận)|phú (?:thọ|yên)|quảng (?:bình|nam|ngãi|ninh|trị)|sóc trăng|sơn la|tây ninh"
    r"|thái (?:bình|nguyên)|thanh hóa|thừa thiên huế|tiền giang|trà vinh|tuyên quang|vĩnh (?:long|phúc)|yên bái"
    r"|kinh tế|dự án|mô hình|đề tài|nhiệm vụ|nghiên cứu|công nghệ|khoa học|giám đốc|chủ tịch|tỉnh|huyện|[uủ][ỷy] ban"
    r"|(?:sở|bộ) (?:kh|khcn|nn|nông nghiệp|nội vụ|y tế|tài|công|giáo|xây)|hđnd|đbqh)\b",
    re.IGNORECASE,
)
_CAPITAL_INSIDE = re.compile(r"(?<=[a-z])[Æ-ÖØÜÝÞ]|^[A-Z][Æ-ÖØÜÝÞ](?=[a-z])")


def _byte_code(text, code):
    """What `text` says in `code`, or None: where its odd words are no Vietnamese as they stand and are as converted."""
    convert = _BYTE_CODES[code]
    odd = {word for word in _WORD.findall(text) if not word.isascii()}
    odd = {word for word in odd if not (_NATIVE.search(word) or _is_right(word) or _IDLE.fullmatch(word))}
    good = {word for word in odd if _is_syllable(convert(word)) or _INITIALS.fullmatch(convert(word))}
    read = nfc(convert(text)) if good or re.search("Bé KH|ñy ban", text) else ""  # "Bé", "Sôn" are words, too
    known = [found[0] for found in _KNOWN.finditer(read) if found[0] not in text]
    sure = known or any(re.search(_INSIDE[code], word) for word in good)
    is_likely = sure or any(_odd_signs(word) > 1 for word in good)
    if not is_likely or len(good) < (0.5 if known else 0.8) * len(odd):
        return None
    if _NATIVE.search(text):
        return _WORD.sub(lambda found: convert(found[0]) if found[0] in good else found[0], text)
    return convert(text)


def _is_right(word):
    return _is_syllable(word) and not _CAPITAL_INSIDE.search(word)


def _odd_signs(word):
    return sum(not sign.isascii() for sign in word)


# --- UTF-8 that was read as another code --------------------------------------------------------------
_READ_AS = ("cp1252", "latin-1", "cp1258", "cp437", "mac_roman")
_SIGNS = "“”‘’–—…•°²³½«»©®×₫€\u00a0\ufeff"


def _misread():
    table: dict[str, str] = {}
    for letter in _LETTERS + _LETTERS.upper() + _SIGNS:
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
    + r"|á»(?![…‘’“”–—»,.;:!?)])|(?<=[a-zđ])Ã(?: (?=[a-z])|(?=[a-z]|$))|áº |(?<=\w)Ã[ \u00a0](?=[ \u00a0]|[imnouy]\b|n[gh]\b|ch\b)"
)
_LOST_D = re.compile(r"Ä(?:\ufffd|(?=\w))")
_LOST = re.compile(r"(\w*)(á»|Ã(?! )|Ã |áº )(\w*)")
_LOST_LETTERS = {"á»": "ềờọỏ", "Ã": "ÁÍÝ", "Ã ": "à", "áº ": "Ạ"}


def _misread_utf8(text):
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
    return _LOST.sub(_found_again, text)


def _decoded(text):
    """`text` as UTF-8, where all of it was read as cp1252; else None."""
    try:
        return b"".join(_byte(sign) for sign in text).decode()
    except UnicodeError:
        return None


def _byte(sign):
    try:
        return sign.encode("cp1252")
    except UnicodeEncodeError:
        return sign.encode("latin-1")


def _found_again(found):
    """A letter whose last byte was lost: the first that makes a syllable."""
    before, left, after = found.groups()
    words = [before + letter + after for letter in _LOST_LETTERS[left]]
    return next(filter(_is_syllable, words), words[0] if len(words) == 1 else f"{before}�{after}")


@dataclass(frozen=True)
class ForeignText:
    """`code`: in which a text was written. `text`: the same in Unicode, "�" where a letter is lost."""

    code: str
    text: str

    @property
    def refusal(self) -> str:
        """Why it is refused, with what it says."""
        names = {"code": self.code, "text": self.text[:1000]}
        if not self.code:
            return _("Có chữ đã mất khi đổi mã, ở chỗ có dấu �: “%(text)s”. Hãy gõ lại chữ ấy.") % names
        if self.code == "UTF-8":
            return _("Chữ UTF-8 bị đọc nhầm mã, không phải tiếng Việt; đọc lại là: “%(text)s”.") % names
        return _("Chữ theo bảng mã %(code)s, không phải Unicode; đọc ra là: “%(text)s”.") % names


def _is_in_capitals(text):
    """Whether a font of capitals showed `text`: HéI NGHÞ, but not Së KH&CN."""
    words = [word for word in _WORD.findall(text) if not (word.isascii() or re.search("[§Ñ]", word))]
    return not re.search("[a-z]", text) and any(len(re.findall("[A-Z]", word)) > 1 for word in words)


def foreign_text(text) -> ForeignText | None:
    """What `text` says where it is no Unicode Vietnamese, else None."""
    if text.isascii():
        return None
    if read := _misread_utf8(text):
        return ForeignText("UTF-8", read)
    if "\ufffd" in text:
        return ForeignText("", text)
    for code in _BYTE_CODES:
        if read := _byte_code(text, code):
            return ForeignText(code, nfc(read.upper() if _is_in_capitals(text) else read))
    return None
