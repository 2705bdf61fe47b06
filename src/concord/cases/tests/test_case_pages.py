"""The list of cases, finding one, and what the page and the sheet of a case show."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from concord.access.actions import sharing
from concord.access.actor import Actor, acting_as
from concord.access.models import Event, Part, Side
from concord.access.testing import wear
from concord.cases.actions import cases
from concord.cases.actions.opening import Newcomer, bring_in, open_new
from concord.cases.models import Case
from concord.cases.testing import CaseWorld, known
from concord.people.models import ConfidentialLocation, ContactPoint

pytestmark = pytest.mark.django_db

NONE = "There is no case with this reference that your team can see"
REST = "Other parts of this case are not shared with your team."


def text(page: Any) -> str:
    """The words of a page, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def events(world: CaseWorld, **wanted: Any) -> list[Event]:
    """What the audit has, as the auditor reads it."""
    with acting_as(world.place.actor("auditor")):
        return list(Event.objects.filter(**wanted).order_by("id"))


def refs(page: Any) -> set[str]:
    """The references of a page. Figures in the id of a link can look like one."""
    reference = r"(?<![\w-])[2-9B-Z]{4}-[2-9B-Z]{4}(?![\w-])"
    return set(re.findall(reference, page.content.decode()))


# The list


def test_cases_stand_in_the_list_that_they_belong_to(
    client: Client, case_world: CaseWorld
) -> None:
    idva, police = case_world.idva, case_world.police
    case_world.share("Police")
    with acting_as(police):
        theirs = open_new(
            victim=Newcomer(known=known("H", "U")), alleged=[Newcomer()], by=police
        )
        handed = open_new(
            victim=Newcomer(known=known("H", "V")), alleged=[Newcomer()], by=police
        )
        sharing.hand_over(
            case_id=handed.pk,
            to=case_world.place.teams["Specialist service"],
            why="They take it on",
            reason=case_world.reason(basis="public_task", condition="safeguarding"),
            by=police,
        )
    wear(client, case_world.place.hats["practitioner:Police"])
    assert refs(client.get("/cases/")) - {"2345-BCDF"} == {theirs.ref}
    shared = refs(client.get("/cases/?show=shared")) - {"2345-BCDF"}
    assert shared == {case_world.case.ref}
    on = refs(client.get("/cases/?show=handed_on")) - {"2345-BCDF"}
    assert on == {handed.ref}
    wear(client, case_world.place.hats["practitioner:Specialist service"])
    held = refs(client.get("/cases/")) - {"2345-BCDF"}
    assert held == {case_world.case.ref, handed.ref}
    by_police = f"/cases/?by={police.team_id}"
    assert refs(client.get(by_police)) - {"2345-BCDF"} == {handed.ref}
    with acting_as(idva):
        cases.close(case=case_world.case, why="Ended as planned", by=idva)
    closed = refs(client.get("/cases/?state=closed")) - {"2345-BCDF"}
    assert closed == {case_world.case.ref}


def test_an_empty_list_says_why_and_what_to_do(
    client: Client, case_world: CaseWorld
) -> None:
    wear(client, case_world.place.hats["practitioner:Housing"])
    page = client.get("/cases/")
    assert "Your team holds no case. Open one" in text(page)
    assert 'href="/cases/open/"' in page.content.decode()
    assert "No case is shared with your team" in text(client.get("/cases/?show=shared"))
    assert "handed no case on" in text(client.get("/cases/?show=handed_on"))


def test_reading_a_list_is_kept_as_such_and_a_file_as_an_export(
    idva_page: Client, lively: CaseWorld
) -> None:
    idva_page.get("/cases/")
    listed = events(lively, door="cases:index", verb="list")[-1]
    assert set(listed.case_ids) == {lively.case.pk, lively.more["his"].pk}  # type: ignore[attr-defined]
    file = idva_page.get("/cases/?export=csv")
    lines = file.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Reference,Opened,Opened by,State,Closed"
    assert len(lines) == 3
    exported = events(lively, door="cases:index", verb="export")
    assert [set(one.case_ids) for one in exported] == [set(listed.case_ids)]


# Finding


