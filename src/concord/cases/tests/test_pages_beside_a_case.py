"""Households, processes, the other side's case and transfers, by their pages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from concord.access.actor import acting_as
from concord.access.models import Part, Side
from concord.access.testing import Place, wear
from concord.cases.testing import CaseWorld
from concord.people.models import HouseholdMember, Relationship

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def text(page: Any) -> str:
    """The words of a page, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def day(name: str) -> dict[str, str]:
    """Today in the three boxes of a date."""
    return {
        f"{name}_day": str(TODAY.day),
        f"{name}_month": str(TODAY.month),
        f"{name}_year": str(TODAY.year),
    }


@pytest.fixture
def worker(client: Client, case_world: CaseWorld) -> Client:
    return wear(client, case_world.place.hats["practitioner:Specialist service"])


@pytest.fixture
def parties(case_world: CaseWorld) -> dict[str, str]:
    """The key of each party, by side."""
    with acting_as(case_world.idva):
        return {p.side: str(p.pk) for p in case_world.case.parties.all()}


def test_a_relationship_is_recorded_and_ends(
    worker: Client, case_world: CaseWorld, parties: dict[str, str]
) -> None:
    address = f"/cases/{case_world.case.pk}/"
    said = {"a": parties["alleged"], "kind": "ex_partner", "b": parties["victim"]}
    worker.post(f"{address}related/", said)
    assert "Barnard Crakehall, former partner of Marigold" in text(worker.get(address))
    again = worker.post(f"{address}related/", said)
    assert "This is recorded already" in text(again)
    with acting_as(case_world.idva):
        relation = Relationship.objects.get()
    over = f"{address}related/{relation.pk}/"
    assert "until when" in text(worker.post(over, {"how": "over"}))
    worker.post(over, {"how": "over"} | day("last_day"))
    assert "until" in text(worker.get(address))
    worker.post(over, {"how": "mistake"})
    assert "former partner" not in text(worker.get(address))


def test_a_household_is_recorded_and_people_move(
    worker: Client, case_world: CaseWorld, parties: dict[str, str]
) -> None:
    address = f"/cases/{case_world.case.pk}/"
    one = worker.post(f"{address}household/", {"persons": [parties["victim"]]})
    assert "at least two people" in text(one)
    worker.post(
        f"{address}household/", {"persons": [parties["victim"], parties["child"]]}
    )
    with acting_as(case_world.idva):
        member = HouseholdMember.objects.select_related("household").first()
    assert member is not None
    move_in = f"{address}household/{member.household_id}/move-in/"
    worker.post(move_in, {"person": parties["alleged"]})
    there = text(worker.post(move_in, {"person": parties["alleged"]}))
    assert "They live there already" in there
    worker.post(f"{address}household/move-out/{member.pk}/")
    with acting_as(case_world.idva):
        assert HouseholdMember.objects.get(pk=member.pk).valid.isempty


def test_a_process_is_added_by_a_team_that_is_let_in_and_ended_by_the_holder(
    client: Client, case_world: CaseWorld, parties: dict[str, str]
) -> None:
    case_world.share("Police", (Part.IDENTITY, Side.ALLEGED))
    wear(client, case_world.place.hats["practitioner:Police"])
    address = f"/cases/{case_world.case.pk}/"
    hidden = client.post(
        f"{address}process/", {"kind": "mappa", "about": parties["victim"]}
    )
    assert hidden.status_code == 422, "the victim is not theirs to choose"
    client.post(
        f"{address}process/",
        {"kind": "mappa", "about": parties["alleged"], "led_by": "Probation"},
    )
    wear(client, case_world.place.hats["practitioner:Specialist service"])
    page = client.get(address).content.decode()
    assert "Led by Probation" in text(client.get(address))
    ends = re.findall(r'href="([^"]+/end/)"', page)
    assert len(ends) == 1
    client.post(ends[0], day("on") | {"note": "Level 1"})
    assert "Level 1" in text(client.get(address))


def test_the_banner_stands_on_both_cases_for_who_may_see_both(
    idva_page: Client, client: Client, lively: CaseWorld
) -> None:
    his: Any = lively.more["his"]
    here = text(idva_page.get(f"/cases/{lively.case.pk}/"))
    assert f"See case {his.ref} : the victim of this case is the main victim" in here
    there = text(idva_page.get(f"/cases/{his.pk}/"))
    assert f"See case {lively.case.ref} : the victim of the other case" in there
    wear(client, lively.place.hats["practitioner:Police"])  # sees one of them
    assert "accuse" not in text(client.get(f"/cases/{lively.case.pk}/")).replace(
        "They accuse each other: name the other case", ""
    )


def test_a_later_view_takes_the_place_of_the_banner(
    idva_page: Client, lively: CaseWorld
) -> None:
    his: Any = lively.more["his"]
    address = f"/cases/{his.pk}/other-side/"
    wrong = idva_page.post(address, {"ref": "2345-BCDF", "view": "both", "why": "x"})
    assert "no case with this reference that your team can see" in text(wrong)
    idva_page.post(address, {"ref": lively.case.ref, "view": "both", "why": "Bruises"})
    said = text(idva_page.get(f"/cases/{lively.case.pk}/"))
    assert "Both are victims" in said
    assert "1 earlier view" in said


# Transfers


def test_a_case_is_sent_received_and_heard_by_the_pages(
    client: Client, case_world: CaseWorld, northmere: Place, parties: dict[str, str]
) -> None:
    wear(client, case_world.place.hats["practitioner:Specialist service"])
    address = f"/cases/{case_world.case.pk}/send/"
    assert "Northmere Council" in text(client.get(address))
    packet = {
        "to_team": str(northmere.teams["Council"].pk),
        "about": [parties["victim"], parties["alleged"]],
        "why": "She moves there.",
    }
    refused = client.post(address, packet | {"summary": "At EX1 2MP now"})
    assert "This has a postcode in it" in text(refused)
    assert "At EX1 2MP now" in refused.content.decode()
    sent = client.post(address, packet | {"summary": "He doesn't know."})
    out = sent.headers["Location"]
    assert "Waits to be received" in text(client.get(out))
    assert client.post(f"{out}receive/").status_code == 404, "not by who sent it"
    coordinator = wear(Client(), northmere.hats["marac_coordinator"])
    home = coordinator.get("/").content.decode()
    assert "Receive a case from another partnership" in home
    assert "Thistlewood" not in home
    assert case_world.case.ref not in home
    page = text(coordinator.get(out))
    assert "Marigold Thistlewood" in page
    assert "Clover" not in page
    assert "Elmbrook Specialist service" in page
    taken = coordinator.post(f"{out}receive/")
    assert re.fullmatch(r"/cases/[0-9a-f-]{36}/", taken.headers["Location"])
    assert "From Elmbrook" in text(coordinator.get(taken.headers["Location"]))
    assert "Receive a case" not in coordinator.get("/").content.decode()
    coordinator.post(out, day("on"))
    again = text(coordinator.post(f"{out}receive/", follow=True))
    assert "A colleague has received this already" in again
    assert f"Heard on {TODAY:%-d %B %Y}" in text(client.get(out))
    assert "Received by Northmere" in text(client.get(f"/cases/{case_world.case.pk}/"))


def test_with_nobody_to_send_to_the_page_says_what_to_do(
    worker: Client, case_world: CaseWorld
) -> None:
    page = worker.get(f"/cases/{case_world.case.pk}/send/")
    assert "No other partnership uses Concord here" in text(page)
