"""What was said at a conference, in points of our own words."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.language import local_text
from portal.base.text import lines
from portal.records.models import Record

from .conference import OfConferenceQuerySet
from .party import Speaker, spoken_by_provinces


class StatementQuerySet(OfConferenceQuerySet):
    def of_provinces(self, keys):
        return self.filter(spoken_by_provinces(keys))


class Statement(Speaker, Record):
    """An address, a report or a passage of the article that no speaker is named for. One point a line."""

    class Kind(models.TextChoices):
        OPENING = "khai-mac", _("phát biểu khai mạc")
        SPEECH = "phat-bieu", _("phát biểu")
        REPORT = "bao-cao", _("báo cáo")
        CLOSING = "be-mac", _("phát biểu bế mạc")
        NOTED = "ghi-nhan", _("nguồn ghi nhận")

    FACTS = ("by_official", "by_body", "by_province", "by_as_printed", "kind", "points")
    CONTEXT = ("conference__series",)
    PAGE_PARENT = "conference"

    conference = models.ForeignKey(
        "conferences.Conference", models.CASCADE, verbose_name=_("hội nghị"), related_name="statements"
    )
    rank = models.PositiveSmallIntegerField(_("thứ tự"), default=1)
    kind = models.CharField(_("loại"), max_length=10, choices=Kind)
    heading = models.CharField(_("về việc"), max_length=160, blank=True)
    heading_en = models.CharField(_("về việc, bằng tiếng Anh"), max_length=160, blank=True)
    points = models.TextField(_("các ý"), help_text=_("Mỗi dòng một ý, bằng lời của hồ sơ."))
    points_en = models.TextField(_("các ý bằng tiếng Anh"), blank=True, help_text=_("Mỗi dòng một ý."))

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("phát biểu")
        verbose_name_plural = _("phát biểu")
        ordering = ["rank", "pk"]

    def __str__(self):
        return self.heading or self.get_kind_display()

    @property
    def point_lines(self):
        return lines(local_text(self, "points"))
