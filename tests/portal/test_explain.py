"""manage.py explain: the plan of each query of a page."""

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


def test_each_query_of_the_page_is_printed_with_its_plan(capsys, django_assert_num_queries, client):
    call_command("explain", "/nguon/?nam=2024")
    printed = capsys.readouterr().out.splitlines()
    queries = [number for number, line in enumerate(printed) if " ms  SELECT " in line]
    with django_assert_num_queries(len(queries)):
        client.get("/nguon/?nam=2024")
    assert all(printed[number + 1].startswith("    ") for number in queries)


def test_an_address_that_is_no_page_is_named():
    with pytest.raises(CommandError, match="/khong-co/: 404"):
        call_command("explain", "/khong-co/")
