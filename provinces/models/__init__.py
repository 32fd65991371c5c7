from .body import Body
from .province import REARRANGED_ON, Province, Succession
from .region import Region, RegionMembership
from .task import YEAR_RANGE, Programme, ResearchField, StatusChange, Task, TaskKind, TaskYear

__all__ = [
    "REARRANGED_ON",
    "YEAR_RANGE",
    "Body",
    "Programme",
    "Province",
    "Region",
    "RegionMembership",
    "ResearchField",
    "StatusChange",
    "Succession",
    "Task",
    "TaskKind",
    "TaskYear",
]
