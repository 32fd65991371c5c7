"""Who else has the form open: noted when it is opened, by a small poll, and until it is saved or left."""

from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed, JsonResponse
from django.urls import path, reverse

from portal.editing.models import Presence


class ShowsPresence:
    """Goes before ModelAdmin. Those who may only look at a record are not counted."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.presence_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_presence"
        return [path("<path:object_id>/dang-mo/", view, name=name), *super().get_urls()]

    def presence_view(self, request, object_id):
        """POST: the form is still open; with `di`, it is not. Answers who else has it open."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        if "di" in request.POST:
            self.leave(request, record)
            return JsonResponse({"others": []})
        return JsonResponse({"others": self.come(request, record)})

    def come(self, request, record):
        Presence.objects.note(request.user, record)
        return Presence.objects.others(request.user, record)

    def leave(self, request, record):
        Presence.objects.at(record).filter(user=request.user).delete()

    def presence_of(self, request, record):
        """What the form shows: {"address": of the poll, "others": sentences}."""
        names = (self.admin_site.name, self.opts.app_label, self.opts.model_name)
        address = reverse("{}:{}_{}_presence".format(*names), args=[quote(record.pk)])
        return {"address": address, "others": self.come(request, record)}
