"""The hooks of the admin: the box above a form, and the refusal that keeps the form as it was typed."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from portal.editing.publishing.companions import publish_with, tell
from portal.editing.scope import owns
from portal.records.citation_scope import cite_entered
from portal.records.models import Record

from .box import box_of
from .publishing import UnsourcedRefusal, refuse_unsourced

#: The query parameter that names the default source of the form before this one.
CHOSEN = "nguon"


def chosen_source(request, sources):
    """The one of `sources` that the address names, or None."""
    key = request.GET.get(CHOSEN, "")
    return sources.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 19 else None


class Sourced:
    """Goes before PlainAdmin."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """A form that was refused is shown again as it was sent: nothing of it was saved, and now it is not valid."""
        post, files = request.POST, request.FILES
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except UnsourcedRefusal as refusal:
            request.refusal = refusal
        request.POST, request._files = post, files
        for _name, sent in files.lists():
            for file in sent:
                file.seek(0)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form_class = super().get_form(request, obj, change, **kwargs)
        form_class.refusal = getattr(request, "refusal", None)
        return form_class

    def response_add(self, request, obj, post_url_continue=None):
        return self.keep_chosen(request, super().response_add(request, obj, post_url_continue))

    def response_change(self, request, obj):
        return self.keep_chosen(request, super().response_change(request, obj))

    def keep_chosen(self, request, response):
        """*Lưu và sửa tiếp* leads back to the form with the default source that it was sent with."""
        source = request.POST.get("default_source", "")
        if (
            "_continue" in request.POST
            and response.status_code == 302
            and source.isascii()
            and source.isdigit()
        ):
            address = urlsplit(response["Location"])
            asked = [pair for pair in parse_qsl(address.query) if pair[0] != CHOSEN]
            response["Location"] = address._replace(query=urlencode([*asked, (CHOSEN, source)])).geturl()
        return response

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if source := form.cleaned_data.get("default_source"):
            self.cite_default(request, source, form.instance, formsets)
        moved = refuse_unsourced(request, form, formsets)
        tell(request, publish_with(request.user, moved))

    def cite_default(self, request, source, record, formsets):
        if owns(request, record):
            cite_entered([record], source)
        for formset in formsets:
            if issubclass(formset.model, Record):
                cite_entered(
                    [*formset.new_objects, *(row for row, _names in formset.changed_objects)], source
                )

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if self.model.FACTS and (add or self.has_change_permission(request, obj)):
            formsets = [each.formset for each in context["inline_admin_formsets"]]
            refusal, sees_all = getattr(request, "refusal", None), obj is None or owns(request, obj)
            form = context["adminform"].form
            context["sourcing"] = box_of(self.model, obj, form, formsets, refusal, sees_all)
        return super().render_change_form(request, context, add, change, form_url, obj)
