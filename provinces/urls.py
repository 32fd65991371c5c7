from django.urls import path

from portal.base.downloads import list_paths
from portal.records.public_history import record_history

from .models import Body, Province, Task
from .views import body, card, province, task

urlpatterns = [
    *list_paths("tinh-thanh", province.province_list, "province-list"),
    path("tinh-thanh/<slug:slug>/", province.province_detail, name="province"),
    path("tinh-thanh/<slug:slug>/lich-su/", record_history, {"model": Province}, name="province-history"),
    path("tinh-thanh/<slug:slug>/anh.png", card.province_card, name="province-card"),
    path("co-quan/<slug:slug>/", body.body_detail, name="body"),
    path("co-quan/<slug:slug>/lich-su/", record_history, {"model": Body}, name="body-history"),
    *list_paths("nhiem-vu", task.task_list, "task-list"),
    path("nhiem-vu/<slug:slug>/", task.task_detail, name="task"),
    path("nhiem-vu/<slug:slug>/lich-su/", record_history, {"model": Task}, name="task-history"),
]
