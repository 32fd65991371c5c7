"""What a save does about sources: it cites the default source of the form for what it enters, and puts nothing on the
page with a fact that no citation carries, unless a publisher says why.
"""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.contrib import messages
from django.utils.translation import gettext as _

from portal.base.db import is_key
from portal.changes.form_token import OPENED
from portal.changes.recorder import current_recorder
from portal.editing.bad_request import ReasonForm
from portal.editing.conflicts.deletion import fingerprint
from portal.editing.pages import page_of
from portal.editing.scope import owns
from portal.records.admin_urls import form_of
from portal.records.citation_scope import cite_entered, narrow_now
from portal.records.models import Publication, Record
from portal.records.sourcing import given_reason, note_reason
from portal.records.uncited import publishing_obstacles

#: The query parameter that names the default source of the form before this one.
CHOSEN = "nguon"


# --- The default source -------------------------------------------------------------------------------
# Chosen once, cited by what a save enters, and chosen again on the next form.
def chosen_source(request, sources):
    """The one of `sources` that the address names, or None."""
    key = request.GET.get(CHOSEN, "")
    return sources.filter(pk=int(key)).first() if is_key(key) else None


def chosen_query(request):
    """The query of an address that names the default source that was sent, "" where none was."""
    source = request.POST.get("default_source", "")
    return f"?{CHOSEN}={source}" if is_key(source) else ""


def with_chosen(request, response):
    """*Lưu và sửa tiếp* leads back to the form with the default source that it was sent with."""
    source = request.POST.get("default_source", "")
    if "_continue" in request.POST and response.status_code == 302 and is_key(source):
        address = urlsplit(response["Location"])
        asked = [pair for pair in parse_qsl(address.query) if pair[0] != CHOSEN]
        response["Location"] = address._replace(query=urlencode([*asked, (CHOSEN, source)])).geturl()
    return response


def cite_default(request, form, formsets):
    """Cites the default source of `form` for every fact that this save entered or changed, that of its rows too."""
    source, record = form.cleaned_data.get("default_source"), form.instance
    if not source:
        return
    if owns(request, record):
        cite_entered([record], source)
    for formset in formsets:
        if issubclass(formset.model, Record):
            cite_entered([*formset.new_objects, *(row for row, _names in formset.changed_objects)], source)


# --- What lacks a source ------------------------------------------------------------------------------
class UncitedRefusal(Exception):
    """What a form puts on the page lacks sources: `lacking` [MissingCitation], `form` the ReasonForm as sent."""

    def __init__(self, lacking, form):
        self.lacking, self.form, self.count = lacking, form, count_of(lacking)
        super().__init__(self.count)


def refuse_uncited(request, form, formsets):
    """The records of the form, its rows among them, that it just saved onto the page; raises UncitedRefusal where one
    lacks sources, also one that no reader sees yet for what it hangs from.
    """
    request.saved_with = form.instance, formsets
    sent = [form, *(row for formset in formsets for row in formset.forms)]
    moved = [each.instance for each in sent if each.instance.pk and _goes_on_the_page(each)]
    if moved:
        narrow_now()
    obstacles = [one for record in moved for one in publishing_obstacles(record)]
    if obstacles and not given_reason():
        raise uncited_refusal(request, obstacles)
    if obstacles:
        note_reason(current_recorder().act, given_reason())
    return moved


def uncited_refusal(request, obstacles):
    """The UncitedRefusal of the form that `request` sent, which would show readers `obstacles`."""
    return UncitedRefusal(lacking_of(obstacles, *request.saved_with), ReasonForm(request.POST))


def _goes_on_the_page(form):
    changed = "publication" in form.changed_data
    return changed and getattr(form.instance, "publication", "") == Publication.PUBLISHED


def ask_for_reason(model_admin, request, rows, obstacles, asked):
    """The page that asks why `rows` go on the page though they lack sources."""
    sentence = _("Chưa đăng %(count)s bản ghi vì có mục chưa có nguồn.")
    model_admin.message_user(request, sentence % {"count": len(rows)}, messages.WARNING)
    lacking = {row: lacking_of(obstacles[row.pk], row, page=form_of(row)) for row in rows}
    return page_of(
        model_admin,
        request,
        "sourcing/refused",
        _("Đăng dù thiếu nguồn?"),
        rows=[(row, f"{OPENED}-{row.pk}", fingerprint(row), lacking[row]) for row in rows],
        reason=asked if "_unsourced" in request.POST else ReasonForm(),
    )


# --- In words -----------------------------------------------------------------------------------------
@dataclass
class MissingCitation:
    """A record with facts under no citation.

    `title` is "" for the record of the form itself. `fields` are (label, address of its control or "").
    """

    title: str
    href: str
    fields: list = field(default_factory=list)

    @property
    def is_own(self):
        return not self.title


def lacking_of(obstacles, record, formsets=(), page=""):
    """[MissingCitation] of `obstacles` ([Unsourced]); those of `record`, whose form is at `page`, come first.

    A row that stands in one of its `formsets` is led to there, any other to a form of its own.
    """
    places = {
        _key(form.instance): f"#{form.prefix}" for rows in formsets for form in rows.forms if form.instance.pk
    }
    found = {}
    for one in obstacles:
        key = _key(one.record)
        own = key == _key(record)
        if key not in found:
            title = "" if own else f"{one.record._meta.verbose_name}: {one.record}"
            found[key] = MissingCitation(title, "" if own else places.get(key) or form_of(one.record))
        found[key].fields.append((one.label, f"{page}#id_{one.name}" if own else ""))
    return sorted(found.values(), key=lambda each: each.title != "")


def count_of(lacking):
    return sum(len(each.fields) for each in lacking)


def _key(record):
    return type(record), record.pk
