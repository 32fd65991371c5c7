from django.urls import path

from portal.base.lists import as_csv, as_page
from portal.records.public_history import record_history

from . import views
from .models import Conference, Official, Series

urlpatterns = [
    path("", views.home, name="home"),
    path("hoi-nghi/", views.conference_list, {"render_list": as_page}, name="conference-list"),
    path("hoi-nghi.csv", views.conference_list, {"render_list": as_csv}, name="conference-list-csv"),
    path("hoi-nghi/<slug:slug>/", views.series_detail, name="series"),
    path("hoi-nghi/<slug:slug>/lich-su/", record_history, {"model": Series}, name="series-history"),
    path("hoi-nghi/<slug:series>/<slug:slug>/", views.conference_detail, name="conference"),
    path("hoi-nghi/<slug:series>/<slug:slug>/anh.png", views.conference_card, name="conference-card"),
    path(
        "hoi-nghi/<slug:series>/<slug:slug>/lich-su/",
        record_history,
        {"model": Conference, "within": "series"},
        name="conference-history",
    ),
    path("dai-bieu/", views.official_list, {"render_list": as_page}, name="official-list"),
    path("dai-bieu.csv", views.official_list, {"render_list": as_csv}, name="official-list-csv"),
    path("dai-bieu/<slug:slug>/", views.official_detail, name="official"),
    path("dai-bieu/<slug:slug>/lich-su/", record_history, {"model": Official}, name="official-history"),
    path("kien-nghi/", views.recommendation_list, {"render_list": as_page}, name="recommendation-list"),
    path("kien-nghi.csv", views.recommendation_list, {"render_list": as_csv}, name="recommendation-list-csv"),
    path("so-lieu/", views.figure_list, {"render_list": as_page}, name="figure-list"),
    path("so-lieu.csv", views.figure_list, {"render_list": as_csv}, name="figure-list-csv"),
    path("ban-do/", views.map_page, name="map"),
    path("ban-do.csv", views.map_csv, name="map-csv"),
    path("giao-dien/", views.component_page, name="components"),
]
