from .body import body_detail
from .card import province_card
from .map import map_csv, map_page
from .province import province_detail, province_list
from .task import task_detail, task_list

__all__ = [
    "body_detail",
    "map_csv",
    "map_page",
    "province_card",
    "province_detail",
    "province_list",
    "task_detail",
    "task_list",
]
