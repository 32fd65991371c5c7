"""The index built anew and checked, and the shipped record's."""

import pytest
from django.core.management import CommandError, call_command

from portal.records.loading import load_record
from portal.search.index.rebuild import build_first, faults, rebuild
from portal.search.models import Entry, KnownWord
from portal.search.registry import KINDS
from tests import factories as make

pytestmark = pytest.mark.django_db


def rows():
    return list(Entry.objects.order_by("pk").values_list())


def test_the_loaded_record_is_in_step_and_building_anew_changes_nothing(loaded):
    assert list(faults()) == []
    assert {entry.kind for entry in Entry.objects.only("kind")} == set(KINDS)
    before = rows()
    assert rebuild() == 0
    assert rows() == before
    load_record()
    assert list(faults()) == []
    assert rows() == before


def test_building_anew_mends_what_is_out_of_step_and_says_how_far_it_is(capsys):
    stale, missing, gone = make.official(name="Vũ Văn Sửa"), make.body(), make.source()
    entries = Entry.objects
    entries.filter(kind="dai-bieu", object_id=stale.pk).update(public=False, heads="sai")
    entries.filter(kind="co-quan", object_id=missing.pk).delete()
    type(gone)._base_manager.filter(pk=gone.pk)._raw_delete("default")
    KnownWord.objects.filter(word="sua").delete()
    assert sorted(faults(), key=str) == sorted(
        [
            ("stale", "dai-bieu", stale.pk),
            ("unknown word", "dai-bieu", "sua"),
            ("missing", "co-quan", missing.pk),
            ("left over", "nguon", gone.pk),
        ],
        key=str,
    )
    with pytest.raises(CommandError, match="4 chỗ"):
        call_command("check_search")
    said = capsys.readouterr().out.splitlines()
    assert f"dai-bieu {stale.pk}: chỉ mục khác hồ sơ." in said
    call_command("rebuild_search")
    said = capsys.readouterr().out.splitlines()
    assert "đại biểu: 1/1" in said
    assert said[-1] == "Chỉ mục khớp với hồ sơ; 3 mục đã đổi."
    call_command("check_search")
    assert list(faults()) == []


def test_words_are_counted_by_entries_not_by_times():
    make.source(title="Quế, quế và quế", publisher="Báo Quế")
    make.source(title="Hồi", publisher="Báo Quế")
    gone = make.source(title="Thảo quả", publisher="Báo Hồi")
    gone.delete()
    rebuild()
    counts = dict(KnownWord.objects.values_list("word", "entries"))
    assert [counts[word] for word in ("", "que", "hoi")] == [2, 2, 1]
    assert "qua" not in counts


def test_the_migration_indexes_records_older_than_the_index():
    official = make.official()
    Entry.objects.all().delete()
    build_first(using="default")
    assert list(Entry.objects.values_list("kind", "object_id")) == [("dai-bieu", official.pk)]
    Entry.objects.update(title="giữ nguyên")
    build_first(using="default")
    assert Entry.objects.get().title == "giữ nguyên"
