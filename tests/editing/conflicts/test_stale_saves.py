"""The table of stale saves: every model of the admin × its form, each inline, each bulk action, deletion.

Two people open the same page; the first saves; what the second sends is not written over it.
"""

import pytest
from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.fields import GenericForeignKey
from django.test import RequestFactory

from portal.base.values import SeenTextField
from portal.editing.admin import GuardedAdmin
from portal.records.models import Citation
from tests import factories as make
from tests.editing.admin.forms import Controls, act, confirm, resolve, send, shown
from tests.editing.admin.nouns import NOUNS, PUBLISHED, address, one_of_each

pytestmark = pytest.mark.django_db


def group():
    return Group.objects.create(name=f"nhóm-{make.n()}")


FACTORIES = {**NOUNS, "auth.user": make.user, "auth.group": group}
#: Rows that stand on another record's form alone.
ROWS = {
    **FACTORIES,
    "provinces.provinceeditor": lambda **of: make.province_editor(province=make.province(), **of),
}
#: Fields whose rules a made-up text would break.
UNFIT = {"slug", "code", "iso_code", "number", "username", "password", "email", "url", "language", "field"}
TEXTS = ["Người thứ nhất", "Người thứ hai", "Người thứ ba"]


def everyone():
    """A request of somebody who may do everything."""
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_active=True, is_staff=True)
    return request


def inlines():
    """(noun, number of the inline) of every inline of every form."""
    for model, its_admin in admin.site._registry.items():
        for number in range(len(its_admin.get_inlines(everyone(), None))):
            yield model._meta.label_lower, number


def kind_of_row(noun, number):
    """What its inline is made of: two rows of the same kind are read, compared and saved by the same lines."""
    inline = of(noun).get_inlines(everyone(), None)[number]
    return inline.__bases__, frozenset(name for name in vars(inline) if not name.startswith("__"))


def rows_of_each_kind():
    """Every inline; of those of one kind the first is in the suite, the others in `make test-all`.

    A version is claimed by the same UPDATE for each: PostgreSQL is asked by the rows of two short forms.
    """
    met = set()
    for row in inlines():
        kind = kind_of_row(*row)
        left = [pytest.mark.exhaustive] if kind in met else []
        here = [] if row[0] in ("provinces.region", "provinces.task") else [pytest.mark.once]
        yield pytest.param(*row, marks=[*left, *here])
        met.add(kind)


def of(noun):
    return next(each for model, each in admin.site._registry.items() if model._meta.label_lower == noun)


def kind_of_form(noun):
    """What its form is made of: two nouns of the same kind are saved by the same lines."""
    model_admin = of(noun)
    own = frozenset(name for name in vars(type(model_admin)) if name.startswith(("save", "delete")))
    in_parts = len(model_admin.get_inlines(everyone(), None)) > 2
    return type(model_admin).__bases__, own, noun in PUBLISHED, in_parts


EVERY = pytest.mark.parametrize("noun", one_of_each(kind_of_form, FACTORIES))


def test_the_table_covers_every_model_of_the_admin():
    asked = everyone()
    registered = {
        model._meta.label_lower: each
        for model, each in admin.site._registry.items()
        if each.has_change_permission(asked) or each.has_delete_permission(asked)
    }
    assert set(FACTORIES) == set(registered)
    for noun, each in registered.items():
        assert isinstance(each, GuardedAdmin), f"{noun} does not keep its editors' changes"
        assert not each.list_editable, f"{noun}: rows edited in the list carry no version"


def changes_of(form, prefix=""):
    """(name, three changes {name: value} of that field of the record, which the form takes one after the other)."""
    columns = {column.name for column in form.instance._meta.get_fields()}
    fields = {name: field for name, field in form.fields.items() if name in columns}
    for name, field in fields.items():
        if type(field) in (forms.CharField, SeenTextField) and name not in UNFIT and not field.disabled:
            return name, [{f"{prefix}{name}": text} for text in TEXTS]
    for name, field in fields.items():
        if isinstance(field, forms.DateField):
            return name, [{f"{prefix}{name}": day} for day in ("02/03/2024", "04/05/2024", "06/07/2024")]
    for name, field in fields.items():
        if isinstance(field, forms.TypedChoiceField):
            values = [value for value, _label in field.choices if value not in ("", form.initial[name])]
            if len(values) > 2:
                return name, [{f"{prefix}{name}": value} for value in values[:3]]
    for name, field in fields.items():
        if isinstance(field, forms.ModelChoiceField) and not isinstance(field.widget, forms.HiddenInput):
            records = [FACTORIES[field.queryset.model._meta.label_lower]() for _number in range(3)]
            return name, [{f"{prefix}{name}": str(record.pk)} for record in records]
    raise AssertionError(f"no field of {form.__class__.__name__} is known to the table")


