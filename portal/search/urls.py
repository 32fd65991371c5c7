from django.urls import path

from portal.base.downloads import USUAL_FILES, list_paths

from .page import views

#: Its JSON says how the question was read; the office asks for no sheet of it.
FOUND_FILES = tuple(ending for ending in USUAL_FILES if ending != "json")

urlpatterns = [
    *list_paths("tim-kiem", views.search_page, "search", views.as_asked, FOUND_FILES),
    path("tim-kiem.json", views.search_page, {"render_list": views.as_json}, name="search-json"),
    path("opensearch.xml", views.opensearch, name="opensearch"),
]
