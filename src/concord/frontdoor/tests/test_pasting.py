"""Notifications of the police, laid out as five forces might: nothing is lost."""

from __future__ import annotations

import html
import re
import time
from urllib.parse import quote

import pytest
from django.http import HttpResponse, QueryDict
from django.test import Client

from concord.access.actor import acting_as
from concord.access.testing import Place, wear
from concord.frontdoor.forms.pasting import filled
from concord.frontdoor.models import Draft, Referral
from concord.frontdoor.notifications import read
from concord.frontdoor.testing import at_door
from concord.frontdoor.tests.test_pages import WHOLE

BY_LINES = """Victim: Petronella Wychwood
DOB: 21/05/1988
Address: 4 Lantern Row, Elmbrook ZZ1 1ZZ
Suspect: Osgood Fenwickson
Incident no: 4471/26
Circumstances: He waited outside her work again
and broke her telephone. She said: "I am afraid."
"""
BY_HEADINGS = """*** DOMESTIC ABUSE NOTIFICATION ***
VICTIM DETAILS
Surname: WYCHWOOD
Forename(s): PETRONELLA ANN
D.O.B: 21.05.88
Sex: F
Address: 4 Lantern Row
  Elmbrook
  ZZ1 1ZZ
Tel No: 07700 900141

SUSPECT DETAILS
Name - FENWICKSON, Osgood
Relationship to victim - ex-husband
Address - 9 Mill Walk, ZZ1 1ZZ

CHILDREN
- Tansy Wychwood 03/02/2020
- Bram Wychwood (dob 01/09/2017)
Children present: Yes
Date/time: 19/11/2026 22:40
DASH: 15, High
SUMMARY
Neighbours called. The door was broken.

Victim was upset.
"""
ON_ONE_LINE = """IP: WYCHWOOD, Petronella (F) DOB: 21/05/1988; Address: 4 Lantern Row \
ZZ1 1ZZ; Mobile: 07700 900141
Susp: Mr Osgood Fenwickson (boyfriend), 02/11/1985
Susp 2: Unknown male, brother of the above
Child(ren): Tansy Wychwood, Bram Wychwood
Consent: refused   Victim aware: yes
"""
IN_ANY_ORDER = """circumstances: Argument over money.
Child 2: Bram Wychwood
Child 1 name: Tansy Wychwood
Child 1 DOB: 03/02/2020
Child 1 school: Hill Nursery
SUSPECT NAME: Osgood Fenwickson
suspect address: 9 Mill Walk, ZZ1 1ZZ
Victim name: Petronella Wychwood
Victim phone: not known
Some words that nobody expected.
"""
AS_A_TABLE = (
    "Victim\tPetronella Wychwood\r\nDate of birth\t21/05/1988\r\n"
    "Suspect\tOsgood Fenwickson\r\nSuspect\tLeofric Marsh\r\n"
    "Victim\tOttilie Merrowdown\r\nDOB\t01/01/1990\r\nCrime ref\t22/881\r\n"
)
ALL = [BY_LINES, BY_HEADINGS, ON_ONE_LINE, IN_ANY_ORDER, AS_A_TABLE]


def names(people: list[dict[str, str]]) -> list[str]:
    return [
        f"{one.get('given_name', '')} {one.get('family_name', '')}" for one in people
    ]


@pytest.mark.parametrize("text", ALL)
def test_the_victim_and_the_suspect_are_found_however_it_is_laid_out(
    text: str,
) -> None:
    found = read(text)
    [victim, suspect] = names([found.victim, found.alleged[0]])
    assert victim.lower() in ("petronella wychwood", "petronella ann wychwood")
    assert suspect.lower() == "osgood fenwickson"


@pytest.mark.parametrize("text", ALL)
def test_every_word_of_a_notification_stands_somewhere(text: str) -> None:
    """In a field, or among the words; labels of what a field took may go."""
    pasted = filled(QueryDict(f"pasted={quote(text)}&alleged-rows=1&child-rows=0"))
    kept = " ".join(str(value) for value in pasted.data.values()).lower()
    for word in re.findall(r"[^\W_]{3,}", text.lower()):
        if word in LABELS or word.isdigit():
            continue
        assert word in kept, word


# Words of labels and of answers that became a choice in the form.
LABELS = re.findall(
    r"\w+",
    """victim dob address suspect circumstances details surname forename sex tel name
    relationship summary children present yes date birth mobile susp child ren consent
    aware phone school boyfriend time""",
)


def test_a_date_of_birth_and_an_address_come_into_their_boxes() -> None:
    victim = read(BY_HEADINGS).victim
    assert victim["born_day"] == "21"
    assert victim["born_year"] == "1988"
    assert victim["address"] == "4 Lantern Row, Elmbrook"
    assert victim["postcode"] == "ZZ1 1ZZ"
    assert (victim["sex"], victim["phone"]) == ("female", "07700 900141")


def test_several_children_each_with_their_own() -> None:
    listed, numbered = read(BY_HEADINGS).children, read(IN_ANY_ORDER).children
    assert names(listed) == ["Tansy Wychwood", "Bram Wychwood"]
    assert [one["born_year"] for one in listed] == ["2020", "2017"]
    assert names(numbered) == ["Tansy Wychwood", "Bram Wychwood"]
    assert (numbered[0]["school"], "school" in numbered[1]) == ("Hill Nursery", False)
    assert names(read(ON_ONE_LINE).children) == ["Tansy Wychwood", "Bram Wychwood"]


