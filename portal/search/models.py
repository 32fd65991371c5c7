"""The index of every record, the words it holds, and what a publisher says words mean."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.db import DerivedTextField
from portal.base.text import fold, nfc
from portal.search.registry import KINDS

from . import boolean  # noqa: F401  (the lookup "holds")
from .language.words import folded_words


class Entry(models.Model):
    """What of one record is searched. The database keeps the index of heads, body and extra with facets itself."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    title = models.TextField()
    text = models.TextField()
    address = models.CharField(max_length=300, blank=True)
    public = models.BooleanField()
    year = models.IntegerField(null=True)
    day = models.DateField(null=True)
    heads = models.TextField()
    body = models.TextField()
    extra = models.TextField()
    facets = models.TextField(
        default="",
        help_text='By what entries are narrowed and counted: tokens, "f_nam=2024 f_tinh=lao-cai".',
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="a_record_is_indexed_once"),
        ]

    def __str__(self):
        return self.title

    @property
    def subject(self) -> tuple[type[models.Model], int]:
        """(model, key) of the record that it stands for."""
        return KINDS[self.kind].model, self.object_id


class KnownWord(models.Model):
    """A folded word or a token of the index, and in how many public entries it stood when it was last built.

    The row of the word "" says how many public entries there were.
    """

    word = models.CharField(max_length=120, primary_key=True)
    entries = models.IntegerField(default=1)

    def __str__(self):
        return self.word


class Term(models.Model):
    """One row of what a publisher says of words."""

    class Kind(models.TextChoices):
        ABBREVIATION = "viet-tat", _("viết tắt")
        SPELLING = "cach-viet", _("cách viết khác")
        ENGLISH = "tieng-anh", _("tiếng Anh")
        PLACE = "dia-danh", _("tên khác của địa danh")
        EMPTY = "tu-bo-qua", _("từ bỏ qua")
        ADDRESS = "xung-ho", _("xưng hô")

    #: Kinds that mean nothing in a question, so no entry knows of them.
    PASSED_OVER = (Kind.EMPTY, Kind.ADDRESS)

    kind = models.CharField(_("loại"), max_length=12, choices=Kind)
    written = models.CharField(_("viết"), max_length=120)
    meaning = models.CharField(
        _("nghĩa"),
        max_length=200,
        blank=True,
        help_text=_("Một nghĩa một dòng; để trống cho từ bỏ qua và xưng hô."),
    )
    source = models.CharField(_("nguồn"), max_length=300)
    folded = DerivedTextField()

    class Meta:
        verbose_name = _("từ tìm kiếm")
        verbose_name_plural = _("từ tìm kiếm")
        ordering = ["kind", "folded", "meaning", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "written", "meaning"],
                name="a_term_is_said_once",
                violation_error_message=_("Từ này đã có với nghĩa đó."),
            ),
        ]

    def __str__(self):
        return f"{self.written} = {self.meaning}" if self.meaning else self.written

    def derive_folded(self) -> str:
        return fold(f"{self.written} {self.meaning}")

    def clean(self) -> None:
        self.written, self.meaning = nfc(self.written).strip(), nfc(self.meaning).strip()
        if not folded_words(self.written):
            raise ValidationError({"written": _("Phải có chữ hoặc số.")})
        passed_over = self.kind in self.PASSED_OVER
        if passed_over and self.meaning:
            raise ValidationError({"meaning": _("Từ bỏ qua và xưng hô không có nghĩa.")})
        if not passed_over and not folded_words(self.meaning):
            raise ValidationError({"meaning": _("Ghi nghĩa của từ này.")})


class ShippedTerm(models.Model):
    """A row of terms.csv that was brought in once: what publishers made of it since stays theirs."""

    kind = models.CharField(max_length=12)
    written = models.CharField(max_length=120)
    meaning = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "written", "meaning"], name="a_term_is_brought_in_once"),
        ]

    def __str__(self):
        return self.written


class SitePage(models.Model):
    """A page that is of no record, by the name of its address: what is searched of it, the code says."""

    name = models.CharField(max_length=40, unique=True)

    def __str__(self):
        return self.name
