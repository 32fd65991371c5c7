"""Who took part: provinces and bodies, named, counted or inferred from a count."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from portal.records.models import Record, RecordQuerySet
from provinces.models.fields import optional
from provinces.models.period import outside

#: The words of the `vai` parameter.
ROLES = {"dang-cai": _("đăng cai"), "tham-du": _("tham dự")}


class ParticipationQuerySet(RecordQuerySet):
    parents = ("conference",)

    def hosts(self):
        return self.filter(capacity=Participation.Capacity.HOST)

    def in_role(self, role=None):
        """The rows of one of ROLES; all of them when `role` is empty."""
        if role == "dang-cai":
            return self.hosts()
        if role == "tham-du":
            return self.exclude(capacity=Participation.Capacity.HOST)
        return self

    def of_provinces(self, keys):
        return self.filter(province__in=keys)

    def for_province(self):
        """With conferences, newest first; what speaks of the same presence together, the named before the inferred."""
        return self.select_related("conference__series", "province", "body").order_by(
            "-conference__chronology", "-conference__ordinal_or_zero", "-conference",
            Coalesce("province_id", 0), "capacity", "inferred", Coalesce("body_id", 0), "rank", "pk",
        )  # fmt: skip


class Participation(Record):
    """A province or a body at a conference, or a group that a source counts without naming it.

    `inferred` marks a row derived from a count that equals the series' sourced membership
    (`conferences.inference`); it is shown as *suy ra*.
    """

    class Capacity(models.TextChoices):
        ORGANISER = "chu-tri", _("chủ trì tổ chức")
        CO_ORGANISER = "phoi-hop", _("phối hợp tổ chức")
        HOST = "dang-cai", _("đăng cai")
        MEMBER = "thanh-vien", _("thành viên")
        GUEST = "khach", _("khách")

    FACTS = ("province", "body", "capacity", "count", "as_printed")
    CONTEXT = ("conference__series", "province", "body")
    PAGE_PARENT = "conference"

    conference = models.ForeignKey(
        "conferences.Conference", models.CASCADE, verbose_name=_("hội nghị"), related_name="participations"
    )
    rank = models.PositiveSmallIntegerField(_("thứ tự như nguồn in"), default=1)
    province = optional("provinces.Province", _("tỉnh, thành phố"), "participations")
    body = optional("provinces.Body", _("cơ quan"), "participations")
    capacity = models.CharField(_("tư cách"), max_length=10, choices=Capacity)
    count = models.PositiveIntegerField(
        _("số lượng"), null=True, blank=True, help_text=_("Khi nguồn chỉ đếm.")
    )
    counts_members = models.BooleanField(
        _("đếm đủ tỉnh của vùng"),
        default=False,
        help_text=_(
            "Số lượng là số tỉnh (hoặc sở) của vùng; hồ sơ suy ra từng tỉnh khi số khớp danh sách có nguồn."
        ),
    )
    as_printed = models.CharField(_("như nguồn in"), max_length=300, blank=True)
    inferred = models.BooleanField(_("suy ra"), default=False)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("thành phần tham dự")
        verbose_name_plural = _("thành phần tham dự")
        ordering = ["rank", "pk"]
        indexes = [
            models.Index(fields=["province", "capacity", "conference"], name="participation_of_province")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(province__isnull=False) | Q(body__isnull=False) | ~Q(as_printed=""),
                name="participation_names_someone",
                violation_error_message=_("Phải có tỉnh, cơ quan, hoặc chữ như nguồn in."),
            ),
            models.CheckConstraint(
                condition=Q(counts_members=False) | Q(count__isnull=False, province=None),
                name="participation_that_counts_members_has_a_count",
                violation_error_message=_(
                    "Dòng đếm tỉnh của vùng phải có số lượng và không ghi riêng tỉnh nào."
                ),
            ),
            models.UniqueConstraint(
                fields=["conference", "province"],
                condition=Q(capacity="dang-cai"),
                name="province_hosts_a_conference_once",
                violation_error_message=_("Tỉnh này đã được ghi là nơi đăng cai."),
            ),
            models.UniqueConstraint(
                fields=["conference", "province"],
                condition=Q(inferred=True),
                name="province_is_inferred_once",
                violation_error_message=_("Tỉnh này đã được suy ra."),
            ),
        ]

    def __str__(self):
        return str(self.body or self.province or self.as_printed)

    def fact_label(self, name):
        return str(self.get_capacity_display())

    @property
    def printed_otherwise(self):
        """What the source prints, "" where that is the name of its body."""
        names = (self.body.name, self.body.short_name, self.body.local_name) if self.body else ()
        return "" if self.as_printed in names else self.as_printed

    def clean(self):
        days = "conference" in self._state.fields_cache and self.conference.window
        why = days and self.province and outside(self.province, days)
        if why:
            raise ValidationError({"province": _("Vào ngày họp, %(why)s.") % {"why": why}})
