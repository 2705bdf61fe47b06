"""What the team at the front door does with a referral until it is decided."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from concord.access.actions import sharing
from concord.access.actor import Actor
from concord.access.models import Side, written
from concord.access.permit import NotPermitted, Verb, permit
from concord.cases.actions.opening import Newcomer, open_new
from concord.cases.models import Case, Party
from concord.frontdoor.actions.referring import reached
from concord.frontdoor.models import Answer, Named, Referral, Step
from concord.people.actions import contact
from concord.people.actions.persons import Known
from concord.people.contact_values import checked
from concord.people.models import ContactPoint, Person

State = Referral.State
Kind = Step.Kind
MEANWHILE = (
    "Somebody else worked on this referral while you did. Read what they wrote, then "
    "go on."
)


@transaction.atomic
def take_on(*, referral: Referral, by: Actor) -> Referral:
    """Say that one looks into a referral. A new one is being checked from now on."""
    fresh = at_the_door(referral, by)
    _check_open(fresh)
    fresh.taken_by_id = by.own_hat
    if fresh.state == State.NEW:
        fresh.state, fresh.since = State.CHECKING, timezone.now()
    fresh.save(update_fields=["taken_by", "state", "since"])
    note_step(fresh, Kind.TAKEN, by)
    return fresh


@transaction.atomic
def ask(*, referral: Referral, what: str, by: Actor) -> Referral:
    """Information was asked for. The referral waits; its clock starts anew."""
    fresh = at_the_door(referral, by)
    _check_open(fresh)
    if not what.strip():
        raise ValidationError({"what": "Say what was asked, and whom."})
    _move(fresh, State.WAITING)
    note_step(fresh, Kind.ASKED, by, text=what)
    return fresh


@transaction.atomic
def answer(*, referral: Referral, what: str, by: Actor) -> Referral:
    """Information came. The referral is being checked again."""
    fresh = at_the_door(referral, by)
    _check_open(fresh)
    if not what.strip():
        raise ValidationError({"what": "Say what they answered."})
    _move(fresh, State.CHECKING)
    note_step(fresh, Kind.ANSWERED, by, text=what)
    return fresh


@transaction.atomic
def note(*, referral: Referral, text: str, by: Actor) -> Step:
    """Anything that whoever goes on with it should know."""
    fresh = at_the_door(referral, by)
    if not text.strip():
        raise ValidationError({"text": "Write the note."})
    return note_step(fresh, Kind.NOTED, by, text=text)


@transaction.atomic
def contacted(*, referral: Referral, what: str, by: Actor) -> Step:
    """The victim was spoken to for the first time since this referral."""
    fresh = at_the_door(referral, by)
    if not what.strip():
        raise ValidationError({"what": "Say how they were reached and what they said."})
    return note_step(fresh, Kind.CONTACTED, by, text=what)


@transaction.atomic
def check(
    *, referral: Referral, code: str, result: str, text: str = "", by: Actor
) -> Step:
    """What came of looking into one thing, such as orders in force. The last counts."""
    fresh = at_the_door(referral, by)
    _check_open(fresh)
    wrong: dict[str, str] = {}
    if code not in Step.Check.values:
        wrong["code"] = "Choose what was looked into."
    if result not in Answer.values:
        wrong["result"] = "Say what came of it: yes, no or don't know."
    if wrong:
        raise ValidationError(wrong)
    if fresh.state == State.NEW:
        _move(fresh, State.CHECKING)
    return note_step(fresh, Kind.CHECKED, by, code=code, result=result, text=text)


@transaction.atomic
def ready(*, referral: Referral, by: Actor) -> Referral:
    """All is known that can be: somebody should decide."""
    fresh = at_the_door(referral, by)
    _check_open(fresh)
    _move(fresh, State.READY)
    note_step(fresh, Kind.READY, by)
    return fresh


@transaction.atomic
def open_case(
    *, referral: Referral, found: Mapping[uuid.UUID, Person], by: Actor
) -> Case:
    """A case of those whom a referral names.

    `found` says, by the id of the `Named`, which record like them was chosen: one of
    the own team's is taken, beside another team's the own makes its own. The others
    are recorded. Numbers and addresses are written down as not verified. Succeeds
    whatever is known elsewhere. Raises ValidationError when there is a case already.
    """
    fresh = at_the_door(referral, by)
    if fresh.case_id is not None:
        raise ValidationError("This referral has its case already.")
    everybody = list(fresh.named.all())
    by_side = {side: [n for n in everybody if n.side == side] for side in Side}
    victim = by_side[Side.VICTIM][0]
    alleged = [_comer(n, found) for n in by_side[Side.ALLEGED]] or [Newcomer(Known())]
    case = open_new(
        victim=_comer(victim, found),
        alleged=alleged,
        children=[_comer(n, found) for n in by_side[Side.CHILD]],
        by=by,
    )
    _put_to(fresh, case, by)
    parties = {side: list(case.parties.filter(side=side)) for side in Side}
    for side, named in by_side.items():
        for one, party in zip(named, parties[side], strict=False):
            _known_as(one, party.person, case, by)
    return case


@transaction.atomic
def put_to_case(
    *,
    referral: Referral,
    case: Case,
    found: Mapping[uuid.UUID, Sequence[Person]],
    by: Actor,
) -> Referral:
    """The referral is about an open case that one's team holds already.

    `found` says, by the id of the `Named`, which records each may be, the likeliest
    first: who is in the case on the same side is that person. The victim is always the
    case's. Numbers and addresses that the case has not are written down as not
    verified; what it says of the others stays. Whom it does not have stays in the
    referral alone. Raises NotPermitted for another team's case, ValidationError when
    the referral has its case already or this one is closed.
    """
    fresh = at_the_door(referral, by)
    if fresh.case_id is not None:
        raise ValidationError("This referral has its case already.")
    if not sharing.owns(case.pk):
        raise NotPermitted("Only the team that holds a case puts a referral to it.")
    if Case.objects.visible_to(by).get(pk=case.pk).state != Case.State.OPEN:
        raise ValidationError("This case is closed. Open it again first, or a new one.")
    _put_to(fresh, case, by)
    left = list(case.parties.filter(left_on=None).select_related("person"))
    for named in fresh.named.order_by("n"):
        party = _party_of(named, left, found.get(named.pk, ()))
        if party is not None:
            left.remove(party)
            _known_as(named, party.person, case, by)
    return fresh


def at_the_door(referral: Referral, by: Actor) -> Referral:
    """The row as it is now, locked, for the team at the door.

    Raises NotPermitted for anybody else: not there, and not theirs, look the same.
    """
    permit(by, Verb.SEE_PEOPLE)
    fresh = (
        Referral.objects.visible_to(by)
        .select_for_update(of=("self",))
        .filter(pk=referral.pk, to_team_id=by.own_team)
        .first()
    )
    if fresh is None:
        raise NotPermitted("There is no such referral at this door.")
    return fresh


def note_step(referral: Referral, kind: str, by: Actor, **more: Any) -> Step:
    """One more step; the row of the referral is locked, so numbers never collide."""
    last = referral.steps.order_by("-n").values_list("n", flat=True).first()
    step = Step(
        **written(by),
        referral=referral,
        case_id=referral.case_id,
        n=(last or 0) + 1,
        kind=kind,
        at=timezone.now(),
        **{name: str(value).strip() for name, value in more.items()},
    )
    step.full_clean(validate_unique=False, validate_constraints=False)
    step.save(force_insert=True)
    return step


def _check_open(referral: Referral) -> None:
    if not referral.is_open:
        raise ValidationError(
            "This referral is decided. Look at it again first, if something is new."
        )


def _move(referral: Referral, state: str) -> None:
    if referral.state != state:
        referral.state, referral.since = state, timezone.now()
        referral.save(update_fields=["state", "since"])


def _put_to(referral: Referral, case: Case, by: Actor) -> None:
    referral.case = case
    referral.save(update_fields=["case"])
    note_step(referral, Kind.CASE, by)


def _party_of(
    named: Named, left: Sequence[Party], may_be: Sequence[Person]
) -> Party | None:
    """Who of a case somebody named is; each party is one of them at most."""
    side = {one.person_id: one for one in left if one.side == named.side}
    if named.side == Side.VICTIM:
        return next(iter(side.values()), None)
    return next((side[one.pk] for one in may_be if one.pk in side), None)


def _comer(named: Named, found: Mapping[uuid.UUID, Person]) -> Newcomer:
    return Newcomer(
        known=Known(
            given_name=named.given_name,
            family_name=named.family_name,
            other_names=list(named.other_names),
            born_on=named.born_on,
            born_precision=named.born_precision,
            sex=named.sex,
            gender=named.gender,
            language=named.language,
            needs_interpreter=named.needs_interpreter,
        ),
        same_as=found.get(named.pk),
        relation=named.relation,
    )


def _known_as(named: Named, person: Person, case: Case, by: Actor) -> None:
    """Which record was made of somebody, and how they might be reached."""
    named.person = person
    named.save(update_fields=["person"])
    for name, kind, code in reached(named):
        if _is_there(case, person, checked(kind, getattr(named, name), code), kind):
            continue
        contact.add_point(
            case_id=case.pk,
            person=person,
            kind=kind,
            value=getattr(named, name),
            postcode=code,
            source=f"As said in {named.referral.ref}",
            by=by,
        )


def _is_there(case: Case, person: Person, kept: tuple[str, str], kind: str) -> bool:
    """Whether the case has this number or address of theirs, with what is safe of it.

    Written down once more, it would stand there without the rule of the first.
    """
    value, postcode = kept
    live = (ContactPoint.State.UNVERIFIED, ContactPoint.State.VERIFIED)
    return ContactPoint.objects.filter(
        case_id=case.pk,
        person=person,
        kind=kind,
        value=value,
        postcode=postcode,
        state__in=live,
    ).exists()
