"""Where files are counted, and the hand that counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from concord.access.actor import Actor
from concord.evidence.actions import dictionary
from concord.evidence.models import Unit
from concord.evidence.testing import Evidence
from concord.evidence.tests.extracting import blank_is_a_group


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    """Where files lie while they are counted: a folder of the test."""
    settings.CONCORD_HOME = tmp_path / "home"
    return settings.CONCORD_HOME


@pytest.fixture
def job(evidence: Evidence) -> Actor:
    """The hand that counts, with a group for blanks and an indicator of people."""
    blank_is_a_group(evidence)
    dictionary.define(
        code="victims",
        title="People reported as victims",
        numerator="Different people in the quarter",
        unit=Unit.PERSON,
        by=evidence.lead,
    )
    return Actor.from_job("evidence.extracts", evidence.place.partnership.pk)
