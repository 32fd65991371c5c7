"""What every template knows."""

from django.conf import settings

from portal.base.language import site_name
from portal.records.models import Source


def site(request):
    return {
        "site_name": site_name(),
        "site_owner": settings.SITE_OWNER,
        "site_contact": settings.SITE_CONTACT,
        "site_official": settings.SITE_OFFICIAL,
        # A function, so that only pages with the banner ask.
        "holds_synthetic": Source.objects.filter(synthetic=True).exists,
    }
