"""What the MARAC room writes to staff: that something waits, and nothing of whom."""

from __future__ import annotations

from concord.foundation.post import letter

FLAGS_WAIT = letter(
    "marac.flags_wait",
    subject="Concord: flags wait for your team",
    template="marac/letters/flags_wait.txt",
    variables={"link"},
)
