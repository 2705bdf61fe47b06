"""A case goes to another partnership as a packet, and nothing else goes along."""

from __future__ import annotations

import datetime as dt
import json
from urllib.parse import urljoin

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from concord.access.actions import locks
from concord.access.actor import Actor, acting_as
from concord.access.models import Grant, Part, Side, written
from concord.access.permit import NotPermitted
from concord.access.testing import Place, vouch, wear
from concord.cases.actions import cases, disposal, transfers
from concord.cases.jobs import tell_receivers
from concord.cases.models import Case, Party, Transfer
from concord.cases.queries.transfers import receiving_teams, sent_to, waiting_for
from concord.cases.testing import CaseWorld
from concord.foundation.post.models import Message
from concord.partnership.models import Membership
from concord.people.actions import links
from concord.people.models import ContactPoint, Person, PersonVersion, Relationship

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(northmere: Place) -> Actor:
    """The MARAC coordinator of Northmere, who receives."""
    return northmere.actor("marac_coordinator")


def send(
    world: CaseWorld, northmere: Place, *sides: Side, summary: str = ""
) -> Transfer:
    with acting_as(world.idva):
        wanted = sides or tuple(Side)
        return transfers.send(
            case=world.case,
            to_team_id=northmere.teams["Council"].pk,
            about=[p for p in world.case.parties.all() if p.side in wanted],
            why="She moves there at the end of the month.",
            summary=summary,
            by=world.idva,
        )


def test_cases_can_be_sent_to_teams_elsewhere_that_run_their_marac(
    case_world: CaseWorld, northmere: Place
) -> None:
    with acting_as(case_world.idva):
        found = receiving_teams(case_world.idva)
    assert [(t.team, t.partnership_id) for t in found] == [
        ("Northmere Council", northmere.partnership.pk)
    ]
    with acting_as(case_world.place.actor("strategic_lead")):
        assert receiving_teams(case_world.place.actor("strategic_lead")) == []


def test_the_receiving_team_opens_a_case_of_its_own_from_the_packet(
    case_world: CaseWorld, northmere: Place, there: Actor
) -> None:
    with acting_as(case_world.idva):
        links.relate(
            case_id=case_world.case.pk,
            a=case_world.alleged,
            b=case_world.victim,
            kind=Relationship.Kind.EX_PARTNER,
            by=case_world.idva,
        )
    sent = send(case_world, northmere, summary="He doesn't know where she goes.")
    with acting_as(there):
        assert waiting_for(there) == [sent.pk]
        case = transfers.receive(transfer=sent, by=there)
        assert waiting_for(there) == []
        assert case.pk != case_world.case.pk
        assert case.ref != case_world.case.ref
        assert case.partnership_id == northmere.partnership.pk
        names = {
            party.side: party.person.versions.get().name for party in case.parties.all()
        }
        assert names == {
            "victim": "Marigold Thistlewood",
            "alleged": "Barnard Crakehall",
            "child": "Clover Thistlewood",
        }
        victim = PersonVersion.objects.get(given_name="Marigold")
        assert victim.born_on == dt.date(1991, 3, 14)
        assert victim.owner_team_id == there.team_id
        assert Relationship.objects.get().kind == Relationship.Kind.EX_PARTNER
    with acting_as(case_world.idva):
        assert Case.objects.get().pk == case_world.case.pk, "each counts its own"
        after = Transfer.objects.get()
        assert after.received_at is not None
        assert after.to_case_id == case.pk


def test_the_receiving_team_sees_nothing_else_of_the_sending_partnership(
    case_world: CaseWorld, northmere: Place, there: Actor
) -> None:
    with acting_as(case_world.idva):
        ContactPoint.objects.create(
            partnership_id=case_world.idva.here,
            owner_team_id=case_world.idva.team_id,
            written_by_id=case_world.idva.membership_id,
            person=case_world.victim,
            case_id=case_world.case.pk,
            part="contact",
            side=Side.VICTIM,
            kind="mobile",
            value="07700 900 123",
            source="Herself",
        )
    sent = send(case_world, northmere)
    for received in (False, True):
        with acting_as(there):
            if received:
                transfers.receive(transfer=sent, by=there)
            packet = json.dumps(Transfer.objects.get().packet)
            assert "900 123" not in packet
            assert not Case.objects.filter(pk=case_world.case.pk).exists()
            assert not Party.objects.filter(case_id=case_world.case.pk).exists()
            assert not Person.objects.filter(pk=case_world.victim.pk).exists()
            assert ContactPoint.objects.count() == 0
            assert not Grant.objects.filter(case_id=case_world.case.pk).exists()


