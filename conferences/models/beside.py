"""What a source shows beside a conference: related events, pictures and documents."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.base.language import page_address
from portal.records.models import Record
from provinces.models.fields import optional

from .conference import Conference, OfConferenceQuerySet


class BesideQuerySet(OfConferenceQuerySet):
    """What stands beside a conference and is of the provinces that the conference is of."""

    def of_provinces(self, keys):
        return self.filter(conference__in=Conference.objects.of_provinces(keys))


class RelatedEvent(Record):
    """A workshop, fair or signing that a source places beside the conference."""

    class Kind(models.TextChoices):
        WORKSHOP = "hoi-thao", _("hội thảo")
        CONFERENCE = "hoi-nghi", _("hội nghị")
        FAIR = "techfest", _("ngày hội, triển lãm")
        SIGNING = "ky-ket", _("ký kết hợp tác")
        OTHER = "khac", _("khác")

    FACTS = ("kind", "title", "starts", "part_of_day", "organisers")
    CONTEXT = ("conference__series",)
    PAGE_PARENT = "conference"

    conference = models.ForeignKey(
        Conference, models.CASCADE, verbose_name=_("hội nghị"), related_name="related_events"
    )
    rank = models.PositiveSmallIntegerField(_("thứ tự"), default=1)
    kind = models.CharField(_("loại"), max_length=10, choices=Kind)
    title = models.CharField(_("tên"), max_length=400, blank=True)
    starts = models.DateField(_("ngày"), null=True, blank=True)
    part_of_day = models.CharField(_("buổi"), max_length=8, choices=Conference.PartOfDay, blank=True)
    organisers = models.CharField(
        _("đơn vị tổ chức"), max_length=300, blank=True, help_text=_("Như nguồn in.")
    )
    note = models.CharField(_("ghi chú"), max_length=400, blank=True)

    objects = BesideQuerySet.as_manager()

    class Meta:
        verbose_name = _("sự kiện đi kèm")
        verbose_name_plural = _("sự kiện đi kèm")
        ordering = ["rank", "pk"]

    def __str__(self):
        return self.title or self.get_kind_display()


class Document(Record):
    """A picture, letter or report that a source names. `title` is a picture's caption.

    It may have no file: then it only says that the source shows one.
    """

    class Kind(models.TextChoices):
        PICTURE = "anh", _("ảnh")
        LETTER = "cong-van", _("công văn")
        REPORT = "bao-cao", _("báo cáo")
        OTHER = "khac", _("khác")

    FACTS = ("kind", "title", "number", "issued_on", "credit")
    CONTEXT = ("conference__series",)
    PAGE_PARENT = "conference"

    conference = models.ForeignKey(
        Conference, models.CASCADE, verbose_name=_("hội nghị"), related_name="documents"
    )
    rank = models.PositiveSmallIntegerField(_("thứ tự"), default=1)
    kind = models.CharField(_("loại"), max_length=10, choices=Kind)
    title = models.CharField(_("tên hoặc chú thích"), max_length=400)
    number = models.CharField(_("số hiệu"), max_length=60, blank=True)
    issued_on = models.DateField(_("ngày ký"), null=True, blank=True)
    file = optional("files.StoredFile", _("tệp"), "+", editable=False)
    alt = models.CharField(
        _("lời tả ảnh"),
        max_length=300,
        blank=True,
        help_text=_("Người không nhìn thấy ảnh nghe câu này: ai, ở đâu, làm gì. Không chép lại chú thích."),
    )
    credit = models.CharField(
        _("người chụp, nơi cấp"), max_length=200, blank=True, help_text=_("Như nguồn ghi.")
    )
    rights = models.CharField(
        _("quyền sử dụng"), max_length=200, blank=True, help_text=_("Ai cho dùng, theo văn bản hay lời nào.")
    )
    focus_x = models.PositiveSmallIntegerField(_("điểm chính: ngang, %"), default=50)
    focus_y = models.PositiveSmallIntegerField(_("điểm chính: dọc, %"), default=50)

    objects = BesideQuerySet.as_manager()

    class Meta:
        verbose_name = _("ảnh, tài liệu")
        verbose_name_plural = _("ảnh, tài liệu")
        ordering = ["rank", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file=None) | ~Q(kind="anh") | ~Q(alt=""),
                name="picture_with_a_file_is_described",
                violation_error_message=_("Ảnh có tệp phải có lời tả ảnh."),
            ),
            models.CheckConstraint(
                condition=Q(focus_x__range=(0, 100), focus_y__range=(0, 100)),
                name="focus_lies_in_the_picture",
                violation_error_message=_("Điểm chính của ảnh là hai số từ 0 đến 100."),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_shown(self):
        """Whether it is a picture that can be looked at, not only its caption."""
        return self.file_id is not None and self.file.is_picture

    def part_url(self, part):
        """The public address of one part of its file ("960.webp"); 404 there while the conference is no page."""
        return page_address("document-file", self.pk, part)

    @property
    def file_url(self):
        """Where the picture opens whole, or the document is downloaded."""
        return self.part_url(self.file.largest)

    @property
    def webp_widths(self):
        return self.srcset("webp")

    @property
    def jpeg_widths(self):
        return self.srcset("jpg")

    def srcset(self, kind):
        return ", ".join(f"{self.part_url(f'{width}.{kind}')} {width}w" for width in self.file.widths)

    @property
    def focus_classes(self):
        """Where the main point lies, to the nearest tenth, as classes of css/components.css."""
        return f"ngang-{round(self.focus_x, -1)} doc-{round(self.focus_y, -1)}"
