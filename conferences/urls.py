from django.urls import path

from portal.base.lists import as_csv, as_page
from portal.records.public_history import record_history

from .models import Conference, Official, Series
from .views import card, components, conference, figure, home, map, official, recommendation

urlpatterns = [
    path("", home.home, name="home"),
    path("hoi-nghi/", conference.conference_list, {"render_list": as_page}, name="conference-list"),
    path("hoi-nghi.csv", conference.conference_list, {"render_list": as_csv}, name="conference-list-csv"),
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
    path("dai-bieu/", official.official_list, {"render_list": as_page}, name="official-list"),
    path("dai-bieu.csv", official.official_list, {"render_list": as_csv}, name="official-list-csv"),
    path("dai-bieu/<slug:slug>/", official.official_detail, name="official"),
    path("dai-bieu/<slug:slug>/lich-su/", record_history, {"model": Official}, name="official-history"),
    path(
        "kien-nghi/", recommendation.recommendation_list, {"render_list": as_page}, name="recommendation-list"
    ),
    path(
        "kien-nghi.csv",
        recommendation.recommendation_list,
        {"render_list": as_csv},
        name="recommendation-list-csv",
    ),
    path("so-lieu/", figure.figure_list, {"render_list": as_page}, name="figure-list"),
    path("so-lieu.csv", figure.figure_list, {"render_list": as_csv}, name="figure-list-csv"),
    path("ban-do/", map.map_page, name="map"),
    path("ban-do.csv", map.map_csv, name="map-csv"),
    path("giao-dien/", components.component_page, name="components"),
]
