"""Truths about conferences and all that hangs from them that no row can hold."""

from django.db.models import Exists, F, OuterRef, Q

from portal.records.models import Publication
from portal.records.rules import CHUNK, NAMED_BY, breach, everything, named, rule
from provinces.models.period import outside, year_window

from .models import (
    Appearance,
    Conference,
    Figure,
    Participation,
    Recommendation,
    SeriesMembership,
    Statement,
    Tenure,
)
from .replies import OF_REPLIES, newest_states

NAMED_BY[Participation] = ("province", "body")


# --- Provinces and bodies in their time ---------------------------------------------------------------
#: (model, relations to a province or body that took part, relations that may look back)
IN_THEIR_TIME = [
    (Participation, ("province", "body"), ()),
    (Statement, ("by_province", "by_body"), ()),
    (Recommendation, ("by_province", "by_body", "to_province", "to_body"), ()),
    (Figure, ("by_province", "by_body"), ("scope_province",)),
]


@rule
def parties_exist_when_the_conference_meets():
    """A province or body that takes part exists on the conference's day, or in its year without a day.

    The scope of a figure may have ended before: a conference may state numbers of the past.
    """
    for model, parties, scopes in IN_THEIR_TIME:
        relations = [*parties, *scopes]
        dated = Q()
        for name in relations:
            dated |= Q(**{f"{name}__began__isnull": False}) | Q(**{f"{name}__ended__isnull": False})
        rows = named(model.objects.filter(dated).order_by("pk"), "conference__series", *relations)
        for row in rows.iterator(chunk_size=CHUNK):
            days = row.conference.window
            for name in relations if days else ():
                party = getattr(row, name)
                why = party and outside(party, days, looking_back=name in scopes)
                if why:
                    yield breach(row, f"{_when(row.conference)}, nhưng {why}.")


def _when(conference):
    return f"{conference} họp {conference.days or f'năm {conference.year}'}"


@rule
def posts_are_held_when_people_appear():
    """A post stands in a body that exists that day, and within a tenure where the official's are dated."""
    tenures = {}
    for tenure in Tenure.objects.order_by("pk").iterator(chunk_size=CHUNK):
        tenures.setdefault((tenure.official_id, tenure.post_id), []).append(tenure)
    dated = Tenure.objects.filter(official=OuterRef("appearance__official"), post=OuterRef("post"))
    links = Appearance.posts.through.objects.filter(
        Q(post__body__began__isnull=False) | Q(post__body__ended__isnull=False) | Exists(dated)
    )
    links = links.select_related(
        "post__body", *(f"appearance__{name}" for name in ("official", "event", "conference__series"))
    )
    # Not by the link's own key: posts are added as a set, whose links are made in any order.
    for row in links.order_by("appearance_id", "post_id").iterator(chunk_size=CHUNK):
        appearance, post = row.appearance, row.post
        event = appearance.event
        days = (event.starts, event.starts) if event and event.starts else appearance.conference.window
        if not days:
            continue
        why = outside(post.body, days)
        if why:
            yield breach(appearance, f"chức vụ {post} ở {appearance.conference}, nhưng {why}.")
        known = tenures.get((appearance.official_id, row.post_id), [])
        if known and all(outside(tenure, days) for tenure in known):
            yield breach(appearance, f"chức vụ {post} ở {appearance.conference} nằm ngoài nhiệm kỳ đã ghi.")


# --- Counts -------------------------------------------------------------------------------------------
@rule
def counts_agree_with_their_rows():
    """Where a source counts the region's provinces, no more are listed, and the inferred ones make it full.

    A count that differs from the sourced membership has no inferred rows, and is no breach.
    """
    listed, inferred = {}, set()
    counts = Participation.objects.filter(counts_members=True).order_by("conference", "rank", "pk")
    members = Participation.objects.filter(
        capacity=Participation.Capacity.MEMBER,
        province__isnull=False,
        conference__in=counts.order_by().values("conference"),
    )
    columns = members.values_list("conference", "province", "inferred")
    for conference, province, is_inferred in columns.iterator(chunk_size=CHUNK):
        listed.setdefault(conference, set()).add(province)
        if is_inferred:
            inferred.add(conference)
    memberships = {}
    for membership in SeriesMembership.objects.order_by("pk"):
        memberships.setdefault(membership.series_id, []).append(membership)
    seen = set()
    for row in named(counts, "conference__series").iterator(chunk_size=CHUNK):
        conference, number = row.conference, len(listed.get(row.conference_id, ()))
        if number > row.count:
            yield breach(row, f"{conference} đếm {row.count} tỉnh mà hồ sơ ghi {number}.")
        elif conference.pk in inferred and number != row.count:
            yield breach(row, f"{conference} đếm {row.count} tỉnh mà hồ sơ ghi và suy ra {number}.")
        elif conference.pk not in seen and number < row.count and conference.year:
            day = conference.starts or year_window(conference.year)[1]
            standing = [one for one in memberships.get(conference.series_id, ()) if one.was_in_force(day)]
            if len(standing) == row.count:
                yield breach(
                    row, f"{conference} đếm {row.count} tỉnh, đúng như vùng, mà chưa suy ra từng tỉnh."
                )
        seen.add(conference.pk)


