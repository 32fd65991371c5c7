"""What a form says of mistakes, and of what its user may not add."""

import re
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils.html import escape

from conferences.models import Conference
from portal.records.models import Report
from tests import factories as make
from tests.editing.admin.forms import send

pytestmark = pytest.mark.django_db

ADD = "/admin/conferences/conference/add/"


@pytest.fixture
def clerk(client):
    client.force_login(make.user(groups=["bien_tap"]))
    return client


def mistakes(answer):
    """[(where its link leads, its words)] of the list at the top of the form."""
    [listed] = re.findall(r'<ul class="loi".*?</ul>', answer.text, re.DOTALL)
    return re.findall(r'<li><a href="([^"]*)">([^<]*)</a>', listed)


def test_a_second_conference_of_an_ordinal_is_refused_at_the_field_with_a_link_to_the_first(clerk):
    first = make.conference(ordinal=16)
    answer = send(clerk, ADD, series=first.series_id, ordinal="16", status="da-to-chuc", publication="draft")
    assert Conference.objects.get() == first
    errors = answer.context["adminform"].form.errors
    address = reverse("admin:conferences_conference_change", args=[first.pk])
    assert list(errors) == ["ordinal"]
    assert str(errors["ordinal"][0]) == f'Vùng này đã có hội nghị lần thứ đó. <a href="{address}">{first}</a>'
    assert f'<a href="{address}">{first}</a>' in answer.text
    assert mistakes(answer) == [("#id_ordinal", "Lần thứ")]


def test_a_condition_of_the_table_is_said_at_its_field(clerk, admin_client):
    """Two years of one form are refused in the same words: each is told which it is."""
    answer = send(clerk, ADD, series=make.series().pk, year="20255", status="da-to-chuc", publication="draft")
    assert mistakes(answer) == [("#id_year", "Năm")]
    answer = send(
        admin_client, "/admin/provinces/programme/add/", name="Một", start_year="195", end_year="20"
    )
    assert [link for link, _words in mistakes(answer)] == ["#id_start_year", "#id_end_year", "#id_end_year"]
    assert answer.context["adminform"].form.non_field_errors() == []


def test_a_link_to_the_first_is_escaped(clerk):
    first = make.conference(series=make.series(name="<b>Vùng</b>"), ordinal=16)
    answer = send(clerk, ADD, series=first.series_id, ordinal="16", status="da-to-chuc", publication="draft")
    assert "<b>Vùng</b>" not in answer.text


def test_a_clerk_who_may_not_add_an_indicator_sees_who_may_and_how_to_ask(clerk, admin_client):
    asked = {"term": "zzqq", "app_label": "conferences", "model_name": "figure", "field_name": "indicator"}
    [row] = clerk.get("/admin/autocomplete/", asked).json()["results"]
    assert (row["text"], row["disabled"]) == ("Chỉ người duyệt thêm được chỉ tiêu.", True)
    link = f"{reverse('report')}?{urlencode({'trang': ADD, 'muc': 'thêm chỉ tiêu'})}"
    shown = (
        f'Chỉ người duyệt thêm được chỉ tiêu. <a href="{escape(link)}" target="_blank">Gửi đề nghị thêm</a>'
    )
    assert shown in clerk.get(ADD).text
    assert admin_client.get("/admin/autocomplete/", asked).json()["results"] == []
    assert "Gửi đề nghị thêm" not in admin_client.get(ADD).text
    # What is asked for there is a report that waits on the desk of those who may add it.
    asked_for = {
        **clerk.get(link).context["form"].initial,
        "noi_dung": "Xin thêm chỉ tiêu: số phòng thí nghiệm.",
    }
    assert clerk.post(reverse("report"), asked_for).status_code == 302
    assert Report.objects.values_list("page", "fact").get() == (ADD, "thêm chỉ tiêu")
    assert "thêm chỉ tiêu" in admin_client.get(reverse("admin:index")).text
