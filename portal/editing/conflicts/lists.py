"""A bulk action moves no row that changed since its list was loaded."""

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import router, transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from .deletion import RowsToDelete, fingerprint
from .form_token import OPENED, read
from .locking import lock

#: Records that one bulk action changes at most: each is saved, with its version and derived columns.
AT_ONCE = 200
#: Names of stale rows that one message holds.
NAMED = 20


class KeepsLists:
    """Goes before ModelAdmin. An action that changes nothing says so: `action.only_reads = True`."""

    delete_selected_confirmation_template = "admin/conflicts/delete_selected.html"

    def action_checkbox(self, obj):
        """The stock checkbox, and the version of its row."""
        return format_html(
            '{}<input type="hidden" name="{}-{}" value="{}">',
            super().action_checkbox(obj), OPENED, obj.pk, fingerprint(obj),
        )  # fmt: skip

    def response_action(self, request, queryset):
        action = self.get_actions(request).get(asked(request))
        if action is None or getattr(action[0], "only_reads", False):
            return super().response_action(request, queryset)
        with transaction.atomic(using=router.db_for_write(self.model)):
            return self.act_on_what_was_shown(request, queryset)

    def act_on_what_was_shown(self, request, queryset):
        across = request.POST.get("select_across") == "1"
        chosen = queryset if across else queryset.filter(pk__in=request.POST.getlist(ACTION_CHECKBOX_NAME))
        if (count := chosen.count()) > AT_ONCE:
            sentence = _("Mỗi lần chỉ đổi được %(most)s bản ghi; bạn đã chọn %(chosen)s.")
            self.message_user(request, sentence % {"most": AT_ONCE, "chosen": count}, messages.ERROR)
            return None
        lock(self.model, [str(key) for key in chosen.values_list("pk", flat=True)])
        rows = list(chosen.all())
        deleting = asked(request) == "delete_selected"
        if deleting and request.POST.get("post"):
            moved = RowsToDelete(rows).moved(read(request, self.salt))
            if moved:
                request.POST = changed(request.POST, post=[])
            return self.confirmed(request, queryset, rows, moved)
        if across and not deleting:
            return self.confirm_all(request, rows)
        if not across:
            stale = [row for row in rows if request.POST.get(f"{OPENED}-{row.pk}") != fingerprint(row)]
            self.name_stale(request, stale)
            rows = [row for row in rows if row not in stale]
            if not rows:
                return HttpResponseRedirect(request.get_full_path())
            keys = [str(row.pk) for row in rows]
            request.POST = changed(request.POST, **{ACTION_CHECKBOX_NAME: keys})
        return self.confirmed(request, queryset, rows)

    @property
    def salt(self):
        return f"delete {self.opts.label_lower} selected"

    def confirmed(self, request, queryset, rows, moved=()):
        """What the action answers; on a page that asks to confirm a deletion, with what is to be deleted."""
        response = super().response_action(request, queryset)
        if isinstance(response, TemplateResponse):
            response.context_data |= {
                "opened": RowsToDelete(rows).form_token().signed(self.salt),
                "moved": moved,
            }
            if moved:
                response.status_code = 409
        return response

    def confirm_all(self, request, rows):
        """Rows of other pages of the list were never shown: now they are, with their versions."""
        name = asked(request)
        context = {
            **self.admin_site.each_context(request),
            "title": self.get_actions(request)[name][2],
            "opts": self.opts,
            "action": name,
            "rows": [(row, f"{OPENED}-{row.pk}", fingerprint(row)) for row in rows],
            "box": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/conflicts/confirm_all.html", context)

    def name_stale(self, request, stale):
        if stale:
            names = "; ".join(str(row) for row in stale[:NAMED])
            sentence = _(
                "Giữ nguyên %(count)s bản ghi vì đã được sửa sau khi bạn mở danh sách: %(names)s. "
                "Hãy xem lại rồi làm lần nữa."
            )
            self.message_user(request, sentence % {"count": len(stale), "names": names}, messages.WARNING)


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
