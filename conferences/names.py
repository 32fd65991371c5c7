"""The name of a person as lists and minutes print it: what stands before it and behind it is told apart from it."""

import re
from dataclasses import dataclass

from portal.base.encodings import is_syllable
from portal.base.text import fold_letters, visible

# What is matched is folded text, letter by letter as long as the text itself.
_NUMBER = (  # of a list: 1. 1/ (1) 1.2 01- 1: and 1 before a blank; a) II. IV/ I. before two words; STT 1; ①
    r"(?:(?:s?tt|so|no\.?) ?(?=\d)|(?=[\d(\[#IVXa-z①-⓿❶-➓Ⅰ-ⅿ]))"
    r"(?:[(\[#]*\d+(?:\.\d+)*(?:[.,;)\]/\\:°º–—-]+|(?=\s|[^\W\d_]{2}))|[①-⓿❶-➓Ⅰ-ⅿ]"
    r"|[(\[]?(?:[ivx]+|[a-z])[)\]/]+|(?:[ivx]{2,4}|[ivx](?=\. *[^\W\d_]{2,} +[^\W\d_]))\.)"
)
_ADDRESS = (  # with its marks: "Bá" and "Ba" begin names; "Ông" does before a middle name (Ông Ích Khiêm)
    r"(?:cố(?= (?:p?gs|ts|giáo|phó|tiến|bộ|thủ|chủ|tổng|nhà)[ .])|ô(?=(?: \S+){2})|(?:các )?(?:qu[ýí] (?:ông|bà)|ông(?! (?:ích|văn|thị|đình|hữu) )|bà(?: mẹ việt nam anh hùng)?|ngài|ô\."
    r"|(?-i:[Đđd][ồo]ng ch[íi])|(?:thầy|cô)(?-i: (?:giáo|thuốc))|(?:anh(?!(?-i: hùng))|chị|cô|chú|bác|cụ|thầy)(?= \S+ |\.)))"
    r"(?: ?[/(] ?(?:ông|bà|chị|cô)\)?)?(?=[ .:]|[–—-] )[ .:–—-]*"
)
_ADDRESS_FOLDED = (  # "Đồng Chí Công" is a name
    r"(?:(?:cac )?(?:dong chi(?=[ .:]+\S+ +\S| ?[.:])|(?:d ?[/.] ?c(?:hi)?|dc(?:hi)?)(?=[ .:]))"
    r"|(?:m(?:rs?|s|iss|dm|adam|me))(?:\.|(?= ))|mrs?/mrs?\.?)[ .:]*"
)
_ABBREVIATED = [
    *(
        "pgs",
        "gs",
        "tskh",
        "pts",
        "ts",
        "ths",
        "bsnt",
        "bs",
        "ks",
        "kts",
        "cn",
        "ls",
        "ds",
        "ncs",
        "vs",
        "cvcc",
        "cvc",
        "kscc",
        "ksc",
        "ktv",
    ),
    *("gvcc", "gvc", "gv", "ncvcc", "ncvc"),
    *(
        "ngnd",
        "ngut",
        "nsnd",
        "nsut",
        "nnnd",
        "nnut",
        "ttnd",
        "ttut",
        "ahld",
        "bsty",
        "bsc",
        "ys",
        "phd",
        "msc",
        "mba",
        "dba",
    ),
]
_WORDS = [
    *(
        "pho giao su",
        "giao su",
        "pho tien s[iy]",
        "tien s[iy](?: khoa hoc)?",
        "thac s[iy]",
        "bac s[iy]",
        "duoc s[iy]",
    ),
    *(
        "k[iy] su(?: cao cap| chinh)?",
        "chuyen vien(?: cao cap| chinh)?",
        r"pho (?:gs|ts)\.?",
        "cu nhan",
        "luat su",
        "kien truc su",
        "vien s[iy]",
        "nghien cuu sinh",
        "nha giao (?:nhan dan|uu tu)",
    ),
    *(
        "thay thuoc (?:nhan dan|uu tu)",
        "nghe [sn][iyha]+n? (?:nhan dan|uu tu)",
        r"(?:ah|anh hung )(?:lao dong|llvt(?:nd)?|luc luong vu trang(?: nhan dan)?)",
    ),
    r"(?:dai|thuong|trung|thieu) (?:tuong|ta|uy)(?: qncn)?",
    *(
        r"ass(?:oc(?:iate)?|t)\.? ?prof(?:essor)?\b\.?",
        r"prof(?:essor)?\b\.?",
        r"dr\b\.?",
        "chuyen khoa (?:cap )?(?:ii?|[12])",
        "giang vien(?: cao cap| chinh)?",
    ),
    *("nghien cuu vien(?: cao cap| chinh)?", "ky thuat vien", "(?:chuan |pho )?do doc", "luat gia"),
]
_SHORT = "|".join(
    [
        r"th\. s",
        r"th?(?:[./] ?)?s[iy]",
        *(r"[./]?".join(letters) for letters in sorted(_ABBREVIATED, key=len, reverse=True)),
        r"(?:(?:[bd]s|dd)[. ]*)?ck[ .]*(?:ii?|[12])",
    ]
)
_FIELDS = (  # what a degree is in; initials, as CNTT, but Ng. and Th. of names
    "luat(?: hoc)?(?! su)|(?!(?:ng|nh|th|ph|tr|kh|ch)[ .]|ck)[b-df-hj-np-tv-xz]{2,5}|kinh te(?: hoc)?|y (?:hoc|khoa)|duoc hoc|khoa hoc(?: (?:moi truong|may tinh|cay trong|nong nghiep|xa hoi))?|giao duc(?: hoc)?|quan ly (?:cong|kinh te|giao duc)"
    "|quan tri kinh doanh|hanh chinh(?: cong)?|(?:nong|lam) nghiep|ky thuat|cong nghe(?: thong tin| sinh hoc| thuc pham)?|xay dung"
    "|(?:toan|hoa|sinh|su|triet|van|xa hoi|tam ly|ngon ngu|chinh tri|van hoa) hoc|vat ly|moi truong|tai chinh"
    "|(?:nong|tin) hoc|dia (?:ly|chat)|dien tu|co khi|thuy (?:san|loi)|chan nuoi|thu y|lich su|ngu van|noi tru|danh du"
)
#: Of one syllable, which with other marks are names: Hoa, Toàn.
_SHORT_FIELDS = {"toán", "hóa", "hoá", "sinh", "triết", "dược", "điện", "tin", "địa", "luật"}
_DEGREES = rf"(?:(?:{_SHORT}|{'|'.join(_WORDS)})(?![^\W\d_])(?:[ .]+(?:{_FIELDS})(?![^\W\d_]))?[ .,:;/&–-]*)+"
# Degrees before numbers: T/S is no "t/".
_BEFORE = re.compile(rf"{_ADDRESS_FOLDED}(?=\w)|(?P<degrees>{_DEGREES})(?=\w)|(?:{_NUMBER})\s*")
_LISTED = re.compile(rf"(?!{_ADDRESS_FOLDED}\w|{_DEGREES}\w)(?:{_NUMBER})\s*")
_MARKED = re.compile(rf"\(?{_ADDRESS}(?=\w)", re.IGNORECASE)
_BARE = re.compile(r"(?:ong|ba) +(?=[a-z]+ +[a-z]+ +[a-z])")  # typed without any marks, before three words
_BEHIND = re.compile(
    rf"(?: *[,(–-]+ *(?P<words>{_DEGREES})| (?P<short>(?:(?:{_SHORT})(?![^\W\d_])[ .,]*)+))\)?$"
)
#: Before a name; "o", "v" are what is left of a bullet of Word.
_SIGNS = re.compile(
    r"(?-i:[oØüvqnluwàè](?=\s|$))|[^\w(\[#①-⓿❶-➓]+|[_(\[#]+(?=[^\W\d_])(?![a-z]{1,3}[)\]])", re.IGNORECASE
)
_IDLE_END = re.compile(r"[\s,;:.*/_…?!–—”’'\"»¹²³⁰-⁾†‡-]+$")
_ONLY_AROUND = re.compile(
    rf"{_DEGREES}|ong|ba|dong chi|d/c|stt|[\W\d_]+|khong(?: co| ro)?|chua (?:co|ro)|vang(?: mat)?|nhu tren|-?nt-?|n/a|test"
)
#: What no name holds.
_DOUBTFUL = re.compile(r"\s*(?:[,:;|()\[\]{}<>/\\@#=+*“”\"]|\s[–—-]\s|\s(?:và|&)\s|\d)")
_POSTS = (
    r"(?!(?-i:\S+ Trưởng))(?:(?:nguyên |quyền |q\. ?|phó )?(?:bộ trưởng|thứ trưởng|thủ trưởng|(?:tổng )?(?:giám đốc|bí thư)|chủ tịch"
    r"|viện trưởng|vụ trưởng|cục trưởng|trưởng (?:phòng|ban|đoàn)|hiệu trưởng|chánh văn phòng|thủ tướng|chủ nhiệm)"
    r"|(?:ủy|uỷ) viên|phó trưởng \w+)"
)  # with their marks: Vũ Trường Giang, Trương Phong are names
_OF_BODY = r"(?: (?:tỉnh|thành|thị|huyện|quận|đảng) (?:ủy|uỷ)| (?:UBND|HĐND|MTTQ)(?: (?:tỉnh|thành phố|TP\.?|huyện|thị xã))?)?"
_POST = re.compile(
    rf"(?:(?:{_POSTS}){_OF_BODY}|đại (?:biểu|diện)|giam doc|chu tich|ông|linh mục|mục sư|h(?:òa|oà) thượng|thượng t(?:ọa|oạ)"
    r"|nhà (?:báo|văn|thơ|giáo|sử học|nghiên cứu|khoa học)|(?:h[oọ][aạ]|nhạc|nữ|y) s[ĩỹ]|phóng viên|đại đức|(?:phó )?hội trưởng|(?-i:(?:[B-DF-HJ-NP-TV-XZĐ]\.)?[B-DF-HJ-NP-TV-XZĐ]{2,}(?![^\W\d_])\.?))(?: *(?=\w)|$)",
    re.IGNORECASE,
)
#: What begins the names of bodies and the headings of lists.
_BODY = re.compile(
    r"(?:sở|ubnd|hđnd|[uủ][ỷy] ban|văn phòng|lãnh đạo|danh sách|các|tỉnh|tổng (?:số|cộng)|đại biểu|khách mời|thành phần|hội đồng|thường trực|tổng cục|tập đoàn|công ty"
    r"|ban (?:giám đốc|chỉ đạo|tổ chức|quản lý|tuyên giáo|dân tộc|cán sự)|viện (?:nghiên|khoa|hàn|công|ứng)"
    r"|bộ (?:khoa|kh|nông|tài|công|giáo|y tế|kế|xây|giao|nội|ngoại|văn)|đoàn (?:đại biểu|đbqh)|(?-i:[Tt]rung tâm))(?!\w)",
    re.IGNORECASE,
)
_SURNAME = (
    r"(?:Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Lương|Trịnh|Đào)\b"
)
#: What surely stands before a name: "B." is a bullet, or "Bà".
_LETTER_BEFORE = re.compile(rf"(?:[A-ZĐ][a-z]?\. ?|[^:]+: *)(?={_SURNAME})")
_LATIN = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
_NAME_WORD = re.compile(rf"(?:[{_LATIN}]{{1,3}}\.)*[{_LATIN}]*(?:['’‘ʼ`´-][{_LATIN}]*)*")
_POST_BEHIND = re.compile(rf" +(?:kiêm +)?(?:{_POSTS}|(?-i:kiêm|KIÊM|T?P?GĐ|P?CT))(?= |$)", re.IGNORECASE)


