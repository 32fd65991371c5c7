"""Every address of the sheets, for everyone who may come to it; what an export holds of others' drafts."""

import re

import pytest

from portal.records import rights
from tests import factories as make
from tests.editing.admin.nouns import address, one_of_each
from tests.editing.import_export.helpers import as_csv, checked, exported
from tests.editing.import_export.test_round_trip import SHEETS, model_of

pytestmark = pytest.mark.django_db
OUT = ("export_xlsx", "export_csv", "sheet_template")


def codes(client, noun):
    return [client.get(address(noun, page)).status_code for page in (*OUT, "import")]


@pytest.mark.parametrize("noun", one_of_each(lambda noun: rights.use_of(model_of(noun)), SHEETS))
def test_who_opens_which_address(noun, client):
    for page in (*OUT, "import"):
        assert client.get(address(noun, page)).status_code == 302
        assert client.post(address(noun, page)).status_code == 302
    client.force_login(make.user())
    assert codes(client, noun) == [403] * 4
    for person in (make.provincial_editor(), make.user(groups=["bien_tap"]), make.user(groups=["duyet"])):
        client.force_login(person)
        enters = all(rights.permitted(person, verb, model_of(noun)) for verb in ("add", "change"))
        assert codes(client, noun) == [200, 200, 200, 200 if enters else 403]
    assert enters  # a publisher enters everything


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_export_holds_what_its_reader_may_see_and_no_more(kind, client):
    make.task([make.province()], title="Nhiệm vụ kín", publication="draft")
    make.task(title="Nhiệm vụ đã đăng")
    client.force_login(make.provincial_editor(make.province()))
    rows = exported(client, "provinces.task", kind)
    titles = [row[rows[0].index("tên nhiệm vụ")] for row in rows]
    assert titles == ["tên nhiệm vụ", "Nhiệm vụ đã đăng"]


def test_an_import_reveals_nothing_that_its_sender_may_not_see(client):
    hidden = make.task([make.province()], title="Nhiệm vụ kín", publication="draft", slug="nhiem-vu-kin")
    client.force_login(make.provincial_editor(make.province()))
    rows = [["mã dòng", "đường dẫn", "tóm tắt"], [hidden.pk, "", "x"], ["999999", "", "x"]]
    sheet, _page = checked(client, "provinces.task", as_csv(rows))
    said = [re.sub(r"\d+", "N", row.problem) for row in sheet.rows]
    assert said[0] == said[1]
