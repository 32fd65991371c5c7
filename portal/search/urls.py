from django.urls import path

from portal.base.downloads import list_paths

from .page import views

urlpatterns = [
    *list_paths("tim-kiem", views.search_page, "search", views.as_asked, ("csv", "xlsx", "jsonl")),
    path("tim-kiem.json", views.search_page, {"render_list": views.as_json}, name="search-json"),
    path("opensearch.xml", views.opensearch, name="opensearch"),
]
