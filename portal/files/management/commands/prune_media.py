"""Clears files that no record shows any more, and says which files are lost."""

import shutil
import time
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management.base import BaseCommand

from portal.changes.models import Change, Changeset
from portal.files.models import StoredFile

#: Seconds that an upload may take to reach its record: what is younger stays.
YOUNG = 24 * 60 * 60


class Command(BaseCommand):
    help = "Kể các tệp không còn bản ghi nào dùng, kể cả trong lịch sử; --delete thì xóa. Trả 1 khi có tệp bị mất."

    def add_arguments(self, parser):
        parser.add_argument("--delete", action="store_true", help="xóa, không chỉ kể")
        parser.add_argument("--older-than", type=int, default=YOUNG, metavar="GIÂY", help="chỉ tệp cũ hơn")

    def handle(self, *, delete, older_than, **options):
        shown = keys_in_use()
        lost = [stored for stored in StoredFile.objects.order_by("pk") if not is_whole(stored)]
        for stored in lost:
            self.stdout.write(f"mất tệp: {stored} ({stored.sha256})")
        before = time.time() - older_than
        unused = [
            stored for stored in StoredFile.objects.exclude(pk__in=shown) if age(stored.folder) < before
        ]
        for stored in unused:
            self.stdout.write(f"không dùng: {stored} ({stored.size} byte)")
            if delete:
                stored.delete()
        known = set(StoredFile.objects.values_list("sha256", flat=True))
        left = [
            path
            for path in Path(settings.MEDIA_ROOT).glob("??/*")
            if path.name not in known and age(path) < before
        ]
        for path in left:
            self.stdout.write(f"thư mục thừa: {path.name}")
            if delete:
                shutil.rmtree(path)
        if lost:
            raise SystemExit(1)


def keys_in_use():
    """The keys of files that a record points at, did before or after some change (it may be brought back), or would by
    what is proposed.
    """
    found = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is StoredFile:
                rows = model._base_manager.exclude(**{field.name: None})
                found.update(rows.values_list(field.attname, flat=True).distinct())
                for side in ("before", "after"):
                    changes = Change.everything.filter(
                        content_type=ContentType.objects.get_for_model(model),
                        changeset__state__in=[*Changeset.DONE, *Changeset.OPEN],
                    )
                    found.update(changes.values_list(f"{side}__{field.attname}", flat=True).distinct())
    return found - {None}


def is_whole(stored):
    return all((stored.folder / part).is_file() for part in stored.parts)


def age(folder):
    """When `folder` was last written, in seconds since 1970; 0 when it is not there."""
    try:
        return folder.stat().st_mtime
    except FileNotFoundError:
        return 0
