"""What the front door writes to staff: that something waits, and nothing of whom."""

from __future__ import annotations

from concord.foundation.post import letter

NOTICE_WAITS = letter(
    "frontdoor.notice_waits",
    subject="Concord: a notice waits for you",
    template="frontdoor/letters/notice_waits.txt",
    variables={"link"},
)