def test_the_sending_team_sees_nothing_of_the_case_there(
    case_world: CaseWorld, northmere: Place, there: Actor
) -> None:
    sent = send(case_world, northmere)
    with acting_as(there):
        made = transfers.receive(transfer=sent, by=there)
    with acting_as(case_world.idva):
        assert not Case.objects.filter(pk=made.pk).exists()
        assert Party.objects.count() == 3
        assert Person.objects.count() == 3


def test_nobody_else_sees_a_transfer(case_world: CaseWorld, northmere: Place) -> None:
    send(case_world, northmere)
    # The packet says who they are: being let in to notes is not enough.
    case_world.share("Police", (Part.NOTE, Side.NONE), (Part.IDENTITY, Side.VICTIM))
    others = [
        case_world.police,
        case_world.place.actor("marac_coordinator"),
        northmere.actor("practitioner:Police"),
        northmere.actor("administrator"),
        northmere.actor("strategic_lead"),
    ]
    for actor in others:
        with acting_as(actor):
            assert Transfer.objects.count() == 0, actor
            assert list(sent_to(actor)) == []


def test_what_is_left_out_of_the_packet_is_not_told(
    case_world: CaseWorld, northmere: Place, there: Actor
) -> None:
    sent = send(case_world, northmere, Side.VICTIM)
    with acting_as(there):
        assert "Crakehall" not in json.dumps(Transfer.objects.get().packet)
        case = transfers.receive(transfer=sent, by=there)
        alleged = case.parties.get(side=Side.ALLEGED)
        assert alleged.person.versions.get().name == "Name not known"
        assert not case.parties.filter(side=Side.CHILD).exists()


@pytest.mark.parametrize(
    ("left_out", "field"),
    [
        ({"why": " "}, "why"),
        ({"summary": "She is at EX1 2MP, first floor"}, "summary"),
        ({"why": "moved to ex12mp"}, "why"),
        ({"about": []}, "about"),
        ({"to_team_id": 0}, "to_team"),
    ],
)
def test_a_packet_without_a_reason_or_with_a_place_in_it_is_not_sent(
    case_world: CaseWorld, northmere: Place, left_out: dict[str, object], field: str
) -> None:
    given: dict[str, object] = {
        "to_team_id": northmere.teams["Council"].pk,
        "why": "She moves there.",
        "summary": "",
    }
    with acting_as(case_world.idva):
        given["about"] = list(case_world.case.parties.all())
        given |= left_out
        with pytest.raises(ValidationError) as refused:
            transfers.send(case=case_world.case, by=case_world.idva, **given)  # type: ignore[arg-type]
    assert field in refused.value.message_dict
    with acting_as(case_world.idva):
        assert Transfer.objects.count() == 0


def test_only_the_team_that_holds_a_case_sends_it(
    case_world: CaseWorld, northmere: Place
) -> None:
    case_world.share("Police")
    with acting_as(case_world.police), pytest.raises(NotPermitted):
        transfers.send(
            case=case_world.case,
            to_team_id=northmere.teams["Council"].pk,
            about=list(case_world.case.parties.all()),
            why="Ours now",
            by=case_world.police,
        )


def test_what_waits_there_is_not_sent_twice(
    case_world: CaseWorld, northmere: Place
) -> None:
    send(case_world, northmere)
    with pytest.raises(ValidationError, match="waits to be received"):
        send(case_world, northmere)


