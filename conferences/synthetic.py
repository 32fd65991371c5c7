"""Conferences made for load and volume, with all that hangs from them; see provinces.synthetic."""

import datetime
from dataclasses import dataclass
from itertools import chain, repeat, zip_longest
from random import Random

from portal.records.models import Publication
from provinces.models import Body, Province, Succession, Task
from provinces.synthetic import GIVEN, LAST_YEAR, MARK, SLUG, SUBJECTS, Ledger, often, person

from . import models

CHAINS = 6
APPEARANCES, RECOMMENDATIONS, FIGURES = 25, 12, 20
FIRST_DAY, LAST_DAY = datetime.date(2000, 3, 1), datetime.date(2026, 6, 1)
TITLES = {
    Body.Kind.DEPARTMENT: ["Giám đốc", "Phó Giám đốc"],
    Body.Kind.PEOPLES_COMMITTEE: ["Chủ tịch", "Phó Chủ tịch"],
    Body.Kind.MINISTRY: ["Bộ trưởng", "Thứ trưởng", "Vụ trưởng"],
    Body.Kind.INSTITUTE: ["Viện trưởng", "Phó Viện trưởng"],
}
ROLES = ("dong-chu-tri", "dong-chu-tri", "khai-mac", "be-mac", "phat-bieu", "bao-cao")  # of those who speak
COUNTED = ("Số nhiệm vụ", "Kinh phí", "Tỷ lệ ứng dụng", "Số mô hình", "Số sáng chế", "Số doanh nghiệp KH&CN")
State = models.Recommendation.State
#: {a state: how often it is given, in a hundred}
STATES = {
    State.UNANSWERED: 40,
    State.RECEIVED: 15,
    State.UNDER_WAY: 15,
    State.DONE: 20,
    State.REFUSED: 3,
    State.GENERAL: 7,
}
ANSWERED = (State.RECEIVED, State.DONE, State.REFUSED)
SHOWN = {"publication": Publication.PUBLISHED, "synthetic": True}


