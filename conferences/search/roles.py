"""In which role a place, a body or a person stands to a conference, and the words that ask for it."""

from conferences.models import Appearance, Conference, Participation
from portal.search.registry import TO_COME, whole

#: Of several conferences: of those at a place, or of those at which somebody was seen, whose page names them all.
TIMES = (
    "những hội nghị nào",
    "các hội nghị nào",
    "mấy hội nghị",
    "bao nhiêu hội nghị",
    "mấy lần họp",
    "which conferences",
)
#: {role: words that ask for it}. A conference is asked for with its place: "hội nghị ở X" is the one held there.
ROLES = {
    "moi-lan": TIMES,
    "dang-cai": (
        "đăng cai", "tỉnh nào đăng cai", "nơi nào đăng cai", "chủ nhà", "diễn ra", "hội nghị", "giao ban", "họp", "lần họp",
        "hosted by", "hosted", "hosts", "host", "held in", "held at", "held", "took place in", "conference", "meeting", *TIMES,
    ),
    "to-chuc": ("tổ chức", "phối hợp", "phối hợp tổ chức", "chủ trì tổ chức", "organised", "organized"),
    "thanh-vien": ("thành viên", "members", "member"),
    "chu-tri": (
        "chủ trì", "đồng chủ trì", "điều hành", "chủ tọa", "chaired", "co-chaired", "chaired by", "chair", "chairs",
    ),
    "khai-mac": ("khai mạc", "phát biểu khai mạc", "opened", "opening"),
    "be-mac": ("bế mạc", "phát biểu bế mạc", "kết luận", "closed", "closing"),
    "phat-bieu": ("phát biểu", "nói gì", "nói", "phát biểu gì", "spoke", "speech", "said"),
    "bao-cao": ("báo cáo", "trình bày", "reported"),
    "tham-du": ("tham dự", "dự", "đại diện", "thay mặt", "có mặt", "attended"),
    "truoc": ("lần trước", "kỳ trước", "trước …", "previous", "before …", "before"),
    "sau": (
        "lần sau", "kỳ sau", "lần tới", "lần tiếp theo", "tiếp theo", "kế tiếp", "sau …", "next", "after …",
    ),
}  # fmt: skip
#: Who held a post after or before somebody: "@" stands for a name of the record.
SUCCESSION = {
    "ke-nhiem": ("thay @", "thay thế @", "kế nhiệm @", "sau @", "succeeded @", "replaced @", "after @"),
    "tien-nhiem": ("trước @", "tiền nhiệm của @", "before @", "predecessor of @"),
}
COMING = {
    TO_COME: (
        "sắp tới",
        "sắp diễn ra",
        "lần sau",
        "lần tới",
        "tiếp theo",
        "lần tiếp theo",
        "kế tiếp",
        "next",
        "upcoming",
    )
}
#: What became of a conference, as its page says it: {state: words}.
STATUSES = {f"tinh-trang-{value}": (str(label),) for value, label in Conference.Status.choices}
SPEAKING = ("moi-lan", "chu-tri", "khai-mac", "be-mac", "phat-bieu", "bao-cao", "tham-du")
#: Posts by which people ask for who holds them.
POSTS = (
    "chủ tịch", "bí thư", "giám đốc", "bộ trưởng", "thứ trưởng", "vụ trưởng", "cục trưởng", "viện trưởng",
    "trưởng ban", "trưởng đoàn", "chủ nhiệm", "ủy viên", "đại biểu", "minister", "chairman", "director",
    "secretary", "president", "head of",
)  # fmt: skip
#: The posts that somebody is known to have held in a year: "bộ trưởng 2022".
HELD = {
    "giu-chuc": (
        "chủ tịch", "bí thư", "giám đốc", "bộ trưởng", "thứ trưởng", "vụ trưởng", "cục trưởng", "viện trưởng",
        "minister", "chairman", "director", "secretary",
    )
}  # fmt: skip
#: Who held a post last that the record knows of, and of whose going it does not.
IN_OFFICE = {
    "duong-nhiem": (
        "hiện nay",
        "hiện tại",
        "hiện giờ",
        "bây giờ",
        "đương nhiệm",
        "đương chức",
        "hiện đang giữ chức",
        "đang giữ chức",
        "current",
        "currently",
        "now",
        "incumbent",
    )
}
#: Who was seen at a conference goes before whom the record knows otherwise, where a post is asked for.
SEEN = {"da-gap": POSTS}
#: {state of a recommendation: words that ask for it}.
STATES = {
    "chua-tra-loi": (
        "chưa được trả lời", "chưa trả lời", "chưa có trả lời", "chưa ghi nhận trả lời", "chưa được giải quyết",
        "không được trả lời", "quá hạn", "trễ hạn", "overdue", "unanswered", "not answered", "without reply", "without a reply", "no reply",
    ),
    "da-tra-loi": ("đã trả lời", "đã được trả lời", "được trả lời", "trả lời", "answered"),
}  # fmt: skip
ADDRESSED = {
    "noi-nhan": ("gửi", "gửi cho", "gửi tới", "gửi đến", "nơi nhận", "giao cho", "addressed to", "to whom")
}

_OF_CAPACITY = {
    Participation.Capacity.HOST: "dang-cai",
    Participation.Capacity.ORGANISER: "to-chuc",
    Participation.Capacity.CO_ORGANISER: "to-chuc",
    Participation.Capacity.MEMBER: "thanh-vien",
}


def hosts_of(conference: Conference) -> tuple[str, ...]:
    """The names of the places where the conference met."""
    present = conference.participations.all()
    hosts = (row.province.name for row in present if row.capacity == row.Capacity.HOST and row.province)
    return whole(*hosts, conference.city, conference.city.removeprefix("thành phố "))


def roles_in(appearance: Appearance) -> list[str]:
    """The roles of one appearance at the conference itself; opening and closing it is speaking, too."""
    if appearance.event_id:
        return []
    if appearance.role in Appearance.CHAIRING:
        return ["chu-tri", "tham-du"]
    is_speech = appearance.role in (Appearance.Role.OPENED, Appearance.Role.CLOSED)
    return list(dict.fromkeys([appearance.role, *(["phat-bieu"] if is_speech else []), "tham-du"]))


def roles_of(conference: Conference) -> dict[str, list[str]]:
    """{role: names} of a conference: places, bodies, and people whom a reader may see."""
    roles: dict[str, list[str]] = {"dang-cai": list(hosts_of(conference))}
    beside = conference.neighbours_among(conference.series.conferences.all())
    for role, other in zip(("sau", "truoc"), beside, strict=True):
        if other:
            roles[role] = [*hosts_of(other), *([str(other.ordinal)] if other.ordinal else [])]
    for row in conference.participations.all():
        if role := _OF_CAPACITY.get(row.capacity):
            provinces = (row.province, row.body and row.body.province)
            names = whole(row.body and row.body.name, *(place.name for place in provinces if place))
            roles.setdefault(role, []).extend(names)
    for row in conference.appearances.all():
        if row.official.is_published:
            for role in roles_in(row):
                roles.setdefault(role, []).append(row.official.name)
    if conference.status in Conference.COMING:
        roles[TO_COME] = []
    roles[f"tinh-trang-{conference.status}"] = []
    return roles
