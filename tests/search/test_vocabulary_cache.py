"""The vocabulary in force follows the terms and the names, and so do the entries that hold them."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from portal.search.index import indexing, vocabulary_cache
from portal.search.index.rebuild import faults
from portal.search.language.vocabulary import place_token
from portal.search.models import Entry, Term
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("index_at_once")]


def tokens(kind):
    return set(Entry.objects.get(kind=kind).extra.split())


def term(**fields):
    return Term.objects.create(**{"kind": "viet-tat", "source": "thử", **fields})


def phrase(*words):
    return [meaning.full for meaning in vocabulary_cache.current().phrases.get(words, ())]


def test_an_unchanged_vocabulary_costs_one_query():
    term(written="QKB", meaning="quả không bền")
    vocabulary_cache.current()
    with CaptureQueriesContext(connection) as asked:
        assert phrase("qkb") == ["quả không bền"]
    assert len(asked) == 1


def test_a_term_reaches_the_entries_that_hold_it():
    make.source(title="Bàn về QKB", publisher="Báo")
    row = term(written="QKB", meaning="quả không bền")
    assert "a_quakhongben" in tokens("nguon")
    row.meaning = "rừng khóa bạc"
    row.save()
    assert ("a_quakhongben" in tokens("nguon"), "a_rungkhoabac" in tokens("nguon")) == (False, True)
    row.delete()
    assert not {token for token in tokens("nguon") if token.startswith("a_")}
    assert list(faults()) == []


def test_a_vocabulary_rolled_back_is_forgotten():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        term(written="QKB", meaning="quả không bền")
        assert phrase("qkb") == ["quả không bền"]
        raise ZeroDivisionError
    assert phrase("qkb") == []
    term(written="QKB", meaning="rừng khóa bạc")
    assert phrase("qkb") == ["rừng khóa bạc"]


def test_provinces_and_regions_are_known_by_every_name():
    region = make.region(code="VXY", name="Vùng Xa Yên", name_en="Far Calm", aliases="Xa Yên\nX. Yên")
    old = make.ended_province(name="Gia Thử", aliases="Ja Thử", name_en="Zathu")
    new = make.province(name="Lạc Thử")
    make.region_membership(region=region, province=old)
    make.series_membership(series=make.series(name="Vùng Ven Thử", aliases="Ven Thử"), province=old)
    make.succession(predecessor=old, successor=new)
    for name in ("gia thu", "ja thu", "zathu", "tinh gia thu"):
        assert (name, phrase(*name.split())) == (name, ["Gia Thử"])
    for name in ("vung xa yen", "xa yen", "x yen", "far calm", "vxy"):
        assert (name, phrase(*name.split())) == (name, ["Vùng Xa Yên"])
    assert phrase("ven", "thu") == ["Vùng Ven Thử"]
    vocabulary = vocabulary_cache.current()
    assert vocabulary.within["p_giathu"] == {"p_vungxayen", "p_vungventhu"}
    assert vocabulary.became["p_giathu"] == {"p_lacthu"}


def test_a_province_and_its_namesake_before_the_rearrangement_are_one_name():
    old, new = make.ended_province(name="Gia Thử"), make.province(name="Gia Thử")
    other = make.ended_province(name="Lạc Thử")
    make.succession(predecessor=old, successor=new)
    make.succession(predecessor=other, successor=new)
    make.region_membership(province=old, region=make.region(name="Vùng Cũ"))
    vocabulary = vocabulary_cache.current()
    assert phrase("gia", "thu") == ["Gia Thử"]
    assert vocabulary.became["p_giathu"] == {"p_lacthu"}
    assert vocabulary.within["p_giathu"] == {place_token("Vùng Cũ")}


def test_a_province_that_joins_a_region_is_found_in_it():
    province = make.province(name="Gia Thử")
    make.body(province=province)
    assert "w_vungmoi" not in tokens("co-quan")
    membership = make.region_membership(province=province, region=make.region(name="Vùng Mới"))
    assert "w_vungmoi" in tokens("co-quan")
    membership.delete()
    assert "w_vungmoi" not in tokens("co-quan")
    assert list(faults()) == []


def test_a_term_that_touches_too_much_leaves_it_to_the_command(monkeypatch):
    monkeypatch.setattr(indexing, "AT_ONCE", 1)
    for title in ("QKB một", "QKB hai"):
        make.source(title=title, publisher="Báo")
    with indexing.batched() as changes:
        term(written="QKB", meaning="quả không bền")
    assert changes.behind
    assert phrase("qkb") == ["quả không bền"]
    assert [what for what, kind, _key in faults() if kind == "nguon"].count("stale") == 2


def test_words_to_pass_over_touch_no_entry():
    make.source(title="Bàn về quế", publisher="Báo")
    with indexing.batched() as changes:
        term(kind="tu-bo-qua", written="về")
        term(kind="xung-ho", written="bàn")
    assert not changes.behind
    assert ("ve",) in vocabulary_cache.current().empty
    assert ("ban",) in vocabulary_cache.current().address
    assert list(faults()) == []
