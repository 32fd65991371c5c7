"""Conferences made for load and volume, with all that hangs from them; see provinces.synthetic."""

import datetime
from random import Random

from portal.records.models import Publication
from provinces.models import Body, Province, Succession, Task
from provinces.synthetic import GIVEN, LAST_YEAR, MARK, SLUG, SUBJECTS, often, person

from .models import (
    Appearance,
    Conference,
    Document,
    Figure,
    Indicator,
    Official,
    Participation,
    Post,
    Recommendation,
    RelatedEvent,
    Reply,
    Series,
    SeriesMembership,
    Statement,
    Tenure,
)

CHAINS = 6
APPEARANCES, STATEMENTS, RECOMMENDATIONS, FIGURES = 25, 4, 12, 20
FIRST_DAY, LAST_DAY = datetime.date(2000, 3, 1), datetime.date(2026, 6, 1)
TITLES = {
    Body.Kind.DEPARTMENT: ["Giám đốc", "Phó Giám đốc"],
    Body.Kind.PEOPLES_COMMITTEE: ["Chủ tịch", "Phó Chủ tịch"],
    Body.Kind.MINISTRY: ["Bộ trưởng", "Thứ trưởng", "Vụ trưởng"],
    Body.Kind.INSTITUTE: ["Viện trưởng", "Phó Viện trưởng"],
}
SHOWN = {"publication": Publication.PUBLISHED, "synthetic": True}


