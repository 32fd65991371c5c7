"""A bulk action moves no row that changed since its list was loaded."""

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.contenttypes.models import ContentType
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from portal.base.db import lock
from portal.changes.form_token import OPENED, earlier_of_page, name_in_hand, read
from portal.changes.models import Change
from portal.editing.pages import address_of, page_of, show_first

from .deletion import fingerprint, rows_to_delete

#: Records that one bulk action changes at most: each is saved, with its version and derived columns.
AT_ONCE = 200
#: Names of stale rows that one message holds.
NAMED = 20


def checkbox(record, stock):
    """The `stock` checkbox of a row of a list, and the version of the row."""
    return format_html(
        '{}<input type="hidden" name="{}-{}" value="{}">', stock, OPENED, record.pk, fingerprint(record)
    )


def is_deletion(request):
    return asked(request) == "delete_selected"


def act_on_what_was_shown(model_admin, request, queryset, act):
    """What the action that was asked for answers, on those of `queryset` that are as the list showed them.

    `act(request, queryset)`: Django's response_action. An action that changes nothing says so:
    `action.only_reads = True`.
    """
    action = model_admin.get_actions(request).get(asked(request))
    if action is None or getattr(action[0], "only_reads", False):
        return act(request, queryset)
    across = request.POST.get("select_across") == "1"
    chosen = queryset if across else queryset.filter(pk__in=request.POST.getlist(ACTION_CHECKBOX_NAME))
    if (count := chosen.count()) > AT_ONCE:
        sentence = _("Mỗi lần chỉ đổi được %(most)s bản ghi; bạn đã chọn %(chosen)s.")
        model_admin.message_user(request, sentence % {"most": AT_ONCE, "chosen": count}, messages.ERROR)
        return None
    lock(model_admin.model, [str(key) for key in chosen.values_list("pk", flat=True)])
    rows = list(chosen.all())
    if earlier := earlier_of_page(request):
        kind = ContentType.objects.get_for_model(model_admin.model)
        of_model = Change.objects.filter(changeset__in=earlier, content_type=kind)
        done = set(of_model.values_list("key", flat=True))
        asked_again = [row for row in rows if row.pk in done]
        rows = [row for row in rows if row.pk not in done]
        if is_deletion(request) or not rows:
            return show_first(request, address_of(earlier[0]))
        if asked_again:
            sentence = _(
                "%(count)s bản ghi đã đổi ở lần gửi trước của chính biểu mẫu này; không đổi lần nữa."
            )
            model_admin.message_user(request, sentence % {"count": len(asked_again)})
    if is_deletion(request) and request.POST.get("post"):
        moved = rows_to_delete(rows).moved(read(request, _salt(model_admin)))
        if moved:
            request.POST = changed(request.POST, post=[])
        return _confirmed(model_admin, request, act(request, queryset), rows, moved)
    if across and not is_deletion(request):
        return _confirm_all(model_admin, request, rows)
    if not across:
        stale = [row for row in rows if request.POST.get(f"{OPENED}-{row.pk}") != fingerprint(row)]
        _name_stale(model_admin, request, stale)
        rows = [row for row in rows if row not in stale]
        if not rows:
            return HttpResponseRedirect(request.get_full_path())
        keys = [str(row.pk) for row in rows]
        request.POST = changed(request.POST, **{ACTION_CHECKBOX_NAME: keys})
    return _confirmed(model_admin, request, act(request, queryset), rows)


def _salt(model_admin):
    return f"delete {model_admin.opts.label_lower} selected"


def _confirmed(model_admin, request, response, rows, moved=()):
    """The `response` of an action; a page that asks to confirm a deletion carries what is to be deleted."""
    if isinstance(response, TemplateResponse):
        response.context_data["sending"] = name_in_hand()
        opened = rows_to_delete(rows).form_token().signed(_salt(model_admin))
        response.context_data |= {"opened": opened, "moved": moved}
        if moved:
            response.status_code = 409
    return response


def _confirm_all(model_admin, request, rows):
    """Rows of other pages of the list were never shown: now they are, with their versions."""
    name = asked(request)
    rows, title = (
        [(row, f"{OPENED}-{row.pk}", fingerprint(row)) for row in rows],
        model_admin.get_actions(request)[name][2],
    )
    box = ACTION_CHECKBOX_NAME
    return page_of(model_admin, request, "conflicts/confirm_all", title, action=name, rows=rows, box=box)


def _name_stale(model_admin, request, stale):
    if stale:
        names = "; ".join(str(row) for row in stale[:NAMED])
        sentence = _(
            "Giữ nguyên %(count)s bản ghi vì đã được sửa sau khi bạn mở danh sách: %(names)s. "
            "Hãy xem lại rồi làm lần nữa."
        )
        model_admin.message_user(request, sentence % {"count": len(stale), "names": names}, messages.WARNING)


def asked(request):
    """The name of the action whose button was pressed, or ""."""
    names, place = request.POST.getlist("action"), request.POST.get("index", "0")
    place = int(place) if place.isascii() and place.isdigit() and len(place) < 3 else 0
    return names[place] if place < len(names) else ""


def changed(post, /, **lists):
    """A copy of a submission with other values; an empty list takes the name away."""
    post = post.copy()
    for name, texts in lists.items():
        post.pop(name, None)
        if texts:
            post.setlist(name, texts)
    post._mutable = False
    return post
