from django.urls import path

from portal.base.downloads import list_paths
from portal.records.public_history import record_history

from .models import Conference, Official, Series
from .views import card, components, conference, figure, home, map, official, recommendation

urlpatterns = [
    path("", home.home, name="home"),
    *list_paths("hoi-nghi", conference.conference_list, "conference-list"),
    path("hoi-nghi/<slug:slug>/", conference.series_detail, name="series"),
    path("hoi-nghi/<slug:slug>/lich-su/", record_history, {"model": Series}, name="series-history"),
    path("hoi-nghi/<slug:series>/<slug:slug>/", conference.conference_detail, name="conference"),
    path("hoi-nghi/<slug:series>/<slug:slug>/anh.png", card.conference_card, name="conference-card"),
    path(
        "hoi-nghi/<slug:series>/<slug:slug>/lich-su/",
        record_history,
        {"model": Conference, "within": "series"},
        name="conference-history",
    ),
    *list_paths("dai-bieu", official.official_list, "official-list"),
    path("dai-bieu/<slug:slug>/", official.official_detail, name="official"),
    path("dai-bieu/<slug:slug>/lich-su/", record_history, {"model": Official}, name="official-history"),
    *list_paths("kien-nghi", recommendation.recommendation_list, "recommendation-list"),
    *list_paths("so-lieu", figure.figure_list, "figure-list"),
    path("ban-do/", map.map_page, name="map"),
    path("ban-do.csv", map.map_csv, name="map-csv"),
    path("giao-dien/", components.component_page, name="components"),
]
