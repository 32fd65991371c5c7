from django.urls import path

from portal.base.downloads import FILES, list_paths
from portal.records.past_pages import with_past
from portal.records.record_files import record_paths, row_paths

from .calendar import calendar
from .models import Conference, Document, Figure, Official, Recommendation, Series
from .views import card, components, conference, figure, home, map, official, recommendation

urlpatterns = [
    path("", home.home, name="home"),
    *list_paths("hoi-nghi", conference.conference_list, "conference-list"),
    path("hoi-nghi/<slug:slug>/", conference.series_detail, name="series"),
    path("hoi-nghi.ics", calendar, name="calendar"),
    path("hoi-nghi/<slug:slug>/lich.ics", calendar, name="series-calendar"),
    *record_paths("hoi-nghi/<slug:slug>/", Series, "series"),
    path(
        "hoi-nghi/<slug:series>/<slug:slug>/",
        with_past(conference.conference_detail, Conference, "series"),
        name="conference",
    ),
    path("hoi-nghi/<slug:series>/<slug:slug>/anh.png", card.conference_card, name="conference-card"),
    *record_paths("hoi-nghi/<slug:series>/<slug:slug>/", Conference, "conference", within="series"),
    *list_paths("dai-bieu", official.official_list, "official-list"),
    path("dai-bieu/<slug:slug>/", with_past(official.official_detail, Official), name="official"),
    *record_paths("dai-bieu/<slug:slug>/", Official, "official"),
    *list_paths("kien-nghi", recommendation.recommendation_list, "recommendation-list", endings=FILES),
    *list_paths("so-lieu", figure.figure_list, "figure-list"),
    *row_paths("kien-nghi", Recommendation, "recommendation"),
    *row_paths("so-lieu", Figure, "figure"),
    *row_paths("tai-lieu", Document, "document"),
    path("ban-do/", map.map_page, name="map"),
    path("ban-do.csv", map.map_csv, name="map-csv"),
    path("giao-dien/", components.component_page, name="components"),
]
