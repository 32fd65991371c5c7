"""Provinces that were merged, for what tasks add up to there."""

import pytest

from tests import factories as make


@pytest.fixture
def places():
    """Bắc Kạn and Thái Nguyên as they were, both part of today's Thái Nguyên, and Cao Bằng."""
    today = make.province(name="Thái Nguyên", slug="thai-nguyen")
    before = [make.ended_province(name=name) for name in ("Bắc Kạn", "Thái Nguyên")]
    for place in before:
        make.succession(predecessor=place, successor=today)
    return [*before, today, make.province(name="Cao Bằng", slug="cao-bang")]
