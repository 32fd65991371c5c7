"""What a question asks for beside its words: a kind, a role, a state, the newest; and what is left out of it."""

from datetime import date

import pytest

from conferences.models import Appearance, Conference, Participation, Recommendation, Tenure
from portal.changes.recorder import unrecorded
from portal.search.index.rebuild import count_words
from portal.search.index.vocabulary_cache import current
from portal.search.models import Entry
from portal.search.query.engine import search
from portal.search.query.matching import matching
from provinces.models import Task
from tests import factories as make

pytestmark = pytest.mark.django_db
HOST, MEMBER = Participation.Capacity.HOST, Participation.Capacity.MEMBER


def found(text):
    """The addresses of what is found, the best first."""
    ids = search(text, current()).ids
    entries = Entry.objects.in_bulk(ids)
    return [entries[id].address for id in ids]


@pytest.fixture
def held():
    """Two conferences of a region, the older held where the newer has a member: [(conference, province)]."""
    with unrecorded():
        first, second = make.province(name="Vạn Thử"), make.province(name="Sông Mẫu")
        series, rows = make.series(), []
        for ordinal, host, member in ((4, first, second), (5, second, first)):
            row = make.conference(series=series, ordinal=ordinal, year=2000 + ordinal, status="da-to-chuc")
            make.participation(conference=row, province=host, capacity=HOST)
            make.participation(conference=row, province=member, capacity=MEMBER, rank=2)
            rows.append(row)
        count_words()
    return rows


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("hội nghị ở Vạn Thử", 0),
        ("hoi nghi o van thu", 0),
        ("Vạn Thử đăng cai", 0),
        ("giao ban Sông Mẫu", 1),
        ("lần sau của hội nghị Vạn Thử", 1),
        ("lần trước của hội nghị Sông Mẫu", 0),
        ("hội nghị mới nhất", 1),
        ("sau hội nghị Vạn Thử họp ở đâu", 1),
        ("trước lần thứ 5", 0),
        ("hội nghị Sông Mẩu", 1),
        ("Sông Muẫ đăng cai", 1),
        ("nhờ mọi người chỉ giúp hội nghị ở Vạn Thử với ạ", 0),
        ("kết quả hội nghị Vạn Thử", 0),
        ("cho em hỏi thành phần dự hội nghị ở Sông Mẫu", 1),
        ("hội nghị đầu tiên", 0),
    ],
)
def test_the_role_of_a_place_decides(held, text, number):
    assert found(text)[0] == held[number].page_url()


def test_what_became_of_it_is_asked_for_in_the_words_of_its_page(held):
    with unrecorded():
        held[0].status = Conference.Status.MENTIONED
        held[0].save()
    assert found("các lần họp chỉ được nhắc đến")[:1] == [held[0].page_url()]
    assert found("lần họp đã tổ chức")[:1] == [held[1].page_url()]


def test_a_person_is_asked_for_by_several_conferences_and_by_the_given_name(held):
    with unrecorded():
        people = [make.official(name=name) for name in ("Lò Thử Dương", "Lò Thử Dung")]
        post = make.post(title="Chủ tịch", body=make.body(name="Hội Thử"))
        make.appearance(conference=held[0], official=people[0]).posts.add(post)
        Tenure.objects.create(official=people[1], post=post, seen_on=date(2021, 5, 4), decision="77/QĐ-HT")
        count_words()
    assert found("Lò Thử Dương dự những hội nghị nào")[0] == people[0].page_url()
    assert found("những hội nghị nào ở Vạn Thử")[0] == held[0].page_url()
    assert found("chủ tịch hội thử")[:2] == [person.page_url() for person in people]
    assert found("chủ tịch Dung")[0] == people[1].page_url()
    assert found("chủ tịch năm 2021") == found("77/QĐ-HT") == [people[1].page_url()]


def test_the_next_one_of_the_page_and_of_the_search_are_one(held):
    with unrecorded():
        make.conference(series=held[0].series, ordinal=6, year=2030, publication="draft")
        make.conference(series=held[0].series, ordinal=None, year=2003)
        make.conference(
            series=held[0].series, ordinal=None, year=None, status="chua-xac-minh", slug="chua-ro"
        )
    rows = list(Conference.objects.filter(series=held[0].series))
    assert len(rows) == 5
    for row in rows:
        assert row.neighbours() == row.neighbours_among(rows)


def test_what_is_still_to_come_is_no_newest_and_is_the_next(held):
    with unrecorded():
        coming = make.conference(
            series=held[0].series, ordinal=6, year=2030, status=Conference.Status.ANNOUNCED
        )
    assert found("hội nghị sắp tới")[0] == coming.page_url()
    assert found("hội nghị mới nhất")[0] == held[1].page_url()


def test_who_asks_for_a_person_in_the_role_asked_for(held):
    with unrecorded():
        chair, guest = make.official(name="Lò Thử Chủ"), make.official(name="Lò Thử Khách")
        make.appearance(conference=held[0], official=chair, role=Appearance.Role.CO_CHAIR)
        make.appearance(conference=held[0], official=guest, role=Appearance.Role.ATTENDED, rank=2)
    assert found("ai chủ trì hội nghị ở Vạn Thử")[0] == chair.page_url()
    assert found("ai đồng chủ trì hội nghị Vạn Thử")[0] == chair.page_url()
    attended = found("ai dự hội nghị ở Vạn Thử")
    assert {chair.page_url(), guest.page_url()} <= set(attended[:3])
    assert attended[0] in (chair.page_url(), guest.page_url())


def test_of_several_in_one_role_the_page_that_names_them_goes_first(held):
    with unrecorded():
        for rank, name in enumerate(("Lò Thử Một", "Lò Thử Hai", "Lò Thử Ba")):
            chair = make.official(name=name)
            make.appearance(conference=held[0], official=chair, role=Appearance.Role.CO_CHAIR, rank=rank)
    assert found("ai chủ trì hội nghị ở Vạn Thử")[0] == held[0].page_url()