@dataclass(frozen=True)
class PersonName:
    """`titles`: the degrees that stood around it, as written ("PGS.TS.")."""

    name: str
    titles: str = ""


def read_name(text) -> PersonName:
    """`text` without the number, bullets, forms of address and degrees around the name."""
    name, titles = " ".join(visible(text).split()), []
    if _ONLY_AROUND.fullmatch(_folded(name)):
        return PersonName("")
    while name:
        if sign := _SIGNS.match(name):
            name = name[sign.end() :]
            continue
        folded = _folded(name)
        found = _BEFORE.match(folded) or _MARKED.match(name) or (name.isascii() and _BARE.match(folded))
        if not found:
            break
        if found.re is _BEFORE and found["degrees"]:
            end = found.end() + _field_length(name[found.end() :])
            titles.append(name[:end].strip(" ,:;/&-–"))
            name = name[end:]
            continue
        name = name[found.end() :]
    name = _IDLE_END.sub("", name)
    while (behind := _BEHIND.search(_folded(name))) and not _is_doubtful(name, behind):
        titles.append(name[behind.start() : behind.end()].strip(" ,:/&-–()"))
        name = _IDLE_END.sub("", name[: behind.start()])
    is_around = _ONLY_AROUND.fullmatch(_folded(name)) or re.fullmatch("[IVX]+", name)
    return PersonName("" if is_around else name, " ".join(titles))


