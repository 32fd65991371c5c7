"""What a reader may ask of the sources."""

import datetime

from django.utils.translation import gettext_lazy as _

from portal.base.lists import ListFilter, YearsMixin, choice_filter

from .models import Source


class SourceFilter(YearsMixin, ListFilter):
    meaning = _("Năm là năm đăng. Nguồn không thuộc tỉnh nào; trang mỗi nguồn kể những điều nó nêu.")

    loai = choice_filter(Source.Kind, _("Loại"))

    def narrow(self, sources, asked):
        if asked["loai"]:
            sources = sources.filter(kind=asked["loai"])
        if asked["years"]:
            first, last = asked["years"]
            sources = sources.filter(
                published_on__gte=datetime.date(first, 1, 1), published_on__lte=datetime.date(last, 12, 31)
            )
        return sources
