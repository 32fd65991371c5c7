"""What of provinces, bodies and tasks is searched, and the names of provinces and planning regions."""

import re
from functools import cached_property

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.base.text import date, money
from portal.records.models import NamedQuerySet, Published, named_by
from portal.search.index.vocabulary_cache import register_names
from portal.search.language.vocabulary import Name
from portal.search.registry import (
    Dependency,
    SearchDocument,
    SearchIndex,
    Suggestion,
    facet,
    prose,
    register,
    whole,
)

from .grouping import grouping
from .models import (
    Body,
    Programme,
    Province,
    Region,
    RegionMembership,
    ResearchField,
    Succession,
    Task,
    TaskKind,
)
from .places import places as places_named

GROUPING = grouping()
COUNTED = GROUPING.path  # the lookup from a province to its memberships
REGION = f"{COUNTED}__{GROUPING.field}"

NAMED = ("name", "slug", "ended")
#: Academic titles before a name as printed: "PGS.TS. ", "ThS. ".
_TITLES = re.compile(r"^(?:[^\W\d_]{1,4}\.\s*)+")


def bare_name(printed):
    """A person's name as printed, without the academic titles before it."""
    return _TITLES.sub("", printed)


def of_provinces(path):
    """The Dependencies of an entry that names the provinces at `path` and is found under today's units.

    A unit's lineage is followed through two rearrangements.
    """
    found = [Dependency(Province, path, NAMED)]
    for _step in range(2):
        found.append(Dependency(Succession, f"{path}__successions_out"))
        path = f"{path}__successions_out__successor"
        found.append(Dependency(Province, path, ("slug", "ended")))
    return tuple(found)


def of_regions(path):
    """The Dependencies of an entry that is found under the regions that counted the provinces at `path`."""
    return (
        Dependency(GROUPING.membership, f"{path}__{COUNTED}"),
        Dependency(GROUPING.model, f"{path}__{REGION}", ("slug",)),
    )


def of_naming(model, path=""):
    """The Dependencies of an entry that is public while something published names the `model` at `path`."""
    found = []
    for other, name in named_by(model):
        field = other._meta.get_field(name)
        to = f"{path}{field.related_query_name()}"
        if issubclass(type(other._default_manager.all()), NamedQuerySet):
            found += [Dependency(other, to, (field.attname,)), *of_naming(other, f"{to}__")]
            continue
        parents = other._default_manager.all().parents
        hops = [other._meta.get_field(parent.partition("__")[0]).attname for parent in parents]
        own = [] if field.many_to_many else [field.attname]
        state = ["publication"] if issubclass(other, Published) else []
        found.append(Dependency(other, to, (*own, *hops, *state)))
        for parent in parents:
            found.append(Dependency(_model_at(other, parent), f"{to}__{parent}", ("publication",)))
    return found


def _model_at(model, path):
    for name in path.split("__"):
        model = model._meta.get_field(name).related_model
    return model


class Lineage:
    """Under which provinces and regions a province's records are found. Two queries a batch."""

    @cached_property
    def into(self):
        """{province: [[successor, its slug, its end]]}."""
        found = {}
        for before, *after in Succession.objects.order_by("pk").values_list(
            "predecessor", "successor", "successor__slug", "successor__ended"
        ):
            found.setdefault(before, []).append(after)
        return found

    @cached_property
    def counted(self):
        """{province: [slugs of the regions that counted it]}."""
        found, memberships = {}, GROUPING.membership._default_manager.order_by("pk")
        for province, slug in memberships.values_list("province", f"{GROUPING.field}__slug"):
            found.setdefault(province, []).append(slug)
        return found

    @classmethod
    def of(cls, shared):
        """The one of a batch; `shared` is what its kinds share."""
        if "lineage" not in shared:
            shared["lineage"] = cls()
        return shared["lineage"]

    def slugs(self, provinces):
        """The slugs by which records at `provinces` are found: their own, and those of today's units.

        So choosing today's unit finds its predecessors' records, an ended one those of itself alone
        (`Province.scope()`).
        """
        found = [province.slug for province in provinces]
        keys = [province.pk for province in provinces]
        for key in keys:  # grows while it is walked
            for after, slug, ended in self.into.get(key, ()):
                if ended is None:
                    found.append(slug)
                if after not in keys:
                    keys.append(after)
        return list(dict.fromkeys(found))

    def regions(self, provinces):
        """The slugs of the regions that counted one of `provinces`."""
        return list(
            dict.fromkeys(slug for province in provinces for slug in self.counted.get(province.pk, ()))
        )


