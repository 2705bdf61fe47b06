"""What the MARAC tells indicators: how many cases were heard, and of which kind.

Counted by the function that the national return and the page of how the MARAC works
are counted by, over the days of one period. The return rolls over twelve months; an
indicator has separate periods, so four quarters of it make one return.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence

from django.db import connection

from concord.access.measures import Count, Group, groups_of, measure
from concord.access.permit import Verb
from concord.marac.queries.governance.figures import ABUSE
from concord.marac.queries.national import (
    NO_AGENCY,
    UNKNOWN,
    Field,
    definition_on,
    fields_of,
)
from concord.partnership.models import Agency
from concord.people.models import Characteristics

ROOM = "MARAC"
RETURN, GOVERNANCE = "marac_return", "marac_governance"  # definitions, in versions
CASES = "cases heard"
SEX = groups_of("sex", [("female", "Female"), ("male", "Male")])
ETHNICITY = groups_of("ethnicity", Characteristics.Ethnicity.choices, UNKNOWN)
DISABILITY = groups_of(
    "disability", [("yes", "Disabled"), ("no", "Not disabled")], UNKNOWN
)
REFERRER = groups_of(
    "referrer",
    [*Agency.Kind.choices, (NO_AGENCY, "No agency, or not known")],
    unanswered=(),
)
MEASURE_OF = {"sex": "sex", "ethnicity": "ethnicity", "disability": "disability",
              "referrer": "agency"}  # fmt: skip
SHARES = ("repeat", "partner", "minoritised", "lgbt", "disability", "male", "age",
          "young_harm")  # fmt: skip
Counts = Counter[tuple[str, str]]  # measure, value


def counts_between(first: dt.date, last: dt.date) -> Counts:
    """What the database counts of hearings on these days. One query."""
    found: Counts = Counter()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT measure, value, n FROM access.marac_governance(%s, %s)",
            [first, last],
        )
        for name, value, n in cursor.fetchall():
            found[name, value] += n
    return found


def _cases(first: dt.date, last: dt.date) -> Sequence[Count]:
    counts = counts_between(first, last)
    groups = (*SEX, *ETHNICITY, *DISABILITY, *REFERRER)
    return [
        Count(_heard(counts)),
        *(Count(_in(counts, group), group=group) for group in groups),
    ]


def _in(counts: Counts, group: Group) -> int:
    return counts[MEASURE_OF[group.dimension], group.code]


def _heard(counts: Counts) -> int:
    return counts["cases", "heard"]


def _of_all(name: str, value: str) -> Callable[[dt.date, dt.date], Sequence[Count]]:
    """Counts one value, of nothing."""
    return lambda first, last: [Count(counts_between(first, last)[name, value])]


def _share(code: str) -> Callable[[dt.date, dt.date], Sequence[Count]]:
    """Counts a field of the return among the cases, by the rules of the last day."""

    def count(first: dt.date, last: dt.date) -> Sequence[Count]:
        fields = {one.code: one for one in fields_of(definition_on(last))}
        return [_of_cases(fields[code], counts_between(first, last))]

    return count


def _abuse(field: Field) -> Callable[[dt.date, dt.date], Sequence[Count]]:
    return lambda first, last: [_of_cases(field, counts_between(first, last))]


def _of_cases(field: Field, counts: Counts) -> Count:
    n = sum(n for (name, value), n in counts.items() if field.counts(name, value))
    return Count(n, of=_heard(counts))


measure(
    "marac.cases",
    label="Cases heard",
    unit="case",
    room=ROOM,
    count=_cases,
    groups=(*SEX, *ETHNICITY, *DISABILITY, *REFERRER),
    rules=RETURN,
    made_of="marac:governance",
    needs=Verb.READ_GOVERNANCE,
)
measure(
    "marac.children",
    label="Children in cases heard",
    unit="child",
    room=ROOM,
    count=_of_all("children", "child"),
    rules=RETURN,
    made_of="marac:national",
    needs=Verb.READ_FIGURES,
)
measure(
    "marac.referred",
    label="Referrals sent to MARAC",
    unit="referral",
    room=ROOM,
    count=_of_all("referred", "referral"),
    rules=GOVERNANCE,
    made_of="marac:governance",
    needs=Verb.READ_GOVERNANCE,
)
LABELS = {
    "repeat": "Repeats among cases heard",
    "partner": "Cases heard that partner agencies referred",
    "minoritised": "Cases heard of Black, Asian or racially minoritised victims",
    "lgbt": "Cases heard of LGBT+ victims",
    "disability": "Cases heard of disabled victims",
    "male": "Cases heard of male victims",
    "age": "Cases heard of victims aged 16 or 17",
    "young_harm": "Cases heard where whoever causes harm is 17 or under",
}
for code in SHARES:
    measure(
        f"marac.{code}",
        label=LABELS[code],
        unit="case",
        room=ROOM,
        count=_share(code),
        of=CASES,
        rules=RETURN,
        made_of="marac:governance",
        needs=Verb.READ_GOVERNANCE,
    )
for field in ABUSE:
    measure(
        f"marac.{field.code}",
        label=f"Cases heard with {field.label[0].lower()}{field.label[1:]}",
        unit="case",
        room=ROOM,
        count=_abuse(field),
        of=CASES,
        rules=GOVERNANCE,
        made_of="marac:governance",
        needs=Verb.READ_GOVERNANCE,
    )
