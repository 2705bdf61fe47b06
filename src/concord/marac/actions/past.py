"""Bringing in a case that was heard before Concord was there, from a spreadsheet."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import Side, written
from concord.cases.actions import cases, opening
from concord.cases.actions.opening import Newcomer
from concord.cases.models import Case
from concord.foundation.periods import a_year_after
from concord.marac.actions.panel import coordinating
from concord.marac.importing.past import PastCase, Somebody
from concord.marac.models import PastHearing
from concord.marac.queries.past import (
    Found,
    HerCase,
    brought,
    could_be,
    found_for,
    her_cases,
)
from concord.people.actions import about, contact, links, persons
from concord.people.actions.about import About
from concord.people.actions.persons import Known
from concord.people.models import ContactPoint, Person, Relationship

SOURCE = "Spreadsheet of the MARAC coordinator"
EVIDENCE = "The same name and date of birth in the spreadsheet of the MARAC."
OVER = "Heard at MARAC more than twelve months ago; it came from a spreadsheet."
AGAIN = "A later hearing came from a spreadsheet."
SEXES = ("female", "male")


@dataclass(frozen=True, slots=True)
class Brought:
    """What a row has made. `possible`: records like these people, for people to say."""

    hearing: PastHearing
    is_new_case: bool
    possible: int


class BroughtBefore(Exception):
    """This hearing was brought in already; nothing was made."""


@transaction.atomic
def bring_in_hearing(*, past: PastCase, file: str, place: str, by: Actor) -> Brought:
    """People, their case and the hearing: all of a row, or nothing.

    Only what this hat may see is taken for the same people. Raises BroughtBefore,
    ValidationError by field, NotPermitted for a team that does not coordinate.
    """
    coordinating(by)
    if brought([past.key], by):
        raise BroughtBefore
    victim = found_for(past.victim, by)
    before = her_cases(victim.own, by) if victim.own else []
    same = next((one for one in before if one.is_because_of(past.alleged)), None)
    possible = victim.possible
    if same is not None:
        case = same.case
        _open_again(case, past, by)
        _more_children(same, past.children, by)
    else:
        case, more = _new_case(past, victim, before, by)
        possible += more
    words = _describe(case, past, by)
    made = PastHearing.objects.create(
        **written(by),
        case=case,
        key=past.key,
        heard_on=past.heard.on,
        heard_precision=past.heard.precision,
        referred_on=past.referred_on,
        agency=past.agency,
        agency_words=past.agency_words[:200],
        repeat=past.repeat or PastHearing.Repeat.NOT_RECORDED,
        children=past.child_count,
        criteria=past.criteria,
        actions=past.actions,
        outcome=past.outcome,
        kept="\n".join(filter(None, [past.kept, *words])),
        flagged_on=past.flagged_on,
        flag_until=past.flag_until,
        file=file,
        place=place[:60],
    )
    return Brought(made, same is None, possible)


def _new_case(
    past: PastCase, victim: Found, before: Sequence[HerCase], by: Actor
) -> tuple[Case, int]:
    """A case of its own, and how many records could be those alleged."""
    known = [line for one in before for line in one.alleged]
    newcomers, possible = [], 0
    relation = past.relationship if len(past.alleged) == 1 else ""
    for one in past.alleged:
        hers = next((line for line in known if could_be(one, line.known)), None)
        found = Found(own=hers.party.person) if hers else found_for(one, by)
        possible += found.possible
        newcomers.append(replace(_newcomer(one, found, by), relation=relation))
    case = opening.open_new(
        victim=_newcomer(past.victim, victim, by),
        alleged=newcomers,
        children=[_child(one) for one in past.children],
        opened_on=min(past.referred_on or past.heard.on, past.heard.on),
        by=by,
    )
    if _is_over(past):
        cases.close(case=case, why=OVER, by=by)
    return case, possible


def _newcomer(one: Somebody, found: Found, by: Actor) -> Newcomer:
    if found.own is not None:
        return Newcomer(person=found.own)
    made = persons.record(known=_known(one), by=by)
    if found.other is not None:
        _link(made, found.other, by)
    return Newcomer(person=made)


def _link(made: Person, other: Person, by: Actor) -> None:
    """Both are one, if the database lets it be said; why it doesn't is told nobody."""
    try:
        with transaction.atomic():
            links.same(a=made, b=other, evidence=EVIDENCE, by=by)
    except (ValidationError, DatabaseError):
        return


def _child(one: Somebody) -> Newcomer:
    return Newcomer(known=_known(one), relation=Relationship.Kind.CHILD)


def _known(one: Somebody) -> Known:
    return Known(
        given_name=one.name.given,
        family_name=one.name.family,
        other_names=list(one.name.others),
        born_on=one.born.on if one.born else None,
        born_precision=one.born.precision if one.born else "unknown",
        sex=one.sex if one.sex in SEXES else "not_known",
    )


def _is_over(past: PastCase) -> bool:
    """Whether the twelve months after it have passed."""
    return a_year_after(past.heard.on) < timezone.localdate()


def _open_again(case: Case, past: PastCase, by: Actor) -> None:
    """A case that a row of before has closed goes on with a later one."""
    if case.closed_why == OVER and not _is_over(past):
        cases.reopen(case=case, why=AGAIN, by=by)


def _more_children(her: HerCase, children: Sequence[Somebody], by: Actor) -> None:
    for one in children:
        if not any(could_be(one, line.known) for line in her.children):
            opening.bring_in(
                case=her.case, newcomer=_child(one), side=Side.CHILD, by=by
            )


def _describe(case: Case, past: PastCase, by: Actor) -> list[str]:
    """What is known of her in this case; as words, what could not be kept so."""
    victim = case.parties.select_related("person").get(side=Side.VICTIM).person
    _characteristics(case.pk, victim, past, by)
    left = []
    for label, kind, said, code in (
        ("Address", ContactPoint.Kind.ADDRESS, past.address, past.post_code),
        ("Telephone", ContactPoint.Kind.MOBILE, past.phone, ""),
    ):
        if said and not _reach(case.pk, victim, kind, (said, code), by):
            left.append(f"{label}: {said}")
    return left


def _characteristics(
    case_id: uuid.UUID, victim: Person, past: PastCase, by: Actor
) -> None:
    said = {
        name: value
        for name in ("ethnicity", "sexual_orientation", "disability")
        if (value := getattr(past, name))
    }
    last = about.latest_own(case_id=case_id, person=victim, by=by)
    before = About.of(last) if last else About()
    now = replace(before, **said)
    if now != before:
        about.describe(case_id=case_id, person=victim, about=now, by=by)


def _reach(
    case_id: uuid.UUID, victim: Person, kind: str, said: tuple[str, str], by: Actor
) -> bool:
    """Keep how she was reached: not verified, and not used until a rule says so."""
    try:
        with transaction.atomic():
            contact.add_point(
                case_id=case_id,
                person=victim,
                kind=kind,
                value=said[0],
                postcode=said[1],
                source=SOURCE,
                by=by,
            )
    except ValidationError:
        return False
    return True
