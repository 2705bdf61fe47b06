"""Every address of cases with every kind of hat: who gets in, and who sees nothing."""

from __future__ import annotations

import html
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from concord.access.actions import emergencies, locks
from concord.access.actor import acting_as
from concord.access.models import Side
from concord.access.testing import Place, wear
from concord.cases.testing import CaseWorld
from concord.cases.urls.cases import urlpatterns
from concord.partnership.roles import SEES_PEOPLE, Role

pytestmark = pytest.mark.django_db

ONLY_POST = frozenset({"receive", "move_out", "likely"})
LISTS = frozenset({"alike", "index", "find", "open", "likely", "persons", "transfers"})
# What a team sees that is let in to who they are, on all sides.
SHARED = LISTS | {
    "person",
    "case",
    "sheet",
    "about",
    "household",
    "add_process",
    "counter",
}
# In an emergency a case can be read, and nothing leaves it or is written.
EMERGENCY = LISTS | {"person", "case"}
EVERYTHING = {str(found.name) for found in urlpatterns} - {"receive"}


def addresses(world: CaseWorld) -> dict[str, str]:
    """An address of each page, about the case of Marigold Thistlewood."""
    case, more = world.case.pk, world.more
    with acting_as(world.idva):
        child = next(p for p in world.case.parties.all() if p.side == Side.CHILD)
        her = next(p for p in world.case.parties.all() if p.side == Side.VICTIM)
    victim = world.victim.pk
    args: dict[str, list[object]] = {
        **{name: [] for name in LISTS},
        **{name: [victim] for name in ("person", "correct_person", "same_person")},
        "not_same": [victim, more["link"].pk],  # type: ignore[attr-defined]
        "merge": [victim],
        "merge_with": [victim, more["again"].pk],  # type: ignore[attr-defined]
        "merged": [victim, more["merge"].pk],  # type: ignore[attr-defined]
        "add_number": [victim],
        "end_number": [victim, more["number"].pk],  # type: ignore[attr-defined]
        "about": [case, her.pk],
        "transfer": [more["transfer"].pk],  # type: ignore[attr-defined]
        "receive": [more["transfer"].pk],  # type: ignore[attr-defined]
        "add_person": [case, "child"],
        "leave": [case, child.pk],
        "relation_over": [case, more["relation"].pk],  # type: ignore[attr-defined]
        "move_in": [case, more["home"].pk],  # type: ignore[attr-defined]
        "move_out": [case, more["member"].pk],  # type: ignore[attr-defined]
        "end_process": [case, more["process"].pk],  # type: ignore[attr-defined]
    }
    return {
        str(found.name): reverse(
            f"cases:{found.name}", args=args.get(str(found.name), [case])
        )
        for found in urlpatterns
    }


def gets_in(browser: Client, world: CaseWorld) -> set[str]:
    found = set()
    for name, address in addresses(world).items():
        send = browser.post if name in ONLY_POST else browser.get
        status = send(address).status_code
        assert status in (200, 302, 404), (name, status)
        if status != 404:
            found.add(name)
    return found


def test_the_team_that_holds_a_case_gets_everywhere(
    idva_page: Client, lively: CaseWorld
) -> None:
    assert gets_in(idva_page, lively) == EVERYTHING


@pytest.mark.parametrize("role", sorted(set(Role) - SEES_PEOPLE))
def test_a_role_that_sees_no_people_gets_nowhere(
    client: Client, lively: CaseWorld, role: Role
) -> None:
    assert gets_in(wear(client, lively.place.hats[role]), lively) == set()


def test_a_team_without_a_decision_sees_only_lists_of_its_own(
    client: Client, lively: CaseWorld
) -> None:
    wear(client, lively.place.hats["practitioner:Housing"])
    assert gets_in(client, lively) == LISTS
    for name in LISTS:
        send = client.post if name in ONLY_POST else client.get
        page = send(addresses(lively)[name]).content.decode()
        assert lively.case.ref not in page, name
        assert "Thistlewood" not in page, name


