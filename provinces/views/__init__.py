from .body import body_detail
from .province import province_detail, province_list
from .task import task_detail, task_list

__all__ = ["body_detail", "province_detail", "province_list", "task_detail", "task_list"]
