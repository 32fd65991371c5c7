"""What the browser keeps of typing that was not saved (static/js/drafts.js), and when it forgets it."""

from urllib.parse import quote

from django.conf import settings
from django.urls import reverse

#: The cookie that the script reads.
SAVED = "hoso_saved"


def forget_draft(request, response):
    """`response` with a cookie that tells the next page that the form at this address was saved."""
    response.set_cookie(
        SAVED, quote(request.path, safe=""), max_age=3600, path=reverse("admin:index"),
        secure=settings.SESSION_COOKIE_SECURE, samesite="Lax",
    )  # fmt: skip
    return response