def test_a_packet_of_another_version_breaks_no_page_and_is_not_received(
    client: Client, case_world: CaseWorld, northmere: Place, there: Actor
) -> None:
    with acting_as(case_world.idva):
        odd = Transfer.objects.create(
            **written(case_world.idva),
            case=case_world.case,
            to_partnership=northmere.partnership,
            to_team=northmere.teams["Council"],
            why="She moves there.",
            packet={"format": 99},
        )
    with acting_as(there), pytest.raises(ValidationError, match="another version"):
        transfers.receive(transfer=odd, by=there)
    for hat, addresses in (
        (
            case_world.place.hats["practitioner:Specialist service"],
            ["?show=out", f"../{case_world.case.pk}/"],
        ),
        (northmere.hats["marac_coordinator"], ["", f"{odd.pk}/"]),
    ):
        wear(client, hat)
        for address in addresses:
            assert client.get(urljoin("/cases/transfers/", address)).status_code == 200


def test_a_transfer_is_received_once(
    case_world: CaseWorld, northmere: Place, there: Actor
) -> None:
    sent = send(case_world, northmere)
    with acting_as(there):
        transfers.receive(transfer=sent, by=there)
        with pytest.raises(ValidationError, match="received this already"):
            transfers.receive(transfer=sent, by=there)
        assert Case.objects.count() == 1
        again = Transfer.objects.get()
        again.to_case_id, again.received_at = None, None
        with (
            pytest.raises(IntegrityError, match="received already"),
            transaction.atomic(),
        ):
            again.save(update_fields=["to_case", "received_at"])


def test_a_transfer_can_be_pointed_only_at_a_case_of_ones_own(
    case_world: CaseWorld, northmere: Place, there: Actor
) -> None:
    send(case_world, northmere)
    with acting_as(there):
        mine = Transfer.objects.get()
        mine.to_case_id = case_world.case.pk
        with pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
            mine.save(update_fields=["to_case"])


def test_the_packet_cannot_be_changed_by_anybody(
    case_world: CaseWorld, northmere: Place, there: Actor
) -> None:
    send(case_world, northmere)
    for actor in (there, case_world.idva):
        with acting_as(actor):
            mine = Transfer.objects.get()
            mine.packet = {}
            with (
                pytest.raises(ProgrammingError, match="permission denied"),
                transaction.atomic(),
            ):
                mine.save(update_fields=["packet"])


def test_the_receiving_team_says_when_it_was_heard(
    case_world: CaseWorld, northmere: Place, there: Actor
) -> None:
    sent = send(case_world, northmere)
    today = timezone.localdate()
    with acting_as(there):
        with pytest.raises(ValidationError, match="Receive it first"):
            transfers.heard(transfer=sent, on=today, by=there)
        transfers.receive(transfer=sent, by=there)
        with pytest.raises(ValidationError):
            transfers.heard(transfer=sent, on=today + dt.timedelta(days=1), by=there)
        transfers.heard(transfer=sent, on=today, by=there)
    with acting_as(case_world.idva):
        assert Transfer.objects.get().heard_on == today
        with pytest.raises(NotPermitted):
            transfers.heard(transfer=sent, on=today, by=case_world.idva)


@pytest.mark.django_db(transaction=True)
def test_disposing_of_the_received_case_leaves_the_transfer_to_the_sender(
    case_world: CaseWorld, northmere: Place, there: Actor, owner_url: str
) -> None:
    sent = send(case_world, northmere)
    with acting_as(there):
        case = transfers.receive(transfer=sent, by=there)
        cases.close(case=case, why="Moved on", by=there)
    with psycopg.connect(
        owner_url, dbname=connection.settings_dict["NAME"], autocommit=True
    ) as owner:
        owner.execute(
            "UPDATE cases_case SET opened_on = '2015-01-01', closed_on = '2016-01-01'"
            " WHERE id = %s",
            [case.pk],
        )
    with acting_as(there):
        disposal.dispose(case=Case.objects.get(), by=there)
        assert Case.objects.count() == 0
    with acting_as(case_world.idva):
        kept = Transfer.objects.get()
        assert kept.received_at is not None
        assert kept.to_case_id is None


