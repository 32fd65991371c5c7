"""Who said, and who was asked: by name, as printed, withheld, or named by no source."""

import pytest

from tests import factories as make

pytestmark = pytest.mark.django_db
SILENT, WITHHELD = "chưa rõ người phát biểu", "một người mà hồ sơ chưa đăng"


def test_who_is_not_published_is_withheld_and_not_shown_as_unnamed(client):
    hidden = make.official(name="Nguyễn Văn Kín", publication="draft")
    conference = make.conference()
    make.statement(conference=conference, by_official=hidden, by_as_printed="Ông Nguyễn Văn Kín")
    make.figure(conference=conference, by_official=hidden)
    make.recommendation(conference=conference, by_official=hidden, to_official=hidden)
    make.gap(conference.recommendations.get(), field="by_official")
    for path in (conference.get_absolute_url(), f"/en{conference.get_absolute_url()}"):
        html = client.get(path).text
        assert ("Kín" in html, SILENT in html) == (False, False)
    html = client.get(conference.get_absolute_url()).text
    assert html.count(WITHHELD) == 4
    assert WITHHELD in client.get("/so-lieu.csv").getvalue().decode()


def test_who_is_named_by_no_source_is_shown_as_unnamed(client):
    conference = make.conference()
    make.statement(conference=conference)
    html = client.get(conference.get_absolute_url()).text
    assert (html.count(SILENT), html.count(WITHHELD)) == (1, 0)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, []),
        ({"by_as_printed": "các đại biểu"}, ["các đại biểu"]),
        ({"by_official": "published"}, ["Bế Minh Đức"]),
        ({"by_official": "draft"}, [WITHHELD]),
        ({"by_official": "draft", "by_as_printed": "Bế Minh Đức"}, [WITHHELD]),
        ({"by_official": "draft", "by_body": True}, ["Sở"]),
    ],
)
def test_the_most_exact_visible_party_is_named(fields, said):
    if "by_official" in fields:
        fields |= {"by_official": make.official(name="Bế Minh Đức", publication=fields["by_official"])}
    if "by_body" in fields:
        fields |= {"by_body": make.body(name="Sở")}
    assert [str(party) for party in make.statement(**fields).speakers] == said


def test_what_a_source_prints_stands_beside_a_body_where_it_is_not_its_name(client):
    place = make.province(name="Lạng Sơn")
    body = make.body(name="Trung tâm Ứng dụng thử", short_name="Trung tâm thử", province=place)
    rows = [
        make.participation(body=body, as_printed=said)
        for said in (str(body), body.name, "Trung tâm, 2 người")
    ]
    assert [row.printed_otherwise for row in rows] == ["", "", "Trung tâm, 2 người"]
    page = client.get(body.get_absolute_url()).text
    assert page.count("Trung tâm, 2 người") == 1
    assert "<h1>Trung tâm thử, Lạng Sơn</h1>" in page
