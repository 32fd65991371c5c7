"""What every template knows."""

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from portal.base.language import site_name
from portal.changes.models import public_edition


def site(request):
    return {
        "site_name": site_name(),
        "site_owner": settings.SITE_OWNER,
        "site_contact": settings.SITE_CONTACT,
        "single_sign_on": settings.OIDC_SERVER and (settings.OIDC_NAME or _("Đăng nhập chung")),
        "site_official": settings.SITE_OFFICIAL,
        "shown_preview": getattr(request, "preview", None),
        "shown_past": getattr(request, "past", None),
        # Functions, so that only pages with a head and a foot ask.
        "holds_synthetic": holds_synthetic,
        "edition": getattr(request, "edition", public_edition),
    }


def holds_synthetic():
    """Whether any source is synthetic. By a cursor: every page asks, and the ORM costs twenty times as much."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM records_source WHERE synthetic LIMIT 1")
        return cursor.fetchone() is not None
