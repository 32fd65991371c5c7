"""The entries of bodies and tasks."""

import re

from django.db.models import Exists, OuterRef
from django.utils.translation import pgettext_lazy

from portal.base.text import money, number
from portal.search.registry import Dependency, SearchDocument, Suggestion, prose, register, whole

from ..models import Body, Programme, ResearchField, Task, TaskKind
from ..models.body import with_place
from .lineage import PlaceIndex, at, of_naming, of_provinces, of_regions, place_names

#: Academic titles before a name as printed: "PGS.TS. ", "PGS.TS ", "ThS. ".
_TITLES = re.compile(r"^(?:[^\W\d_]{1,4}\.\s*|(?:[A-Z]{2,4}|ThS)\s+(?=.*[a-z]))+")


def bare_name(printed):
    """A person's name as printed, without the academic titles before it."""
    return _TITLES.sub("", printed)


@register
class BodyIndex(PlaceIndex):
    kind, model = "co-quan", Body
    plural, singular, order = pgettext_lazy("loại", "cơ quan"), pgettext_lazy("một", "cơ quan"), 80
    suggestion = Suggestion(order=50, share=2)
    joined = ("province", "parent", "successor")
    called = ("cơ quan",)
    dependencies = (
        Dependency(Body, "parent", ("name",)),
        Dependency(Body, "successor", ("name",)),
        *of_provinces("province"),
        *of_regions("province"),
        *of_naming(Body),
    )

    def rows(self):
        shown = Body.objects.published().filter(pk=OuterRef("pk"))
        return super().rows().annotate(is_shown=Exists(shown))

    def document(self, body):
        provinces = at(body.province)
        return SearchDocument(
            title=with_place(body.name, body.province and body.province.name),
            text=prose(
                body.short_name,
                body.get_kind_display(),
                body.name_en,
                *whole(body.aliases),
                body.parent and body.parent.name,
                body.successor and body.successor.name,
            ),
            names=whole(body.name, body.short_name, body.name_en, body.aliases),
            places=place_names(provinces),
            address=body.page_url(),
            public=body.is_shown,
            facets={
                "co-quan": [body.slug],
                "tinh": self.lineage.slugs(provinces),
                "vung": self.lineage.regions(provinces),
            },
        )


@register
class TaskIndex(PlaceIndex):
    kind, model = "nhiem-vu", Task
    plural = pgettext_lazy("loại", "nhiệm vụ KH&CN")
    singular, order = pgettext_lazy("một", "nhiệm vụ KH&CN"), 40
    suggestion = Suggestion(order=60, share=2, is_numerous=True)
    joined, fetched = ("lead_body", "governing_body", "programme", "kind", "field"), ("places",)
    called = ("nhiệm vụ", "đề tài", "dự án")
    dependencies = (
        Dependency(Body, "lead_body", ("name", "slug")),
        Dependency(Body, "governing_body", ("name", "slug")),
        Dependency(Programme, "programme", ("name",)),
        Dependency(TaskKind, "kind", ("name",)),
        Dependency(ResearchField, "field", ("name", "table", "code")),
        *of_provinces("places"),
        *of_regions("places"),
    )

    @property
    def tops(self):
        if "fields" not in self.shared:
            self.shared["fields"] = ResearchField.tops()
        return self.shared["fields"]

    def document(self, task):
        places = list(task.places.all())
        bodies = at(task.lead_body, task.governing_body)
        return SearchDocument(
            title=task.title,
            text=prose(
                task.code,
                task.kind and task.kind.name,
                task.field and task.field.name,
                task.programme and task.programme.name,
                *(body.name for body in bodies),
                task.area,
                task.get_level_display() and f"cấp {task.get_level_display()}",
                task.budget and f"{money(task.budget)}, {number(task.budget)} đồng",
                task.decision,
                task.get_status_display(),
                task.summary,
                task.results,
                task.grade,
                task.registration_number,
            ),
            names=whole(task.code, task.registration_number),
            people=whole(bare_name(task.principal_investigator)),
            places=place_names(places),
            year=task.start_year,
            address=task.page_url(),
            public=task.is_published,
            facets={
                "tinh": self.lineage.slugs(places),
                "vung": self.lineage.regions(places),
                "nam": task.years(),
                "linh-vuc": [self.tops[task.field_id].slug] if task.field_id else [],
                "co-quan": [body.slug for body in bodies],
            },
        )
