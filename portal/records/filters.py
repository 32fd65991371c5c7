"""What a reader may ask of the sources."""

import datetime
from functools import cached_property

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.base.lists import FilterSelect, ListFilter, YearsMixin, choice_filter
from portal.changes.models import PUBLIC, current_mark

from .models import Source
from .naming import named_first


class RecordFilter(ListFilter):
    """A list of records (a QuerySet with `search`). A filter with a `field_name` narrows by that column; subclasses
    say in `narrow(rows, asked)` what the other words mean."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if connection.in_atomic_block:  # what is seen here may be rolled back: a preview of a draft
            return
        mark = current_mark(PUBLIC)
        for field in self.form.fields.values():
            if isinstance(field.widget, FilterSelect):
                field.widget.mark = mark

    @cached_property
    def searched(self) -> QuerySet:
        """The rows that the words find, those that they name first, whatever else is asked: understood once, however
        often they are narrowed."""
        words = self.form.cleaned_data.get("q")
        return named_first(self.queryset.search(words), words) if words else self.queryset

    def filter_queryset(self, rows) -> QuerySet:
        return self.found(self.form.cleaned_data)

    def found(self, asked) -> QuerySet:
        """The rows that the words find, narrowed by all else that is `asked` (a dict of the form)."""
        columns = {
            one.field_name: asked[name] for name, one in self.filters.items() if one.field_name != name
        }
        columns = {column: value for column, value in columns.items() if value}
        return self.narrow(self.searched.all(), asked).filter(**columns)

    def narrow(self, rows, asked) -> QuerySet:
        return rows


class SourceFilter(YearsMixin, RecordFilter):
    meaning = _("Năm là năm đăng. Nguồn không thuộc tỉnh nào; trang mỗi nguồn kể những điều nó nêu.")

    loai = choice_filter(Source.Kind, _("Loại"), "kind")

    def narrow(self, sources, asked) -> QuerySet:
        if asked["years"]:
            first, last = asked["years"]
            sources = sources.filter(
                published_on__gte=datetime.date(first, 1, 1), published_on__lte=datetime.date(last, 12, 31)
            )
        return sources
