from django.urls import path

from portal.base.downloads import list_paths
from portal.records.record_files import record_paths

from .models import Body, Province, Task
from .views import body, card, province, task

urlpatterns = [
    *list_paths("tinh-thanh", province.province_list, "province-list"),
    path("tinh-thanh/<slug:slug>/", province.province_detail, name="province"),
    *record_paths("tinh-thanh/<slug:slug>/", Province, "province"),
    path("tinh-thanh/<slug:slug>/anh.png", card.province_card, name="province-card"),
    path("co-quan/<slug:slug>/", body.body_detail, name="body"),
    *record_paths("co-quan/<slug:slug>/", Body, "body"),
    *list_paths("nhiem-vu", task.task_list, "task-list"),
    path("nhiem-vu/<slug:slug>/", task.task_detail, name="task"),
    *record_paths("nhiem-vu/<slug:slug>/", Task, "task"),
]
