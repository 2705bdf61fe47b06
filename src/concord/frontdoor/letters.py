"""What the front door writes: to staff that something waits, to referrers a link."""

from __future__ import annotations

from concord.access.doors import no_door
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
REFER_LINK = letter(
    "frontdoor.refer_link",
    subject="Concord: your link to refer somebody",
    template="frontdoor/letters/refer_link.txt",
    variables={"link"},
)
STATUS_LINK = letter(
    "frontdoor.status_link",
    subject="Concord: how far your referral {{ ref }} is",
    template="frontdoor/letters/status_link.txt",
    variables={"ref", "link"},
)
ANSWERED = letter(
    "frontdoor.answered",
    subject="Concord: there is an answer to your referral {{ ref }}",
    template="frontdoor/letters/answered.txt",
    variables={"ref", "link"},
)
for told in (REFER_LINK, STATUS_LINK, ANSWERED):
    no_door(
        told.name, "To whoever refers: a link, a reference, and nothing of anybody."
    )
