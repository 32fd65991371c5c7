"""Widgets drawn in Python are what Django's templates draw of them."""

import re

import pytest
from django.forms.renderers import DjangoTemplates
from django.urls import reverse

from portal.base.form_renderer import DRAWN, FormRenderer
from tests import factories as make
from tests.editing.admin.nouns import address

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def plain(html):
    """Without white space between the tags, each with its attributes in order."""
    html = re.sub(r"\s*(<[^>]*>)\s*", r"\1", html).strip()
    return re.sub(
        r"<\w+ ([^>]*)>", lambda tag: " ".join(sorted(re.findall(r'[^\s=]+(?:="[^"]*")?', tag[0]))), html
    )


@pytest.fixture
def drawn(monkeypatch):
    """{template: [(what was drawn of it, what the template draws)]} of the pages that a test asks for."""
    found, draw = {}, FormRenderer.render

    def both(self, template_name, context, request=None):
        html = draw(self, template_name, context, request)
        whole = DjangoTemplates.render(self, template_name, context, request)
        found.setdefault(template_name, []).append((plain(html), plain(whole)))
        return html

    monkeypatch.setattr(FormRenderer, "render", both)
    return found


def test_they_are_the_same_on_forms_that_are_empty_filled_and_wrong(admin_client, client, drawn):
    conference = make.conference(theme='Chữ "trong" <ngoặc> & dấu')
    make.appearance(conference=conference, posts=[make.post(), make.post()])
    form = address("conferences.conference", "change", conference.pk)
    admin_client.get(form, {"mo": "het"})
    admin_client.post(form, {"theme": '<b title="x">', "starts": "không phải ngày", "featured": "on"})
    admin_client.get(address("provinces.task", "add"))
    client.get(reverse("account_login"))
    client.get("/nhiem-vu/")
    client.get("/bao-loi/", {"trang": "/hoi-nghi/"})
    unlike = {name: pair for name, pairs in drawn.items() for pair in pairs if pair[0] != pair[1]}
    assert unlike == {}
    assert sum(map(len, drawn.values())) > 300
    assert {name for name in DRAWN if name not in drawn and "hidden" not in name} <= {
        "django/forms/widgets/input.html", "django/forms/widgets/date.html", "django/forms/widgets/time.html",
        "django/forms/widgets/email.html", "django/forms/widgets/url.html", "django/forms/errors/list/default.html",
    }  # fmt: skip
