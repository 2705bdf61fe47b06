"""A partnership with a plan to draw a paper from."""

from __future__ import annotations

import pytest

from concord.access.testing import Place
from concord.reports.tests.arranging import World, arrange


@pytest.fixture
def world(elmbrook: Place) -> World:
    """Elmbrook in October, before its board meets."""
    return arrange(elmbrook)
