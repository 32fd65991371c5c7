"""Where a record stands in the admin."""

from django.urls import NoReverseMatch, reverse


def admin_page(model, page, *keys) -> str:
    """The address of a page of `model` in the admin ("change", "history" …), "" where it has none of its own."""
    try:
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=keys)
    except NoReverseMatch:
        return ""


def form_of(record) -> str:
    """The address of the form of a stored record, "" where it has none of its own."""
    return admin_page(type(record), "change", record.pk)
