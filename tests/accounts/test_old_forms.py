"""A form whose token is older than the sign-in: each sentence is tried by doing what it says."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.records.models import Source
from tests import factories as make
from tests.editing.admin import forms
from tests.editing.admin.nouns import address

pytestmark = pytest.mark.django_db
HERE = {"HTTP_ORIGIN": "http://testserver"}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')
TYPED = {
    "title": "Bài “gõ” <dở>",
    "publisher": "Báo thử",
    "url": "https://vidu.vn/a?b=1&c=2",
    "summary": "một\nhai",
}
AGAIN = "Chữ đã gõ còn đủ; bấm “Gửi lại” để gửi."
ANEW = "Biểu mẫu đã cũ hoặc không gửi từ trang này. Hãy mở lại biểu mẫu rồi gửi."


@pytest.fixture
def editor():
    make.user("bien-tap", groups=["bien_tap"])
    client = Client(enforce_csrf_checks=True)
    sign_in(client)
    return client


def sign_in(client):
    path = "/tai-khoan/dang-nhap/"
    token = TOKEN.search(client.get(path).text)[1]
    answer = client.post(path, {"login": "bien-tap", "password": "mat-khau", "csrfmiddlewaretoken": token})
    assert answer.status_code == 302


def old_form(client, **changes):
    """What a tab still shows of a form after its user signed out and in again in another one."""
    page = client.get(address("records.source", "add"))
    data = {name: value for name, value in forms.shown(page).items() if value is not None}
    data |= {**TYPED, "csrfmiddlewaretoken": TOKEN.search(page.text)[1], **changes}
    client.cookies.clear()
    sign_in(client)
    return data


def send(client, data, **headers):
    return client.post(address("records.source", "add"), data, **headers)


def test_a_form_older_than_the_sign_in_is_sent_again_with_all_that_was_typed(editor):
    answer = send(editor, old_form(editor), **HERE)
    assert answer.status_code == 403 and AGAIN in answer.text
    fields = {unescape(name): unescape(value) for name, value in HIDDEN.findall(answer.text)}
    assert {name: fields[name] for name in TYPED if name in fields} == {name: TYPED[name] for name in TYPED}
    fields["csrfmiddlewaretoken"] = TOKEN.findall(answer.text)[-1]
    assert not Source.objects.exists()
    assert send(editor, fields, **HERE).status_code == 302
    assert [source.title for source in Source.objects.all()] == [TYPED["title"]]


def test_reloading_the_page_that_refuses_changes_nothing(editor):
    data = old_form(editor)
    assert [send(editor, data, **HERE).status_code for _time in range(2)] == [403, 403]
    assert not Source.objects.exists()


def test_where_cookies_were_blocked_the_sentence_says_so_and_is_true(editor):
    data = old_form(editor)
    cookies = editor.cookies.pop("csrftoken").value
    answer = send(editor, data, **HERE)
    assert "Trình duyệt không gửi cookie. Hãy cho phép cookie" in answer.text
    fields = {unescape(name): unescape(value) for name, value in HIDDEN.findall(answer.text)}
    fields["csrfmiddlewaretoken"] = TOKEN.findall(answer.text)[-1]
    assert editor.cookies["csrftoken"].value != cookies
    assert send(editor, fields, **HERE).status_code == 302


@pytest.mark.parametrize(
    ("changes", "headers"),
    [
        ({}, {}),
        ({}, {"HTTP_ORIGIN": "https://noi-khac.vn"}),
        ({}, {"HTTP_ORIGIN": "null"}),
        ({"password": "bí mật"}, HERE),
        ({"tep": SimpleUploadedFile("a.txt", b"a")}, HERE),
    ],
)
def test_what_may_come_from_elsewhere_or_cannot_be_held_by_a_page_leads_to_the_form(changes, headers, editor):
    answer = send(editor, old_form(editor, **changes), **headers)
    assert answer.status_code == 403 and ANEW in answer.text
    assert "Báo thử" not in answer.text and "bí mật" not in answer.text
    page = editor.get(re.search(r'<p><a href="([^"]*)">Mở lại biểu mẫu', answer.text)[1])
    data = {**forms.shown(page), **TYPED, "csrfmiddlewaretoken": TOKEN.search(page.text)[1]}
    answer = send(editor, data, **HERE)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
