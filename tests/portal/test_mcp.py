"""The server for machines that ask, asked by the client of its own package."""

import json
import os
import sys

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from mcp import Client, ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

from portal.changes.models import public_edition
from portal.management.commands.serve_mcp import make_server
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("connection_kept_open")]


def ask(*calls):
    """The answers to `calls` [(tool, arguments)] of one client: (whether it is an error, what it says)."""

    async def talk():
        async with Client(make_server()) as client:
            tools = await client.list_tools()
            return tools.tools, [await client.call_tool(name, arguments) for name, arguments in calls]

    tools, answers = async_to_sync(talk)()
    return tools, [(answer.is_error, answer.content[0].text) for answer in answers]


def test_each_answer_bears_source_place_and_version():
    xix = make.conference(
        series=make.series(name="Trung du"), ordinal=19, theme="Pác Bó", venue="Hội trường lớn"
    )
    figure = make.figure(conference=xix, as_printed="86 nhiệm vụ")
    for row in (xix, figure):
        make.citation(row, source=make.source(publisher="Báo Cao Bằng"), place="đoạn 4")
    make.conference(ordinal=20, theme="Pác Bó kín", publication="draft")
    tools, answers = ask(
        ("search", {"words": "pac bo"}),
        ("list", {"noun": "conferences", "filters": {"q": "Trung du"}}),
        ("figures", {"limit": 1}),
        ("record", {"address": f"https://hoso.vidu.vn{xix.get_absolute_url()}"}),
    )
    assert {tool.name: tool.annotations.read_only_hint for tool in tools} == dict.fromkeys(
        ("search", "list", "figures", "record"), True
    )
    assert [is_error for is_error, _text in answers] == [False] * 4
    for _is_error, text in answers[:3]:
        (row,) = json.loads(text)["rows"]
        assert row["phien_ban"] == public_edition().number
        assert row["dan_chung"][0]["nguon"].startswith("Báo Cao Bằng")
        assert row["dan_chung"][0]["cho_trong_nguon"] == "đoạn 4"
    whole = answers[3][1]
    assert json.loads(whole)["phien_ban"] == public_edition().number
    assert ("Báo Cao Bằng" in whole, "đoạn 4" in whole, "kín" in "".join(text for _e, text in answers)) == (
        True, True, False,
    )  # fmt: skip


@pytest.mark.once
def test_a_process_of_its_own_answers_the_client_of_the_package(tmp_path):
    """Over stdio; HTTP is the same server behind another door of the package."""
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path}/leer.sqlite3",
        "ENV_FILE": "/dev/null",
    }
    server = StdioServerParameters(
        command=sys.executable, args=["manage.py", "serve_mcp"], cwd=settings.BASE_DIR, env=environment
    )

    async def talk():
        async with stdio_client(server) as streams, ClientSession(*streams) as session:
            told = await session.initialize()
            return told.server_info.name, [tool.name for tool in (await session.list_tools()).tools]

    assert async_to_sync(talk)() == ("hoso-hoi-nghi", ["search", "record", "list", "figures"])


def test_what_the_site_refuses_is_an_error_with_its_status():
    draft = make.conference(publication="draft")
    _tools, answers = ask(
        ("record", {"address": draft.get_absolute_url()}),
        ("record", {"address": "/admin/"}),
        ("list", {"noun": "users"}),
        ("list", {"noun": "conferences", "filters": {"nam": "abc"}}),
    )
    assert [is_error for is_error, _text in answers] == [True] * 4
    assert ("404" in answers[0][1], "400" in answers[3][1]) == (True, True)
