"""What the front door writes to staff: that something waits, and nothing of whom."""

from __future__ import annotations

from concord.foundation.post import letter

NOTICE_WAITS = letter(
    "frontdoor.notice_waits",
    subject="Concord: a notice waits for you",
    template="frontdoor/letters/notice_waits.txt",
    variables={"link"},
)
URGENT = letter(
    "frontdoor.urgent",
    subject="Concord: something urgent waits for you",
    template="frontdoor/letters/urgent.txt",
    variables={"link"},
)
WORK_WAITS = letter(
    "frontdoor.work_waits",
    subject="Concord: you have work to do",
    template="frontdoor/letters/work_waits.txt",
    variables={"link"},
)