# --- One row against another --------------------------------------------------------------------------
@rule
def the_day_lies_in_the_year():
    for conference in everything(Conference):
        if conference.starts and conference.starts.year != conference.year:
            year = conference.year or "để trống"
            yield breach(conference, f"ngày họp {conference.days} không nằm trong năm {year}.")


@rule
def events_belong_to_the_same_conference():
    """Someone seen at an event beside a conference is recorded at that conference."""
    stray = Appearance.objects.filter(event__isnull=False).exclude(event__conference=F("conference"))
    for row in named(stray.order_by("pk"), "event__conference__series").iterator(chunk_size=CHUNK):
        yield breach(row, f"ghi ở {row.conference}, nhưng sự kiện thuộc {row.event.conference}.")


@rule
def matters_continue_from_earlier_conferences():
    """What a recommendation continues was asked before it, and no chain comes back to its start."""
    linked = Recommendation.objects.filter(continues__isnull=False)
    chained = Recommendation.objects.filter(
        Q(continues__isnull=False) | Q(pk__in=linked.order_by().values("continues"))
    )
    rows = {row.pk: row for row in named(chained)}
    for pk, row in sorted(rows.items()):
        before = rows.get(row.continues_id)
        if before is None:
            continue
        if _comes_back(pk, rows):
            yield breach(row, "chuỗi tiếp nối quay lại chính nó.")
        elif _is_later(before.conference, row.conference):
            yield breach(row, f"tiếp nối một kiến nghị của hội nghị sau: {before.conference}.")


def _comes_back(pk, rows):
    seen, key = set(), rows[pk].continues_id
    while key and key not in seen:
        if key == pk:
            return True
        seen.add(key)
        key = rows[key].continues_id
    return False


def _is_later(one, other):
    """Whether conference `one` surely came after `other`: by day, or by year where either has no day."""
    if one.starts and other.starts:
        return one.starts > other.starts
    return bool(one.year and other.year and one.year > other.year)


#: (model, its relation to an official)
PEOPLE = [
    (Appearance, "official"),
    (Statement, "by_official"),
    (Recommendation, "by_official"),
    (Recommendation, "to_official"),
    (Figure, "by_official"),
]


@rule
def people_of_public_conferences_are_public():
    """Someone recorded at a published conference is published too; otherwise the row does not show."""
    for model, name in PEOPLE:
        shown = model.objects.filter(
            conference__publication=Publication.PUBLISHED, **{f"{name}__isnull": False}
        )
        hidden = shown.exclude(**{f"{name}__publication": Publication.PUBLISHED}).order_by("pk")
        for row in named(hidden, name, "conference__series").iterator(chunk_size=CHUNK):
            person = getattr(row, name)
            yield breach(row, f"{row.conference} đã đăng mà {person} chưa đăng: sẽ không hiện.")


@rule
def recommendations_follow_their_replies():
    """A recommendation stands in the state of its newest published reply, unless its own is not about replies."""
    answered = Recommendation.objects.filter(
        state__in=OF_REPLIES, replies__publication=Publication.PUBLISHED
    ).distinct()
    states = newest_states(answered.order_by().values("pk"))
    for row in named(answered.order_by("pk")).iterator(chunk_size=CHUNK):
        state, _note = states.get(row.pk, (row.state, ""))
        if state != row.state:
            label = Recommendation.State(state).label
            yield breach(row, f"trả lời mới nhất là “{label}” mà trạng thái là “{row.get_state_display()}”.")
