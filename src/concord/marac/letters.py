"""What the MARAC writes to staff: that something waits, and of nobody."""

from __future__ import annotations

from concord.foundation.post import letter

ACTIONS_WAIT = letter(
    "marac.actions_wait",
    subject="Concord: you have work that is due",
    template="marac/letters/actions_wait.txt",
    variables={"link"},
)
