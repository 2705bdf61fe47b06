"""What the room of cases writes: that there is work, and nothing about whom or what."""

from __future__ import annotations

from concord.foundation.post import letter

TRANSFER_WAITS = letter(
    "cases.transfer_waits",
    subject="Concord: you have work to do",
    template="cases/letters/transfer_waits.txt",
    variables={"link"},
)
NOBODY_CAN_TAKE_IT = letter(
    "cases.nobody_can_take_it",
    subject="Concord: work waits in {{ team }} and nobody there can take it",
    template="cases/letters/nobody_can_take_it.txt",
    variables={"team", "link"},
)
