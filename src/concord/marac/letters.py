"""What the MARAC room writes: that something waits, and nothing of anybody."""

from __future__ import annotations

from concord.foundation.post import letter

RESEARCH_WAITS = letter(
    "marac.research_waits",
    subject="Concord: a MARAC waits for your team's answers",
    template="marac/letters/research_waits.txt",
    variables={"link"},
)
ACTIONS_WAIT = letter(
    "marac.actions_wait",
    subject="Concord: you have work that is due",
    template="marac/letters/actions_wait.txt",
    variables={"link"},
)
FLAGS_WAIT = letter(
    "marac.flags_wait",
    subject="Concord: flags wait for your team",
    template="marac/letters/flags_wait.txt",
    variables={"link"},
)
MINUTES_WAIT = letter(
    "marac.minutes_wait",
    subject="Concord: a paper waits for you",
    template="marac/letters/minutes_wait.txt",
    variables={"link"},
)
