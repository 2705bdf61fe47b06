"""What the front door tells indicators: how many referrals came, and of which kind.

Counted by the function that the page of figures is counted by. The unit is the
referral, by the day on which it was received. Kinds of abuse overlap.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from concord.access.measures import UNANSWERED, Count, Group, groups_of, measure
from concord.access.permit import Verb
from concord.frontdoor.models import Abuse, Referral
from concord.frontdoor.queries.figures import AGES, counts_between
from concord.people.models import Characteristics

ROOM = "the front door"
RECEIVED = "referrals received"
Source = Referral.Source
# Who speaks for somebody in the course of work, whichever way it came.
PROFESSIONALS = (Source.PROFESSIONAL, Source.PARTNER_SYSTEM, Source.SPREADSHEET)
GROUPS = (
    *groups_of("referrer", Source.choices, unanswered=()),
    *groups_of("abuse", Abuse.choices),
    *groups_of("age", AGES),
    *groups_of("sex", [("female", "Female"), ("male", "Male")]),
    *groups_of("ethnicity", Characteristics.Ethnicity.choices, UNANSWERED),
    *groups_of("orientation", Characteristics.Orientation.choices, UNANSWERED),
    *groups_of("disability", [("yes", "Disabled"), ("no", "Not disabled")], UNANSWERED),
    *groups_of("religion", Characteristics.Religion.choices, UNANSWERED),
)
Counts = Mapping[str, Mapping[str, int]]  # by measure and value


def _received(counts: Counts) -> int:
    return counts["funnel"].get("received", 0)


def _by_group(first: dt.date, last: dt.date) -> Sequence[Count]:
    counts = counts_between(first, last)
    return [
        Count(_received(counts)),
        *(Count(_in(counts, group), group=group) for group in GROUPS),
    ]


def _in(counts: Counts, group: Group) -> int:
    name = "source" if group.dimension == "referrer" else group.dimension
    return counts[name].get(group.code, 0)


def _among(name: str, *values: str) -> Callable[[dt.date, dt.date], Sequence[Count]]:
    """Counts some values of a measure, of all referrals received."""

    def count(first: dt.date, last: dt.date) -> Sequence[Count]:
        counts = counts_between(first, last)
        n = sum(counts[name].get(value, 0) for value in values)
        return [Count(n, of=_received(counts))]

    return count


measure(
    "frontdoor.received",
    label="Referrals received",
    unit="referral",
    room=ROOM,
    count=_by_group,
    groups=GROUPS,
    made_of="frontdoor:figures",
    needs=Verb.READ_FIGURES,
)
for code, label, count in (
    ("self", "Referrals by the person or by family and friends",
     _among("source", Source.SELF, Source.FAMILY_FRIEND)),
    ("professional", "Referrals by professionals and their systems",
     _among("source", *PROFESSIONALS)),
    ("one_stop_shop", "Referrals by a One Stop Shop",
     _among("source", Source.ONE_STOP_SHOP)),
    ("went_on", "Referrals that went on to a team", _among("funnel", "went_on")),
    ("controlling", "Referrals that name controlling or coercive behaviour",
     _among("abuse", Abuse.CONTROLLING)),
):  # fmt: skip
    measure(
        f"frontdoor.{code}",
        label=label,
        unit="referral",
        room=ROOM,
        count=count,
        of=RECEIVED,
        made_of="frontdoor:figures",
        needs=Verb.READ_FIGURES,
    )
