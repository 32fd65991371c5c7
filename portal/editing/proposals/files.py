"""The files that a proposal holds outlive the save that was rolled back."""

from portal.files.models import StoredFile


def files_in(changes):
    """{key: columns} of the files that the rows of `changes` hold after it."""
    keys = {
        after[field.attname]
        for model, _key, _before, after in changes
        if after
        for field in model._meta.concrete_fields
        if field.related_model is StoredFile
    } - {None}
    rows = StoredFile.objects.filter(pk__in=keys).values() if keys else ()
    return {row.pop("id"): row for row in rows}


def kept(files):
    """{key: StoredFile} of what `files_in` gave, there again under a key of its own."""
    store = StoredFile.objects.get_or_create
    return {key: store(sha256=columns["sha256"], defaults=columns)[0] for key, columns in files.items()}
