from .card import conference_card
from .components import component_page
from .conference import conference_detail, conference_list, series_detail
from .document import document_file
from .figure import figure_list
from .home import home
from .map import map_csv, map_page
from .official import official_detail, official_list
from .recommendation import recommendation_list

__all__ = [
    "component_page",
    "conference_card",
    "conference_detail",
    "conference_list",
    "document_file",
    "figure_list",
    "home",
    "map_csv",
    "map_page",
    "official_detail",
    "official_list",
    "recommendation_list",
    "series_detail",
]
