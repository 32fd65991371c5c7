from .body import BodyAdmin
from .filters import ProvinceFilter, YearFilter, year_filter
from .province import ProvinceAdmin, RegionAdmin, RegionMembershipAdmin, SuccessionAdmin
from .task import ProgrammeAdmin, ResearchFieldAdmin, StatusChangeAdmin, TaskAdmin, TaskKindAdmin

__all__ = [
    "BodyAdmin",
    "ProgrammeAdmin",
    "ProvinceAdmin",
    "ProvinceFilter",
    "RegionAdmin",
    "RegionMembershipAdmin",
    "ResearchFieldAdmin",
    "StatusChangeAdmin",
    "SuccessionAdmin",
    "TaskAdmin",
    "TaskKindAdmin",
    "YearFilter",
    "year_filter",
]
