from django.urls import path

from portal.base.lists import as_csv

from .page import views

urlpatterns = [
    path("tim-kiem/", views.search_page, {"render_list": views.as_asked}, name="search"),
    path("tim-kiem.json", views.search_page, {"render_list": views.as_json}, name="search-json"),
    path("tim-kiem.csv", views.search_page, {"render_list": as_csv}, name="search-csv"),
    path("opensearch.xml", views.opensearch, name="opensearch"),
]
