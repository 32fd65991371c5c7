"""Photos and documents on the page of their conference."""

import pytest

from tests import factories as make

pytestmark = pytest.mark.django_db


def page(client, conference, language=""):
    return client.get(f"{language}{conference.get_absolute_url()}").text


def test_a_photo_is_shown_with_caption_sizes_and_focal_point(client):
    photo = make.picture(title="Toàn cảnh", credit="Báo <b>A</b>", rights="Được phép", focus_x=24, focus_y=78)
    text = " ".join(page(client, photo.conference).split())
    at = f"/tep/{photo.pk}/64"
    assert f'<source type="image/webp" srcset="{at}.webp 64w"' in text
    assert f'src="{at}.jpg" srcset="{at}.jpg 64w"' in text
    assert 'width="64" height="48" alt="Đại biểu ngồi trong hội trường" loading="lazy"' in text
    assert 'class="ngang-20 doc-80"' in text
    assert "Báo &lt;b&gt;A&lt;/b&gt;" in text and "Được phép" in text
    assert "chưa có tệp ảnh" not in text
    assert 'alt="Đại biểu ngồi trong hội trường" lang="vi"' in page(client, photo.conference, "/en")


def test_a_large_photo_says_its_size_without_separators(client):
    photo = make.picture()
    type(photo.file).objects.filter(pk=photo.file.pk).update(width=1600, height=1200)
    text = page(client, photo.conference)
    assert 'width="1600" height="1200"' in text
    assert (
        f"/tep/{photo.pk}/480.jpg 480w, /tep/{photo.pk}/960.jpg 960w, /tep/{photo.pk}/1600.jpg 1600w" in text
    )


def test_a_document_says_its_kind_and_size_and_is_a_download(client):
    paper = make.paper(title="Công văn triệu tập", number="1739/BKHCN")
    text = " ".join(page(client, paper.conference).split())
    assert (
        f'<a href="/tep/{paper.pk}/goc.pdf" download><span>Công văn triệu tập, 1739/BKHCN</span></a>' in text
    )
    assert "(PDF, " in text


def test_a_caption_without_a_file_says_so_as_before(client):
    caption = make.document(title="Lời chúc mừng")
    text = page(client, caption.conference)
    assert "Lời chúc mừng" in text and "chưa có tệp ảnh, chỉ có chú thích" in text
    assert "/tep/" not in text


def test_a_draft_shows_its_files_on_no_page(client):
    shown = make.conference()
    hidden = make.picture(conference=make.conference(series=shown.series, publication="draft"))
    for path in ("/", shown.get_absolute_url(), shown.series.get_absolute_url()):
        assert f"/tep/{hidden.pk}/" not in client.get(path).text
