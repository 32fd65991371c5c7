"""Sample data for /giao-dien/: unsaved records with made-up names, so that every component can be seen.

The names say on their face that they are samples; nothing here is ever stored.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from types import SimpleNamespace

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from portal.records.evidence import Evidence
from portal.records.models import Citation, Gap, Source
from provinces.charts import Chart, ChartRow
from provinces.map import geometry
from provinces.models import Body, Province

from .comparison import comparable
from .conference_page import StatedFigures
from .map import MEASURES, CountedUnit, table_picture
from .models import Conference, Figure, Indicator, Official, Participation, Recommendation, Series
from .timeline import Link, Mark, Thread, Timeline, run_of

LONG_NAME = "Mẫu: " + "một cái tên rất dài để thử " * 4


class SampleEvidence(Evidence):
    """Evidence whose every fact stands on the same sample source, some on more, and whose every blank is explained."""

    def __init__(self):
        super().__init__()
        source = Source(
            pk=-1, publisher="Báo Mẫu", title=_("Bài mẫu"), slug="bao-mau", url="https://example.org/bai-mau"
        )
        other = Source(pk=-2, publisher="Tạp chí Mẫu", slug="tap-chi-mau")
        self.agreeing = Citation(pk=-1, source=source, place="đoạn 1", anchor="636,1")
        self.inferring = Citation(pk=-2, source=other, basis=Citation.Basis.INFERRED, shipped=True)
        self.disagreeing = Citation(pk=-3, source=other, differs="637 tỷ đồng")
        more = [
            Citation(pk=-4 - number, source=Source(pk=-3 - number, publisher=f"Báo Mẫu {number}", slug="mau"))
            for number in (2, 3)
        ]
        self.others = [self.inferring, self.disagreeing, *more]

    def citations(self, record, name=""):
        return [self.agreeing, *(self.others if name in ("theme", "low") else ())]

    def lacks_source(self, record, name=""):
        return False

    def gap(self, record, name):
        return Gap(note=_("lời giải thích mẫu"))


@dataclass
class Samples:
    """What the page of components shows, under the names that its template uses."""

    def context(self):
        series = Series(pk=-1, name="Vùng mẫu", slug="vung-mau")
        conferences = [
            self.conference(series, n, status) for n, status in enumerate(Conference.Status.values, 14)
        ]
        unnumbered = self.conference(series, None, Conference.Status.HELD)
        unnumbered.year = None
        long = self.conference(Series(pk=-2, name=LONG_NAME, slug="vung-dai"), 888, Conference.Status.HELD)
        figures = [
            self.figure(series, conferences[0], value, year) for value, year in ((43, 2014), (86, 2024))
        ]
        return {
            "conferences": [*conferences, unnumbered, long],
            "conference": conferences[2],
            "older": conferences[1],
            "newer": conferences[0],
            "recommendations": [
                self.recommendation(conferences[2], n, state)
                for n, state in enumerate(Recommendation.State.values, 1)
            ],
            "figures": figures,
            "stated": StatedFigures(figures),
            "charts": comparable(figures),
            **self.task_charts(),
            "states": Recommendation.State.choices,
            "timeline": self.timeline(series, conferences),
            "picture": self.map(),
            "page": Paginator(range(150), 50).page(2),
            "evidence": SampleEvidence(),
        }

    def map(self):
        """Every tone of the map, on units that lie where the drawing has them and are named as samples."""
        units = [
            CountedUnit(
                Province(name=f"Tỉnh mẫu {n}", name_en=f"Sample {n}", slug="tinh-mau", code=code),
                hosted=n + 1,
                held=n,
            )
            for n, code in enumerate(list(geometry()["truoc"])[::10])
        ]
        return table_picture(SimpleNamespace(period="truoc", measure=MEASURES["dang-cai"], units=units))

    def conference(self, series, ordinal, status):
        host = Province(name="Tỉnh mẫu", name_en="Sample province", slug="tinh-mau", kind="tinh")
        conference = Conference(
            pk=-(ordinal or 1), series=series, ordinal=ordinal, year=2024, starts=datetime.date(2024, 10, 10),
            status=status, slug="mau", theme=_("Chủ đề mẫu") if status == Conference.Status.HELD else "",
        )  # fmt: skip
        conference.hosts = [Participation(province=host)]
        return conference

    def recommendation(self, conference, number, state):
        row = Recommendation(
            pk=-number, conference=conference, number=number, kind="de-nghi", state=state, text=_("Nội dung mẫu"),
            due=datetime.date(2020, 1, 1) if number == 1 else None, by_official=Official(name="Nguyễn Văn Mẫu", slug="mau"),
            to_body=Body(name="Sở Mẫu", slug="so-mau"), reason=_("lý do mẫu") if state == "khong-thuc-hien" else "",
        )  # fmt: skip
        row.published_replies = []
        return row

    def figure(self, series, conference, value, year):
        return Figure(
            pk=-value, conference=conference, indicator=Indicator(pk=-1, name=_("Chỉ tiêu mẫu")), low=Decimal(value),
            high=Decimal(value), unit=_("nhiệm vụ"), as_printed=str(value), scope="vung", scope_series=series,
            period=str(year), period_first=year, period_last=year,
        )  # fmt: skip

    def task_charts(self):
        total = ChartRow(tasks=21, budgeted=19, budget=62_500_000_000)
        years = [
            ChartRow(2023, "bat_dau=2023", 12, 12, 40_000_000_000),
            ChartRow(2024, "bat_dau=2024", 7, 6, 20_000_000_000),
            ChartRow(None, "", 2, 1, 2_500_000_000),
        ]
        places = [
            ChartRow(Province(name=name), "tinh=tinh-mau", tasks, tasks, tasks * 10**9)
            for name, tasks in ((_("Tỉnh mẫu"), 15), (LONG_NAME, 9))
        ]
        charts = [
            Chart("nam", _("Theo năm bắt đầu"), years, total),
            Chart("tinh", _("Theo tỉnh, thành phố hiện nay"), places),
        ]
        return {"task_charts": charts, "task_total": total}

    def timeline(self, series, conferences):
        marks = [Mark(row, 60.0 + 120 * n, row.roman) for n, row in enumerate(conferences)]
        links = [Link(marks[n].x, marks[n + 1].x, kind) for n, kind in enumerate(("known", "coming", "gap"))]
        return Timeline(
            [(2014, 60.0), (2024, 540.0)], [Thread(series, marks, links, [], run_of(conferences))]
        )
