"""A file as it is kept, once however many records show it."""

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .kinds import KINDS

#: Pixels: the widths that a picture is kept in, and the longest side of the largest.
WIDTHS = (480, 960)
LONGEST = 1600


class StoredFile(models.Model):
    """One file under MEDIA_ROOT, known by the hash of what was uploaded. Never changed once it is there.

    A picture is kept only re-encoded, as `<width>.webp` and `<width>.jpg`; a document as `goc.<kind>`.
    Records point here; whether a reader may see a file is a question to the record that shows it.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    kind = models.CharField(_("loại tệp"), max_length=5, choices=[(kind, kind.upper()) for kind in KINDS])
    name = models.CharField(_("tên tệp"), max_length=120, help_text="As uploaded, made harmless.")
    size = models.PositiveIntegerField(_("cỡ"), help_text="Bytes, as uploaded.")
    width = models.PositiveIntegerField(null=True, help_text="Pixels, of the largest picture kept.")
    height = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = _("tệp")
        verbose_name_plural = _("tệp")
        default_permissions = ()

    def __str__(self):
        return self.name

    @property
    def is_picture(self):
        return self.width is not None

    @property
    def folder(self):
        return Path(settings.MEDIA_ROOT) / self.sha256[:2] / self.sha256

    @property
    def widths(self):
        """The widths that the picture is kept in, in pixels, the smallest first."""
        return [*(width for width in WIDTHS if width < self.width), self.width]

    @property
    def largest(self):
        """The name of the file to open or download."""
        return f"{self.width}.jpg" if self.is_picture else f"goc.{self.kind}"

    @property
    def middle(self):
        """The name of the picture for browsers that choose no width."""
        return f"{min(self.widths, key=lambda width: abs(width - WIDTHS[1]))}.jpg"

    @property
    def parts(self):
        """The names of all that is kept of it."""
        if not self.is_picture:
            return [self.largest]
        return [f"{width}.{kind}" for kind in ("webp", "jpg") for width in self.widths]
