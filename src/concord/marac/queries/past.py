"""Hearings that came from a spreadsheet, and who their people may be."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Q, QuerySet

from concord.access.actor import Actor
from concord.cases.models import Case
from concord.cases.queries.cases import PartyLine, Which, cases_of, parties_of
from concord.frontdoor.public import cases_of_victim
from concord.marac.importing.columns import plain
from concord.marac.importing.past import Somebody
from concord.marac.models import PastHearing
from concord.people.matching.scoring import Band
from concord.people.models import Person, PersonVersion
from concord.people.queries.matching import Asked, Likely, likely

AROUND, A_YEAR = dt.timedelta(days=92), dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Found:
    """Whose record somebody of a row is: of the own team, or of another that is linked.

    `possible`: records that only could be theirs; people say so, never an import.
    """

    own: Person | None = None
    other: Person | None = None
    possible: int = 0


@dataclass(frozen=True, slots=True)
class HerCase:
    """A case of a victim that the team holds, with those in it."""

    case: Case
    alleged: Sequence[PartyLine] = field(default_factory=tuple)
    children: Sequence[PartyLine] = field(default_factory=tuple)

    def is_because_of(self, people: Sequence[Somebody]) -> bool:
        """Whether it is about these people and no others."""
        if len(people) != len(self.alleged):
            return False
        left = list(self.alleged)
        for one in people:
            line = next((line for line in left if could_be(one, line.known)), None)
            if line is None:
                return False
            left.remove(line)
        return True


def brought(keys: Collection[str], actor: Actor) -> set[str]:
    """Which of these rows the actor's team has brought in before. One query."""
    if actor.team_id is None:
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.marac_brought(%s)", [list(keys)])
        return {key for (key,) in cursor.fetchall()}


def found_for(one: Somebody, actor: Actor) -> Found:
    """The one record with the same name and exact day of birth, if there is just one.

    Nothing less makes two people one: a name alone is everybody's.
    """
    alike = [line for line in likely(_asked(one), actor) if line.band != Band.HOUSEHOLD]
    exact = [line for line in alike if _is_exact(one, line)]
    own = [line for line in exact if line.is_own]
    if len(own) == 1:
        return Found(own=own[0].person)
    if len(exact) == 1:
        return Found(other=exact[0].person)
    return Found(possible=len(alike))


def her_cases(victim: Person, actor: Actor) -> list[HerCase]:
    """The cases of a victim that the actor's team holds. Three queries and more."""
    held = cases_of(actor, Which.HELD).filter(
        parties__person=victim, parties__side="victim"
    )
    found = []
    for case in held:
        lines = parties_of(case)
        found.append(HerCase(case, _on(lines, "alleged"), _on(lines, "child")))
    return found


def could_be(one: Somebody, known: PersonVersion | None) -> bool:
    """Whether a record of her case is theirs: the name, and no other birth date."""
    if known is None:
        return not one.name.is_known
    if plain(f"{known.given_name} {known.family_name}") != one.name.key:
        return False
    if one.born is None or known.born_on is None:
        return True
    if one.born.precision == known.born_precision == "day":
        return one.born.on == known.born_on
    return one.born.on.year == known.born_on.year


def heard_before(case_id: uuid.UUID, actor: Actor) -> list[PastHearing]:
    """When this victim was heard before, by a spreadsheet; the last first.

    Nothing for teams other than the one that brought it in. Four queries.
    """
    hearings = PastHearing.objects.visible_to(actor).select_related("case")
    return list(hearings.filter(case_id__in=cases_of_victim(case_id)))


def past_hearings(actor: Actor) -> QuerySet[PastHearing]:
    """Everything that came from spreadsheets, the last heard first."""
    return PastHearing.objects.visible_to(actor).select_related("case")


def flags_that_end(actor: Actor, day: dt.date) -> list[PastHearing]:
    """Whose flags have to come off about this day, by a spreadsheet. One query.

    Teams have set them in their own records, so nobody is asked by Concord: the
    coordinator tells them. Where no end was written, it is twelve months later.
    """
    since, until = day - AROUND, day + AROUND
    ending = Q(flag_until__range=(since, until)) | Q(
        flag_until__isnull=True,
        flagged_on__range=(since - A_YEAR, until - A_YEAR),
    )
    found = [one for one in past_hearings(actor).filter(ending) if one.flag_ends_on]
    return sorted(found, key=lambda one: one.flag_ends_on or day)


def referrals_before(
    cases: Iterable[uuid.UUID], day: dt.date, actor: Actor
) -> list[tuple[uuid.UUID, dt.date]]:
    """Referrals to MARAC before a day, by a spreadsheet, each with its case.

    Where the spreadsheet has no day of the referral, the day of the hearing stands for
    it. One query.
    """
    hearings = PastHearing.objects.visible_to(actor).filter(case_id__in=list(cases))
    days = [(one.case_id, one.referred_on or one.heard_on) for one in hearings]
    return [(case, on) for case, on in days if on < day]


def _on(lines: Sequence[PartyLine], side: str) -> list[PartyLine]:
    return [line for line in lines if line.party.side == side]


def _is_exact(one: Somebody, line: Likely) -> bool:
    known = line.known
    return (
        line.band == Band.SAME
        and one.born is not None
        and one.born.precision == known.born_precision == "day"
        and one.born.on == known.born_on
        and plain(f"{known.given_name} {known.family_name}") == one.name.key
    )


def _asked(one: Somebody) -> Asked:
    return Asked(
        given_name=one.name.given,
        family_name=one.name.family,
        other_names=tuple(one.name.others),
        born_on=one.born.on if one.born else None,
        born_precision=one.born.precision if one.born else "unknown",
        sex=one.sex,
    )