def _is_doubtful(name, behind):
    """Whether short letters `behind` two words may be the last word of the name: "Lưu Văn CN"."""
    return bool(behind["short"]) and name[: behind.start()].count(" ") < 2


def part_name(values) -> None:
    """Moves the degrees around the name in `values` ({"name", "titles"}) to their own, where that is blank."""
    found = read_name(values.get("name") or "")
    if found.name and found.titles and not values.get("titles"):
        values |= {"name": found.name, "titles": found.titles}


def _field_length(text):
    """How much of `text`, behind a degree, is what it is in: "Công nghệ thực phẩm Trần Văn Thử", "Toán Lê Văn A"."""
    words = text.split(" ")
    end = _small_words(words)
    end += len(words) > end + 2 and words[end].lower().strip(".,") in _SHORT_FIELDS
    return len(" ".join(words[:end])) + bool(end)


def _small_words(words):
    """How many words stand before the name in "Nhà nghiên cứu Trần Văn Thử": up to the last that begins small, or 0."""
    small = [at for at, word in enumerate(words) if word[:1].islower()]
    end = small[-1] + 1 if small else 0
    begins_name = any(words[at] in ("văn", "thị", "nguyễn", "trần", "lê", "phạm") for at in small)
    return (
        0
        if begins_name or len(words) < end + 2 or not all(word[:1].isupper() for word in words[end:])
        else end
    )


