from .body import body_detail
from .card import province_card
from .province import province_detail, province_list
from .task import task_detail, task_list

__all__ = [
    "body_detail",
    "province_card",
    "province_detail",
    "province_list",
    "task_detail",
    "task_list",
]
