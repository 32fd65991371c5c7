"""Sending a file with its record: what is asked, what is refused, what is noticed, what is kept when a form fails."""

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile

from conferences.models import Document
from portal.files.models import StoredFile
from tests import factories as make
from tests import hostile
from tests.editing.admin.forms import citations, errors, send
from tests.editing.admin.nouns import address
from tests.hostile import HOSTILE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reason_given")]
ADD = address("conferences.document", "add")
ALT = "Đại biểu ngồi trong hội trường"


def file(content=None, name="anh.jpg"):
    return SimpleUploadedFile(name, content or hostile.photo(64, 48))


def form_of(document):
    return address("conferences.document", "change", document.pk)


def add(client, **fields):
    """Sends the form of a new photo."""
    photo = {"kind": "anh", "title": "Toàn cảnh", "alt": ALT, "upload": file()}
    return send(client, ADD, **{"conference": make.conference().pk, **photo, **fields})


def test_a_photo_is_sent_with_its_words_and_its_main_point(admin_client):
    answer = add(admin_client, focus_x="30", focus_y="70", credit="Báo Cao Bằng", rights="Được phép")
    assert (errors(answer), answer.status_code) == ([], 302)
    photo = Document.objects.get()
    assert (photo.alt, photo.focus_x, photo.focus_y, photo.credit) == (ALT, 30, 70, "Báo Cao Bằng")
    assert (photo.file.name, photo.file.width) == ("anh.jpg", 64)


def test_the_form_shows_the_file_and_saving_it_again_changes_nothing(admin_client):
    photo = make.picture()
    page = admin_client.get(form_of(photo)).text
    assert f"/admin/conferences/document/{photo.pk}/tep/64.jpg" in page
    assert 'enctype="multipart/form-data"' in page and 'src="/static/js/focus.js"' in page
    assert send(admin_client, form_of(photo)).status_code == 302
    again = Document.objects.get()
    assert (again.file, again.focus_x) == (photo.file, 50)


def test_photos_are_sent_with_the_form_of_the_conference(admin_client):
    conference, source = make.conference(), make.source()
    kept = make.picture(conference=conference, rank=1)
    answer = send(
        admin_client,
        address("conferences.conference", "change", conference.pk),
        default_source=source.pk,
        rows={
            "documents": [
                {"rank": 2, "kind": "anh", "title": "Ký kết", "alt": "Hai người bắt tay", "upload": file(hostile.photo(70, 50))},
                {"rank": 3, "kind": "cong-van", "title": "Công văn", "upload": file(hostile.pdf(), "Công văn.pdf")},
            ]
        },
    )  # fmt: skip
    assert (errors(answer), answer.status_code) == ([], 302)
    rows = list(conference.documents.select_related("file"))
    assert [(row.title, row.file.kind) for row in rows] == [
        ("Toàn cảnh hội nghị", "jpeg"), ("Ký kết", "jpeg"), ("Công văn", "pdf"),
    ]  # fmt: skip
    assert rows[0].version == kept.version  # an untouched row is not saved again
    assert [citations(row) for row in rows[1:]] == [[("kind", source), ("title", source)]] * 2


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"alt": ""}, "Ảnh có tệp phải có lời tả ảnh."),
        ({"kind": "cong-van"}, "Tệp này là ảnh: chọn loại “ảnh”; văn bản quét thì gửi bản PDF."),
        ({"upload": lambda: file(hostile.pdf(), "a.pdf")}, "Tệp này là tài liệu: chọn loại khác “ảnh”."),
        ({"focus_x": "101"}, "Điểm chính của ảnh là hai số từ 0 đến 100."),
        ({"focus_y": "-1"}, "Giá trị này phải lớn hơn hoặc bằng 0."),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(admin_client, change, sentence):
    change = {name: value() if callable(value) else value for name, value in change.items()}
    answer = add(admin_client, **change)
    assert sentence in errors(answer)
    assert not Document.objects.exists()


def test_a_caption_needs_no_file_and_a_file_may_come_later_and_go_again(admin_client):
    assert add(admin_client, upload=None, alt="").status_code == 302
    photo = Document.objects.get()
    assert photo.file is None
    assert send(admin_client, form_of(photo), upload=file(), alt=ALT).status_code == 302
    assert Document.objects.get().file.name == "anh.jpg"
    assert send(admin_client, form_of(photo), **{"upload-bo": "on"}).status_code == 302
    assert Document.objects.get().file is None
    assert StoredFile.objects.count() == 1  # history may want it back


