"""manage.py prune_media: what no record shows goes, when told; what a record or its history shows stays."""

import os
import shutil
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from portal.files.models import StoredFile
from portal.files.uploads import take
from tests import factories as make
from tests import hostile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def prune(*arguments):
    said = StringIO()
    call_command("prune_media", *arguments, stdout=said)
    return said.getvalue()


def aged(folder):
    os.utime(folder, (0, 0))
    return folder


def unused(seed):
    """A file that no record ever showed: its form was left."""
    return take(SimpleUploadedFile("anh.jpg", hostile.photo(64, 48, seed)))


def test_files_that_are_shown_or_young_stay(media):
    shown, young = make.picture(1).file, unused(2)
    aged(shown.folder)
    assert prune("--delete") == ""
    assert shown.folder.is_dir() and young.folder.is_dir()


def test_an_old_unused_file_is_listed_and_deleted_on_request(tmp_path):
    stored, strange = unused(3), tmp_path / "ab" / "khong-ai-biet"
    strange.mkdir(parents=True)
    aged(stored.folder), aged(strange)
    said = prune()
    assert ("không dùng: anh.jpg" in said, "thư mục thừa: khong-ai-biet" in said) == (True, True)
    assert stored.folder.is_dir() and strange.is_dir()
    prune("--delete")
    assert not StoredFile.objects.exists()
    assert not stored.folder.exists() and not strange.exists()


def test_a_file_that_only_the_history_of_a_record_shows_stays():
    taken_off, deleted = make.picture(5), make.picture(6)
    files = [taken_off.file, deleted.file]
    taken_off.file = None
    taken_off.save()
    deleted.delete()
    for stored in files:
        aged(stored.folder)
    assert prune("--delete") == ""
    assert all(stored.folder.is_dir() for stored in files)


def test_a_lost_file_is_named_and_ends_with_one():
    shutil.rmtree(make.picture(4).file.folder)
    with pytest.raises(SystemExit) as end:
        prune()
    assert end.value.code == 1
