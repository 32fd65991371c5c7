from django.urls import path

from portal.base.downloads import list_paths
from portal.records.past_pages import with_past
from portal.records.record_files import record_paths

from .models import Body, Province, Task
from .views import body, card, province, task

urlpatterns = [
    *list_paths("tinh-thanh", province.province_list, "province-list"),
    path("tinh-thanh/<slug:slug>/", with_past(province.province_detail, Province), name="province"),
    *record_paths("tinh-thanh/<slug:slug>/", Province, "province"),
    path("tinh-thanh/<slug:slug>/anh.png", card.province_card, name="province-card"),
    path("co-quan/<slug:slug>/", body.body_detail, name="body"),
    *record_paths("co-quan/<slug:slug>/", Body, "body"),
    *list_paths("nhiem-vu", task.task_list, "task-list"),
    path("nhiem-vu/<slug:slug>/", with_past(task.task_detail, Task), name="task"),
    *record_paths("nhiem-vu/<slug:slug>/", Task, "task"),
]
