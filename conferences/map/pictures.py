"""The maps of the whole country: of the table, of the hosts."""

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from conferences.models import Conference
from provinces.map import PERIOD_WORDS, Label, Picture, geometry, placed, shapes_of, unit_key, units_of
from provinces.models import REARRANGED_ON, Province

from .counts import MEASURES, classes, hosting, participations


def table_picture(counts):
    """The map of a table: every unit a link, coloured by the measure, the largest amounts labelled."""
    measure, period = counts.measure, counts.period
    found = classes([measure.amount(unit) for unit in counts.units if unit.held or measure.key != "dang-cai"])
    units = {unit.province.code: unit for unit in counts.units}
    shapes, labels = shapes_of(period, counts.units), []
    for shape in shapes:
        if shape.code not in units:
            continue
        unit, name = units[shape.code], shape.name
        amount = measure.amount(unit)
        shape.url = unit.province.get_absolute_url()
        words = measure.sentence(amount) if amount else _("hồ sơ chưa ghi")
        if amount and measure.key == "dang-cai" and not unit.held:
            shape.tone, words = "tone-soft", _("%(words)s, chưa họp hoặc chưa xác minh") % {"words": words}
        elif amount:
            shape.tone = next(f"tone-{tone}" for tone, low, high in found if low <= amount <= high)
        shape.name = f"{name}: {words}"
        if amount:
            labels.append(Label(shape.code, name, shape.url, strong=measure.short(amount), rank=amount))
    title = _("%(measure)s, theo %(n)s đơn vị %(period)s") % {
        "measure": measure.heading,
        "n": len(geometry()[period]),
        "period": PERIOD_WORDS[period],
    }
    picture = Picture("ban-do", title, period, shapes, placed(labels, period))
    picture.legend = [
        (f"tone-{tone}", measure.long(low) if low == high else f"{measure.short(low)} – {measure.long(high)}")
        for tone, low, high in found
    ]
    if picture.has("tone-soft"):
        picture.legend.append(("tone-soft", _("mới dự kiến, thông báo, hoặc chưa xác minh")))
    if picture.has("tone-0"):
        picture.legend.append(("tone-0", _("hồ sơ chưa ghi")))
    if len(picture.labels) < len(labels):
        picture.note = _("Chỉ ghi tên những đơn vị có số lớn nhất; bảng ghi đủ.")
    return picture


def hosts_picture(key, title, series=None):
    """Who hosted, in all series or one: the last conference of each unit beside its place.

    Four queries, five for one series. Drawn with the units of before, unless a unit that began
    on 1 July 2025 has hosted.
    """
    rows = participations().hosts()
    if series is not None:
        rows = rows.filter(conference__series=series)
    newest = ("-conference__chronology", "-conference__ordinal_or_zero", "-conference")
    last = Subquery(rows.filter(province=OuterRef("pk")).order_by(*newest, "pk").values("pk")[:1])
    provinces = {province.pk: province for province in Province.objects.annotate(last_hosting=last)}
    hosting_rows = rows.filter(pk__in=[p.last_hosting for p in provinces.values() if p.last_hosting])
    latest = {row.province_id: row for row in hosting_rows.select_related("conference")}
    new = any(provinces[key].began and provinces[key].began >= REARRANGED_ON for key in latest)
    period = "sau" if new else "truoc"
    units = units_of(period, provinces)
    counted = {row["unit"]: row for row in hosting(unit_key(units), rows)}
    members = set(series.memberships.values_list("province", flat=True)) if series else set()
    shapes, labels = shapes_of(period, units), []
    by_code = {unit.province.code: unit for unit in units}
    for shape in shapes:
        unit = by_code.get(shape.code)
        if unit is None:
            continue
        keys = [unit.province.pk, *(member.pk for member in unit.members)]
        if members.intersection(keys):
            shape.tone = "tone-member"
        found = [latest[key] for key in keys if key in latest]
        if not found:
            continue
        row = max(
            found,
            key=lambda row: (row.conference.chronology, row.conference.ordinal_or_zero, row.conference_id),
        )
        count = counted[unit.province.pk]
        shape.tone = "tone-4" if count["held"] else "tone-soft"
        shape.url = unit.province.get_absolute_url()
        label = host_label(shape, row, provinces[row.province_id], period)
        shape.name = f"{shape.name}: " + _("%(hosted)s; gần nhất %(which)s") % {
            "hosted": MEASURES["dang-cai"].sentence(count["hosted"]),
            "which": ", ".join(filter(None, (str(row.conference.ordinal_or_year), label.small))),
        }
        labels.append(label)
    picture = Picture(key, title, period, shapes, placed(labels, period))
    picture.legend = [
        (tone, words)
        for tone, words in (
            ("tone-4", _("đã đăng cai")),
            ("tone-soft", _("mới dự kiến, thông báo, hoặc chưa xác minh")),
            ("tone-member", _("tỉnh, thành phố từng được tính vào vùng")),
        )
        if picture.has(tone)
    ]
    return picture


def host_label(shape, row, province, period):
    conference = row.conference
    when = str(conference.year or "")
    if conference.status != Conference.Status.HELD:
        when = f"{conference.get_status_display()} {when}".strip()
    return Label(
        shape.code,
        province.local_name if period == "truoc" else shape.name,
        shape.url,
        strong=conference.roman,
        small=when,
        rank=conference.chronology * 10**9 + conference.pk,  # the newest first, none equal
    )
