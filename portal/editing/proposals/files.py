"""The files that a proposal holds outlive the save that was rolled back; `prune_media` keeps them until it is decided."""

from portal.files.models import StoredFile


def file_keys(changes):
    """The keys of the files that the rows of `changes` ([StateChange]) hold after it."""
    return {
        after[field.attname]
        for model, _key, _before, after in changes
        if after
        for field in model._meta.concrete_fields
        if field.related_model is StoredFile
    } - {None}


def files_in(changes):
    """{key: columns} of those files."""
    keys = file_keys(changes)
    rows = StoredFile.objects.filter(pk__in=keys).values() if keys else ()
    return {row.pop("id"): row for row in rows}


def stored_again(files):
    """{key: StoredFile} of what `files_in` gave, there again under a key of its own."""
    store = StoredFile.objects.get_or_create
    return {key: store(sha256=columns["sha256"], defaults=columns)[0] for key, columns in files.items()}
