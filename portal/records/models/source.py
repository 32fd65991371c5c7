"""Where facts come from."""

import re
from typing import Any

from django.db import models
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.base.collation import sort_key
from portal.base.db import DerivedTextField
from portal.base.language import page_address
from portal.base.text import date

from .record import Published
from .slug import Slugged


class Source(Slugged, Published):
    """One article, document or data set that the record cites. Facts about the source need no citation."""

    class Kind(models.TextChoices):
        NEWS = "news", _("bài báo")
        OFFICIAL = "official", _("trang của cơ quan nhà nước")
        JOURNAL = "journal", _("tạp chí")
        LAW = "law", _("văn bản pháp luật")
        DATASET = "dataset", _("bộ dữ liệu")
        OTHER = "other", _("khác")

    PRIVATE_FIELDS = ("kept_text",)

    kind = models.CharField(_("loại"), max_length=10, choices=Kind, default=Kind.NEWS)
    title = models.CharField(_("tên bài"), max_length=300, blank=True)
    publisher = models.CharField(_("nơi đăng"), max_length=200)
    language = models.CharField(
        _("ngôn ngữ của bài"), max_length=5, default="vi", help_text=_("Mã ngôn ngữ: vi, en, ar …")
    )
    url = models.URLField(_("địa chỉ"), max_length=600, blank=True)
    slug = models.SlugField(_("đường dẫn"), max_length=120, unique=True, blank=True)
    published_on = models.DateField(_("ngày đăng"), null=True, blank=True)
    published_note = models.CharField(
        _("ghi chú về ngày đăng"),
        max_length=200,
        blank=True,
        help_text=_("Khi ngày không chắc, hoặc suy từ địa chỉ."),
    )
    read_on = models.DateField(_("ngày đọc"), null=True, blank=True)
    extent_read = models.CharField(_("phần đã đọc"), max_length=300, blank=True)
    alive = models.BooleanField(_("địa chỉ còn mở được"), null=True, blank=True)
    checked_on = models.DateField(_("ngày thử địa chỉ"), null=True, blank=True)
    kept_text = models.TextField(_("bản lưu (chỉ biên tập xem)"), blank=True)
    sort_key = DerivedTextField()
    search_text = DerivedTextField()

    class Meta:
        verbose_name = _("nguồn")
        verbose_name_plural = _("nguồn")
        ordering = ["sort_key", "pk"]
        indexes = [models.Index(fields=["publication", "sort_key", "id"], name="source_list")]

    def __str__(self):
        """Publisher, title and day, so that a picker tells one from another; without a title, its address."""
        name = self.reference if self.title or not self.url else f"{self.publisher}: {self.short_address}"
        return f"{name} ({self.day})" if self.day else name

    @property
    def reference(self) -> str:
        return f"{self.publisher}: {self.title}" if self.title else self.publisher

    @property
    def link(self) -> str:
        """The address where a page may lead readers there: over http alone, whatever was stored past the form."""
        return self.url if re.match(r"https?://", self.url, re.I) else ""

    @property
    def short_address(self) -> str:
        """Host and path of the address, at most 80 characters."""
        bare = re.sub(r"^https?://(www\.)?", "", self.url).rstrip("/")
        return Truncator(bare).chars(80)

    @property
    def day(self) -> str:
        """The day it was published, or what is known of it, in words; "" for nothing."""
        return date(self.published_on, get_language()) if self.published_on else self.published_note

    def reference_fields(self) -> dict[str, Any]:
        """What a reference to it says: the article, not its page here (portal/base/references.py)."""
        found: dict[str, Any] = {
            "title": self.title or self.publisher,
            "published_by": self.publisher,
            "kind": self.kind,
        }
        found |= {"day": self.published_on, "language": self.language}
        return {**found, "url": self.url} if self.url else found

    def slug_source(self) -> str:
        return self.title or self.publisher

    def get_absolute_url(self) -> str:
        return page_address("source", self.slug)

    def derive_sort_key(self) -> str:
        return sort_key(f"{self.publisher} {self.title}")

    def derive_search_text(self) -> str:
        return self.folded(self.publisher, self.title, self.url)
