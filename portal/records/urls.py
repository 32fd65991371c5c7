from django.urls import path

from portal.base.downloads import list_paths

from . import feeds, views
from .dump import views as dumps
from .models import Source
from .record_files import record_paths

urlpatterns = [
    *list_paths("nguon", views.source_list, "source-list"),
    path("nguon/<slug:slug>/", views.source_detail, name="source"),
    *record_paths("nguon/<slug:slug>/", Source, "source"),
    path("moi-sua.atom", feeds.newest_changes, name="changes-feed"),
    path("tim-kiem.atom", feeds.search_feed, name="search-feed"),
    path("da-sua.atom", feeds.corrections, name="corrections-feed"),
    path("du-lieu-mo/", dumps.open_data, name="open-data"),
    path("du-lieu-mo/dcat.jsonld", dumps.catalogue, name="open-data-catalogue"),
    path("du-lieu-mo/<str:file>", dumps.dump, name="dump"),
    path("bao-loi/", views.report, name="report"),
    path("bao-loi-so/<int:number>/", views.report_receipt, name="report-receipt"),
    path("bao-loi/cam-on/", views.report_thanks, name="report-thanks"),
]