def test_a_good_file_stays_with_the_form_when_something_else_was_wrong(admin_client):
    place = make.conference().pk
    answer = add(admin_client, conference=place, alt="")
    digest = StoredFile.objects.get().sha256
    assert f'name="upload-giu" value="{digest}"' in answer.text
    assert add(admin_client, conference=place, upload=None, **{"upload-giu": digest}).status_code == 302
    assert Document.objects.get().file.sha256 == digest


def test_a_hash_of_no_file_is_no_file(admin_client):
    assert add(admin_client, upload=None, **{"upload-giu": "a" * 5000}).status_code == 302
    assert Document.objects.get().file is None


def test_the_same_file_is_noticed_named_and_linked_when_told(admin_client):
    twin = make.picture(title="Ảnh <b>cũ</b>")
    place = make.conference()
    answer = add(admin_client, conference=place.pk)
    [sentence] = errors(answer)
    assert "đã có ở “Ảnh &lt;b&gt;cũ&lt;/b&gt;”" in answer.text and str(twin.conference) in sentence
    assert 'name="upload-dung-lai"' in answer.text
    digest = StoredFile.objects.get().sha256
    again = {"upload-giu": digest, "upload-dung-lai": "on"}
    assert add(admin_client, conference=place.pk, upload=None, **again).status_code == 302
    assert [row.file_id for row in Document.objects.all()] == [twin.file_id] * 2
    assert StoredFile.objects.count() == 1


def test_a_twin_that_the_editor_may_not_see_is_not_named(client):
    make.picture(title="Bí mật")
    person = make.user()
    person.user_permissions.set(Permission.objects.filter(codename__in=["add_document", "view_conference"]))
    client.force_login(person)
    answer = add(client)
    assert "Bí mật" not in answer.text


@pytest.mark.once
def test_a_hostile_file_of_each_kind_is_refused_at_the_form_with_its_sentence(admin_client):
    """One for each reason; test_hostile.py asks of all of them what the form asks."""
    place = make.conference().pk
    one_of_each = {code: what for what, (_name, _content, code) in HOSTILE.items()}
    for what in one_of_each.values():
        name, content, _code = HOSTILE[what]
        answer = add(admin_client, conference=place, upload=SimpleUploadedFile(name, content()))
        assert (what, answer.status_code, len(errors(answer))) == (what, 200, 1)
    assert not StoredFile.objects.exists() and not Document.objects.exists()


@pytest.mark.parametrize(
    "name", [name for name in hostile.NAMES if '"' not in name]
)  # the test client escapes none
def test_no_name_of_a_file_breaks_the_form_or_comes_back_raw(admin_client, name):
    answer = add(admin_client, kind="khac", alt="", upload=file(hostile.pdf(), name))
    assert answer.status_code == 302
    stored = StoredFile.objects.get()
    assert not set("<>/\\\u202e\u200b") & set(stored.name) and len(stored.name) <= 120
    page = admin_client.get(form_of(Document.objects.get()))
    assert stored.name in page.context["adminform"].form.fields["upload"].widget.there.name


def test_a_form_that_is_too_large_gets_413(admin_client, client):
    ordinary = "a" * 3_000_000
    assert (
        admin_client.post(ADD, {"title": ordinary, "upload": file(b"%PDF" + b"0" * 21_000_000)}).status_code
        == 413
    )
    assert "tối đa 20,0 MB" in admin_client.post(ADD, {"upload": file(b"0" * 21_000_000)}).text
    assert client.post(ADD, {"upload": file(b"0" * 3_000_000)}).status_code == 413  # nobody signed in
    assert (
        admin_client.post("/admin/records/source/add/", {"upload": file(b"0" * 3_000_000)}).status_code == 413
    )
    assert admin_client.post(ADD, {"title": ordinary}).status_code == 400  # words are no files


def test_broken_bytes_in_a_form_with_files_are_refused(admin_client):
    answer = add(admin_client, title="a\0b")
    assert (answer.status_code, len(errors(answer))) == (200, 1)
    lines = b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\n\xff\xfe\r\n--x--\r\n'
    answer = admin_client.post(ADD, lines, content_type="multipart/form-data; boundary=x")
    assert answer.status_code in (200, 400)


def test_those_who_may_only_look_see_the_file_and_cannot_send_one(client):
    photo = make.picture()
    person = make.user()
    person.user_permissions.set(Permission.objects.filter(codename__in=["view_document", "view_conference"]))
    client.force_login(person)
    page = client.get(form_of(photo)).text
    assert "anh.jpg" in page and 'type="file"' not in page
    assert send(client, form_of(photo), upload=file(hostile.photo(90, 60))).status_code == 403