# The lock goes along


@pytest.fixture
def two_hats(case_world: CaseWorld, northmere: Place) -> Actor:
    """Somebody of Elmbrook's police who also coordinates the MARAC of Northmere."""
    here = case_world.place.hats["practitioner:Police"]
    job = Actor.from_job("access.setup", northmere.partnership.pk)
    with acting_as(job):
        hat = Membership.objects.create(
            account_id=here.account_id,
            team=northmere.teams["Council"],
            partnership=northmere.partnership,
            role="marac_coordinator",
        )
    vouch(northmere, hat)
    return Actor.from_hat(hat)


def lock_out_police(world: CaseWorld) -> None:
    with acting_as(world.idva):
        locks.lock_out(
            account=world.place.hats["practitioner:Police"].account,
            person_id=world.alleged.pk,
            why="His brother",
            by=world.idva,
        )


def test_who_is_locked_out_here_sees_neither_packet_nor_case_there(
    case_world: CaseWorld, northmere: Place, there: Actor, two_hats: Actor
) -> None:
    sent = send(case_world, northmere)
    with acting_as(two_hats):
        assert Transfer.objects.count() == 1
    lock_out_police(case_world)
    with acting_as(two_hats):
        assert Transfer.objects.count() == 0
        assert waiting_for(two_hats) == []
    with acting_as(there):
        made = transfers.receive(transfer=sent, by=there)
    with acting_as(two_hats):
        assert Case.objects.count() == 0
        assert PersonVersion.objects.count() == 0
    with acting_as(there):
        assert Case.objects.get().pk == made.pk


def test_who_is_locked_out_there_does_not_see_the_case_here(
    case_world: CaseWorld, northmere: Place, there: Actor, two_hats: Actor
) -> None:
    case_world.share("Police")
    sent = send(case_world, northmere)
    with acting_as(case_world.police):
        assert Case.objects.count() == 1
    with acting_as(there):
        case = transfers.receive(transfer=sent, by=there)
        victim = case.parties.get(side=Side.VICTIM)
        locks.lock_out(
            account=case_world.place.hats["practitioner:Police"].account,
            person_id=victim.person_id,
            why="Her cousin",
            by=there,
        )
    with acting_as(case_world.police):
        assert Case.objects.count() == 0


# Telling the team


def told(world: CaseWorld, northmere: Place, sent: Transfer) -> dict[str, str]:
    """Who was written to, and with which letter, after the job ran."""
    tell_receivers(
        transfer_id=str(sent.pk),
        case_id=str(world.case.pk),
        partnership_id=northmere.partnership.pk,
        team_id=northmere.teams["Council"].pk,
    )
    with acting_as(Actor.from_job("access.setup", northmere.partnership.pk)):
        return {m.address: m.letter for m in Message.objects.all()}


def test_the_receiving_coordinator_is_told_that_there_is_work_and_no_more(
    case_world: CaseWorld, northmere: Place
) -> None:
    sent = send(case_world, northmere)
    assert told(case_world, northmere, sent) == {
        northmere.hats["marac_coordinator"].account.email: "cases.transfer_waits"
    }
    message = Message.objects.get()
    assert set(message.context) <= {"link"}
    assert str(sent.pk) not in str(message.context)


def test_who_is_locked_out_is_not_told(
    case_world: CaseWorld, northmere: Place, two_hats: Actor
) -> None:
    lock_out_police(case_world)
    sent = send(case_world, northmere)
    mine = case_world.place.hats["practitioner:Police"].account.email
    assert mine not in told(case_world, northmere, sent)


def test_when_nobody_may_be_told_those_who_keep_roles_are(
    case_world: CaseWorld, northmere: Place
) -> None:
    sent = send(case_world, northmere)
    for role in ("marac_coordinator", "practitioner"):
        account = northmere.hats[role].account
        account.is_active = False
        account.save(update_fields=["is_active"])
    assert told(case_world, northmere, sent) == {
        northmere.hats[role].account.email: "cases.nobody_can_take_it"
        for role in ("administrator", "auditor")
    }