def drop_number(text) -> str:
    """`text` without the number or bullets of a list before it."""
    while found := _SIGNS.match(text) or _LISTED.match(_folded(text)):
        text = text[found.end() :]
    return text


def split_name(name) -> tuple[str, str] | None:
    """(the name, the rest) of a `name` that holds what hardly a name does: digits, a comma, a post, a body; else None.
    Beside a word that hardly is one of a name, the name is not known: "".
    """
    if _BODY.match(name):
        return "", name
    if (before := _LETTER_BEFORE.match(name)) and _DOUBTFUL.search(name, before.end()) is None:
        return name[before.end() :], before[0].strip(" :")
    if post := _POST.match(name):
        return name[post.end() :].strip(), name[: post.end()].strip()
    found = [one.start() for one in (_DOUBTFUL.search(name), _POST_BEHIND.search(name)) if one]
    if not found:
        words = name.split(" ")
        if small := _small_words(words):
            return " ".join(words[small:]), " ".join(words[:small])
        if behind := _BEHIND.search(_folded(name)):
            return name[: behind.start()], name[behind.start() :].strip()
        odd = next((word for word in words if not _is_name_word(word) or _is_initials(word, name)), "")
        return ("", odd) if odd else None
    rest = re.sub(r"^[\s,:;|(\[{<–—/-]+(?:kiêm )?|^ *kiêm |[\s)\]}>,;]+$", "", name[min(found) :])
    return _IDLE_END.sub("", name[: min(found)]), rest


def _is_name_word(word):
    """Whether `word` is letters of Latin without a capital inside ("TsTrần"; but "KĐăm", "LÊ-NA", "Ng.")."""
    parts = re.findall(rf"[{_LATIN}]+", re.sub(rf"\bK(?=[{_LATIN}]{{2}})", "", word))
    return bool(_NAME_WORD.fullmatch(word)) and all(
        part.isupper() or part[1:] == part[1:].lower() for part in parts
    )


def _is_initials(word, name):
    """Whether `word` is capitals that are no syllable, in a name that is not all capitals: UVBCH, II."""
    return (
        len(word) > 1 and word.isalpha() and word.isupper() and not name.isupper() and not is_syllable(word)
    )


def is_only_name(name) -> bool:
    """Whether nothing in `name` is surely no part of one. "Ông" is a surname, too."""
    parted = split_name(name)
    return parted is None or (parted[1].lower() == "ông" and name.startswith(parted[1]))


def _folded(text):
    """`text` (in NFC) in small letters without marks, one sign a sign."""
    return "".join(letter or "\u200b" for letter in fold_letters(text))