def fill_conferences(ledger, count, officials, seed, bodies, say):
    """`count` conferences in six series, the same number in each, oldest first, with `officials` people."""
    chance = Random(f"conferences {seed}")
    central = [body for body in bodies if body.province_id is None]
    ministry = next(body for body in central if body.kind == Body.Kind.MINISTRY)
    series = _fill_series(ledger, ministry)
    members = _fill_memberships(ledger, series)
    people = _fill_officials(ledger, chance, officials, bodies)
    say(f"Đại biểu: {len(people)}")
    shared = {
        "ledger": ledger,
        "chance": chance,
        "people": people,
        "central": central,
        "ministry": ministry,
        "indicators": _fill_indicators(ledger),
        "earlier": {},
    }
    rounds = -(-count // CHAINS)
    for ordinal in range(1, rounds + 1):
        made = min(CHAINS, count - (ordinal - 1) * CHAINS)
        for meeting in ledger.write(_conference(chance, one, ordinal, rounds) for one in series[:made]):
            Round(meeting, members[meeting.series_id], **shared).fill()
        if ordinal == rounds or ordinal % 5 == 0:
            say(f"Hội nghị: {(ordinal - 1) * CHAINS + made}/{count}")


def _fill_series(ledger, ministry):
    return ledger.write(
        models.Series(
            name=f"{MARK} Vùng {number}",
            name_en=f"[Test data] Region {number}",
            slug=f"{SLUG}-vung-{number}",
            organiser=ministry,
            frequency="mỗi năm một lần",
        )
        for number in range(1, CHAINS + 1)
    )


def _fill_memberships(ledger, series):
    """{series: its memberships}. Today's units are dealt out in order; those before them follow."""
    before = {}
    for link in Succession.objects.select_related("predecessor").order_by("predecessor__slug"):
        before.setdefault(link.successor_id, []).append(link.predecessor)
    today = list(Province.objects.today().order_by("code", "slug"))
    share = -(-len(today) // CHAINS)
    rows = ledger.write(
        models.SeriesMembership(
            series=series[number // share], province=unit, began=unit.began, ended=unit.ended
        )
        for number, province in enumerate(today)
        for unit in [province, *before.get(province.pk, [])]
    )
    return {one.pk: [row for row in rows if row.series_id == one.pk] for one in series}


def _fill_officials(ledger, chance, count, bodies):
    """[(official, post)]: each person in one post of one body. One in ten has a dated tenure."""
    posts = ledger.write(
        models.Post(body=body, title=title) for body in bodies for title in TITLES[body.kind]
    )
    officials = ledger.write(
        models.Official(
            name=f"{MARK} {person(chance)}",
            titles=often(chance, 0.2, chance.choice(["TS.", "ThS.", "PGS.TS."])) or "",
            slug=f"{SLUG}-nguoi-{number:05}",
            **SHOWN,
        )
        for number in range(1, count + 1)
    )
    people = [(official, chance.choice(posts)) for official in officials]
    ledger.write(
        models.Tenure(official=official, post=post, began=post.body.began or datetime.date(1999, 1, 1))
        for official, post in people[::10]
    )
    return people


def _fill_indicators(ledger):
    return ledger.write(
        models.Indicator(name=f"{MARK} {name} {level}", slug=f"{SLUG}-chi-tieu-{number}-{order}")
        for number, name in enumerate(COUNTED, 1)
        for order, level in enumerate(("cấp quốc gia", "cấp tỉnh"), 1)
    )


def _conference(chance, series, ordinal, rounds):
    step = (LAST_DAY - FIRST_DAY).days // rounds
    day = FIRST_DAY + datetime.timedelta(days=(ordinal - 1) * step + chance.randint(0, max(0, step - 3)))
    exact = chance.random() < 0.9
    return models.Conference(
        series=series,
        ordinal=ordinal,
        year=day.year,
        starts=day if exact else None,
        ends=often(chance, 0.3, day + datetime.timedelta(days=day.day < 27)) if exact else None,
        part_of_day=chance.choice(models.Conference.PartOfDay.values),
        status="da-to-chuc" if day.year <= LAST_YEAR else "da-thong-bao",
        slug=f"lan-{ordinal}",
        city=f"{MARK} Thành phố {chance.choice(GIVEN)}",
        theme=f"{MARK} Đẩy mạnh {chance.choice(SUBJECTS)}",
        aims="Nhìn lại kết quả.\nBàn việc tới.",
        period_reviewed=f"{day.year - 2}–{day.year - 1}",
        period_planned=f"{day.year}–{day.year + 1}",
        topics="\n".join(f"Trao đổi về {subject}." for subject in chance.sample(SUBJECTS, 3)),
        summary="Bản ghi thử, do máy tạo.",
        **SHOWN,
    )


@dataclass
class Round:
    """One conference and the rows to be written for it. `earlier` holds each series' last recommendations."""

    meeting: models.Conference
    memberships: list
    ledger: Ledger
    chance: Random
    people: list
    central: list
    ministry: Body
    indicators: list
    earlier: dict

    def __post_init__(self):
        self.day = self.meeting.starts or datetime.date(self.meeting.year, 12, 31)
        self.members = [row.province for row in self.memberships if row.was_in_force(self.day)]

    def fill(self):
        self.write(models.Participation, self.participations())
        if self.meeting.ordinal % 2:
            title = f"{MARK} Hội thảo"
            self.write(
                models.RelatedEvent, [{"kind": "hoi-thao", "title": title, "starts": self.meeting.starts}]
            )
            self.write(models.Document, [{"kind": "anh", "title": f"{MARK} Ảnh toàn cảnh"}])
        speakers = self.fill_appearances()
        self.write(models.Statement, self.statements(speakers))
        asked = self.fill_recommendations()
        self.write(models.Figure, (self.figure(n, asked, speakers) for n in range(1, FIGURES + 1)))

    def write(self, model, rows, rank="rank"):
        """Saves `rows`, dicts of the fields of `model`, as those of the conference in their order."""
        numbered = enumerate(rows, 1)
        return self.ledger.write(model(conference=self.meeting, **{rank: n}, **row) for n, row in numbered)

    def participations(self):
        yield {"body": self.ministry, "capacity": "chu-tri"}
        if self.members:
            count = len(self.members)
            yield {"province": self.chance.choice(self.members), "capacity": "dang-cai"}
            counted = {"count": count, "counts_members": True, "as_printed": f"{MARK} {count} tỉnh"}
            yield {"capacity": "thanh-vien", **counted}
        for province in self.members:
            yield {"province": province, "capacity": "thanh-vien"}
        for body in self.chance.sample(self.central[1:], 2):
            yield {"body": body, "capacity": "khach"}

    def fill_appearances(self):
        """Who was there; returns the officials who spoke."""
        keys = {None, *(province.pk for province in self.members)}
        people = [(one, post) for one, post in self.people if post.body.province_id in keys]
        chosen = self.chance.sample(people, min(APPEARANCES, len(people)))
        roles = chain(ROLES, repeat("tham-du"))
        rows = self.write(
            models.Appearance,
            (
                {"official": official, "post_as_printed": str(post), "role": role}
                for (official, post), role in zip(chosen, roles, strict=False)
            ),
        )
        posts = (post for _official, post in chosen)
        self.ledger.link(models.Appearance.posts, zip(rows, posts, strict=True))
        return [official for official, _post in chosen[: len(ROLES)]]

    def statements(self, speakers):
        Kind = models.Statement.Kind
        for kind, speaker in zip_longest(
            (Kind.OPENING, Kind.REPORT, Kind.SPEECH, Kind.CLOSING), speakers[:4]
        ):
            points = "\n".join(f"Ý thử về {subject}." for subject in self.chance.sample(SUBJECTS, 3))
            yield {"kind": kind, "heading": f"{MARK} {kind.label}", "points": points, "by_official": speaker}

    def fill_recommendations(self):
        earlier = self.earlier.get(self.meeting.series_id, [])
        asked = (self.recommendation(number, earlier) for number in range(1, RECOMMENDATIONS + 1))
        rows = self.write(models.Recommendation, asked, rank="number")
        self.earlier[self.meeting.series_id] = rows
        self.ledger.write(
            models.Reply(
                recommendation=row,
                day=self.day + datetime.timedelta(days=self.chance.randint(20, 300)),
                by=self.ministry,
                state=row.state,
                note=f"{MARK} Đã xem xét.",
                **SHOWN,
            )
            for row in rows
            if row.state in ANSWERED
        )
        return rows

    def recommendation(self, number, earlier):
        chance, kinds = self.chance, models.Recommendation.Kind
        upward = number % 3 != 0 and bool(self.members)
        state = chance.choices(list(STATES), weights=STATES.values())[0]
        if upward:
            parties = {"by_province": chance.choice(self.members), "to_body": self.ministry}
        elif self.members and chance.random() < 0.5:
            parties = {"by_body": self.ministry, "to_province": chance.choice(self.members)}
        else:
            parties = {"by_body": self.ministry, "to_members": True, "to_as_printed": "các tỉnh trong vùng"}
        return {
            "kind": chance.choice(
                [kinds.PETITION, kinds.PROPOSAL] if upward else [kinds.REQUEST, kinds.ASSIGNMENT]
            ),
            "text": f"{MARK} Hỗ trợ {chance.choice(SUBJECTS)}.",
            "due": often(chance, 0.3, self.day + datetime.timedelta(days=chance.randint(60, 700))),
            "state": state,
            "reason": f"{MARK} Chưa bố trí được kinh phí." if state == State.REFUSED else "",
            "continues": often(chance, 0.1, chance.choice(earlier)) if earlier else None,
            **parties,
        }

    def figure(self, number, asked, speakers):
        chance = self.chance
        low = chance.randint(1, 2_000)
        high = chance.choice([low, low, low, low + 50, None])
        if self.members and number % 2:
            scope = {"scope": "tinh", "scope_province": chance.choice(self.members)}
        else:
            scope = {"scope": "vung", "scope_series": self.meeting.series}
        return {
            "indicator": chance.choice(self.indicators),
            "low": low,
            "high": high,
            "unit": "đơn vị thử",
            "as_printed": f"{MARK} {low}" if high == low else f"{MARK} {low}–{high or '…'}",
            "level": chance.choice(Task.Level.values),
            "period": self.meeting.period_reviewed,
            "by_official": often(chance, 0.4, chance.choice(speakers)) if speakers else None,
            "recommendation": often(chance, 0.2, chance.choice(asked)),
            **scope,
        }
