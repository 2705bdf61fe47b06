"""Records of persons by their pages: the team's list, correcting, linking."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from concord.access.actor import acting_as
from concord.access.models import Event
from concord.access.testing import wear
from concord.cases.testing import CaseWorld, known
from concord.people.actions import persons
from concord.people.models import SamePerson

pytestmark = pytest.mark.django_db


def text(page: Any) -> str:
    """The words of a page, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def correction(**change: str) -> dict[str, str]:
    """The correcting form as it stands for version 1 of the victim, but `change`."""
    return {
        "given_name": "Marigold",
        "family_name": "Thistlewood",
        "born_day": "14",
        "born_month": "3",
        "born_year": "1991",
        "sex": "not_known",
        "why": "She told us",
        "seen": "1",
    } | change


def test_the_list_is_of_the_own_team_and_its_reading_is_kept(
    client: Client, case_world: CaseWorld
) -> None:
    case_world.share("Police")
    with acting_as(case_world.police):
        persons.record(known=known("Hazel", "Underhill"), by=case_world.police)
    wear(client, case_world.place.hats["practitioner:Police"])
    page = text(client.get("/cases/persons/"))
    assert "Hazel Underhill" in page
    assert "Thistlewood" not in page, "shared, but another team's record"
    wear(client, case_world.place.hats["practitioner:Specialist service"])
    page = text(client.get("/cases/persons/"))
    for name in ("Marigold Thistlewood", "Barnard Crakehall", "Clover Thistlewood"):
        assert name in page
    assert "Hazel" not in page
    with acting_as(case_world.place.actor("auditor")):
        read = Event.objects.filter(door="cases:persons", verb="list").latest("id")
    assert set(read.person_ids) >= {case_world.victim.pk, case_world.alleged.pk}


def test_the_list_shows_what_is_known_now_once_for_each(
    client: Client, lively: CaseWorld
) -> None:
    wear(client, lively.place.hats["practitioner:Specialist service"])
    with acting_as(lively.idva):
        persons.correct(
            person=lively.alleged, known=known("Bernard", "Crakehall"), by=lively.idva
        )
    page = client.get("/cases/persons/").content.decode()
    assert page.count(f'href="/cases/persons/{lively.alleged.pk}/"') == 1
    assert "Bernard Crakehall" in page


def test_a_correction_keeps_what_was_known_before(
    client: Client, case_world: CaseWorld
) -> None:
    wear(client, case_world.place.hats["practitioner:Specialist service"])
    address = f"/cases/persons/{case_world.victim.pk}/"
    shown = client.get(f"{address}correct/").content.decode()
    assert 'value="Marigold"' in shown
    assert 'value="1991"' in shown
    refused = client.post(f"{address}correct/", correction(why=""))
    assert refused.status_code == 422
    done = client.post(f"{address}correct/", correction(family_name="Rowan"))
    assert done.headers["Location"] == address
    page = text(client.get(address))
    assert "Marigold Rowan, born 14 March 1991" in page
    assert "Marigold Thistlewood, born 14 March 1991" in page
    assert "She told us" in page


def test_who_was_slower_reads_what_the_other_wrote_and_loses_nothing(
    client: Client, case_world: CaseWorld
) -> None:
    wear(client, case_world.place.hats["practitioner:Specialist service"])
    address = f"/cases/persons/{case_world.victim.pk}/correct/"
    client.post(address, correction(given_name="Mary", why="From her passport"))
    late = client.post(address, correction(language="Welsh", why="She speaks Welsh"))
    assert late.status_code == 422
    said = text(late)
    assert "Somebody corrected this record while you were writing" in said
    assert "What Invented Practitioner wrote meanwhile" in said
    assert "Mary Thistlewood" in said
    assert "From her passport" in said
    shown = late.content.decode()
    for kept in ('value="Marigold"', 'value="Welsh"', 'value="She speaks Welsh"'):
        assert kept in shown
    assert re.search(r'name="seen"[^>]*value="2"|value="2"[^>]*name="seen"', shown)
    with acting_as(case_world.idva):
        assert case_world.victim.versions.count() == 2
    client.post(
        address,
        correction(given_name="Mary", language="Welsh", why="She speaks it", seen="2"),
    )
    with acting_as(case_world.idva):
        last = persons.latest(case_world.victim)
        assert last is not None
        assert (last.n, last.given_name, last.language) == (3, "Mary", "Welsh")


def test_a_record_of_another_team_is_read_and_not_corrected(
    client: Client, case_world: CaseWorld
) -> None:
    case_world.share("Police")
    wear(client, case_world.place.hats["practitioner:Police"])
    address = f"/cases/persons/{case_world.victim.pk}/"
    page = client.get(address)
    assert "Only that team corrects it" in text(page)
    assert "correct/" not in page.content.decode()
    assert client.post(f"{address}correct/", correction()).status_code == 404


# Two records of one person


def test_a_like_record_is_offered_linked_and_taken_apart_again(
    client: Client, case_world: CaseWorld
) -> None:
    idva = case_world.idva
    with acting_as(idva):
        again = persons.record(known=known("Mari", "THISTLEWOOD"), by=idva)
    wear(client, case_world.place.hats["practitioner:Specialist service"])
    address = f"/cases/persons/{case_world.victim.pk}/"
    offered = text(client.get(f"{address}same/"))
    assert "Mari THISTLEWOOD" in offered
    assert "Clover" not in offered, "she stands beside her in a case"
    refused = client.post(f"{address}same/", {"other": str(again.pk), "evidence": ""})
    assert "Say how you know" in text(refused)
    client.post(f"{address}same/", {"other": str(again.pk), "evidence": "Her passport"})
    page = text(client.get(address))
    assert "Mari THISTLEWOOD" in page
    assert "Her passport" in page
    with acting_as(idva):
        link = SamePerson.objects.get()
    client.post(f"{address}same/{link.pk}/", {"why": "Another birthday"})
    page = text(client.get(address))
    assert "Another birthday" in page
    assert "Ended" in page


def test_a_record_is_offered_from_the_case_that_is_named(
    client: Client, lively: CaseWorld
) -> None:
    """The alleged of his case is called otherwise: nothing alike, but the reference."""
    idva, his = lively.idva, lively.more["his"]
    with acting_as(idva):
        lonely = persons.record(known=known("Xanthe", "Quill"), by=idva)
    wear(client, lively.place.hats["practitioner:Specialist service"])
    address = f"/cases/persons/{lonely.pk}/same/"
    assert "a like name or the same day of birth" in text(client.get(address))
    page = client.post(
        address,
        {"ref": his.ref, "look": "1", "evidence": "Same"},  # type: ignore[attr-defined]
    )
    assert page.status_code == 200
    assert "Barnard Crakehall" in text(page)
    assert "Same" in page.content.decode(), "nothing typed is lost"
    none = client.post(address, {"ref": "2345-BCDF", "look": "1"})
    assert "No record of your team is in such a case" in text(none)


def test_two_sides_are_refused_in_plain_words(
    client: Client, lively: CaseWorld
) -> None:
    """His record in her case, offered by the reference of that case."""
    wear(client, lively.place.hats["practitioner:Specialist service"])
    page = client.post(
        f"/cases/persons/{lively.victim.pk}/same/",
        {
            "ref": lively.case.ref,
            "other": str(lively.alleged.pk),
            "evidence": "The same address",
        },
    )
    assert page.status_code == 422
    assert "they stand on two sides of a case, or are related" in text(page)
    assert "The same address" in page.content.decode()
