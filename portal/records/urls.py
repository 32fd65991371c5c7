from django.urls import path

from portal.base.lists import as_csv, as_page

from . import views
from .models import Source
from .public_history import record_history

urlpatterns = [
    path("nguon/", views.source_list, {"render_list": as_page}, name="source-list"),
    path("nguon.csv", views.source_list, {"render_list": as_csv}, name="source-list-csv"),
    path("nguon/<slug:slug>/", views.source_detail, name="source"),
    path("nguon/<slug:slug>/lich-su/", record_history, {"model": Source}, name="source-history"),
    path("bao-loi/", views.report, name="report"),
    path("bao-loi/cam-on/", views.report_thanks, name="report-thanks"),
]