def test_a_conference_asked_for_in_a_year_is_one_of_that_year(held):
    with unrecorded():
        make.source(title="Hội nghị nhìn lại năm 1995", publisher="Báo Thử")
    assert found("hội nghị năm 2004") == [held[0].page_url()]
    assert found("hội nghị năm 1995") == []


def test_words_that_stand_here_and_there_are_no_answer_but_in_a_list():
    far = " ".join(["nghiên cứu"] * 12)
    with unrecorded():
        make.task(title="Giống ngô lai", summary=f"giá {far} xăng {far} dầu {far} giá xăng")
        far_off = make.task(title="Giống lúa lai", summary=f"giá {far} thép {far} dừa")
    assert found("giá thép dừa") == []
    assert [*Task.objects.filter(pk__in=matching("giá thép dừa", "nhiem-vu"))] == [far_off]
    assert found("giá xăng dầu") != []


def test_a_hidden_person_lends_no_role(held):
    with unrecorded():
        hidden = make.official(name="Lò Thử Ẩn", publication="draft")
        make.appearance(conference=held[0], official=hidden, role=Appearance.Role.CO_CHAIR)
    entry = Entry.objects.get(kind="hoi-nghi", object_id=held[0].pk)
    assert "r_chutri" not in entry.extra
    assert "lothuan" not in entry.extra


def test_a_hidden_conference_is_nobodys_neighbour(held):
    with unrecorded():
        Conference.objects.get(pk=held[1].pk)
        held[1].publication = "draft"
        held[1].save()
    extra = Entry.objects.get(kind="hoi-nghi", object_id=held[0].pk).extra
    assert " r_truoc" not in f" {extra}"


def test_recommendations_are_asked_for_by_their_state(held):
    with unrecorded():
        body = make.body(name="Bộ Thử")
        waiting = make.recommendation(
            conference=held[0], number=1, to_body=body, state=Recommendation.State.UNANSWERED
        )
        done = make.recommendation(
            conference=held[0], number=2, to_body=body, state=Recommendation.State.DONE
        )
    address = f"{held[0].page_url()}#kien-nghi-"
    assert found("kiến nghị nào chưa được trả lời")[0] == f"{address}{waiting.number}"
    assert found("kiến nghị đã trả lời")[0] == f"{address}{done.number}"


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("hội nghị Vạn Thử tuyệtvời", ["tuyệtvời"]),
        ("zzz hội nghị Vạn Thử", ["zzz"]),
    ],
)
def test_a_stray_word_is_left_out_and_named(held, text, lost):
    answer = search(text, current())
    assert Entry.objects.get(pk=answer.ids[0]).address == held[0].page_url()
    assert [word.exact for concept in answer.question.lost for word in concept.words] == lost


@pytest.mark.parametrize("text", ["zzz qqq", "lần thứ 87", "Hà Thử hội nghị 1875", "iphone 17"])
def test_what_is_all_strange_finds_nothing(held, text):
    assert found(text) == []


def test_a_list_shows_nothing_that_lacks_a_word(held):
    assert Conference.objects.filter(pk__in=matching("hội nghị Vạn Thử", "hoi-nghi")).count() == 2
    assert Conference.objects.filter(pk__in=matching("hội nghị Vạn Thử tuyệtvời", "hoi-nghi")).count() == 0


@pytest.fixture
def holders():
    """Four people in turn in one post, the last of them unpublished; of the second's last day the year alone is known."""
    with unrecorded():
        post = make.post(title="Chủ tịch")
        names = ("Lê Văn Thử", "Trần Thị Mẫu", "Phạm Văn Nháp", "Vừ Bí Mật")
        people = [make.official(name=name) for name in names[:3]]
        people.append(make.official(name=names[3], publication="draft"))
        made = [
            make.tenure(official=people[0], post=post, began=date(2010, 1, 1), last_day=date(2015, 3, 1)),
            make.tenure(
                official=people[1], post=post, began=date(2015, 3, 2), last_day=date(2020, 12, 31),
                last_day_precision=Tenure.Precision.YEAR,
            ),
            make.tenure(official=people[2], post=post, began=date(2020, 5, 4)),
            make.tenure(official=people[3], post=post, began=date(2024, 1, 1)),
        ]  # fmt: skip
        count_words()
    return made


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("ai thay Lê Văn Thử", 1),
        ("ai thay ông Trần Thị Mẫu", 2),
        ("trước Trần Thị Mẫu ai làm chủ tịch", 0),
        ("chủ tịch sau Trần Thị Mẫu", 2),
        ("who succeeded Lê Văn Thử", 1),
        ("Trần Thị Mẫu", 1),
        ("chủ tịch từ tháng 5/2020", 2),
    ],
)
def test_who_held_a_post_after_or_before_somebody(holders, text, number):
    assert found(text)[0] == holders[number].official.page_url()


def test_nobody_is_told_to_come_before_one_whom_readers_do_not_see(holders):
    entries = Entry.objects.filter(public=True)
    assert [row.title for row in entries if "Bí Mật" in row.text or "bimat" in row.extra] == []


@pytest.mark.parametrize(
    ("text", "is_found"), [("hội nghị năm 2003", True), ("hội nghị năm ngoái tổ chức ở đâu", False)]
)
def test_last_year_is_no_year_that_a_conference_tells_of(text, is_found):
    with unrecorded():
        last = date.today().year - 1
        make.conference(year=2001, status="da-to-chuc", summary=f"Kế hoạch đến năm 2003 và năm {last}.")
        count_words()
    assert bool(found(text)) is is_found