def fill_conferences(ledger, count, officials, seed, bodies, say):
    """`count` conferences in six series, the same number in each, oldest first, with `officials` people."""
    chance = Random(f"conferences {seed}")
    series = _fill_series(ledger, bodies)
    members = _fill_memberships(ledger, series)
    people = _fill_officials(ledger, chance, officials, bodies)
    indicators = _fill_indicators(ledger)
    say(f"Đại biểu: {len(people)}")
    rounds = -(-count // CHAINS)
    before = {}
    for ordinal in range(1, rounds + 1):
        made = min(CHAINS, count - (ordinal - 1) * CHAINS)
        meetings = ledger.write(
            [_conference(chance, series[chain], ordinal, rounds) for chain in range(made)]
        )
        for meeting in meetings:
            Round(
                ledger, chance, meeting, members[meeting.series_id], people, bodies, indicators, before
            ).fill()
        if ordinal == rounds or ordinal % 5 == 0:
            say(f"Hội nghị: {(ordinal - 1) * CHAINS + made}/{count}")


def _fill_series(ledger, bodies):
    ministry = next(body for body in bodies if body.kind == Body.Kind.MINISTRY)
    return ledger.write(
        [
            Series(
                name=f"{MARK} Vùng {number}",
                name_en=f"[Test data] Region {number}",
                slug=f"{SLUG}-vung-{number}",
                organiser=ministry,
                frequency="mỗi năm một lần",
            )
            for number in range(1, CHAINS + 1)
        ]
    )


def _fill_memberships(ledger, series):
    """{series: its memberships}. Today's units are dealt out in order; those before them follow."""
    before = {}
    for link in Succession.objects.select_related("predecessor").order_by("predecessor__slug"):
        before.setdefault(link.successor_id, []).append(link.predecessor)
    today = list(Province.objects.today().order_by("code", "slug"))
    share = -(-len(today) // CHAINS)
    rows = []
    for number, province in enumerate(today):
        for unit in [province, *before.get(province.pk, [])]:
            rows.append(
                SeriesMembership(
                    series=series[number // share], province=unit, began=unit.began, ended=unit.ended
                )
            )
    ledger.write(rows)
    return {one.pk: [row for row in rows if row.series_id == one.pk] for one in series}


def _fill_officials(ledger, chance, count, bodies):
    """[(official, post)]: each person in one post of one body. One in ten has a dated tenure."""
    posts = ledger.write([Post(body=body, title=title) for body in bodies for title in TITLES[body.kind]])
    officials = ledger.write(
        [
            Official(
                name=f"{MARK} {person(chance)}",
                titles=often(chance, 0.2, chance.choice(["TS.", "ThS.", "PGS.TS."])) or "",
                slug=f"{SLUG}-nguoi-{number:05}",
                **SHOWN,
            )
            for number in range(1, count + 1)
        ]
    )
    people = [(official, chance.choice(posts)) for official in officials]
    ledger.write(
        [
            Tenure(official=official, post=post, began=post.body.began or datetime.date(1999, 1, 1))
            for official, post in people[::10]
        ]
    )
    return people


def _fill_indicators(ledger):
    names = [
        "Số nhiệm vụ",
        "Kinh phí",
        "Tỷ lệ ứng dụng",
        "Số mô hình",
        "Số sáng chế",
        "Số doanh nghiệp KH&CN",
    ]
    return ledger.write(
        [
            Indicator(name=f"{MARK} {name} {level}", slug=f"{SLUG}-chi-tieu-{number}-{order}")
            for number, name in enumerate(names, 1)
            for order, level in enumerate(("cấp quốc gia", "cấp tỉnh"), 1)
        ]
    )


def _conference(chance, series, ordinal, rounds):
    step = (LAST_DAY - FIRST_DAY).days // rounds
    day = FIRST_DAY + datetime.timedelta(days=(ordinal - 1) * step + chance.randint(0, max(0, step - 3)))
    exact = chance.random() < 0.9
    return Conference(
        series=series,
        ordinal=ordinal,
        year=day.year,
        starts=day if exact else None,
        ends=often(chance, 0.3, day + datetime.timedelta(days=day.day < 27)) if exact else None,
        part_of_day=chance.choice(Conference.PartOfDay.values),
        status=Conference.Status.HELD if day.year <= LAST_YEAR else Conference.Status.ANNOUNCED,
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


class Round:
    """One conference and the rows to be written for it. `before` holds each series' last recommendations."""

    def __init__(self, ledger, chance, meeting, memberships, people, bodies, indicators, before):
        self.ledger, self.chance, self.meeting = ledger, chance, meeting
        self.indicators, self.before = indicators, before
        day = meeting.starts or datetime.date(meeting.year, 12, 31)
        self.day = day
        self.members = [row.province for row in memberships if row.was_in_force(day)]
        keys = {province.pk for province in self.members}
        self.people = [
            (one, post) for one, post in people if post.body.province_id in keys or not post.body.province_id
        ]
        self.central = [body for body in bodies if body.province_id is None]
        self.ministry = next(body for body in self.central if body.kind == Body.Kind.MINISTRY)

    def fill(self):
        self.fill_participations()
        self.fill_events()
        self.fill_appearances()
        self.fill_statements()
        asked = self.fill_recommendations()
        self.fill_figures(asked)

    def fill_participations(self):
        meeting, capacity = self.meeting, Participation.Capacity
        rows = [Participation(conference=meeting, rank=1, body=self.ministry, capacity=capacity.ORGANISER)]
        if self.members:
            host, count = self.chance.choice(self.members), len(self.members)
            counted = {"count": count, "counts_members": True, "as_printed": f"{MARK} {count} tỉnh"}
            rows.append(Participation(conference=meeting, rank=2, province=host, capacity=capacity.HOST))
            rows.append(Participation(conference=meeting, rank=3, capacity=capacity.MEMBER, **counted))
        for province in self.members:
            rows.append(
                Participation(
                    conference=meeting, rank=len(rows) + 1, province=province, capacity=capacity.MEMBER
                )
            )
        for body in self.chance.sample(self.central[1:], 2):
            rows.append(
                Participation(conference=meeting, rank=len(rows) + 1, body=body, capacity=capacity.GUEST)
            )
        self.ledger.write(rows)

    def fill_events(self):
        if self.meeting.ordinal % 2:
            self.ledger.write(
                [
                    RelatedEvent(
                        conference=self.meeting,
                        kind="hoi-thao",
                        title=f"{MARK} Hội thảo",
                        starts=self.meeting.starts,
                    )
                ]
            )
            self.ledger.write([Document(conference=self.meeting, kind="anh", title=f"{MARK} Ảnh toàn cảnh")])

    def fill_appearances(self):
        chosen = self.chance.sample(self.people, min(APPEARANCES, len(self.people)))
        roles = Appearance.Role
        first = [roles.CO_CHAIR, roles.CO_CHAIR, roles.OPENED, roles.CLOSED, roles.SPOKE, roles.REPORTED]
        rows = self.ledger.write(
            [
                Appearance(
                    conference=self.meeting,
                    official=official,
                    post_as_printed=str(post),
                    role=first[number] if number < len(first) else roles.ATTENDED,
                    rank=number + 1,
                )
                for number, (official, post) in enumerate(chosen)
            ]
        )
        link = Appearance.posts.through
        link.objects.bulk_create(
            [link(appearance=row, post=post) for row, (_official, post) in zip(rows, chosen, strict=True)]
        )
        self.speakers = [official for official, _post in chosen[:6]]

    def points(self, number):
        return "\n".join(f"Ý thử về {subject}." for subject in self.chance.sample(SUBJECTS, number))

    def fill_statements(self):
        kinds = [Statement.Kind.OPENING, Statement.Kind.REPORT, Statement.Kind.SPEECH, Statement.Kind.CLOSING]
        self.ledger.write(
            [
                Statement(
                    conference=self.meeting,
                    rank=number + 1,
                    kind=kinds[number],
                    heading=f"{MARK} {kinds[number].label}",
                    points=self.points(3),
                    by_official=self.speakers[number] if number < len(self.speakers) else None,
                )
                for number in range(STATEMENTS)
            ]
        )

    def fill_recommendations(self):
        earlier = self.before.get(self.meeting.series_id, [])
        rows = self.ledger.write(
            [self.recommendation(number, earlier) for number in range(1, RECOMMENDATIONS + 1)]
        )
        self.before[self.meeting.series_id] = rows
        self.ledger.write(
            [
                Reply(
                    recommendation=row,
                    day=self.day + datetime.timedelta(days=self.chance.randint(20, 300)),
                    by=self.ministry,
                    state=row.state,
                    note=f"{MARK} Đã xem xét.",
                    **SHOWN,
                )
                for row in rows
                if row.state
                in (Recommendation.State.RECEIVED, Recommendation.State.DONE, Recommendation.State.REFUSED)
            ]
        )
        return rows

    def recommendation(self, number, earlier):
        chance, states, kinds = self.chance, Recommendation.State, Recommendation.Kind
        upward = number % 3 != 0 and bool(self.members)
        state = chance.choices(
            [
                states.UNANSWERED,
                states.RECEIVED,
                states.UNDER_WAY,
                states.DONE,
                states.REFUSED,
                states.GENERAL,
            ],
            weights=[40, 15, 15, 20, 3, 7],
        )[0]
        if upward:
            parties = {"by_province": chance.choice(self.members), "to_body": self.ministry}
        elif self.members and chance.random() < 0.5:
            parties = {"by_body": self.ministry, "to_province": chance.choice(self.members)}
        else:
            parties = {"by_body": self.ministry, "to_members": True, "to_as_printed": "các tỉnh trong vùng"}
        return Recommendation(
            conference=self.meeting,
            number=number,
            kind=chance.choice(
                [kinds.PETITION, kinds.PROPOSAL] if upward else [kinds.REQUEST, kinds.ASSIGNMENT]
            ),
            text=f"{MARK} Hỗ trợ {chance.choice(SUBJECTS)}.",
            due=often(chance, 0.3, self.day + datetime.timedelta(days=chance.randint(60, 700))),
            state=state,
            reason=f"{MARK} Chưa bố trí được kinh phí." if state == states.REFUSED else "",
            continues=often(chance, 0.1, chance.choice(earlier)) if earlier else None,
            **parties,
        )

    def fill_figures(self, asked):
        self.ledger.write([self.figure(number, asked) for number in range(1, FIGURES + 1)])

    def figure(self, number, asked):
        chance = self.chance
        low = chance.randint(1, 2_000)
        high = chance.choice([low, low, low, low + 50, None])
        if self.members and number % 2:
            scope = {"scope": Figure.Scope.PROVINCE, "scope_province": chance.choice(self.members)}
        else:
            scope = {"scope": Figure.Scope.SERIES, "scope_series": self.meeting.series}
        return Figure(
            conference=self.meeting,
            rank=number,
            indicator=chance.choice(self.indicators),
            low=low,
            high=high,
            unit="đơn vị thử",
            as_printed=f"{MARK} {low}" if high == low else f"{MARK} {low}–{high or '…'}",
            level=chance.choice(Task.Level.values),
            period=self.meeting.period_reviewed,
            by_official=often(chance, 0.4, chance.choice(self.speakers)) if self.speakers else None,
            recommendation=often(chance, 0.2, chance.choice(asked)),
            **scope,
        )
