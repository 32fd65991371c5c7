"""The words that come with the site, brought in once: what publishers change or delete stays as they left it."""

from django.core.exceptions import ValidationError

from portal.search.models import ShippedTerm, Term

from .indexing import added, batched

KEY = ("kind", "written", "meaning")
COLUMNS = (*KEY, "source")


class TermRows:
    """Rows of terms.csv ({column: text}), taken one by one by `read` and written together by `write`."""

    def __init__(self, overwrite=False):
        """`overwrite` brings back what publishers deleted or changed."""
        self.overwrite = overwrite
        self.held = {tuple(row[:-1]): row[-1] for row in Term.objects.values_list(*COLUMNS)}
        self.shipped = set(ShippedTerm.objects.values_list(*KEY))
        self.lines: dict[tuple, int] = {}
        self.new: list[Term] = []
        self.changed: list[Term] = []

    def read(self, line: int, row: dict[str, str]) -> str:
        """What became of a row: added, changed, same, or kept (as publishers left it). Raises ValidationError."""
        term = Term(**row)
        term.clean_fields()
        term.clean()
        key = tuple(getattr(term, name) for name in KEY)
        if key in self.lines:
            raise ValidationError(f"trùng khóa với dòng {self.lines[key]}.")
        self.lines[key] = line
        if self.held.get(key) == term.source:
            return "same"
        if key in self.shipped and not self.overwrite:
            return "kept"
        if key not in self.held:
            self.new.append(term)
            return "added"
        if self.overwrite:
            self.changed.append(term)
            return "changed"
        return "kept"

    def write(self) -> None:
        with batched() as batch:
            added(batch, Term.objects.bulk_create(self.new))
            for term in self.changed:  # in its source alone, which no entry shows
                Term.objects.filter(**{name: getattr(term, name) for name in KEY}).update(source=term.source)
            fresh = [key for key in self.lines if key not in self.shipped]
            ShippedTerm.objects.bulk_create(ShippedTerm(**dict(zip(KEY, key, strict=True))) for key in fresh)
