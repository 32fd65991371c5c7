from django.urls import path

from portal.base.lists import as_csv, as_page
from portal.records.public_history import record_history

from .models import Body, Province, Task
from .views import body, card, province, task

urlpatterns = [
    path("tinh-thanh/", province.province_list, {"render_list": as_page}, name="province-list"),
    path("tinh-thanh.csv", province.province_list, {"render_list": as_csv}, name="province-list-csv"),
    path("tinh-thanh/<slug:slug>/", province.province_detail, name="province"),
    path("tinh-thanh/<slug:slug>/lich-su/", record_history, {"model": Province}, name="province-history"),
    path("tinh-thanh/<slug:slug>/anh.png", card.province_card, name="province-card"),
    path("co-quan/<slug:slug>/", body.body_detail, name="body"),
    path("co-quan/<slug:slug>/lich-su/", record_history, {"model": Body}, name="body-history"),
    path("nhiem-vu/", task.task_list, {"render_list": as_page}, name="task-list"),
    path("nhiem-vu.csv", task.task_list, {"render_list": as_csv}, name="task-list-csv"),
    path("nhiem-vu/<slug:slug>/", task.task_detail, name="task"),
    path("nhiem-vu/<slug:slug>/lich-su/", record_history, {"model": Task}, name="task-history"),
]
