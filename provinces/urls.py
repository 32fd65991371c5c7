from django.urls import path

from portal.base.lists import as_csv, as_page
from portal.records.public_history import record_history

from . import views
from .models import Body, Province, Task

urlpatterns = [
    path("tinh-thanh/", views.province_list, {"render_list": as_page}, name="province-list"),
    path("tinh-thanh.csv", views.province_list, {"render_list": as_csv}, name="province-list-csv"),
    path("tinh-thanh/<slug:slug>/", views.province_detail, name="province"),
    path("tinh-thanh/<slug:slug>/lich-su/", record_history, {"model": Province}, name="province-history"),
    path("tinh-thanh/<slug:slug>/anh.png", views.province_card, name="province-card"),
    path("co-quan/<slug:slug>/", views.body_detail, name="body"),
    path("co-quan/<slug:slug>/lich-su/", record_history, {"model": Body}, name="body-history"),
    path("nhiem-vu/", views.task_list, {"render_list": as_page}, name="task-list"),
    path("nhiem-vu.csv", views.task_list, {"render_list": as_csv}, name="task-list-csv"),
    path("nhiem-vu/<slug:slug>/", views.task_detail, name="task"),
    path("nhiem-vu/<slug:slug>/lich-su/", record_history, {"model": Task}, name="task-history"),
]
