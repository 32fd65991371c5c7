"""Numbers are read by the rules of Vietnamese on every form, in every sheet and in the shipped files, or refused."""

import datetime
from decimal import Decimal

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import translation

from portal.base.lists import YearField
from portal.base.values import (
    AddressField,
    DayField,
    EmailTextField,
    SeenTextField,
    SlugTextField,
    VietnameseNumberField,
    WholeNumberField,
    read_decimal,
    read_integer,
)
from portal.changes.models import Changeset
from portal.editing.import_export.cells import SeenNumber
from portal.search.models import Term
from provinces.models import Task
from tests import factories as make
from tests.editing.admin.forms import send, shown
from tests.editing.admin.nouns import address
from tests.editing.import_export import helpers as sheets

NO_BREAK, FIGURE, THIN, NARROW = "\u00a0", "\u2007", "\u2009", "\u202f"
WHOLE = {
    "0": 0,
    "7": 7,
    "007": 7,
    "00": 0,
    "099": 99,
    " 2024 ": 2024,
    "2.024": 2024,
    "850.000": 850_000,
    "500.000.000": 500_000_000,
    "12.000.000.000": 12_000_000_000,
    "500000000": 500_000_000,
    "500.000.000,00": 500_000_000,
    "-5": -5,
    "−1.500": -1500,
    **{f"500{space}000{space}000": 500_000_000 for space in (NO_BREAK, FIGURE, THIN, NARROW)},
    "9.223.372.036.854.775.807": 2**63 - 1,
}
FRACTIONS = ["12,5", "0,5", "1.500,25", "636,1"]
NO_NUMBER = [
    *(
        "12.5",
        "1.50",
        "2024.0",
        "0.500",
        "000.500",
        "1.5000",
        "12.34.567",
        ".500",
        "500.",
        "1..000",
        "1.000.00",
    ),
    *("500,000,000", "1,000.5", "1.000 000", "1.000" + NO_BREAK + "000", "5 00", "12 000", "1'500", "1_500"),
    *(
        "1e5",
        "0x10",
        "NaN",
        "Infinity",
        "٢٠",
        "２０",
        "²",
        "năm",
        "500 triệu",
        "5-6",
        "--5",
        "5\n6",
        "9" * 5000,
    ),
]
THOUSANDS = ["500,000", "1,000 ", "0,500", "-5,000", "1.000,000", "9" * 60 + ",000"]
PADDED = ["0500", "02024", "-0100", "000500000000"]
HUGE = ["9.223.372.036.854.775.808", "-9223372036854775809", "9" * 60]


def test_whole_numbers():
    assert {text: read_integer(text) for text in WHOLE} == WHOLE


@pytest.mark.parametrize(
    "text", [*FRACTIONS, *NO_NUMBER, *THOUSANDS, *PADDED, *HUGE], ids=lambda text: text[:20]
)
def test_what_is_no_whole_number_is_refused_with_the_reason(text):
    with pytest.raises(ValidationError) as refused:
        read_integer(text)
    reason = (
        "Phải là số nguyên: sau dấu phẩy là phần lẻ."
        if text in FRACTIONS
        else "Số này quá lớn."
        if text in HUGE
        else "Số không bắt đầu bằng 0: viết 500, không viết 0500."
        if text in PADDED
        else "Viết số nguyên như tiếng Việt: 2024 hoặc 500.000.000."
    )
    assert refused.value.messages == [reason]


def test_decimals():
    read = {
        "636,1": "636.1",
        "12.345,5": "12345.5",
        "-0,25": "-0.25",
        "1.500": "1500",
        "0,500": "0.5",
        "86": "86",
    }
    assert {text: read_decimal(text) for text in read} == {
        text: Decimal(number) for text, number in read.items()
    }
    for text in [*NO_NUMBER, *PADDED, "0500,5", "500,000", "-12,000"]:
        with pytest.raises(ValidationError):
            read_decimal(text)


