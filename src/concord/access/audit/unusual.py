"""What stands out in a week, by rules that anybody can check, with their numbers.

Nobody is accused: a line says what was counted and why it stands there, and an auditor
asks. Each rule compares a member of staff with themselves, or with a plain number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from statistics import median
from typing import Any

from django.db import connection
from django.utils import timezone

from concord.access.actor import Actor, acting_as
from concord.access.audit.sealing import PRINCIPAL
from concord.access.audit.weeks import WEEK, Week, Weeks, monday_of, weeks_of
from concord.access.models import Unusual
from concord.foundation.ui.words import count

BEFORE = 8  # weeks that a week is compared with
TIMES = 3  # more than so many times the usual
MANY_CASES = 30
OFTEN_OUT = 5  # openings out of hours
REFUSED = 5  # within ten minutes
EMERGENCIES = 2

Kind = Unusual.Kind
Facts = dict[str, int | float]


def work_out(partnership_id: int, today: dt.date) -> int:
    """Work out this week and the one before. Returns how many lines are new or changed.

    One transaction; done twice it changes nothing.
    """
    this = monday_of(today)
    with acting_as(Actor.from_job(PRINCIPAL, partnership_id)):
        weeks = weeks_of(partnership_id, first=this - (BEFORE + 1) * WEEK, last=this)
        changed = 0
        for (account, monday), week in weeks.items():
            if monday < this - WEEK:
                continue
            for kind, facts in _found(account, week, _usual(weeks, account, monday)):
                changed += _keep(partnership_id, account, monday, kind, facts)
    return changed


def words(kind: str, facts: dict[str, Any]) -> str:
    """Why a line stands there, with its numbers."""
    return _WORDS[Kind(kind)](facts)


def _usual(weeks: Weeks, account: int, monday: dt.date) -> list[Week]:
    return [
        weeks.get((account, monday - n * WEEK), Week()) for n in range(1, BEFORE + 1)
    ]


def _found(
    account: int, week: Week, before: list[Week]
) -> Iterator[tuple[Kind, Facts]]:
    cases = median(one.cases for one in before)
    if week.cases >= MANY_CASES and week.cases > TIMES * cases:
        yield Kind.MANY, {"cases": week.cases, "usual": cases}
    out = median(one.out_of_hours for one in before)
    if week.out_of_hours >= OFTEN_OUT and week.out_of_hours > TIMES * out:
        yield (
            Kind.OUT_OF_HOURS,
            {"out": week.out_of_hours, "of": week.openings, "usual": out},
        )
    if week.persons:
        if alike := _count("same_surname", account, week):
            yield Kind.OWN_NAME, {"persons": alike}
        if near := _count("same_street", account, week):
            yield Kind.OWN_STREET, {"persons": near}
    if week.most_refusals >= REFUSED:
        yield Kind.REFUSALS, {"refusals": week.most_refusals}
    if week.emergencies >= EMERGENCIES:
        yield Kind.EMERGENCIES, {"emergencies": week.emergencies}


def _count(function: str, account: int, week: Week) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT access.{function}(%s, %s::uuid[])",
            [account, week.persons],
        )
        return int(cursor.fetchone()[0] or 0)


def _keep(
    partnership_id: int, account: int, monday: dt.date, kind: Kind, facts: Facts
) -> bool:
    """Write a line, or its new numbers. Whether anything is different now."""
    line, is_new = Unusual.objects.get_or_create(
        partnership_id=partnership_id,
        account_id=account,
        week=monday,
        kind=kind,
        defaults={"facts": facts, "changed_at": timezone.now()},
    )
    if is_new or line.facts == facts:
        return is_new
    line.facts, line.changed_at = facts, timezone.now()
    line.save(update_fields=["facts", "changed_at"])
    return True


def _number(value: float) -> str:
    return f"{value:g}"


_WORDS = {
    Kind.MANY: lambda f: (
        f"Opened {count(f['cases'], 'case')}. In the {BEFORE} weeks before, "
        f"{_number(f['usual'])} a week was usual for them (the median)."
    ),
    Kind.OUT_OF_HOURS: lambda f: (
        f"{f['out']} of {count(f['of'], 'opening')} out of hours. In the {BEFORE} "
        f"weeks before, {_number(f['usual'])} a week was usual for them (the median)."
    ),
    Kind.OWN_NAME: lambda f: (
        f"Opened {count(f['persons'], 'person', 'persons')} with their own surname."
    ),
    Kind.OWN_STREET: lambda f: (
        f"Opened {count(f['persons'], 'person', 'persons')} at the postcode of "
        "somebody whom they are kept from by a lock."
    ),
    Kind.REFUSALS: lambda f: (
        f"Was refused {f['refusals']} times within ten minutes: what they asked for "
        "is not there or not theirs."
    ),
    Kind.EMERGENCIES: lambda f: (
        f"Opened cases in an emergency {f['emergencies']} times in one week."
    ),
}
