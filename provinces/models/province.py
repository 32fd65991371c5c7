"""Provinces as legal units that begin and end, and who took over from whom."""

import datetime
from functools import cached_property

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.base.db import DerivedTextField
from portal.base.language import page_address
from portal.base.text import date
from portal.records.models import Record, RecordQuerySet, Slugged

from .fields import Named
from .period import Period, PeriodQuerySet

#: The first day of the 34 units (Nghị quyết 202/2025/QH15; units operate from this day).
REARRANGED_ON = datetime.date(2025, 7, 1)


class ProvinceQuerySet(RecordQuerySet, PeriodQuerySet):
    def today(self):
        """The units that exist now: 34 in the shipped record."""
        return self.filter(ended=None)

    def ended(self):
        """The units that no longer exist: 53 in the shipped record."""
        return self.exclude(ended=None)

    def with_lineage(self):
        """With the units each came from and went into."""
        into = models.Prefetch("successions_in", Succession.objects.select_related("predecessor"))
        return self.prefetch_related(into, into_successors())

    def for_list(self):
        return self.with_lineage()


class Province(Slugged, Named, Period, Record):
    """One provincial unit while it existed.

    Never identified by its statistics code alone: seven codes changed meaning on 1 July 2025.
    Today's unit has the bare slug; a namesake that ended carries `-truoc-2025`.
    """

    class Kind(models.TextChoices):
        PROVINCE = "tinh", _("tỉnh")
        CITY = "thanh-pho", _("thành phố trực thuộc trung ương")

    FACTS = ("name", "full_name", "kind", "code", "iso_code", "began", "ended")

    code = models.CharField(_("mã thống kê"), max_length=2)
    iso_code = models.CharField(_("mã ISO 3166-2"), max_length=6, blank=True)
    kind = models.CharField(_("loại"), max_length=10, choices=Kind)
    name = models.CharField(_("tên"), max_length=60)
    full_name = models.CharField(_("tên đầy đủ"), max_length=80)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=60)
    slug = models.SlugField(_("đường dẫn"), max_length=80, unique=True, blank=True)
    aliases = models.TextField(_("cách viết khác"), blank=True, help_text=_("Mỗi dòng một cách viết."))
    sort_key = DerivedTextField()
    search_text = DerivedTextField()

    objects = ProvinceQuerySet.as_manager()

    class Meta:
        verbose_name = _("tỉnh, thành phố")
        verbose_name_plural = _("tỉnh, thành phố")
        ordering = ["sort_key", F("ended").desc(nulls_first=True), "pk"]  # today's unit before its namesake
        indexes = [models.Index(fields=["sort_key", "id"], name="province_list")]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "began"],
                name="province_code_once_a_period",
                violation_error_message=_("Mã thống kê này đã có tỉnh khác dùng từ cùng ngày."),
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(began=None),
                name="province_code_once_where_founding_is_unknown",
                violation_error_message=_(
                    "Mã thống kê này đã có tỉnh khác dùng, cũng không rõ ngày bắt đầu."
                ),
            ),
            Period.ends_after_it_begins("province_ends_after_it_begins"),
        ]

    def __str__(self):
        return self.name if self.ended is None else self.name_with_period

    @property
    def name_with_period(self):
        """The name, and for a unit that ended its last day: "Thái Nguyên (đến 30/6/2025)"."""
        if self.ended is None:
            return self.local_name
        return _("%(name)s (đến %(day)s)") % {
            "name": self.local_name,
            "day": date(self.last_day, get_language()),
        }

    def name_in(self, window):
        """The name on a page of the days `window` (first, last; None: unknown), with its period where it had ended."""
        return self.local_name if window and self.was_in_force(window[0]) else self.name_with_period

    def get_absolute_url(self):
        return page_address("province", self.slug)

    def slug_source(self):
        return self.name

    def derive_search_text(self):
        return self.folded(self.name, self.full_name, self.name_en, self.aliases)

    @cached_property
    def own_scope(self):
        """`scope()`, asked once for this instance."""
        return self.scope()

    def scope(self):
        """The keys of the units that choosing this one means (a list of ints, this one first).

        Today's unit means itself and every predecessor; an ended one means itself alone. This is the
        whole rule, for pages, filters, search and exports.
        """
        return scope_of([self])


class Succession(Record):
    """One unit that went into another, by a text of law. Both dates are kept: adopted, and in effect."""

    FACTS = ("successor", "day", "adopted_on", "legal_basis")
    CONTEXT = ("predecessor", "successor")
    PAGE_PARENT = "predecessor"
    HISTORY_PARENTS = ("successor",)

    predecessor = models.ForeignKey(
        Province, models.PROTECT, verbose_name=_("đơn vị trước"), related_name="successions_out"
    )
    successor = models.ForeignKey(
        Province, models.PROTECT, verbose_name=_("đơn vị sau"), related_name="successions_in"
    )
    day = models.DateField(_("từ ngày"), help_text=_("Ngày đầu tiên của đơn vị sau."))
    adopted_on = models.DateField(_("ngày thông qua"), null=True, blank=True)
    legal_basis = models.CharField(_("căn cứ"), max_length=120)

    class Meta:
        verbose_name = _("kế thừa tỉnh")
        verbose_name_plural = _("kế thừa tỉnh")
        ordering = ["day", "predecessor__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"],
                name="province_goes_once_into_another",
                violation_error_message=_("Đã ghi đơn vị này nhập vào đơn vị kia."),
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")),
                name="province_does_not_succeed_itself",
                violation_error_message=_("Một đơn vị không thể kế thừa chính nó."),
            ),
            models.CheckConstraint(
                condition=Q(adopted_on=None) | Q(adopted_on__lte=F("day")),
                name="succession_is_adopted_before_it_takes_effect",
                violation_error_message=_("Ngày thông qua không thể sau ngày có hiệu lực."),
            ),
        ]

    def __str__(self):
        return f"{self.predecessor} → {self.successor}"


def into_successors():
    """The units that provinces went into, as `successions_out` (a prefetch)."""
    successions = Succession.objects.select_related("successor").order_by("day", "pk")
    return models.Prefetch("successions_out", successions)


def predecessors():
    """{key of a unit: the keys of those that went into it}. One query."""
    before = {}
    for predecessor, successor in Succession.objects.order_by("pk").values_list("predecessor", "successor"):
        before.setdefault(successor, []).append(predecessor)
    return before


def scope_of(units):
    """The keys of the units that choosing `units` (Provinces) means, those first; see `Province.scope`."""
    scope = [unit.pk for unit in units]
    today = [unit.pk for unit in units if unit.ended is None]
    if not today:
        return scope
    before = predecessors()
    for key in today:  # grows while it is walked
        new = [predecessor for predecessor in before.get(key, []) if predecessor not in scope]
        scope += new
        today += new
    return scope


def units_today(provinces):
    """{key of one of `provinces`: the units of today that it is or went into}. One query, none where none has ended."""
    found = {unit.pk: [unit] for unit in provinces}
    if all(unit.ended is None for unit in provinces):
        return found
    after = {}
    for row in Succession.objects.select_related("successor").order_by("day", "pk"):
        after.setdefault(row.predecessor_id, []).append(row.successor)
    for key, units in found.items():
        reached = {unit.pk: unit for unit in units}
        for unit in units:  # grows while it is walked
            new = {one.pk: one for one in after.get(unit.pk, ()) if one.pk not in reached}
            reached |= new
            units += new.values()
        found[key] = [unit for unit in units if unit.ended is None]
    return found