def test_a_team_that_is_let_in_reads_and_adds_its_own(
    client: Client, lively: CaseWorld
) -> None:
    wear(client, lively.place.hats["practitioner:Police"])
    assert gets_in(client, lively) == SHARED


def test_in_an_emergency_a_case_is_read_and_nothing_leaves_it(
    client: Client, lively: CaseWorld
) -> None:
    health = lively.health
    with acting_as(health):
        emergencies.open_case(ref=lively.case.ref, why="Now", minutes=9, by=health)
    wear(client, lively.place.hats["practitioner:Health"])
    assert gets_in(client, lively) == EMERGENCY


@pytest.mark.parametrize("key", ["Police", "Specialist service"])
def test_who_is_locked_out_sees_nothing_of_it_anywhere(
    client: Client, lively: CaseWorld, key: str
) -> None:
    """The team that is let in, and even the worker who opened the case herself."""
    hat = lively.place.hats[f"practitioner:{key}"]
    for_all = addresses(lively)
    with acting_as(lively.idva):
        locks.lock_out(
            account=hat.account,
            person_id=lively.alleged.pk,
            why="A relative",
            by=lively.idva,
        )
    wear(client, hat)
    for name, address in for_all.items():
        send = client.post if name in ONLY_POST else client.get
        page = send(address)
        assert page.status_code == (200 if name in LISTS else 404), name
        for hidden in (
            lively.case.ref,
            str(lively.case.pk),
            str(lively.victim.pk),
            str(lively.alleged.pk),
            "Goldie",  # another record of her
            "Clover",
        ):
            assert hidden not in page.content.decode(), (name, hidden)


def test_another_partnership_gets_only_what_was_sent_to_it(
    client: Client, lively: CaseWorld, northmere: Place
) -> None:
    wear(client, northmere.hats["practitioner:Specialist service"])
    assert gets_in(client, lively) == LISTS
    wear(client, northmere.hats["marac_coordinator"])
    assert gets_in(client, lively) == LISTS | {"transfer", "receive"}


def test_not_there_and_not_yours_look_the_same(
    client: Client, lively: CaseWorld
) -> None:
    wear(client, lively.place.hats["practitioner:Housing"])
    there = addresses(lively)
    found = {
        re.sub(r'(value|nonce)="[^"]{20,}"', "", client.get(address).content.decode())
        for address in (
            there["case"],
            there["correct_person"],
            there["transfer"],
            reverse("cases:case", args=[uuid.uuid4()]),
            reverse("cases:person", args=[uuid.uuid4()]),
        )
    }
    assert len(found) == 1


def test_titles_headings_and_addresses_name_nobody(
    idva_page: Client, lively: CaseWorld
) -> None:
    for name, address in addresses(lively).items():
        if name in ONLY_POST:
            continue
        page = html.unescape(idva_page.get(address).content.decode())
        said = re.findall(r"<(?:title|h1)[^>]*>(.*?)</", page, re.DOTALL)
        said += re.findall(r'(?:href|action|src|formaction)="([^"]*)"', page)
        assert said
        for words in said:
            for person in ("Marigold", "Thistlewood", "Barnard", "Crakehall", "Clover"):
                assert person.lower() not in words.lower(), (name, words)


def test_lists_of_cases_and_transfers_name_nobody(
    idva_page: Client, client: Client, lively: CaseWorld
) -> None:
    for address in (
        "/cases/",
        "/cases/?show=shared",
        "/cases/?export=csv",
        "/cases/transfers/?show=out",
    ):
        page = idva_page.get(address).content.decode()
        assert "Thistlewood" not in page, address
        assert "Crakehall" not in page, address


def test_one_filled_button_a_page(idva_page: Client, lively: CaseWorld) -> None:
    for name, address in addresses(lively).items():
        if name in ONLY_POST:
            continue
        page = idva_page.get(address).content.decode()
        filled = re.findall(r'class="govuk-button cc-btn"', page)
        assert len(filled) <= 1, name