@pytest.mark.parametrize("typed", ["{ref}", " {ref} ", "{low}", "{plain}"])
def test_a_case_is_found_by_its_reference_however_it_is_typed(
    idva_page: Client, lively: CaseWorld, typed: str
) -> None:
    ref = lively.case.ref
    said = typed.format(ref=ref, low=ref.lower(), plain=ref.replace("-", ""))
    found = idva_page.post("/cases/find/", {"ref": said})
    assert found.status_code == 302
    assert found.headers["Location"] == f"/cases/{lively.case.pk}/"
    search = events(lively, door="cases:find", verb="search")[-1]
    assert search.case_ids == [lively.case.pk]
    assert search.terms_mark is not None, "what was typed is kept, encrypted"


def test_a_case_of_others_and_none_at_all_are_answered_alike(
    client: Client, lively: CaseWorld
) -> None:
    wear(client, lively.place.hats["practitioner:Housing"])
    answers = set()
    for ref in (lively.case.ref, "2345-BCDF", "not a reference"):
        page = client.post("/cases/find/", {"ref": ref})
        assert page.status_code == 422
        assert NONE in text(page)
        assert f'value="{ref}"' in page.content.decode(), "nothing typed is lost"
        answers.add(
            re.sub(r'(value|nonce)="[^"]+"', "", page.content.decode()).replace(ref, "")
        )
    assert len(answers) == 1
    searches = events(lively, door="cases:find", verb="search")
    assert [(one.case_ids, one.n) for one in searches] == [([], 0)] * 3


def test_people_are_not_looked_up(idva_page: Client, lively: CaseWorld) -> None:
    page = idva_page.post("/cases/find/", {"ref": "Thistlewood"})
    assert NONE in text(page)
    for address in ("/cases/?q=Nobody", "/cases/persons/?q=Nobody"):
        unsearched = idva_page.get(address.partition("?")[0])
        assert len(refs(idva_page.get(address))) == len(refs(unsearched))


# One case


def test_the_page_shows_the_victim_first_and_gaps_as_gaps(
    idva_page: Client, lively: CaseWorld
) -> None:
    said = text(idva_page.get(f"/cases/{lively.case.pk}/"))
    order = [
        "They accuse each other.",
        "Marigold Thistlewood Victim",
        "14 March 1991",
        "Also called Goldie",
        "Sex not recorded",
        "Welsh Needs an interpreter",
        "Children",
        "Clover Thistlewood",
        "Person alleged to cause harm",
        "Barnard Crakehall",
        "Name not known",
        "Barnard Crakehall, former partner of Marigold Thistlewood",
        "Who lives together",
        "Child protection plan , about Clover Thistlewood",
        "The case was opened",
        "Your team holds it. Police see parts of it.",
    ]
    places = [said.index(words) for words in order]
    assert places == sorted(places)
    assert REST not in said
    assert "Case record" not in said


def test_what_is_not_shared_is_absent_and_the_same_sentence_stands_there(
    client: Client, case_world: CaseWorld
) -> None:
    """Whether or not there is anything else, a team that is let in reads the same."""
    address = f"/cases/{case_world.case.pk}/"
    case_world.share("Police", (Part.IDENTITY, Side.VICTIM))
    case_world.share("Housing")
    wear(client, case_world.place.hats["practitioner:Police"])
    partly = text(client.get(address))
    assert "Marigold Thistlewood" in partly
    for hidden in ("Barnard", "Clover", "Children", "alleged", "Housing"):
        assert hidden not in partly, hidden
    wear(client, case_world.place.hats["practitioner:Housing"])
    wholly = text(client.get(address))
    assert "Clover Thistlewood" in wholly
    assert REST in partly
    assert REST in wholly


def test_only_the_one_side_that_is_shared_is_shown(
    client: Client, case_world: CaseWorld
) -> None:
    case_world.share("Police", (Part.IDENTITY, Side.ALLEGED))
    wear(client, case_world.place.hats["practitioner:Police"])
    said = text(client.get(f"/cases/{case_world.case.pk}/"))
    assert "Barnard Crakehall" in said
    assert "Marigold" not in said
    assert "Thistlewood" not in said


def test_reading_a_case_is_kept_with_all_that_it_showed(
    idva_page: Client, lively: CaseWorld
) -> None:
    idva_page.get(f"/cases/{lively.case.pk}/")
    read = events(lively, door="cases:case")[-1]
    assert lively.case.pk in read.case_ids
    assert {lively.victim.pk, lively.alleged.pk, lively.child.pk} <= set(
        read.person_ids
    )
    assert "identity" in read.parts


