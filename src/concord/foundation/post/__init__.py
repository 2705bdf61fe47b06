"""E-mail that leaves only after commit, once, and carries no personal data.

A room names its letters in a module `letters.py`, which is found by itself:

    REMINDER = letter(
        "plan.reminder",
        subject="Your update for {{ quarter }} is due on {{ due }}",
        template="plan/letters/reminder.txt",
        variables={"quarter", "due", "count", "link"},
    )

and an action sends it inside its own transaction:

    from concord.foundation.post import Staff
    from concord.foundation.post.actions import send

    send(
        letter=REMINDER,
        to=[Staff(account.email)],
        key=f"plan.reminder:{hat.pk}:{quarter}",
        context={"quarter": quarter.label, "due": ..., "count": 3, "link": ...},
    )

Settings, all optional: POST_GUARD and POST_TRANSACTION (see `guard.py`, `jobs.py`).
"""

from __future__ import annotations

from concord.foundation.post.letters import Letter, letter
from concord.foundation.post.recipients import AtWork, ListedService, Staff

__all__ = ["AtWork", "Letter", "ListedService", "Staff", "letter"]
