"""What a reader may ask of the sources."""

import datetime
from functools import cached_property

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.base.lists import ListFilter, YearsMixin, choice_filter

from .models import Source
from .naming import named_first


class RecordFilter(ListFilter):
    """A list of records (a QuerySet with `search`). Subclasses say what the words mean in `narrow(rows, asked)`."""

    @cached_property
    def searched(self) -> QuerySet:
        """The rows that the words find, those that they name first, whatever else is asked: understood once, however
        often they are narrowed."""
        words = self.form.cleaned_data.get("q")
        return named_first(self.queryset.search(words), words) if words else self.queryset

    def filter_queryset(self, rows) -> QuerySet:
        return self.narrow(self.searched.all(), self.form.cleaned_data)

    def narrow(self, rows, asked) -> QuerySet:
        return rows


class SourceFilter(YearsMixin, RecordFilter):
    meaning = _("Năm là năm đăng. Nguồn không thuộc tỉnh nào; trang mỗi nguồn kể những điều nó nêu.")

    loai = choice_filter(Source.Kind, _("Loại"))

    def narrow(self, sources, asked) -> QuerySet:
        if asked["loai"]:
            sources = sources.filter(kind=asked["loai"])
        if asked["years"]:
            first, last = asked["years"]
            sources = sources.filter(
                published_on__gte=datetime.date(first, 1, 1), published_on__lte=datetime.date(last, 12, 31)
            )
        return sources