def test_what_happened_keeps_its_lines_up_to_the_next_label() -> None:
    said = read(BY_HEADINGS).about["what_happened"]
    assert said == "Neighbours called. The door was broken.\n\nVictim was upset."
    assert read(BY_LINES).about["what_happened"].endswith('She said: "I am afraid."')


def test_what_no_field_holds_is_left_word_for_word() -> None:
    assert read(BY_LINES).left == ["Incident no: 4471/26"]
    assert "DASH: 15, High" in read(BY_HEADINGS).left
    assert "Date/time: 19/11/2026 22:40" in read(BY_HEADINGS).left, "the hour"
    assert "Susp 2: Unknown male, brother of the above" in read(ON_ONE_LINE).left
    assert "Victim phone: not known" in read(IN_ANY_ORDER).left


def test_a_second_victim_is_left_because_a_referral_has_one() -> None:
    found = read(AS_A_TABLE)
    assert found.victim["family_name"] == "Wychwood"
    assert found.victim["born_year"] == "1988"
    assert "Victim\tOttilie Merrowdown" in found.left
    assert "DOB\t01/01/1990" in found.left


def test_two_suspects_are_two() -> None:
    assert names(read(AS_A_TABLE).alleged) == ["Osgood Fenwickson", "Leofric Marsh"]


def test_an_address_that_may_be_hers_is_never_written_down_as_his() -> None:
    """A notification may end with the address of a house, whoever lives there."""
    found = read(
        "Victim: Petronella Wychwood\nSuspect: Osgood Fenwickson\n"
        "Address: 4 Lantern Row ZZ1 1ZZ\nTel: 07700 900141\n"
    )
    assert "address" not in found.alleged[0]
    assert "phone" not in found.alleged[0]
    assert found.left == ["Address: 4 Lantern Row ZZ1 1ZZ", "Tel: 07700 900141"]
    assert read(IN_ANY_ORDER).alleged[0]["address"] == "9 Mill Walk"
    assert read(BY_HEADINGS).alleged[0]["address"] == "9 Mill Walk"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n\n",
        ":::",
        "Victim:",
        "Victim: :\nDOB: 99/99/9999",
        "Child 99999999999: x\nchild 0 name: y",
        "DOB: 1/1/1980",
        "x" * 30_000,
        "Victim: " * 3_000,
        "((((((((((((" * 500,
        "Suspect\u202e: \0",
        "Children: " + "A;" * 9_000,
        "A\n" * 9_000,
        "Circumstances: x" + "\n" * 15_000,
        "victim" + " " * 15_000 + "x",
    ],
)
def test_nothing_that_is_pasted_breaks_it_or_holds_it_up(text: str) -> None:
    began = time.process_time()
    pasted = filled(QueryDict(f"pasted={quote(text)}&alleged-rows=1"))
    assert time.process_time() - began < 2
    assert "pasted" not in pasted.data


# On the page -------------------------------------------------------------------------


def page_of(response: HttpResponse) -> str:
    return html.unescape(response.content.decode())


def paste(place: Place, text: str, **typed: object) -> str:
    police = wear(Client(), place.hats["practitioner:Police"])
    data = {"alleged-rows": "1", "child-rows": "0", "paste": "1", "pasted": text}
    return page_of(police.post("/referrals/new/", data | typed))  # type: ignore[arg-type]


@pytest.mark.django_db
def test_the_form_is_filled_in_and_says_with_what(front_door: Place) -> None:
    page = paste(front_door, BY_HEADINGS)
    assert 'value="PETRONELLA ANN"' in page
    assert 'name="child-1-given_name"' in page
    assert "Whom it is about: given name, family name, date of birth, sex" in page
    assert "The referral: when it happened last, whether children saw it" in page
    assert "Put under “What happened”, because no field took it: 4 lines" in page
    assert "DASH: 15, High" in page
    assert "error-summary" not in page
    with acting_as(at_door(front_door)):
        assert not Referral.objects.exists(), "nothing is sent by pasting"


@pytest.mark.django_db
def test_what_was_typed_stays_and_it_says_the_other_beside(
    front_door: Place,
) -> None:
    typed = {
        "victim-given_name": "Nell",
        "alleged-0-given_name": "Leofric",
        "about-what_happened": "I saw the bruise.",
    }
    page = paste(front_door, BY_LINES, **typed)
    assert 'value="Nell"' in page
    assert "Whom it is about Petronella Wychwood: Petronella" in page
    assert 'name="alleged-1-given_name"' in page
    assert re.search(r"I saw the bruise\.\n\nHe waited outside", page)


@pytest.mark.django_db
def test_the_pasted_text_is_kept_nowhere_else(front_door: Place) -> None:
    page = paste(front_door, BY_LINES)
    box = re.search(r'<textarea[^>]*name="pasted"[^>]*>([^<]*)<', page)
    assert box
    assert box[1].strip() == ""
    police = wear(Client(), front_door.hats["practitioner:Police"])
    police.post("/referrals/new/", {**WHOLE, "later": "1", "pasted": BY_LINES})
    with acting_as(front_door.actor("practitioner:Police")):
        assert "pasted" not in Draft.objects.get().typed


@pytest.mark.django_db
def test_an_empty_box_says_so_and_loses_nothing(front_door: Place) -> None:
    page = paste(front_door, "  ", **{"victim-given_name": "Nell"})
    assert "The box is empty" in page
    assert 'value="Nell"' in page
