"""What other rooms may use of the front door: referring, and the work that it makes.

Referrals and work that come back are protected rows: reading them is recorded.
"""

from __future__ import annotations

from concord.frontdoor.actions.deciding import (
    decide,
    finish_work,
    pass_on,
    send_back,
    take_work,
)
from concord.frontdoor.actions.notices import Sent
from concord.frontdoor.actions.notices import confirm as confirm_key_adult
from concord.frontdoor.actions.notices import record as record_notice
from concord.frontdoor.actions.referring import refer, take
from concord.frontdoor.actions.settings import set_up
from concord.frontdoor.actions.triage import ask, check, put_to_case, ready, take_on
from concord.frontdoor.models import Decision, Outcome, Referral, WorkItem
from concord.frontdoor.queries.board import Board, board
from concord.frontdoor.queries.figures import latest_quarters, may_count
from concord.frontdoor.queries.notices import before_school
from concord.frontdoor.queries.notices import to_take as received_notices
from concord.frontdoor.queries.notices import unopened as unopened_notices
from concord.frontdoor.queries.notices import waiting as notices_waiting
from concord.frontdoor.queries.referral import sent_back_to, work_of
from concord.frontdoor.queries.repeats import (
    cases_of_victim,
    criteria_of,
    is_repeat,
    prior_referral,
    referred_on,
)
from concord.frontdoor.said import Referrer, Said, Somebody

__all__ = [
    "Board",
    "Decision",
    "Outcome",
    "Referral",
    "Referrer",
    "Said",
    "Sent",
    "Somebody",
    "WorkItem",
    "ask",
    "before_school",
    "board",
    "cases_of_victim",
    "check",
    "confirm_key_adult",
    "criteria_of",
    "decide",
    "finish_work",
    "is_repeat",
    "latest_quarters",
    "may_count",
    "notices_waiting",
    "pass_on",
    "prior_referral",
    "put_to_case",
    "ready",
    "received_notices",
    "record_notice",
    "refer",
    "referred_on",
    "send_back",
    "sent_back_to",
    "set_up",
    "take",
    "take_on",
    "take_work",
    "unopened_notices",
    "work_of",
]
