from django.urls import path

from portal.base.downloads import list_paths

from . import views
from .models import Source
from .public_history import record_history

urlpatterns = [
    *list_paths("nguon", views.source_list, "source-list"),
    path("nguon/<slug:slug>/", views.source_detail, name="source"),
    path("nguon/<slug:slug>/lich-su/", record_history, {"model": Source}, name="source-history"),
    path("bao-loi/", views.report, name="report"),
    path("bao-loi/cam-on/", views.report_thanks, name="report-thanks"),
]
