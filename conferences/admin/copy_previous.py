"""The last conference beside the form: what each part of it said, and what may be copied into a new one.

Only what stays from one to the next is copied, as new rows: never days, texts or figures, never who hosted,
never a source. `?chep=<key>&phan=<part>` fills the form without scripts.
"""

import json
from dataclasses import dataclass, field

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from conferences.models import Conference, Participation, Series
from portal.base.db import is_key
from portal.base.errors import Refusal
from portal.editing.scope import owns
from portal.records import rights
from provinces.models.period import outside

ORGANISING = (Participation.Capacity.ORGANISER, Participation.Capacity.CO_ORGANISER)
ATTENDING = (Participation.Capacity.MEMBER, Participation.Capacity.GUEST)


@dataclass
class PreviousPart:
    """What one part said: `lines` of text. `rows`: {field: [(value, label)]} of the rows that copying adds to the
    inline `prefix`; `left`: names of what is not there any more.
    """

    key: str
    label: str
    lines: list
    prefix: str = ""
    rows: list = field(default_factory=list)
    left: list = field(default_factory=list)
    href: str = ""

    @property
    def sent_json(self):
        """For the script that fills the open form."""
        return json.dumps({self.prefix: self.rows})

    @property
    def initial(self):
        """For a form that is made with these rows."""
        several = ("posts",)
        return [
            {
                name: [value for value, _label in choices] if name in several else choices[0][0]
                for name, choices in row.items()
                if choices
            }
            for row in self.rows
        ]


def panel(model_admin, request, obj):
    """{"last_time": {conference, parts} of the one before, "chains": the Series to choose from where none is}."""
    if not copies(model_admin, request, obj):
        return {}
    last = last_conference(request, obj)
    return {
        "last_time": last and {"conference": last, "parts": previous_parts(request, obj, last)},
        "chains": None if obj or last else Series.objects.order_by("sort_key", "pk"),
    }


def copies(model_admin, request, obj):
    """Whether whoever asks writes rows of the whole conference."""
    if obj is None:
        return model_admin.has_add_permission(request)
    return model_admin.has_change_permission(request, obj) and owns(request, obj)


def last_conference(request, obj):
    """The one asked for (?chep=), else the last that took place before `obj` and that the user sees, or None."""
    seen = rights.within(request.user, Conference.objects.select_related("series"), "view")
    if "chep" in request.GET:
        found = seen.filter(pk=number(request.GET["chep"])).first()
        if found is None:
            raise Refusal(404, _("Không có hội nghị để chép."))
        return found
    series = obj.series_id if obj else number(request.GET.get("series") or "0")
    others = seen.filter(series=series).exclude(status__in=Conference.COMING)
    if obj is None:
        return others.first()
    earlier = Q(chronology__gt=0, chronology__lt=obj.chronology) | Q(ordinal__lt=obj.ordinal or 0)
    return others.exclude(pk=obj.pk).filter(earlier).first()


def previous_parts(request, obj, last):
    """The PreviousParts of the conference `last`, as the user sees its rows."""
    took_part = rights.within(request.user, last.participations.filter(inferred=False), "view")
    took_part = list(took_part.select_related("province", "body__province"))
    chairs = rights.within(request.user, last.appearances.co_chairs(), "view")
    chairs = list(chairs.select_related("official").with_posts())
    window = obj.window if obj else None
    hosts = [str(row) for row in took_part if row.capacity == Participation.Capacity.HOST]
    where = [text for text in (last.days, last.venue, last.city, last.theme) if text]
    parts = [
        PreviousPart("", _("Ngày, nơi họp, chủ đề"), where),
        PreviousPart("", _("Đăng cai"), hosts),
        copied_part(
            "to-chuc",
            _("Cơ quan tổ chức"),
            [row for row in took_part if row.capacity in ORGANISING],
            window,
        ),
        copied_part(
            "thanh-phan", _("Thành phần"), [row for row in took_part if row.capacity in ATTENDING], window
        ),
        PreviousPart(
            "chu-tri",
            _("Đồng chủ trì"),
            [f"{row.official}, {row.post_text}" if row.post_text else str(row.official) for row in chairs],
            "appearances",
            [chair(row) for row in chairs],
        ),
        PreviousPart("", _("Phát biểu, kiến nghị, số liệu"), [counted(request, last)]),
    ]
    for part in parts:
        query = QueryDict(mutable=True)
        query.update({"chep": last.pk, "phan": part.key})
        part.href = f"?{query.urlencode()}" if part.rows else ""
    return parts


def counted(request, last):
    counts = [
        rights.within(request.user, rows.all(), "view").count()
        for rows in (last.statements, last.recommendations, last.figures)
    ]
    return _("%(said)s phát biểu, %(asked)s kiến nghị, %(counted)s số liệu") % dict(
        zip(("said", "asked", "counted"), counts, strict=True)
    )


# --- Without scripts ----------------------------------------------------------------------------------
def copied_rows(model_admin, request, obj):
    """{prefix: [initial values]} that the address asks for; only a form that is being opened has them."""
    if request.method != "GET" or "chep" not in request.GET or not copies(model_admin, request, obj):
        return {}
    if not hasattr(request, "_copied"):
        parts = previous_parts(request, obj, last_conference(request, obj))
        chosen = [part for part in parts if part.key and part.key == request.GET.get("phan")]
        request._copied = {part.prefix: part.initial for part in chosen}
    return request._copied


def copied_part(key, label, rows, window):
    """The PreviousPart of rows of participation. What a source counted, and what is no more, is not copied."""
    remaining, left = [], []
    for row in rows:
        if row.count is not None:
            continue
        (left if is_gone(row, window) else remaining).append(row)
    return PreviousPart(
        key,
        label,
        [str(row) for row in rows],
        "participations",
        [part(row) for row in remaining],
        [*map(str, left)],
    )


def is_gone(row, window):
    """Whether a row names what was not there on the days `window`, or ended, when those are not known yet."""
    things = [thing for thing in (row.province, row.body, row.body and row.body.province) if thing]
    return any(outside(thing, window) if window else thing.ended for thing in things)


def part(row):
    """The fields of a participation that a copy has."""
    return {
        "capacity": [(row.capacity, "")],
        "province": label_of(row.province),
        "body": label_of(row.body),
        "as_printed": [] if row.province or row.body else [(row.as_printed, "")],
    }


def chair(row):
    return {
        "official": label_of(row.official),
        "role": [(row.role, "")],
        "posts": [(str(post.pk), str(post)) for post in row.posts_held],
    }


def label_of(record):
    return [(str(record.pk), str(record))] if record else []


def number(text):
    if not is_key(text):
        raise Refusal(400, _("Địa chỉ có số không hợp lệ."))
    return int(text)
