from .body import BodyAdmin
from .editor import ProvinceEditorInline
from .filters import ProvinceFilter, YearFilter, year_filter
from .province import ProvinceAdmin, RegionAdmin, RegionMembershipAdmin, SuccessionAdmin
from .task import ProgrammeAdmin, ResearchFieldAdmin, StatusChangeAdmin, TaskAdmin, TaskKindAdmin

__all__ = [
    "BodyAdmin",
    "ProgrammeAdmin",
    "ProvinceAdmin",
    "ProvinceEditorInline",
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
