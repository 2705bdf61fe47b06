"""Nobody but the audit itself seals, and nobody at all alters what is sealed."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from concord.access.actor import acting_as
from concord.access.testing import Place

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "attempt",
    [
        "SELECT * FROM access.seal_events()",
        "SELECT access.note_anchored(1)",
        "SELECT * FROM access.begin_era()",
        "SELECT access.next_era()",
        "SELECT access.seal_block(1, 1000000, 10)",
        "SELECT access.seal_up_to(1000000, 10)",
        "INSERT INTO access_seal SELECT * FROM access_seal",
        "UPDATE access_seal SET rows = 0",
        "DELETE FROM access_seal",
        "INSERT INTO access_verification (at, good, whole, rows, blocks, seconds,"
        " report) VALUES (now(), true, true, 0, 0, 0, '{}')",
        "UPDATE access_verification SET good = true",
    ],
)
@pytest.mark.parametrize("role", ["auditor", "administrator"])
def test_nobody_but_the_audit_itself_seals(
    elmbrook: Place, role: str, attempt: str
) -> None:
    with (
        acting_as(elmbrook.actor(role)),
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match=r"permission denied|row-level|Only the"),
        transaction.atomic(),
    ):
        cursor.execute(attempt)
