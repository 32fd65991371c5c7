"""The page "Ghi nhanh người dự": one line per person, keyboard only, checked while one types and once more when sent."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conferences.models import Appearance, Conference
from conferences.participants import parser
from conferences.participants.forms import PREFIX, ParticipantsForm, cells_of, row_of
from conferences.participants.matching import Match, ParticipantMatcher
from conferences.participants.services import BadLine, save
from portal.base.db import lock
from portal.base.errors import Refusal
from portal.changes.form_token import Ticket, identity_of, keep_identity, numbered, salt_of, sent_already
from portal.changes.models import Changeset
from portal.changes.recorder import current_recorder
from portal.editing import saving
from portal.editing.admin.fields import offer_sources
from portal.editing.citations import CHOSEN
from portal.editing.citations.saving import chosen_query
from portal.editing.conflicts.presence import forget_draft
from portal.editing.pages import address_of, admin_path, page_of, show_first
from portal.editing.proposals import forms as proposals
from portal.records import rights

#: Empty lines that a page offers, and lines that it takes at once.
EMPTY, MOST = 8, 100
#: What its form is signed for.
PAGE = "people"


def urls(model_admin):
    return [
        admin_path(model_admin, "nguoi-du/", choose_view, "choose"),
        admin_path(model_admin, "<int:key>/nguoi-du/", people_view, "people"),
        admin_path(model_admin, "<int:key>/nguoi-du/dong/", line_view, "people_line"),
    ]


# --- The form of the conference leads here ------------------------------------------------------------
def panel(model_admin, request, obj):
    """{"may_enter_people": whether the form leads here}."""
    allowed = rights.permitted(request.user, "add", Appearance)
    return {"may_enter_people": allowed and (obj is None or may_enter_people(model_admin, request, obj))}


def on_to_people(request, obj):
    """To the lines of people, with the source that the form cited, where its button was pressed; else None."""
    if "_people" not in request.POST:
        return None
    address = reverse("admin:conferences_conference_people", args=[obj.pk])
    return HttpResponseRedirect(address + chosen_query(request))


def choose_view(model_admin, request):
    """Of which conference people are to be entered: those that whoever asks may change, the newest first."""
    if not rights.permitted(request.user, "add", Appearance) or not model_admin.has_change_permission(
        request
    ):
        raise PermissionDenied
    there = rights.within(request.user, Appearance.objects.filter(event=None), "view")
    there = dict(there.order_by().values_list("conference").annotate(Count("pk")))
    rows = [(row, there.get(row.pk, 0)) for row in model_admin.get_queryset(request)]
    return page_of(
        model_admin, request, "people/choose", _("Ghi nhanh người dự: của hội nghị nào?"), rows=rows
    )


# --- One line, while one types ------------------------------------------------------------------------
def line_view(model_admin, request, key):
    """What the line that was sent means, as the row of the page shows it."""
    conference = conference_for_people(model_admin, request, key)
    if request.method != "POST":
        raise Refusal(405, _("Địa chỉ này chỉ nhận dòng người dự."))
    name = request.POST.get("dong", "")
    number = name.removeprefix(f"{PREFIX}-")
    if not (number.isascii() and number.isdigit() and len(number) < 4):
        raise Refusal(400, _("Không có dòng đó."))
    row = row_of(number, cells_of(request.POST, number))
    find(ParticipantMatcher(request.user, conference), row)
    sentences = render_to_string("admin/people/_said.html", {"row": row}, request)
    return JsonResponse({"said": sentences, "seen": row.found.fingerprint if row.found else ""})


def people_view(model_admin, request, key):
    """The lines of one conference: what they save is one Changeset, as of its form."""
    steps = partial(enter_people, model_admin, request, key)
    if request.method != "POST":
        return steps()
    request.form_identity = identity_of(request, salt_of(Conference(pk=key), PAGE))
    return saving.commit_or_propose(model_admin, request, Changeset.Kind.FORM, steps, key)


# --- The page -----------------------------------------------------------------------------------------
def enter_people(model_admin, request, key):
    conference = conference_for_people(model_admin, request, key)
    if request.method != "POST":
        return people_page(model_admin, request, conference, around(model_admin, request, conference), [])
    form = around(model_admin, request, conference, request.POST)
    with transaction.atomic():
        lock(Conference, [str(conference.pk)])
        if first := sent_already(request, request.form_identity):
            return show_first(request, address_of(first, Conference, conference.pk))
        people = ParticipantMatcher(request.user, conference)
        rows = sent_rows(request.POST)
        pasted = parser.block(form["block"].value() or "")
        if len(rows) + len(pasted) > MOST:
            raise Refusal(400, _("Mỗi lần gửi nhiều nhất %(most)s dòng.") % {"most": MOST})
        rows += [row_of(len(rows) + at, cells) for at, cells in enumerate(pasted)]
        for row in rows:
            find(people, row)
        check_duplicates(rows)
        wanted = request.POST.get("viec") == "ghi"
        ready = rows and form.is_valid() and all(row.found.is_ready and row.shown for row in rows)
        if wanted and ready and not pasted:
            answer = save_people(model_admin, request, people, rows, form.cleaned_data["default_source"])
            if answer:
                return answer
    if pasted:
        form = around(model_admin, request, conference, {**form.data.dict(), "block": ""})
    return people_page(model_admin, request, conference, form, rows)


def save_people(model_admin, request, people, rows, source):
    """Saves all lines and leads back to the form; None when the record refuses one, which then says why."""
    request.form_identity = numbered(request, request.form_identity)
    keep_identity(current_recorder().act, request.form_identity)
    try:
        with transaction.atomic():
            made = save(people, [row.found for row in rows], source)
    except BadLine as bad:
        rows[bad.number].found.errors += bad.sentences
        return None
    sentence = ngettext("Đã ghi %(count)s người dự.", "Đã ghi %(count)s người dự.", len(made))
    model_admin.message_user(request, sentence % {"count": len(made)})
    address = reverse("admin:conferences_conference_change", args=[people.conference.pk])
    query = f"?{CHOSEN}={source.pk}" if source else ""
    return forget_draft(request, HttpResponseRedirect(f"{address}{query}#statements-heading"))


def sent_rows(post):
    """The lines of the page in which something is typed, numbered anew."""
    total = post.get(f"{PREFIX}-TOTAL_FORMS", "")
    if not (total.isascii() and total.isdigit() and len(total) < 5 and int(total) <= 2 * MOST):
        raise Refusal(400, _("Biểu mẫu thiếu số dòng. Hãy mở lại trang."))
    rows = []
    for number in range(int(total)):
        row = row_of(len(rows), cells_of(post, number))
        if not row.form.is_empty:
            rows.append(row)
    return rows


def find(people, row):
    if row.form.is_empty:
        return
    if not row.form.is_valid():
        row.found = Match(parser.read(""), errors=[one for each in row.form.errors.values() for one in each])
        return
    cells = {name: row.form.cleaned_data[name] for name in parser.COLUMNS}
    row.found = people.find(parser.read(**cells), row.cells)


def around(model_admin, request, conference, data=None):
    form = ParticipantsForm(data)
    field, most = form.fields["default_source"], partial(most_cited, conference)
    offer_sources(field, request, model_admin.admin_site, most)
    return form


def people_page(model_admin, request, conference, form, rows):
    empty = [row_of(len(rows) + at, {}) for at in range(EMPTY)]
    context = {
        "original": conference,
        "form": form,
        "proposing": proposals.panel(model_admin, request, conference)["proposing"],
        "media": model_admin.media + form.media,
        "opened": Ticket({}).signed(salt_of(conference, PAGE)),
        "rows": [*rows, *empty],
        "blank": row_of("__so__", {}),
        "prefix": PREFIX,
        "checked": any(row.found for row in rows),
        "is_asked": any(row.found and row.found.questions for row in rows),
        "is_wrong": any(row.found and row.found.errors for row in rows) or bool(form.errors),
        "roles": Appearance.Role.labels,
        "there": conference.appearances.filter(event=None).count(),
        "line_path": reverse("admin:conferences_conference_people_line", args=[conference.pk]),
        "change_path": reverse("admin:conferences_conference_change", args=[conference.pk]),
    }
    title = _("Ghi nhanh người dự: %(conference)s") % {"conference": conference}
    return page_of(model_admin, request, "people/page", title, **context)


def conference_for_people(model_admin, request, key):
    conference = model_admin.get_queryset(request).filter(pk=key).first()
    if conference is None:
        if not model_admin.has_view_or_change_permission(request):
            raise PermissionDenied
        raise Http404
    if not may_enter_people(model_admin, request, conference):
        raise PermissionDenied
    return conference


def may_enter_people(model_admin, request, conference):
    return model_admin.has_change_permission(request, conference) and rights.permitted(
        request.user, "add", Appearance
    )


def check_duplicates(rows):
    """Two lines of one person: the later one says so."""
    lines_of = {}
    for number, row in enumerate(rows, 1):
        if row.found.is_there or not row.found.line.name:
            continue
        key = row.found.official.pk if row.found.official else row.found.line.name.casefold()
        first = lines_of.setdefault(key, number)
        if first != number:
            row.found.errors.append(_("Trùng người với dòng %(line)s.") % {"line": first})


def most_cited(conference, sources):
    cited = (
        conference.citations.order_by()
        .values("source")
        .annotate(times=Count("pk"))
        .order_by("-times", "source")
    )
    first = cited.first()
    return sources.filter(pk=first["source"]).first() if first else None
