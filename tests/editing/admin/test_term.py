"""The search's words in the admin: found with or without marks, and what followed a change is said."""

import pytest
from django.contrib.messages import get_messages

from portal.search.index.vocabulary_cache import current
from portal.search.models import Entry, Term
from tests import factories as make
from tests.editing.admin.forms import Controls, act, confirm, errors, send, shown
from tests.editing.admin.nouns import address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("index_at_once")]
RUN = "Nhiều bản ghi chứa từ vừa đổi: hãy chạy manage.py rebuild_search để tìm được chúng."
LIST, ADD = address("search.term", "changelist"), address("search.term", "add")


@pytest.fixture
def publisher(client):
    client.force_login(make.user(groups=["duyet"]))
    return client


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


@pytest.mark.parametrize("words", ["đmst", "dmst", "đổi mới", "doi moi", "SANG TAO"])
def test_words_are_found_by_what_is_written_and_by_what_it_means(words, publisher):
    wanted = make.term(written="ĐMST", meaning="đổi mới sáng tạo")
    make.term(written="CĐS", meaning="chuyển đổi số")
    assert list(publisher.get(LIST, {"q": words}).context["cl"].result_list) == [wanted]


def test_words_are_listed_by_kind(publisher):
    empty = make.term(kind=Term.Kind.EMPTY, written="của", meaning="")
    make.term()
    assert list(publisher.get(LIST, {"kind": "tu-bo-qua"}).context["cl"].result_list) == [empty]


def index(*records):
    """What stands in the index of `records` beyond titles."""
    return dict(
        Entry.objects.filter(object_id__in=[record.pk for record in records]).values_list("title", "extra")
    )


def test_a_new_word_makes_anew_the_entries_that_hold_it_and_says_how_many(publisher):
    tasks = [make.task(title=f"Ứng dụng QXZ cho cây {tree}") for tree in ("chè", "quế")]
    make.task(title="Ứng dụng khác")
    answer = send(
        publisher, ADD, kind="viet-tat", written="QXZ", meaning="thử nghiệm xanh", source="Sở KH&CN"
    )
    assert said(answer)[-1] == "2 bản ghi đã được lập chỉ mục lại."
    assert all("a_thunghiemxanh" in extra.split() for extra in index(*tasks).values())


def test_the_form_of_a_new_word_sent_twice_leads_to_the_word(publisher):
    new = {"kind": "viet-tat", "written": "QXZ", "meaning": "thử nghiệm xanh", "source": "Sở KH&CN"}
    page = publisher.get(ADD)
    sent = {name: value for name, value in (shown(page) | new).items() if value is not None}
    sent["csrfmiddlewaretoken"] = str(page.context["csrf_token"])
    publisher.post(ADD, sent | {"_save": "1"})
    again = publisher.post(ADD, sent | {"_continue": "1"})
    word = Term.objects.get()
    assert (again.status_code, again.url) == (302, address("search.term", "change", word.pk))
    other = send(publisher, ADD, **new | {"source": "Quyết định 5"})
    assert (errors(other), Term.objects.count()) == (["Từ này đã có với nghĩa đó."], 1)


def test_a_word_that_is_deleted_is_taken_out_of_the_index(publisher):
    term = make.term(written="QXZ", meaning="thử nghiệm xanh")
    task = make.task(title="Ứng dụng QXZ")
    (extra,) = index(task).values()
    assert "a_thunghiemxanh" in extra.split()
    answer = confirm(publisher, address("search.term", "delete", term.pk))
    assert said(answer)[-1] == "1 bản ghi đã được lập chỉ mục lại."
    (extra,) = index(task).values()
    assert "a_thunghiemxanh" not in extra.split()


def test_a_change_that_touches_too_many_says_what_to_run(publisher, monkeypatch):
    monkeypatch.setattr("portal.search.index.indexing.AT_ONCE", 1)
    for _task in range(2):
        make.task(title="Ứng dụng QXZ")
    answer = send(
        publisher, ADD, kind="viet-tat", written="QXZ", meaning="thử nghiệm xanh", source="Sở KH&CN"
    )
    assert said(answer)[-1] == RUN


def test_a_word_to_pass_over_touches_no_entry(publisher):
    make.task(title="Ứng dụng QXZ")
    answer = send(publisher, ADD, kind="tu-bo-qua", written="QXZ", source="cách viết thường gặp")
    assert len(said(answer)) == 1
    assert set(current().empty) == {("qxz",)}


def test_a_word_without_meaning_is_refused_with_a_sentence(publisher):
    answer = send(publisher, ADD, kind="viet-tat", written="QXZ", source="Sở KH&CN")
    assert errors(answer) == ["Ghi nghĩa của từ này."]


def test_several_words_are_deleted_at_once(publisher):
    chosen = [make.term(), make.term()]
    left = make.term()
    page = act(publisher, LIST, "delete_selected", chosen)
    answer = publisher.post(LIST, Controls(page.content.decode()).sent)
    assert answer.status_code == 302
    assert list(Term.objects.all()) == [left]


def test_an_editor_reads_the_words_and_changes_none(client):
    term = make.term()
    client.force_login(make.user(groups=["bien_tap"]))
    page = client.get(address("search.term", "change", term.pk))
    assert (page.status_code, page.context["has_change_permission"]) == (200, False)
    assert client.post(ADD, {}).status_code == 403
    assert client.post(address("search.term", "change", term.pk), {}).status_code == 403