def stale(client, url, first, second):
    """What the second of two people is answered, who both opened `url` before either saved."""
    mine = shown(client.get(url))
    answer = client.post(url, mine | first)
    assert answer.status_code == 302, answer.context and answer.context["errors"]
    return client.post(url, mine | second)


# --- Forms --------------------------------------------------------------------------------------------
@EVERY
def test_the_second_saver_of_a_form_gets_both_versions_and_chooses(noun, admin_client):
    record = FACTORIES[noun]()
    url = address(noun, "change", record.pk)
    name, (first, second, third) = changes_of(admin_client.get(url).context["adminform"].form)
    answer = stale(admin_client, url, first, second)
    assert answer.status_code == 409
    kept = stored_value(record, name)
    page = answer.content.decode()
    assert Controls(page).radios == {f"_take--{name}": None}  # both changed it: nobody decides for them
    again = resolve(admin_client, url, answer)  # nothing chosen
    assert again.status_code == 409
    assert resolve(admin_client, url, again, "theirs").status_code == 302
    assert stored_value(record, name) == kept
    answer = stale(admin_client, url, second, third)
    assert answer.status_code == 409
    assert resolve(admin_client, url, answer, "mine").status_code == 302
    assert stored_value(record, name) != kept
    assert shown(admin_client.get(url))[name] == third[name]


def stored_value(record, name):
    return getattr(type(record)._base_manager.get(pk=record.pk), name)


@EVERY
def test_a_form_without_its_version_is_not_saved_unseen(noun, admin_client):
    record = FACTORIES[noun]()
    url = address(noun, "change", record.pk)
    page = admin_client.get(url)
    name, (first, *_others) = changes_of(page.context["adminform"].form)
    before = stored_value(record, name)
    for opened in (None, "", "rubbish", "a:b:c", "x" * 5000):
        data = shown(page) | first | {"_opened": opened}
        answer = admin_client.post(url, {key: value for key, value in data.items() if value is not None})
        assert (opened, answer.status_code) == (opened, 409)
        assert stored_value(record, name) == before


# --- Inlines ------------------------------------------------------------------------------------------
def with_row(noun, number):
    """(record, inline, row): a record with one row of its inline."""
    record, model_admin = FACTORIES[noun](), of(noun)
    inline = model_admin.get_inlines(everyone(), record)[number]
    if any(isinstance(field, GenericForeignKey) for field in inline.model._meta.private_fields):
        if inline.model is Citation:
            return record, inline, make.citation(record)
        return record, inline, make.gap(record, field=record.FACTS[0] if record.FACTS else "")
    names = [field.name for field in inline.model._meta.fields if field.related_model is type(record)]
    name = inline.fk_name or names[0]
    return record, inline, ROWS[inline.model._meta.label_lower](**{name: record})


def formset_of(page, row):
    for inline in page.context["inline_admin_formsets"]:
        for form in inline.formset.initial_forms:
            if form.instance == row:
                return inline.formset, form
    raise AssertionError("the row is not on the form")


@pytest.mark.usefixtures("reason_given")
@pytest.mark.parametrize(("noun", "number"), list(rows_of_each_kind()))
def test_the_second_saver_of_a_row_gets_both_versions_and_chooses(noun, number, admin_client):
    record, _inline, row = with_row(noun, number)
    url = address(noun, "change", record.pk)
    _formset, form = formset_of(admin_client.get(url), row)
    name, (first, second, third) = changes_of(form, f"{form.prefix}-")
    answer = stale(admin_client, url, first, second)
    assert answer.status_code == 409
    stored = stored_value(row, name)
    assert resolve(admin_client, url, answer, "mine").status_code == 302
    assert stored_value(row, name) != stored
    answer = stale(admin_client, url, first, third)
    assert resolve(admin_client, url, answer, "theirs").status_code == 302
    assert stored_value(row, name) == stored


@pytest.mark.once
@pytest.mark.parametrize(("noun", "number"), list(rows_of_each_kind()))
def test_a_row_deleted_meanwhile_is_named_and_can_be_restored(noun, number, admin_client):
    record, _inline, row = with_row(noun, number)
    url = address(noun, "change", record.pk)
    _formset, form = formset_of(admin_client.get(url), row)
    name, (_first, second, _third) = changes_of(form, f"{form.prefix}-")
    answer = stale(admin_client, url, {f"{form.prefix}-DELETE": "on"}, second)
    assert answer.status_code == 409
    model = type(row)
    assert not model._base_manager.filter(pk=row.pk).exists()
    assert "Người khác đã xóa dòng này" in answer.content.decode()
    left = model._base_manager.count()
    # A published reply comes back without the citations that went with it.
    anyway = {"_unsourced": "Ghi lại dòng vừa bị xóa"}
    assert resolve(admin_client, url, answer, "mine", **anyway).status_code == 302
    assert model._base_manager.count() == left + 1
    assert str(getattr(model._base_manager.latest("pk"), name))


