"""The entries of provinces, and the words that ask what became of one."""

from django.utils.translation import pgettext_lazy

from portal.base.text import date
from portal.search.registry import Dependency, SearchDocument, Suggestion, prose, register, whole

from ..models import Province, Region, RegionMembership, Succession
from .lineage import COUNTED, GROUPING, NAMED, REGION, PlaceIndex, place_names

#: Words by which people ask what became of a province.
MERGED = (
    "sáp nhập", "sát nhập", "nhập", "nhập vào", "nhập với", "đã nhập", "hợp nhất", "gộp", "gộp lại", "tách ra", "tách từ",
    "nay thuộc", "giờ thuộc", "giờ là tỉnh nào", "nay là tỉnh nào", "hiện là tỉnh nào", "thuộc tỉnh nào", "thành tỉnh nào", "gồm những tỉnh nào", "gồm những tỉnh cũ nào", "gồm mấy tỉnh cũ", "gồm các tỉnh nào", "gồm các tỉnh cũ nào", "tỉnh khác", "còn không", "còn tồn tại", "còn tồn tại không", "thành thành phố", "lên thành phố",
    "đổi tên", "bỏ tên", "tên mới", "giờ gọi là gì", "gọi là gì", "giờ gọi là", "nay gọi là", "giờ là tỉnh gì", "bây giờ là tỉnh gì", "hiện là tỉnh gì", "nay là tỉnh gì", "thành tỉnh gì", "đổi thành", "thành gì", "trở thành",
    "sắp xếp", "lập từ", "thành lập từ", "hình thành từ", "biến mất", "giải thể", "về đâu", "về tỉnh nào", "thuộc đâu", "đi đâu",
    "formed from", "formed by", "merger of", "combined", "became part of", "merged into", "merged", "merge", "merger", "now part of", "part of now", "is part of", "belongs to", "belong to", "new name of", "new name", "still a province", "still exist", "still exists", "now called", "called now", "renamed",
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
        "cu": ("… cũ", "tỉnh cũ …", "thành phố cũ …", "… trước đây", "… trước sáp nhập", "… trước khi sáp nhập", "… trước hợp nhất", "… trước khi hợp nhất", "… trước sắp xếp", "… trước khi sắp xếp", "… trước kia", "… ngày xưa", "… hồi trước", "… hồi xưa", "former …", "old …"),
        "moi": ("… mới", "… sau sáp nhập", "… sau khi sáp nhập", "… sau sắp xếp", "… sau khi sắp xếp", "tỉnh mới …", "thành phố mới …", "new …"),
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
