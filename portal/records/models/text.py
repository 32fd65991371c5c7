"""Rows whose texts are stored in NFC, as they are seen."""

from django.core.exceptions import ValidationError
from django.db import models

from portal.base.encodings import foreign_text
from portal.base.text import nfc, visible
from portal.changes.models import TrackedModel


class TextModel(TrackedModel):
    """A row whose texts are stored as they are seen, and refused where they are in another code."""

    class Meta:
        abstract = True

    def clean_fields(self, exclude=None) -> None:
        refused = self.foreign_texts(exclude or ())  # before: a no-break space may be a letter there
        self.normalise()
        try:
            super().clean_fields(exclude={*(exclude or ()), *refused})
        except ValidationError as error:
            refused = error.update_error_dict(refused)
        if refused:
            raise ValidationError(refused)

    def foreign_texts(self, exclude) -> dict[str, list[ValidationError]]:
        """{name of a changed field: why it is refused} of the texts that are no Unicode Vietnamese."""
        refused = {}
        for field, text in self.texts():
            if field.name in exclude or field.name not in self.changed_columns():
                continue
            if found := foreign_text(nfc(text)):
                refused[field.name] = [ValidationError(found.refusal, "foreign")]
        return refused

    def normalise(self) -> None:
        for field, text in self.texts():
            seen = visible(text)
            one_line = not isinstance(field, models.TextField)
            setattr(self, field.attname, " ".join(seen.split()) if one_line else seen)

    def texts(self) -> list[tuple[models.Field, str]]:
        """(field, what it holds) of the fields that hold text."""
        fields = [field for field in self._meta.concrete_fields if not field.generated]
        values = [(field, getattr(self, field.attname)) for field in fields]
        return [(field, value) for field, value in values if isinstance(value, str)]

    def changed_columns(self) -> set[str]:
        """The names of the fields that may differ from what is stored."""
        return {field.name for field in self._meta.concrete_fields}