class PlaceIndex(SearchIndex):
    """A kind whose entries stand at provinces."""

    @property
    def lineage(self):
        return Lineage.of(self.shared)


def at(*provinces):
    """The provinces that are not None, each once."""
    return list(dict.fromkeys(province for province in provinces if province))


def slug_facet(name, rows, **how):
    """Registers the facet `name`, whose values are the slugs of `rows()`; `how` as in FacetDefinition."""

    @facet(name, name.replace("-", "_"), **how)
    def by_slug(slugs):
        return {row.slug: row for row in rows().filter(slug__in=slugs)}


def place_names(provinces):
    return whole(*(province.name for province in provinces))


#: Words by which people ask what became of a province.
MERGED = (
    "sáp nhập", "sau sáp nhập", "sau khi sáp nhập", "sát nhập", "nhập", "nhập vào", "nhập với", "đã nhập", "hợp nhất", "gộp", "gộp lại", "tách ra", "tách từ",
    "nay thuộc", "giờ thuộc", "giờ là tỉnh nào", "nay là tỉnh nào", "hiện là tỉnh nào", "thuộc tỉnh nào", "thành tỉnh nào", "gồm những tỉnh nào", "tỉnh khác", "còn không",
    "đổi tên", "bỏ tên", "tên mới", "giờ gọi là gì", "gọi là gì", "giờ gọi là", "nay gọi là", "giờ là tỉnh gì", "bây giờ là tỉnh gì", "hiện là tỉnh gì", "nay là tỉnh gì", "thành tỉnh gì", "đổi thành", "thành gì", "trở thành",
    "biến mất", "giải thể", "về đâu", "về tỉnh nào", "thuộc đâu", "đi đâu",
    "formed from", "formed by", "merger of", "combined", "became part of", "merged into", "merged", "merge", "merger", "now part of",
)  # fmt: skip


