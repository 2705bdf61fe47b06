"""Referrals out of a spreadsheet: looked at first, sent once, and nothing lost."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import re
import threading
import zipfile
from collections.abc import Sequence
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from concord.access.actor import acting_as
from concord.access.permit import NotPermitted
from concord.access.testing import Place, wear
from concord.frontdoor.actions import sheets
from concord.frontdoor.actions.sheets import ToSend
from concord.frontdoor.forms.intake import ONE, fields_of
from concord.frontdoor.jobs import forget_sheets
from concord.frontdoor.models import Draft, Named, Referral, Sheet
from concord.frontdoor.sheet import COLUMNS, MOST
from concord.frontdoor.testing import at_door, said

pytestmark = pytest.mark.django_db

POLICE = "practitioner:Police"
HERE = "/referrals/sheet/"
ROW = {
    "Your reference": "CASE-1",
    "Is somebody in danger now?": "No",
    "Victim: Given name": "Petronella",
    "Victim: Family name": "Wychwood",
    "Victim: Date of birth": "21/05/1988",
    "Victim: Telephone": "07700 900141",
    "Victim: Is it safe to call them?": "Yes",
    "Victim: When it is safe": "Mornings",
    "What it is about": "Domestic abuse; stalking",
    "Kinds of abuse": "Physical, controlling or coercive",
    "What happened, or what worries you": "He waited\noutside her work.",
    "Alleged: Given name": "Osgood",
    "Alleged: What they are to the victim": "Former partner",
    "Child 1: Given name": "Tansy",
    "Child 1: Date of birth": "2020",
    "Do they know of this referral?": "yes",
    "Was consent asked for?": "Yes, and refused",
}


def row(**other: str) -> dict[str, str]:
    """A complete row; `key="A-1"` and others by the beginning of their column."""
    return ROW | {"Your reference": other.pop("key", "CASE-1")} | other


def as_csv(*rows: dict[str, str]) -> bytes:
    heads = list(dict.fromkeys(head for one in rows for head in one))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, heads)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def as_xlsx(*rows: dict[str, str]) -> bytes:
    heads = list(dict.fromkeys(head for one in rows for head in one))
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Referrals")
        sheet.write_row(0, 0, heads)
        for at, one in enumerate(rows, start=1):
            for column, head in enumerate(heads):
                sheet.write_string(at, column, one.get(head, ""))
    return target.getvalue()


def text(response: HttpResponse) -> str:
    return html.unescape(response.content.decode())


def at(place: Place, who: str = POLICE) -> Client:
    return wear(Client(), place.hats[who])


def upload(browser: Client, content: bytes, name: str = "sheet.csv") -> HttpResponse:
    file = SimpleUploadedFile(name, content)
    return browser.post(HERE, {"file": file}, follow=True)  # type: ignore[return-value]


def send(browser: Client, page: HttpResponse) -> HttpResponse:
    """Press the button that sends."""
    [there] = re.findall(r'action="(/referrals/sheet/[0-9a-f-]+/send/)"', text(page))
    return browser.post(there, follow=True)  # type: ignore[return-value]


def received(place: Place) -> list[Referral]:
    with acting_as(at_door(place)):
        return list(Referral.objects.order_by("key"))


# From the file to the front door -----------------------------------------------------


@pytest.mark.parametrize(
    ("name", "made"), [("s.csv", as_csv), ("s.xlsx", as_xlsx)], ids=["csv", "xlsx"]
)
def test_each_row_becomes_a_referral_as_it_was_typed(
    front_door: Place, name: str, made: Any
) -> None:
    browser = at(front_door)
    page = upload(browser, made(row(), row(key="CASE-2")), name)
    assert "2 referrals can be sent" in text(page)
    assert not received(front_door)
    assert "2 referrals sent" in text(send(browser, page))
    [got, other] = received(front_door)
    assert (got.source, got.key, other.key) == ("spreadsheet", "CASE-1", "CASE-2")
    assert got.what_happened == "He waited\noutside her work."
    assert got.strands == ["domestic_abuse", "stalking"]
    assert got.abuse == ["physical", "controlling"]
    assert (got.told, got.consent, got.danger_now) == ("told", "refused", "no")
    with acting_as(at_door(front_door)):
        victim, alleged, child = Named.objects.filter(referral=got).order_by("n")
        assert (victim.name, victim.phone) == ("Petronella Wychwood", "07700 900141")
        assert (victim.may_call, victim.safe_when) == ("yes", "Mornings")
        assert str(victim.born_on) == "1988-05-21"
        assert (alleged.given_name, alleged.relation) == ("Osgood", "ex_partner")
        assert (child.born_precision, child.relation) == ("year", "child")


def test_who_refers_is_the_sender_where_nothing_else_is_said(front_door: Place) -> None:
    browser = at(front_door)
    named = {
        "Who refers: Name": "Wren Alderley",
        "Who refers: Agency or service": "Elmbrook Police",
        "Who refers: How we can reach you": "020 7946 0018",
    }
    rows = row(key="1"), row(key="2", **named)
    send(browser, upload(browser, as_csv(*rows)))
    mine, theirs = received(front_door)
    account = front_door.hats[POLICE].account
    assert (mine.referrer_name, mine.referrer_contact) == (account.name, account.email)
    assert theirs.referrer_name == "Wren Alderley"


def test_what_will_be_sent_is_shown_before_it_is(front_door: Place) -> None:
    danger = row(**{"Is somebody in danger now?": "Yes"})
    page = text(upload(at(front_door), as_csv(danger)))
    for words in (
        "Petronella Wychwood",
        "outside her work.",
        "1 row says",
        "Send 1 referral",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("column", "typed", "words"),
    [
        ("Your reference", "", "Give each row a reference of your own"),
        ("Victim: Telephone", "0770", "too short"),
        ("Victim: Postcode", "ZZ1", ""),
        ("Victim: Date of birth", "soon", "Write it like 21/05/1988"),
        ("Victim: Date of birth", "31/02/1988", "not in the calendar"),
        ("Is somebody in danger now?", "perhaps", "Choose from: Yes; No; Don't know"),
        ("Is somebody in danger now?", "", "Say whether somebody is in danger now"),
        ("What it is about", "Bullying", "Choose from: Domestic abuse"),
        ("What happened, or what worries you", "", "Say what happened"),
        ("When it happened last", "1/1/2199", "must be"),
        ("Victim: The year is a guess", "maybe", "Write Yes, or leave it empty"),
        ("Do they know of this referral?", "No", "Say why they were not told"),
        (
            "What it is about",
            "Stalking; Conflict between parents, no abuse seen",
            "take the conflict out",
        ),
        ("Child 1: Given name", "Quillon" * 12, "80"),
    ],
)
def test_a_row_that_can_not_be_sent_says_where_and_what_to_do(
    front_door: Place, column: str, typed: str, words: str
) -> None:
    wrong = row(key="BAD")
    wrong |= {"Victim: Address": "4 Lantern Row"} if "Postcode" in column else {}
    wrong |= {column: typed}
    browser = at(front_door)
    page = upload(browser, as_csv(row(key="GOOD"), wrong))
    said = text(page)
    assert "1 referral can be sent, 1 can’t yet" in said
    shown = "Why they do not know of it" if words.startswith("Say why") else column
    assert f"<strong>{shown}:</strong>" in said
    assert words in said
    assert ">Row 3</th>" in said
    came = text(send(browser, page))
    assert "1 referral sent, 1 not" in came
    assert shown in came
    assert [one.key for one in received(front_door)] == ["GOOD"]


def test_a_row_of_somebody_unknown_can_be_sent(front_door: Place) -> None:
    names = dict.fromkeys(("Victim: Given name", "Victim: Family name"), "")
    browser = at(front_door)
    send(browser, upload(browser, as_csv(row(**names))))
    assert len(received(front_door)) == 1


def test_the_same_sheet_sent_again_stores_nothing_again(front_door: Place) -> None:
    browser = at(front_door)
    sheet = as_csv(row(key="A"), row(key="B"))
    first = text(send(browser, upload(browser, sheet)))
    page = upload(browser, sheet)
    again = text(page)
    assert "0 referrals can be sent, 2 were sent before" in again
    assert "/send/" not in again
    for one in received(front_door):
        assert one.ref in first
        assert one.ref in again
    more = upload(browser, as_csv(row(key="A"), row(key="C")))
    came = text(send(browser, more))
    assert "Sent before" in came
    assert [one.key for one in received(front_door)] == ["A", "B", "C"]


def test_one_reference_twice_in_a_sheet_is_taken_once(front_door: Place) -> None:
    browser = at(front_door)
    page = upload(browser, as_csv(row(key="A"), row(key="A")))
    assert "Row 2 has it too" in text(page)
    send(browser, page)
    assert len(received(front_door)) == 1


def test_another_team_may_use_the_same_references(front_door: Place) -> None:
    for who in (POLICE, "practitioner:Housing"):
        browser = at(front_door, who)
        send(browser, upload(browser, as_csv(row())))
    assert len(received(front_door)) == 2


def test_pressed_twice_it_is_sent_once(front_door: Place) -> None:
    browser = at(front_door)
    page = upload(browser, as_csv(row()))
    assert text(send(browser, page)).count("R-") == text(send(browser, page)).count(
        "R-"
    )
    assert len(received(front_door)) == 1


@pytest.mark.django_db(transaction=True)
def test_pressed_in_two_windows_at_once_it_is_sent_once(front_door: Place) -> None:
    upload(at(front_door), as_csv(row()))
    kept = mine(front_door)
    by = front_door.actor(POLICE)
    rows = [ToSend(2, "A", said(source="spreadsheet", key="A"))]
    start, told = threading.Barrier(2), []

    def one() -> None:
        try:
            start.wait()
            with acting_as(by):
                told.append(sheets.send(sheet=kept, rows=rows, by=by)[0].what)
        except NotPermitted:
            told.append("sent by the other")
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["sent", "sent by the other"]
    assert len(received(front_door)) == 1


# What is kept, and for whom ----------------------------------------------------------


def mine(place: Place) -> Sheet:
    with acting_as(place.actor(POLICE)):
        return Sheet.objects.get()


def test_what_was_uploaded_is_emptied_when_it_is_sent(front_door: Place) -> None:
    browser = at(front_door)
    page = upload(browser, as_csv(row(), row(key="BAD", **{"Victim: Telephone": "1"})))
    assert "Petronella" in str(mine(front_door).rows)
    send(browser, page)
    kept = mine(front_door)
    assert (kept.state, kept.rows) == ("sent", [])
    assert not re.search("Petronella|Wychwood|07700", str(kept.outcome))


def test_or_thrown_away(front_door: Place) -> None:
    browser = at(front_door)
    upload(browser, as_csv(row()))
    there = f"{HERE}{mine(front_door).pk}/"
    assert "nothing was sent" in text(browser.post(f"{there}throw-away/", follow=True))
    assert (mine(front_door).state, mine(front_door).rows) == ("dropped", [])
    assert browser.get(there).status_code == 404
    assert not received(front_door)


def test_or_forgotten_for_a_week(front_door: Place) -> None:
    upload(at(front_door), as_csv(row()))
    forget_sheets(0)
    assert mine(front_door).rows
    with acting_as(front_door.actor(POLICE)):
        week = timezone.now() - dt.timedelta(days=8)
        Sheet.objects.update(saved_at=week)
    forget_sheets(0)
    assert (mine(front_door).state, mine(front_door).rows) == ("dropped", [])


@pytest.mark.parametrize("who", ["practitioner:Housing", "practitioner:Health"])
def test_nobody_else_finds_it(front_door: Place, who: str) -> None:
    upload(at(front_door), as_csv(row()))
    there = f"{HERE}{mine(front_door).pk}/"
    other = at(front_door, who)
    assert other.get(there).status_code == 404
    assert other.post(f"{there}send/").status_code == 404
    assert other.post(f"{there}throw-away/").status_code == 404
    with acting_as(front_door.actor(who)):
        assert not Sheet.objects.exists()
    with acting_as(front_door.actor(who)) as by, pytest.raises(NotPermitted):
        sheets.send(sheet=mine(front_door), rows=[], by=by)


def test_a_colleague_of_the_same_team_does_not_find_it_either(
    front_door: Place,
) -> None:
    upload(at(front_door), as_csv(row()))
    kept = mine(front_door)
    for who, hat in front_door.hats.items():
        if who != POLICE and hat.team_id == front_door.hats[POLICE].team_id:
            assert at(front_door, who).get(f"{HERE}{kept.pk}/").status_code == 404


def test_only_so_many_wait_at_a_time(front_door: Place) -> None:
    browser = at(front_door)
    for _ in range(sheets.MOST_OPEN):
        upload(browser, as_csv(row()))
    answer = upload(browser, as_csv(row()))
    assert answer.status_code == 422
    assert "Send or throw away one first" in text(answer)


@pytest.mark.parametrize("who", ["strategic_lead", "auditor", "administrator"])
def test_who_sees_no_people_sends_no_sheet(front_door: Place, who: str) -> None:
    browser = at(front_door, who)
    assert browser.get(HERE).status_code == 404
    assert browser.get(f"{HERE}blank/xlsx/").status_code == 404
    assert upload(browser, as_csv(row())).status_code == 404


def test_a_row_that_names_its_sender_is_taken_and_makes_no_second_one(
    front_door: Place,
) -> None:
    """Their own words stay before them; what others do with them does not come."""
    own = row(**{"Alleged: E-mail": front_door.hats[POLICE].account.email})
    browser = at(front_door)
    assert "1 referral sent" in text(send(browser, upload(browser, as_csv(own))))
    [got] = received(front_door)
    with acting_as(at_door(front_door)):
        assert got.named.count() == 3
    with acting_as(front_door.actor(POLICE)):
        assert Referral.objects.count() == 1
    page = upload(browser, as_csv(own))
    assert "1 was sent before" in text(page)


def test_a_key_that_was_used_in_between_is_named_and_stops_nothing(
    front_door: Place,
) -> None:
    own = row(**{"Alleged: E-mail": front_door.hats[POLICE].account.email})
    browser = at(front_door)
    page = upload(browser, as_csv(own, row(key="B")))
    other = upload(browser, as_csv(own))
    send(browser, other)
    came = text(send(browser, page))
    assert "Sent before" in came
    assert len(received(front_door)) == 2


# Files that are not what they should be ----------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("s.csv", b"", "empty"),
        ("s.docx", b"x", "can't be read here"),
        ("s.xlsm", b"x", "can't be read here"),
        ("s.xlsx", b"not a workbook", "can't be read as a sheet"),
        ("s.csv", b"Name,Street\nx,y\n", "not the head of the blank sheet"),
        ("s.csv", as_csv({"Your reference": "A", "Shoe size": "7"}), "Column B is not"),
        ("s.csv", b"Your reference,Your reference\n1,2\n", "There are two columns"),
        ("s.csv", b"Your reference\nA,more\n", "B2 stands in a column without a head"),
        ("s.csv", b"Your reference\n", "no row below the head"),
        ("s.csv", b"Your reference\n=1+1\n", "A2 holds a formula"),
        ("s.csv", b"Your reference\n" + b"A\n" * (MOST + 1), "Divide it"),
        ("s.csv", b"Your reference\n" + b"A" * (2 * 1024 * 1024), "at most 2 MB"),
    ],
)
def test_a_file_that_can_not_be_used_is_refused_in_words(
    front_door: Place, name: str, content: bytes, words: str
) -> None:
    answer = upload(at(front_door), content, name)
    assert answer.status_code == 422
    assert words in text(answer)
    with acting_as(front_door.actor(POLICE)):
        assert not Sheet.objects.exists()


def test_without_a_team_at_the_door_nothing_is_sent_and_nothing_lost(
    elmbrook: Place,
) -> None:
    browser = at(elmbrook)
    page = text(upload(browser, as_csv(row())))
    assert "No team at the front door" in page
    kept = mine(elmbrook)
    answer = browser.post(f"{HERE}{kept.pk}/send/")
    assert answer.status_code == 422
    assert mine(elmbrook).rows


# The blank sheet, and the result -----------------------------------------------------


def test_the_blank_sheet_can_be_filled_in_and_sent(front_door: Place) -> None:
    """What Concord hands out it takes again, with a row in it."""
    browser = at(front_door)
    blank = browser.get(f"{HERE}blank/csv/").content.decode("utf-8-sig")
    [heads] = list(csv.reader(io.StringIO(blank)))
    assert heads == [column.label for column in COLUMNS]
    filled = {head: ROW.get(head, "") for head in heads}
    send(browser, upload(browser, as_csv(filled)))
    assert len(received(front_door)) == 1


def test_the_blank_workbook_has_lists_notes_and_no_formula(front_door: Place) -> None:
    answer = at(front_door).get(f"{HERE}blank/xlsx/")
    page = upload(at(front_door), answer.content, "blank.xlsx")
    assert "no row below the head" in text(page)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        words = html.unescape(book.read("xl/sharedStrings.xml").decode())
    assert 'type="list"' in sheet
    assert "<f>" not in sheet
    for column in COLUMNS:
        assert column.label in words
        assert all(word in words for code, word in column.words.items() if code)


def test_there_is_a_column_for_everything_that_a_professional_is_asked() -> None:
    """Else the sheet would quietly ask for less than the page."""
    there = {column.code for column in COLUMNS}
    asked = {f"{part}.{name}" for part in ONE for name in fields_of(part)}
    assert asked - there == set()


def test_no_two_columns_have_one_head() -> None:
    heads = [column.label.lower() for column in COLUMNS]
    assert len(heads) == len(set(heads))


def test_the_result_is_a_file_that_runs_nothing(front_door: Place) -> None:
    browser = at(front_door)
    risky = row(key="+cmd|' /C calc'!A0")
    send(browser, upload(browser, as_csv(risky)))
    answer = browser.get(f"{HERE}{mine(front_door).pk}/?export=csv")
    [_, line] = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert line[1].startswith("'+cmd")
    assert received(front_door)[0].ref in line


def test_nothing_of_a_sheet_is_taken_for_a_draft(front_door: Place) -> None:
    upload(at(front_door), as_csv(row()))
    with acting_as(front_door.actor(POLICE)):
        assert not Draft.objects.exists()


@pytest.mark.slow
def test_500_rows_are_sent_in_one_go(front_door: Place) -> None:
    browser = at(front_door)
    rows: Sequence[dict[str, str]] = [row(key=f"K-{n}") for n in range(MOST)]
    page = upload(browser, as_csv(*rows))
    assert f"Send {MOST} referrals" in text(page)
    send(browser, page)
    assert len(received(front_door)) == MOST


def test_a_row_that_the_verb_refuses_leaves_the_others_alone(front_door: Place) -> None:
    upload(at(front_door), as_csv(row()))
    kept = mine(front_door)
    good = ToSend(2, "A", said(source="spreadsheet", key="A"))
    bad = ToSend(3, "B", said(source="spreadsheet", key="B", strands=()))
    with acting_as(front_door.actor(POLICE)) as by:
        came = sheets.send(sheet=kept, rows=[bad, good], by=by)
    assert [one.what for one in came] == ["not_sent", "sent"]
    assert came[0].columns == ["strands"]
