"""The table of contents, in the order a visitor meets the site. /en/… is the same in English."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from conferences.views.document import document_file
from portal import monitoring, views
from portal.accounts import throttle
from portal.base import errors
from portal.records import sitemaps
from portal.search.page import autocomplete
from portal.sharing import cards

urlpatterns = [
    *i18n_patterns(
        path("", include("conferences.urls")),
        path("", include("provinces.urls")),
        path("", include("portal.records.urls")),
        path("", include("portal.search.urls")),
        path("api/v1/", include("portal.api.urls")),
        path("goi-y/", autocomplete.suggestions, name="suggestions"),
        path("gioi-thieu/", views.about, name="about"),
        path("llms.txt", views.llms, name="llms"),
        path("anh.png", cards.site_card, name="card"),
        prefix_default_language=False,
    ),
    path("tai-khoan/", include("portal.accounts.urls")),
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("tep/<int:pk>/<str:part>", document_file, name="document-file"),
    re_path("^admin/r/", errors.not_found),  # the stock one tells the addresses of drafts
    path("admin/", admin.site.urls),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security, name="security"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<section>.xml", sitemaps.section, name="sitemap-section"),
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", monitoring.metrics, name="metrics"),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
handler429 = throttle.too_many
