"""What is written about data returns: how many, for when. No figure and no name."""

from __future__ import annotations

from concord.foundation.post import letter

HOW_MANY = "{{ returns }} data return{{ returns|pluralize }}"
VARIABLES = {"returns", "due", "link"}

ASK = letter(
    "returns.ask",
    subject="Concord: " + HOW_MANY + " to fill in by {{ due }}",
    template="returns/letters/ask.txt",
    variables=VARIABLES,
)
REMIND = letter(
    "returns.remind",
    subject="Concord: " + HOW_MANY + " still to fill in by {{ due }}",
    template="returns/letters/remind.txt",
    variables=VARIABLES,
)
LATE = letter(
    "returns.late",
    subject="Concord: " + HOW_MANY + " to fill in, due on {{ due }}",
    template="returns/letters/late.txt",
    variables=VARIABLES,
)
APPROVE = letter(
    "returns.approve",
    subject="Concord: " + HOW_MANY + " to approve, due on {{ due }}",
    template="returns/letters/approve.txt",
    variables=VARIABLES,
)
