"""Who enters for which province."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ProvinceEditor(models.Model):
    """A user of the group `bien_tap_tinh` and a province they enter for (`provinces/rights.py`).

    Today's unit means itself and its predecessors, as everywhere (`scope_of`).
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        verbose_name=_("người biên tập"),
        related_name="province_edits",
    )
    province = models.ForeignKey(
        "provinces.Province", models.PROTECT, verbose_name=_("tỉnh, thành phố"), related_name="+"
    )

    class Meta:
        verbose_name = _("tỉnh được biên tập")
        verbose_name_plural = _("tỉnh được biên tập")
        ordering = ["province__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "province"],
                name="user_edits_a_province_once",
                violation_error_message=_("Người này đã được giao tỉnh đó."),
            ),
        ]

    def __str__(self):
        return f"{self.user} – {self.province}"
