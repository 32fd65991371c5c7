from django.urls import path

from . import views
from .resources import RESOURCES

nouns = []
for one in RESOURCES:
    listed = views.RecordViewSet.as_view({"get": "list"}, resource=one)
    read = views.RecordViewSet.as_view({"get": "retrieve"}, resource=one)
    nouns += [
        path(f"{one.word}/", listed, name=f"api-{one.noun}-list"),
        path(f"{one.word}/{one.key}/", read, name=f"api-{one.noun}"),
    ]

urlpatterns = [
    path("", views.docs, name="api-docs"),
    path("schema/", views.DescriptionView.as_view(patterns=nouns), name="api-schema"),
    *nouns,
]
