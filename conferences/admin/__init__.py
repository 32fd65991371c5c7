from . import conference, document, figure, official, participation, recommendation, series, statement

__all__ = [
    "conference", "document", "figure", "official", "participation", "recommendation", "series", "statement",
]  # fmt: skip