@pytest.mark.parametrize(
    ("text", "fraction", "thousands"),
    [
        ("\u200b1,500", "1,5", "1.500"),
        (" 12,345 ", "12,3450", "12.345"),
        ("-999,990", "-999,99", "-999.990"),
    ],
)
def test_a_comma_before_three_digits_is_asked_about(text, fraction, thousands):
    field, sentence = (
        VietnameseNumberField(),
        f"phần lẻ thì viết {fraction}, hàng nghìn thì viết {thousands}.",
    )
    with pytest.raises(ValidationError, match=sentence):
        field.clean(text)
    assert field.clean(fraction) * 1000 == field.clean(thousands)
    assert field.clean(SeenNumber("1,500")) == Decimal("1.5")  # of a cell that holds a number


def test_a_sign_that_turns_the_digits_around_is_refused():
    for field in (WholeNumberField(), VietnameseNumberField(), DayField()):
        with pytest.raises(ValidationError, match="Có dấu đổi chiều chữ mà mắt không thấy"):
            field.clean("\u202e4202\u202c")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_a_form_shows_is_read_back_as_itself(language):
    whole, decimal = WholeNumberField(), VietnameseNumberField()
    with translation.override(language):
        for value in (0, 7, 1945, 2024, 9999, 10_000, 32_767, 500_000_000, -12_000, 2**63 - 1):
            assert whole.clean(str(whole.prepare_value(value))) == value
            assert not whole.has_changed(value, str(whole.prepare_value(value)))
        for value in map(
            Decimal,
            ("0", "0.5", "1.234", "-12.345", "636.1000", "1500", "-12345.678", "1234567890123456.7891"),
        ):
            assert decimal.clean(decimal.prepare_value(value)) == value


def number_fields(request):
    """{where: form field} of each number of the forms and their rows in the admin."""
    found = {}
    for model, model_admin in admin.site._registry.items():
        if not model_admin.has_change_permission(request):
            continue
        forms_of = [model_admin.get_form(request)]
        forms_of += [inline.get_formset(request).form for inline in model_admin.get_inline_instances(request)]
        for form in forms_of:
            for name, field in form.base_fields.items():
                if isinstance(field, forms.IntegerField):
                    found[f"{model.__name__} {form._meta.model.__name__}.{name}"] = field
    return found


@pytest.mark.django_db
def test_every_number_of_the_admin_is_read_so(rf, admin_user):
    request = rf.get("/")
    request.user = admin_user
    fields = number_fields(request)
    assert {"Task Task.budget", "Conference Figure.low", "Recommendation Recommendation.number"} < {*fields}
    for where, field in fields.items():
        kinds = (VietnameseNumberField,) if isinstance(field, forms.DecimalField) else (WholeNumberField,)
        assert isinstance(field, kinds), where
        assert (field.widget.input_type, field.widget.attrs["inputmode"]) in [
            ("text", "numeric"),
            ("text", "decimal"),
        ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "kept"), [("500.000.000", 500_000_000), ("12.000.000.000", 12_000_000_000)]
)
def test_the_budget_of_a_task_is_what_was_typed(typed, kept, admin_client):
    task = make.task(budget=None, publication="draft")
    url = address("provinces.task", "change", task.pk)
    assert send(admin_client, url, budget=typed, start_year="2.024").status_code == 302
    task.refresh_from_db()
    assert (task.budget, task.start_year) == (kept, 2024)
    assert shown(admin_client.get(url))["budget"] == typed
    refused = send(admin_client, url, budget="12,5")
    assert refused.context["adminform"].form.errors == {
        "budget": ["Phải là số nguyên: sau dấu phẩy là phần lẻ."]
    }
    task.refresh_from_db()
    assert task.budget == kept


@pytest.mark.django_db
def test_a_sheet_reads_numbers_as_a_form_does(admin_client):
    source = make.source()
    kind = make.task_kind()
    typed = {"850.000": 850_000, "850.000.000": 850_000_000, "12,5": None, "850.5": None, "1e9": None}
    rows = [["tên nhiệm vụ", "loại", "kinh phí (đồng)", "các nguồn"]]
    rows += [[f"Nhiệm vụ {text}", kind.code, text, source.slug] for text in typed]
    sheet, _page = sheets.checked(admin_client, "provinces.task", sheets.as_csv(rows))
    outcomes = [row.outcome for row in sheet.rows]
    assert outcomes == ["loi" if kept is None else "them" for kept in typed.values()]
    good = [rows[0], *(row for row in rows[1:] if typed[row[2]])]
    sheet, _page = sheets.checked(admin_client, "provinces.task", sheets.as_csv(good))
    sheets.do(admin_client, "provinces.task", sheet, "xac-nhan")
    assert sorted(Task.objects.values_list("budget", flat=True)) == [850_000, 850_000_000]