def test_the_page_of_a_case_asks_as_much_for_many_people_as_for_few(
    client: Client, case_world: CaseWorld
) -> None:
    idva: Actor = case_world.idva
    wear(client, case_world.place.hats["practitioner:Specialist service"])
    address = f"/cases/{case_world.case.pk}/"

    def queries() -> int:
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    few = queries()
    with acting_as(idva):
        for n in range(8):
            bring_in(
                case=case_world.case,
                newcomer=Newcomer(known=known(f"Child {n}", "T"), relation="child"),
                side=Side.CHILD,
                by=idva,
            )
    many = queries()
    assert many <= few + 1, "one more for relationships that are there now"
    assert many <= 30


def test_the_lists_ask_as_much_for_many_rows_as_for_few(
    client: Client, case_world: CaseWorld
) -> None:
    idva = case_world.idva
    wear(client, case_world.place.hats["practitioner:Specialist service"])

    def queries(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    pages = ("/cases/", "/cases/persons/")
    few = [queries(address) for address in pages]
    with acting_as(idva):
        for n in range(6):
            open_new(
                victim=Newcomer(known=known(f"Hazel {n}", "U")),
                alleged=[Newcomer()],
                by=idva,
            )
    assert [queries(address) for address in pages] == few


# The sheet


def test_the_sheet_shows_no_place_and_no_way_to_reach_anybody(
    idva_page: Client, lively: CaseWorld
) -> None:
    mine = {
        "partnership_id": lively.idva.here,
        "owner_team_id": lively.idva.team_id,
        "written_by_id": lively.idva.membership_id,
        "person": lively.victim,
        "case_id": lively.case.pk,
        "side": Side.VICTIM,
    }
    with acting_as(lively.idva):
        ContactPoint.objects.create(
            **mine, part="contact", kind="mobile", value="07700 900 123", source="She"
        )
        ContactPoint.objects.create(
            **mine, part="location", kind="address", value="1 Made Up Row", source="She"
        )
        ConfidentialLocation.objects.create(
            **mine, part="location", kind="refuge", where="Made Up House"
        )
    said = text(idva_page.get(f"/cases/{lively.case.pk}/sheet/"))
    assert "Marigold Thistlewood" in said
    assert "OFFICIAL-SENSITIVE" in said
    for secret in ("07700", "Made Up"):
        assert secret not in said
    printed = events(lively, door="cases:sheet")[-1]
    assert printed.verb == "print"
    assert not {"location", "contact"} & set(printed.parts)


def test_who_left_is_on_the_page_and_not_on_the_sheet(
    idva_page: Client, lively: CaseWorld
) -> None:
    with acting_as(lively.idva):
        child = lively.case.parties.get(side=Side.CHILD)
    idva_page.post(
        f"/cases/{lively.case.pk}/people/{child.pk}/leave/",
        {
            "on_day": lively.case.opened_on.day,
            "on_month": lively.case.opened_on.month,
            "on_year": lively.case.opened_on.year,
            "why": "Lives with an aunt",
        },
    )
    page = text(idva_page.get(f"/cases/{lively.case.pk}/"))
    assert "Clover Thistlewood left the case" in page
    assert "Lives with an aunt" in page
    sheet = text(idva_page.get(f"/cases/{lively.case.pk}/sheet/"))
    assert "Born 2 September 2019" not in sheet


# Closing


def test_a_case_is_closed_and_opened_again_from_its_page(
    idva_page: Client, lively: CaseWorld
) -> None:
    address = f"/cases/{lively.case.pk}/close/"
    refused = idva_page.post(address, {"why": ""})
    assert refused.status_code == 422
    idva_page.post(address, {"why": "Support ended as planned"})
    page = idva_page.get(f"/cases/{lively.case.pk}/")
    assert "The case was closed" in text(page)
    assert "Support ended as planned" in text(page)
    assert "Open it again" in text(page)
    idva_page.post(address, {"why": "She rang"})
    with acting_as(lively.idva):
        assert Case.objects.get(pk=lively.case.pk).state == Case.State.OPEN


def test_why_a_case_closed_is_for_the_team_that_holds_it(
    client: Client, case_world: CaseWorld
) -> None:
    case_world.share("Police", (Part.IDENTITY, Side.ALLEGED))
    with acting_as(case_world.idva):
        cases.close(case=case_world.case, why="She moved away", by=case_world.idva)
    wear(client, case_world.place.hats["practitioner:Police"])
    said = text(client.get(f"/cases/{case_world.case.pk}/"))
    assert "Closed" in said
    assert "She moved away" not in said