@register
class ProvinceIndex(PlaceIndex):
    kind, model = "tinh-thanh", Province
    plural = pgettext_lazy("loại", "tỉnh, thành phố")
    singular, order = pgettext_lazy("một", "tỉnh, thành phố"), 60
    suggestion = Suggestion(order=10, share=3)
    asked_by = (
        "tỉnh nào",
        "tỉnh gì",
        "thành phố nào",
        "những tỉnh nào",
        "gồm những tỉnh nào",
        "which province",
        "which provinces",
        "provinces",
        "former provinces",
        "former province",
        "what happened to",
        "what became of",
        *MERGED,
    )
    answers_to = ("place",)
    roles = {
        "nhap": MERGED,
        "cu": ("… cũ", "tỉnh cũ …", "thành phố cũ …", "… trước đây", "… trước sáp nhập", "… trước kia", "… ngày xưa", "… hồi trước", "… hồi xưa", "former …", "old …"),
        "moi": ("… mới", "tỉnh mới …", "thành phố mới …", "new …"),
    }  # fmt: skip
    states = {
        "nguyen": (
            "không sáp nhập", "không bị sáp nhập", "không phải sáp nhập", "không đổi", "không thay đổi", "không đổi tên", "giữ nguyên",
            "unchanged", "not merged",
        ),
    }  # fmt: skip
    fetched = ("successions_in__predecessor", "successions_out__successor", "region_memberships__region")
    dependencies = (
        Dependency(RegionMembership, "region_memberships"),
        Dependency(Region, "region_memberships__region", ("name",)),
        Dependency(Succession, "successions_in"),
        Dependency(Province, "successions_in__predecessor", ("name",)),
        Dependency(GROUPING.membership, f"successions_in__predecessor__{COUNTED}"),
        Dependency(Succession, "successions_out"),
        Dependency(Province, "successions_out__successor", NAMED),
        Dependency(Succession, "successions_out__successor__successions_out"),
        Dependency(Province, "successions_out__successor__successions_out__successor", ("slug", "ended")),
        Dependency(GROUPING.membership, COUNTED),
        Dependency(GROUPING.model, REGION, ("slug",)),
        Dependency(GROUPING.model, f"successions_in__predecessor__{REGION}", ("slug",)),
    )

    def document(self, province):
        before = [row.predecessor for row in province.successions_in.all()]
        after = [row.successor for row in province.successions_out.all()]
        counted = [province, *before] if province.ended is None else [province]
        names = {row.name for row in after}
        roles = (
            {"nhap": place_names([province, *before])}
            if (before or after) and province.name not in names
            else {}
        )
        if not before and not after:
            roles["nguyen"] = ()
        if province.ended:
            roles["cu"] = (province.name,)
        elif before:
            roles["moi"] = (province.name,)
        return SearchDocument(
            title=str(province.name_with_period),
            text=prose(
                province.full_name,
                *whole(province.aliases),
                *(row.region.name for row in province.region_memberships.all()),
                province.get_kind_display(),
                province.code,
                province.iso_code,
                *whole(
                    *(
                        f"{row.legal_basis}, từ {date(row.day, 'vi')}"
                        for row in (*province.successions_in.all(), *province.successions_out.all())
                    )
                ),
                before and f"gồm {', '.join(place_names(before))}, hợp nhất thành {province.name}",
                after
                and f"sáp nhập vào {', '.join(place_names(after))}, nay thuộc {', '.join(place_names(after))}",
            ),
            roles=roles,
            names=whole(
                province.name,
                province.full_name,
                province.name_en,
                province.aliases,
                province.iso_code,
            ),
            places=(province.name,),
            address=province.page_url(),
            lineage=True,
            facets={"tinh": self.lineage.slugs([province]), "vung": self.lineage.regions(counted)},
        )


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
        title = body.name
        if body.province and body.province.name not in title:
            title = f"{title}, {body.province.name}"
        return SearchDocument(
            title=title,
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
                task.budget and money(task.budget),
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


@register_names(
    {
        Province: ("name", "full_name", "name_en", "aliases"),
        Region: ("code", "name", "name_en", "aliases"),
        RegionMembership: ("province__name", "region__name"),
        Succession: ("predecessor__name", "successor__name"),
    }
)
def places():
    """Every province with its regions and what became of it, and every planning region."""
    regions, became = {}, {}
    for province, region in RegionMembership.objects.order_by("pk").values_list("province", "region__name"):
        regions.setdefault(province, []).append(region)
    for before, after in Succession.objects.order_by("pk").values_list("predecessor", "successor__name"):
        became.setdefault(before, []).append(after)
    for province in Province.objects.order_by("pk"):
        yield Name(
            province.name,
            whole(province.full_name, province.name_en, province.aliases),
            tuple(regions.get(province.pk, ())),
            tuple(became.get(province.pk, ())),
        )
    for region in Region.objects.order_by("pk"):
        yield Name(region.name, whole(region.code, region.name_en, region.aliases))


@facet(
    "tinh",
    "tinh",
    label=_("Tỉnh, thành phố"),
    unknown=_("Không có tỉnh, thành phố nào tên là “%(value)s”."),
    order=10,
    is_counted=True,
    guess=places_named,
)
def provinces_by_slug(slugs):
    rows = Province.objects.filter(slug__in=slugs)
    return {province.slug: province.name_with_period for province in rows}


slug_facet(
    "linh-vuc",
    ResearchField.objects.all,
    label=_("Lĩnh vực"),
    unknown=_("Không có lĩnh vực nào mang mã “%(value)s”."),
    order=30,
    is_counted=True,
)
slug_facet(
    "co-quan",
    Body.objects.published,
    label=_("Cơ quan"),
    unknown=_("Không có cơ quan nào ở đường dẫn “%(value)s”."),
    order=60,
)
