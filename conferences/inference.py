"""Participation that no source spells out but a count implies.

Where a source counts the provinces of the region and the count equals the series' sourced membership
on the day, each member has a row marked *suy ra*, under the citations of the count and of the
membership. So Lào Cai + 2024 finds XIX. What anybody writes is followed at the end of the act that wrote it.
"""

import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q

from portal.changes.recorder import entailed_by
from portal.records.models import Citation
from provinces.models import Body, Province

from .models import Conference, Participation, SeriesMembership

#: Ranks of inferred rows start here, behind all that a source prints.
FIRST_RANK = 1_000
#: What of a conference says who its members were.
WHEN = ("series_id", "year", "starts")


@entailed_by(Participation, SeriesMembership, Conference)
def follow_counts(changes, loading):
    """Infers anew at the conferences that `changes` concern. Returns whether it may have written anything.

    A load of the shipped files infers once, when all of them stand.
    """
    conferences, series = set(), set()
    for model, key, before, after in changes:
        sides = [side for side in (before, after) if side]
        if model is Participation:
            conferences.update(side["conference_id"] for side in sides)
        elif model is SeriesMembership:
            series.update(side["series_id"] for side in sides)
        elif model is Conference and len({tuple(side[name] for name in WHEN) for side in sides}) > 1:
            conferences.add(key)
    if loading or not (conferences or series):
        return False
    return infer_participation(Conference.objects.filter(Q(pk__in=conferences) | Q(series__in=series)))


@transaction.atomic
def infer_participation(conferences=None):
    """Makes the inferred rows of `conferences` (a QuerySet; all by default) equal to what the counts imply.

    Returns whether there is a count or was an inferred row.
    """
    counted = Participation.objects.filter(counts_members=True).select_related("conference")
    existing = Participation.objects.filter(inferred=True)
    if conferences is not None:
        counted = counted.filter(conference__in=conferences)
        existing = existing.filter(conference__in=conferences)
    counts = {}
    for row in counted.order_by("conference_id", "rank", "pk"):
        counts.setdefault(row.conference_id, row)
    implied = [row.pk for count in counts.values() for row in _infer(count)]
    gone = list(existing.exclude(pk__in=implied))
    for row in gone:
        row.delete()
    return bool(counts or gone)


def members_on(conference):
    """The series memberships in force when `conference` met: on its day, or at the end of its year.

    A membership does not outlive its province. Empty when no source states the year, since the members
    then cannot be told.
    """
    if conference.year is None:
        return SeriesMembership.objects.none()
    day = conference.starts or datetime.date(conference.year, 12, 31)
    members = SeriesMembership.objects.on(day).filter(province__in=Province.objects.on(day))
    return members.filter(series=conference.series_id).select_related("province")


def _infer(count):
    """The inferred rows of one counted row: one a member, none where the numbers disagree.

    A member that a source names, itself or its department, is not inferred. A people's committee at the
    top table is named for itself: what the count says of its province is still inferred.
    """
    members = list(members_on(count.conference))
    if len(members) != count.count:
        return []
    named = set(
        Participation.objects.filter(
            Q(body=None) | Q(body__kind=Body.Kind.DEPARTMENT),
            conference=count.conference_id,
            capacity=Participation.Capacity.MEMBER,
            inferred=False,
        ).values_list("province_id", flat=True)
    )
    rows = []
    for number, membership in enumerate(members):
        if membership.province_id in named:
            continue
        row, _created = Participation.objects.get_or_create(
            conference=count.conference,
            province=membership.province,
            inferred=True,
            defaults={"capacity": Participation.Capacity.MEMBER, "rank": FIRST_RANK + number},
        )
        _cite(row, count, membership)
        rows.append(row)
    return rows


def _cite(row, count, membership):
    """Gives the inferred row the sources of the count and of the membership, as inferred."""
    kind = ContentType.objects.get_for_model(Participation)
    wanted = {
        (citation.source_id, citation.place): citation.anchor
        for basis in (count, membership)
        for citation in basis.citations.filter(field__in=["", "count", "province"])
    }
    existing = {(citation.source_id, citation.place) for citation in row.citations.all()}
    Citation.objects.bulk_create(
        Citation(
            content_type=kind,
            object_id=row.pk,
            source_id=source,
            place=place,
            anchor=wanted[source, place],
            basis=Citation.Basis.INFERRED,
        )
        for source, place in wanted
        if (source, place) not in existing
    )
    row.citations.exclude(source__in=[source for source, _place in wanted]).delete()
