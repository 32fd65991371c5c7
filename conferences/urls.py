from django.urls import path

from portal.lists import as_csv, as_page

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("hoi-nghi/", views.conference_list, {"render_list": as_page}, name="conference-list"),
    path("hoi-nghi.csv", views.conference_list, {"render_list": as_csv}, name="conference-list-csv"),
    path("hoi-nghi/<slug:slug>/", views.series_detail, name="series"),
    path("hoi-nghi/<slug:series>/<slug:slug>/", views.conference_detail, name="conference"),
    path("hoi-nghi/<slug:series>/<slug:slug>/anh.png", views.conference_card, name="conference-card"),
    path("dai-bieu/", views.official_list, {"render_list": as_page}, name="official-list"),
    path("dai-bieu.csv", views.official_list, {"render_list": as_csv}, name="official-list-csv"),
    path("dai-bieu/<slug:slug>/", views.official_detail, name="official"),
    path("kien-nghi/", views.recommendation_list, {"render_list": as_page}, name="recommendation-list"),
    path("kien-nghi.csv", views.recommendation_list, {"render_list": as_csv}, name="recommendation-list-csv"),
    path("so-lieu/", views.figure_list, {"render_list": as_page}, name="figure-list"),
    path("so-lieu.csv", views.figure_list, {"render_list": as_csv}, name="figure-list-csv"),
    path("giao-dien/", views.component_page, name="components"),
]
