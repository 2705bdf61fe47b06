"""Sending a case to another partnership, receiving one, and saying that it was heard.

Each partnership owns and counts its own case: the receiving team opens one of its own,
with its own records of the people, from the packet alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import Side, written
from concord.access.permit import NotPermitted, Verb, permit
from concord.cases.actions.cases import check_held
from concord.cases.actions.opening import Newcomer, open_new
from concord.cases.jobs import tell_receivers
from concord.cases.models import Case, Party, Transfer
from concord.cases.packet import A_POSTCODE, Packet, Told
from concord.cases.queries.transfers import ReceivingTeam, receiving_teams
from concord.partnership.models import Partnership, Team
from concord.people.actions.persons import Known
from concord.people.models import PersonVersion, Relationship


@transaction.atomic
def send(
    *,
    case: Case,
    to_team_id: int,
    about: Sequence[Party],
    why: str,
    summary: str = "",
    by: Actor,
) -> Transfer:
    """Ask another partnership to hear this case. It gets the packet, and nothing else.

    `about`: the people whose identity goes along; the victim must be among them.
    Contact details and places never do. The case here stays as it is. Raises
    ValidationError by field, NotPermitted for a case of others.
    """
    permit(by, Verb.SEE_PEOPLE)
    check_held(case, by)
    there = _there(to_team_id, by)
    _check(case, there, about, why, summary)
    packet = Packet(
        from_partnership=Partnership.objects.get(pk=by.here).name,
        from_team=Team.objects.get(pk=by.own_team).name,
        to_partnership=there.partnership,
        to_team=there.team,
        people=_people(case, about),
        summary=summary.strip(),
    )
    sent = Transfer.objects.create(
        **written(by),
        case=case,
        reference=case.ref,
        to_partnership_id=there.partnership_id,
        to_team_id=there.team_id,
        why=why.strip(),
        packet=packet.as_json(),
    )
    tell_receivers.defer(
        transfer_id=str(sent.pk),
        case_id=str(case.pk),
        partnership_id=there.partnership_id,
        team_id=there.team_id,
    )
    return sent


@transaction.atomic
def receive(*, transfer: Transfer, by: Actor) -> Case:
    """Take a case that was sent: a case of one's own, from the packet, opened today.

    Raises NotPermitted for another team's, ValidationError for one received already.
    """
    permit(by, Verb.SEE_PEOPLE)
    transfer = _mine(transfer, by)
    if transfer.received_at is not None:
        raise ValidationError("A colleague has received this already.")
    packet = Packet.from_json(transfer.packet)
    by_side: dict[Side, list[Newcomer]] = {side: [] for side in Side}
    for told in packet.people:
        by_side[told.side].append(Newcomer(known=told.known, relation=told.relation))
    if not by_side[Side.VICTIM]:
        raise ValidationError(packet.summary)
    case = open_new(
        victim=by_side[Side.VICTIM][0],
        alleged=by_side[Side.ALLEGED] or [Newcomer(known=Known())],
        children=by_side[Side.CHILD],
        by=by,
    )
    transfer.to_case = case
    transfer.received_at = timezone.now()
    transfer.received_by_id = by.membership_id
    transfer.save(update_fields=["to_case", "received_at", "received_by"])
    return case


@transaction.atomic
def heard(*, transfer: Transfer, on: dt.date, by: Actor) -> Transfer:
    """Say when the receiving MARAC heard the case. Whoever received it says so.

    Raises ValidationError by field.
    """
    permit(by, Verb.SEE_PEOPLE)
    transfer = _mine(transfer, by)
    if transfer.received_at is None:
        raise ValidationError("Receive it first: then it can be heard.")
    if not timezone.localdate(transfer.received_at) <= on <= timezone.localdate():
        raise ValidationError(
            {"on": "Heard on: choose a day since it was received, up to today."}
        )
    transfer.heard_on = on
    transfer.save(update_fields=["heard_on"])
    return transfer


def _mine(transfer: Transfer, by: Actor) -> Transfer:
    """The transfer as it is now, kept from colleagues until this is done."""
    found = (
        Transfer.objects.select_for_update()
        .filter(pk=transfer.pk, to_team_id=by.own_team)
        .first()
    )
    if found is None:
        raise NotPermitted("This was not sent to this team.")
    return found


def _there(team_id: int, by: Actor) -> ReceivingTeam:
    for team in receiving_teams(by):
        if team.team_id == team_id:
            return team
    raise ValidationError(
        {"to_team": "Choose a team of another partnership that receives cases."}
    )


def _check(
    case: Case,
    there: ReceivingTeam,
    about: Sequence[Party],
    why: str,
    summary: str,
) -> None:
    wrong: dict[str, str] = {}
    if case_waits_there(case, there.team_id):
        wrong["to_team"] = "This case was sent there already, and waits to be received."
    if not why.strip():
        wrong["why"] = "Say why they should hear it."
    if any(party.case_id != case.pk for party in about):
        wrong["about"] = "Choose people of this case."
    elif not any(party.side == Side.VICTIM for party in about):
        wrong["about"] = (
            "Tell who the victim is: without that nobody can hear the case."
        )
    for name, text in (("why", why), ("summary", summary)):
        if A_POSTCODE.search(text):
            wrong[name] = (
                "This has a postcode in it. Take it out: where somebody is never "
                "goes along with a transfer."
            )
    if wrong:
        raise ValidationError(wrong)


def case_waits_there(case: Case, team_id: int) -> bool:
    """Whether this case was sent to that team and has not been received yet."""
    return Transfer.objects.filter(
        case=case, to_team_id=team_id, received_at=None
    ).exists()


def _people(case: Case, about: Sequence[Party]) -> list[Told]:
    """Who they are, as it is known now, and what each is to the victim."""
    persons = [party.person_id for party in about]
    known: dict[object, Known] = {}
    for version in PersonVersion.objects.filter(person__in=persons).order_by("n"):
        known[version.person_id] = Known.of(version)
    victim = next(party.person_id for party in about if party.side == Side.VICTIM)
    related = {
        row.a_id: row.kind
        for row in Relationship.objects.filter(
            case_id=case.pk, b_id=victim, a__in=persons, valid=None
        )
    }
    order = [Side.VICTIM, Side.CHILD, Side.ALLEGED]
    return [
        Told(
            side=Side(party.side),
            known=known.get(party.person_id, Known()),
            relation=related.get(party.person_id, ""),
        )
        for party in sorted(about, key=lambda party: order.index(Side(party.side)))
    ]
