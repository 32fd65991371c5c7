"""Every address of the admin, for everyone who may come to it: of one noun of each shape, of all in `make test-all`.

That every page of every noun opens is asked in `tests/editing/admin/test_shipped_pages.py`.
"""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission

from tests import factories as make
from tests.editing.admin.nouns import COMMON, NOUNS, PUBLISHED, address, one_of_each, shape

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LOGIN = "/admin/login/?next="
EVERY = pytest.mark.parametrize("noun", one_of_each(shape, NOUNS))


def pages(noun, record):
    return [
        address(noun, "changelist"),
        address(noun, "add"),
        address(noun, "change", record.pk),
        address(noun, "history", record.pk),
        address(noun, "delete", record.pk),
    ]


def test_every_noun_is_listed():
    assert set(NOUNS) == {model._meta.label_lower for model in admin.site._registry} - {
        "auth.user",
        "auth.group",
        "changes.changeset",  # one page of its own: what was deleted
        "records.proposal",  # decided, not edited: tests/editing/proposals
    }


@EVERY
def test_a_superuser_opens_every_page(noun, admin_client):
    for page in pages(noun, NOUNS[noun]()):
        answer = admin_client.get(page)
        assert (page, answer.status_code) == (page, 200)
        assert answer["Cache-Control"] == "private, no-store"


@EVERY
def test_a_stranger_is_sent_to_the_login_page(noun, client):
    for page in pages(noun, NOUNS[noun]()):
        answer = client.get(page)
        assert (answer.status_code, answer.url) == (302, LOGIN + page)


@EVERY
def test_staff_without_a_group_see_nothing(noun, client):
    client.force_login(make.user())
    assert [client.get(page).status_code for page in pages(noun, NOUNS[noun]())] == [403] * 5


@EVERY
def test_one_permission_opens_its_pages_alone(noun, client):
    model = noun.split(".")[1]
    record = NOUNS[noun]()
    expected = {
        "view": [200, 403, 200, 200, 403],
        "add": [403, 200, 403, 403, 403],
        "change": [200, 403, 200, 200, 403],
        "delete": [403, 403, 403, 403, 200],
    }
    for verb, codes in expected.items():
        person = make.user()
        person.user_permissions.set(
            Permission.objects.filter(content_type__app_label=noun.split(".")[0], codename=f"{verb}_{model}")
        )
        client.force_login(person)
        assert (verb, [client.get(page).status_code for page in pages(noun, record)]) == (verb, codes)


@pytest.mark.parametrize(
    "page",
    [
        "",
        "conferences/",
        "provinces/",
        "records/",
        "search/",
        "auth/",
        "auth/user/",
        "auth/group/",
    ],
)
def test_the_pages_around_the_nouns_open(page, admin_client, client):
    assert admin_client.get(f"/admin/{page}").status_code == 200
    assert client.get(f"/admin/{page}").url == f"{LOGIN}/admin/{page}"


def test_the_pages_of_a_user_and_a_group_open(admin_client):
    person = make.user(groups=["duyet"])
    group = person.groups.get()
    for page in ("change", "history", "delete"):
        assert admin_client.get(address("auth.user", page, person.pk)).status_code == 200
        assert admin_client.get(address("auth.group", page, group.pk)).status_code == 200
    assert admin_client.get(f"/admin/auth/user/{person.pk}/password/").status_code == 200


def test_the_login_page_is_vietnamese_and_carries_the_name_of_the_site(client):
    page = client.get("/admin/login/", follow=True).content.decode()
    assert '<html lang="vi"' in page
    assert "Hồ sơ hội nghị KH&amp;CN vùng" in page


def test_a_published_record_leads_to_its_public_page_and_a_draft_does_not(admin_client):
    shown, hidden = make.conference(), make.conference(publication="draft")
    link = f'href="{shown.get_absolute_url()}" class="viewsitelink"'
    assert link in admin_client.get(address("conferences.conference", "change", shown.pk)).content.decode()
    page = admin_client.get(address("conferences.conference", "change", hidden.pk)).content.decode()
    assert "viewsitelink" not in page


# --- The groups ---------------------------------------------------------------------------------------
@EVERY
def test_editors_add_and_change_every_noun_and_publishers_delete_it_too(noun, client):
    record = NOUNS[noun]()
    client.force_login(make.user(groups=["bien_tap"]))
    seen = [client.get(page).status_code for page in pages(noun, record)]
    assert seen[:4] == ([200, 403, 200, 200] if noun in COMMON else [200, 200, 200, 200])
    if noun in PUBLISHED + COMMON:
        assert seen[4] == 403
    client.force_login(make.user(groups=["duyet"]))
    assert [client.get(page).status_code for page in pages(noun, record)] == [200] * 5


def test_no_group_touches_people_or_groups(client):
    for group in ("bien_tap_tinh", "bien_tap", "duyet"):
        client.force_login(make.user(groups=[group]))
        assert client.get("/admin/auth/user/").status_code == 403
        assert client.get("/admin/auth/group/").status_code == 403


def test_permissions_are_named_in_vietnamese():
    names = Permission.objects.filter(content_type__app_label="conferences").values_list("codename", "name")
    assert dict(names)["change_conference"] == "Sửa hội nghị"
    assert dict(names)["publish_conference"] == "Đăng và gỡ hội nghị"


def test_the_form_of_a_group_offers_the_permissions_that_mean_something(admin_client):
    page = admin_client.get(address("auth.group", "add"))
    offered = [
        str(permission) for permission in page.context["adminform"].form.fields["permissions"].queryset
    ]
    assert any(name.endswith("Đăng và gỡ hội nghị") for name in offered)
    assert not [name for name in offered if "Can " in name or "phiên" in name or "task year" in name]
