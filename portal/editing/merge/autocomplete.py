"""What a new record would be one with, told while it is typed: static/js/likely.js asks, the form asks once more at saving."""

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import JsonResponse

from .candidates import like
from .presentation import form_of

MOST, LETTERS = 5, 300


def drafted(model, typed):
    """A record of `model` with what was typed into its texts and choices so far (names of fields to texts)."""
    values = {}
    for field in model._meta.concrete_fields:
        text = typed.get(field.name, "")[:LETTERS].strip()
        if field.many_to_one:
            if text.isascii() and text.isdigit() and len(text) < 19:
                values[field.attname] = int(text)
        elif text and field.editable and isinstance(field, models.CharField | models.TextField):
            values[field.name] = text
    return model(**values)


class LikelyWhileTyping:
    """Goes before ModelAdmin, beside Merges."""

    def likely_view(self, request):
        """JSON {"likely": [{"name", "why", "url"}]}: those that whoever asks sees, at most five, the likeliest first."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        found = like(drafted(self.model, request.GET), self.get_queryset(request))[:MOST]
        told = [
            {"name": str(other), "why": str(reason.label), "url": form_of(other)} for reason, other in found
        ]
        return JsonResponse({"likely": told}, headers={"Cache-Control": "private, no-store"})