@pytest.mark.once
@pytest.mark.usefixtures("reason_given")
@pytest.mark.parametrize(("noun", "number"), list(rows_of_each_kind()))
def test_a_row_is_not_deleted_over_somebody_elses_change(noun, number, admin_client):
    record, _inline, row = with_row(noun, number)
    url = address(noun, "change", record.pk)
    _formset, form = formset_of(admin_client.get(url), row)
    name, (first, *_others) = changes_of(form, f"{form.prefix}-")
    deleting = {f"{form.prefix}-DELETE": "on"}
    answer = stale(admin_client, url, first, deleting)
    assert answer.status_code == 409
    stored = stored_value(row, name)
    assert resolve(admin_client, url, answer, "theirs").status_code == 302
    assert stored_value(row, name) == stored
    answer = send(admin_client, url, **deleting)
    assert answer.status_code == 302
    assert not type(row)._base_manager.filter(pk=row.pk).exists()


# --- Lists and deletion -------------------------------------------------------------------------------
def touch(client, noun, record):
    """Somebody else saves the record."""
    url = address(noun, "change", record.pk)
    page = client.get(url)
    _name, (first, *_others) = changes_of(page.context["adminform"].form)
    first = {name: f"{text} {make.n()}" if text in TEXTS else text for name, text in first.items()}
    assert client.post(url, shown(page) | first).status_code == 302


def actions():
    """(noun, action); of the nouns of one kind of form the first alone, the others in `make test-all`."""
    for param in one_of_each(kind_of_form, FACTORIES):
        (noun,) = param.values
        for action in sorted(
            {"delete_selected", *(getattr(action, "__name__", action) for action in of(noun).actions or ())}
        ):
            yield pytest.param(noun, action, marks=param.marks)


@pytest.mark.parametrize(("noun", "action"), list(actions()))
def test_a_bulk_action_leaves_what_changed_since_the_list_was_loaded(noun, action, admin_client):
    moving = action in ("submit", "publish", "withdraw")
    draft = {"publication": "published" if action == "withdraw" else "draft"} if moving else {}
    stays, moves = FACTORIES[noun](**draft), FACTORIES[noun](**draft)
    if action == "publish":
        make.cited(moves)
    url = address(noun, "changelist")
    page = admin_client.get(url)
    touch(admin_client, noun, stays)
    as_saved = type(stays)._base_manager.values().get(pk=stays.pk)
    reason = {"act_note": "Vì nguồn đã đính chính."} if action == "withdraw" else {}
    answer = act(admin_client, url, action, [stays, moves], page, **reason)
    said = answer if answer.status_code == 200 else admin_client.get(url)
    assert "vì đã được sửa sau khi bạn mở danh sách" in said.content.decode()
    if action == "delete_selected":
        sent = Controls(answer.content.decode()).sent
        assert sent["_selected_action"] == [str(moves.pk)]
        touch(admin_client, noun, moves)
        answer = admin_client.post(url, sent)
        assert answer.status_code == 409
        assert type(moves)._base_manager.filter(pk=moves.pk).exists()
        assert admin_client.post(url, Controls(answer.content.decode()).sent).status_code == 302
        assert not type(moves)._base_manager.filter(pk=moves.pk).exists()
    elif moving:
        moved = type(moves)._base_manager.get(pk=moves.pk)
        assert moved.publication != moves.publication
    assert type(stays)._base_manager.values().get(pk=stays.pk) == as_saved


@EVERY
def test_a_deletion_is_confirmed_for_what_was_shown(noun, admin_client):
    record = FACTORIES[noun]()
    url = address(noun, "delete", record.pk)
    sent = Controls(admin_client.get(url).content.decode()).sent
    touch(admin_client, noun, record)
    for data in (sent, {"post": "yes"}, sent | {"_opened": "rubbish"}):
        answer = admin_client.post(url, data)
        assert answer.status_code == 409
        assert type(record)._base_manager.filter(pk=record.pk).exists()
    assert confirm(admin_client, url).status_code == 302
    assert not type(record)._base_manager.filter(pk=record.pk).exists()
