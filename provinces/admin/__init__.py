from .body import BodyAdmin
from .editor import ProvinceEditorInline
from .filters import ProvinceAdminFilter, YearAdminFilter, year_filter
from .province import ProvinceAdmin, RegionAdmin, RegionMembershipAdmin, SuccessionAdmin
from .task import ProgrammeAdmin, ResearchFieldAdmin, StatusChangeAdmin, TaskAdmin, TaskKindAdmin

__all__ = [
    "BodyAdmin",
    "ProgrammeAdmin",
    "ProvinceAdmin",
    "ProvinceAdminFilter",
    "ProvinceEditorInline",
    "RegionAdmin",
    "RegionMembershipAdmin",
    "ResearchFieldAdmin",
    "StatusChangeAdmin",
    "SuccessionAdmin",
    "TaskAdmin",
    "TaskKindAdmin",
    "YearAdminFilter",
    "year_filter",
]