def test_unseen_signs_around_a_value_are_taken_off():
    assert WholeNumberField().clean("\u202d500.000.000\u202c") == 500_000_000
    assert WholeNumberField().clean(f"\u200b500{NO_BREAK}000") == 500_000
    assert VietnameseNumberField().clean("\ufeff636,1") == Decimal("636.1")
    assert DayField(input_formats=["%d/%m/%Y"]).clean("\u200b10/10/2024") == datetime.date(2024, 10, 10)
    assert AddressField(assume_scheme="https").clean("\u202ahttps://b.vn/x\u202c") == "https://b.vn/x"
    assert SlugTextField().clean("\u200ecao-bang\u200f") == "cao-bang"
    for text in ("10.10.2024", "10-10-2024", "2024-10-10"):
        assert DayField().clean(text) == datetime.date(2024, 10, 10)
    assert SeenTextField().clean("\u200bLê\u00a0Thử\u202c") == "Lê Thử"
    for nothing in ("\u200b", "\u2800", " \u202d\u202c "):
        assert WholeNumberField(required=False).clean(nothing) is None
        assert SeenTextField(required=False).clean(nothing) == ""


@pytest.mark.parametrize(
    "typed", ["2024", " 2024 ", "2.024", "2024\u200b", "\u202d2024\u202c", f"2{NO_BREAK}024"]
)
def test_a_year_of_a_list_is_read_as_on_a_form(typed):
    assert YearField().clean(typed) == 2024
    for wrong in ("20.24", "2024.0", "2_024", "02024", "20\u200b240"):
        with pytest.raises(ValidationError):
            YearField().clean(wrong)


@pytest.mark.django_db
def test_what_is_pasted_into_a_record_is_kept_as_it_is_seen(admin_client):
    task = make.task(title="Cũ", publication="draft")
    url = address("provinces.task", "change", task.pk)
    assert "title" in send(admin_client, url, title="\u2800").context["adminform"].form.errors
    pasted = {"title": "Đề\ttài  mới", "budget": "\u202d500.000.000\u202c", "act_note": "\u200bVì\u202c sao"}
    assert send(admin_client, url, **pasted).status_code == 302
    task.refresh_from_db()
    assert (task.title, task.budget) == ("Đề tài mới", 500_000_000)
    assert Changeset.objects.latest("pk").note == "Vì sao"


@pytest.mark.django_db
def test_what_is_pasted_elsewhere_is_kept_as_it_is_seen_too(admin_client):
    added = send(
        admin_client, address("search.term", "add"),
        kind="viet-tat", written="\u200bKHCN\u202c", meaning="khoa học\u00a0và công nghệ", source="\ufeffBáo",
    )  # fmt: skip
    assert added.status_code == 302
    term = Term.objects.get()
    assert (term.written, term.meaning, term.source) == ("KHCN", "khoa học và công nghệ", "Báo")
    report = make.report()
    url = address("records.report", "change", report.pk)
    assert send(admin_client, url, note="\u200bĐã\u00a0xem").status_code == 302
    report.refresh_from_db()
    assert report.note == "Đã xem"
    assert EmailTextField().clean("\u200ba@b.vn\u202c") == "a@b.vn"


@pytest.mark.parametrize(
    ("typed", "is_taken"),
    [("02/03/2024", True), ("02/03/0024", False), ("01/01/9999", False), ("31/12/1944", False)],
)
def test_a_day_is_of_the_years_that_a_record_speaks_of(typed, is_taken):
    with translation.override("vi"):
        if is_taken:
            assert DayField().clean(typed) == datetime.date(2024, 3, 2)
        else:
            with pytest.raises(ValidationError, match="Năm phải từ 1945 đến 2100"):
                DayField().clean(typed)
