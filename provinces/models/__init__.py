from .body import Body
from .classification import YEAR_RANGE, Programme, ResearchField, TaskKind
from .editor import ProvinceEditor
from .province import REARRANGED_ON, Province, Succession, scope_of
from .region import Region, RegionMembership
from .sums import TaskSum
from .task import StatusChange, Task, TaskYear

__all__ = [
    "REARRANGED_ON",
    "YEAR_RANGE",
    "Body",
    "Programme",
    "Province",
    "ProvinceEditor",
    "Region",
    "RegionMembership",
    "ResearchField",
    "StatusChange",
    "Succession",
    "Task",
    "TaskKind",
    "TaskSum",
    "TaskYear",
    "scope_of",
]
