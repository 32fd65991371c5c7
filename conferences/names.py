"""The name of a person as lists and minutes print it: what stands before it and behind it is told apart from it."""

import re
from dataclasses import dataclass

from portal.base.text import fold_letters, visible

# What is matched is folded text, letter by letter as long as the text itself.
_NUMBER = (  # of a list: 1. 1/ (1) 1.2 01- 1: and 1 before a blank; a) II. IV/ I. before two words; STT 1; ①
    r"(?:(?:stt|so|no\.?) ?(?=\d)|(?=[\d(\[#IVXa-z①-⓿]))"
    r"(?:[(\[#]*\d+(?:\.\d+)*(?:[.)\]/:°º–—-]+|(?=\s|[^\W\d_]{2}))|[①-⓿]"
    r"|[(\[]?(?:[ivx]+|[a-z])[)\]/]+|(?:[ivx]{2,4}|[ivx](?=\. *[^\W\d_]{2,} +[^\W\d_]))\.)"
)
_ADDRESS = (  # with its marks: "Bá" and "Ba" begin names; "Ông" does before a middle name (Ông Ích Khiêm)
    r"(?:các )?(?:qu[ýí] (?:ông|bà)|ông(?! (?:ích|văn|thị|đình|hữu) )|bà|ngài|ô\.|(?:anh|chị|cô|chú|bác|cụ|thầy)(?= \S+ ))"
    r"(?: ?[/(] ?(?:ông|bà|chị|cô)\)?)?(?=[ .:])[ .:]*"
)
_ADDRESS_FOLDED = r"(?:(?:cac )?(?:dong chi|d ?[/.] ?c|dc)(?=[ .:])|(?:m(?:rs?|s|iss|dm|adam|me))(?:\.|(?= ))|mrs?/mrs?\.?)[ .:]*"
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
    ),
    *("ngnd", "ngut", "nsnd", "nsut", "nnnd", "nnut", "ttnd", "ttut", "ahld", "phd", "msc", "mba", "dba"),
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
        "ky su",
        "cu nhan",
        "luat su",
        "kien truc su",
        "vien s[iy]",
        "nghien cuu sinh",
        "nha giao (?:nhan dan|uu tu)",
    ),
    *("thay thuoc (?:nhan dan|uu tu)", "nghe [sn][iyha]+n? (?:nhan dan|uu tu)", "anh hung lao dong"),
    r"(?:dai|thuong|trung|thieu) (?:tuong|ta|uy)",
    *(r"assoc\. ?prof\b\.?", r"prof\b\.?", r"dr\b\.?", "chuyen khoa (?:ii?|[12])"),
]
_SHORT = "|".join(
    [
        *(r"\.?".join(letters) for letters in sorted(_ABBREVIATED, key=len, reverse=True)),
        r"(?:[bd]s[. ]*)?ck ?(?:ii?|[12])",
    ]
)
_DEGREES = rf"(?:(?:{_SHORT}|{'|'.join(_WORDS)})(?![^\W\d_])[ .,:/&–-]*)+"
_BEFORE = re.compile(rf"{_ADDRESS_FOLDED}(?=\w)|(?:{_NUMBER})\s*|(?P<degrees>{_DEGREES})(?=\w)")
_LISTED = re.compile(rf"(?!{_ADDRESS_FOLDED}\w)(?:{_NUMBER})\s*")
_MARKED = re.compile(rf"\(?{_ADDRESS}(?=\w)", re.IGNORECASE)
_BARE = re.compile(r"(?:ong|ba) +(?=[a-z]+ +[a-z]+ +[a-z])")  # typed without any marks, before three words
_BEHIND = re.compile(
    rf"(?: *[,(–-]+ *(?P<words>{_DEGREES})| (?P<short>(?:(?:{_SHORT})(?![^\W\d_])[ .,]*)+))\)?$"
)
_SIGNS = re.compile(r"[^\w(\[#①-⓿]+|[_(\[#]+(?=[^\W\d_])(?![a-z]{1,3}[)\]])", re.IGNORECASE)
_IDLE_END = re.compile(r"[\s,;:.*/_–—”\"»-]+$")
_ONLY_AROUND = re.compile(rf"{_DEGREES}|(?:ong|ba|dong chi|d/c|stt)|[\W\d_]+")
#: What no name holds.
_DOUBTFUL = re.compile(r"\s*(?:[,:;|()\[\]{}<>/\\@#=+*“”\"]|\s[–—-]\s|\s(?:và|&)\s|\d)")
_POST = re.compile(
    r"(?:(?:nguyen |quyen |q\. ?|pho )?(?:bo truong|thu truong|giam doc|tong giam doc|chu tich|bi thu|vien truong"
    r"|vu truong|cuc truong|truong (?:phong|ban|doan)|hieu truong|chanh van phong|thu tuong|chu nhiem|dai bieu)"
    r"|uy vien|pho truong \w+|ong) +(?=\w)"
)


@dataclass(frozen=True)
class PersonName:
    """`titles`: the degrees that stood around it, as written ("PGS.TS.")."""

    name: str
    titles: str = ""


def read_name(text) -> PersonName:
    """`text` without the number, bullets, forms of address and degrees around the name."""
    name, titles = " ".join(visible(text).split()), []
    while name:
        if sign := _SIGNS.match(name):
            name = name[sign.end() :]
            continue
        folded = _folded(name)
        found = _BEFORE.match(folded) or _MARKED.match(name) or (name.isascii() and _BARE.match(folded))
        if not found:
            break
        if found.re is _BEFORE and found["degrees"]:
            titles.append(name[: found.end()].strip(" ,:/&-–"))
        name = name[found.end() :]
    name = _IDLE_END.sub("", name)
    while behind := _BEHIND.search(_folded(name)):
        titles.append(name[behind.start() : behind.end()].strip(" ,:/&-–()"))
        name = _IDLE_END.sub("", name[: behind.start()])
    return PersonName("" if _ONLY_AROUND.fullmatch(_folded(name)) else name, " ".join(titles))


def drop_number(text) -> str:
    """`text` without the number or bullets of a list before it."""
    while found := _SIGNS.match(text) or _LISTED.match(_folded(text)):
        text = text[found.end() :]
    return text


def split_name(name) -> tuple[str, str] | None:
    """(the name, the rest) of a `name` that holds what hardly a name does: digits, a comma, a post; else None."""
    folded = _folded(name)
    if post := _POST.match(folded):
        return name[post.end() :].strip(), name[: post.end()].strip()
    found = _DOUBTFUL.search(name)
    if not found:
        return None
    rest = re.sub(r"^[\s,:;|(\[{<–—/-]+|[\s)\]}>,;]+$", "", name[found.start() :])
    return _IDLE_END.sub("", name[: found.start()]), rest


def _folded(text):
    """`text` (in NFC) in small letters without marks, one sign a sign."""
    return "".join(letter or "\u200b" for letter in fold_letters(text))
