"""Opening a case with people who are recorded with it, in one go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from concord.access.actor import Actor
from concord.access.models import Side
from concord.access.permit import Verb, permit
from concord.cases.actions import cases
from concord.cases.models import Case, Party
from concord.people.actions import links, persons
from concord.people.actions.persons import Known
from concord.people.models import Person

CHOSEN = "Chosen from the records like this person when they were entered."


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who comes into a case: a record that is there, or what is known of them.

    `same_as` is a record that was chosen from those like them. One of the own team's is
    taken as it is; beside one that another team keeps the own team makes its own, and
    both are linked. `relation` is what they are to the victim, as alleged: a kind of
    `Relationship`.
    """

    known: Known | None = None
    person: Person | None = None
    same_as: Person | None = None
    relation: str = ""


@transaction.atomic
def open_new(
    *,
    victim: Newcomer,
    alleged: Sequence[Newcomer],
    children: Sequence[Newcomer] = (),
    opened_on: dt.date | None = None,
    family_of: Case | None = None,
    by: Actor,
) -> Case:
    """Record whoever is new, open the case, and say how they are related.

    All of it, or nothing. Raises ValidationError as its parts do.
    """
    permit(by, Verb.SEE_PEOPLE)
    about = _record(victim, by)
    others = [(one, _record(one, by)) for one in (*alleged, *children)]
    case = cases.open_case(
        victim=about,
        alleged=[person for _, person in others[: len(alleged)]],
        children=[person for _, person in others[len(alleged) :]],
        opened_on=opened_on,
        family_of=family_of,
        by=by,
    )
    for newcomer, person in others:
        if newcomer.relation:
            _relate(case, person, about, newcomer.relation, by)
    return case


@transaction.atomic
def bring_in(*, case: Case, newcomer: Newcomer, side: Side, by: Actor) -> Party:
    """One more alleged person or child, with what they are to the victim."""
    permit(by, Verb.SEE_PEOPLE)
    cases.check_held(case, by)
    person = _record(newcomer, by)
    party = cases.add_party(case=case, person=person, side=side, by=by)
    if newcomer.relation:
        victim = case.parties.select_related("person").get(side=Side.VICTIM)
        _relate(case, person, victim.person, newcomer.relation, by)
    return party


def _record(newcomer: Newcomer, by: Actor) -> Person:
    if newcomer.person is not None:
        return newcomer.person
    other = newcomer.same_as
    if other is not None and other.owner_team_id == by.team_id:
        return other
    made = persons.record(known=newcomer.known or Known(), by=by)
    if other is not None:
        links.same(a=made, b=other, evidence=CHOSEN, by=by)
    return made


def _relate(case: Case, a: Person, b: Person, kind: str, by: Actor) -> None:
    links.relate(case_id=case.pk, a=a, b=b, kind=kind, by=by)
