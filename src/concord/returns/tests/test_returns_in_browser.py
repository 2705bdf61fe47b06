"""The form of a return in a real browser: axe, keyboard, a phone, without scripts."""

from __future__ import annotations

import os
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from concord.access.actor import acting_as
from concord.access.testing import wear
from concord.foundation.ui.testing import OpenPage, faults, sideways
from concord.returns.actions import sheets
from concord.returns.checking import TOTAL, Entry
from concord.returns.checking.allowed import USE
from concord.returns.models import ReturnCell
from concord.returns.queries.form import name_of
from concord.returns.testing import GOOD, SAFE, Returning

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def session(returning: Returning, role: str = "data_officer") -> dict[str, str]:
    client = wear(Client(), returning.place.hats[role])
    return {"session": str(client.session.session_key)}


@pytest.fixture
def lively(returning: Returning) -> Returning:
    """Five quarters before, and a return with an error, a query and a blank."""
    returning.before(
        {
            ("applied", TOTAL): [88, 101, 93, 90, 97],
            ("prevented", TOTAL): [51, 48, 57, 53, 55],
            ("again", TOTAL): [14, 12, 15, 13, 16],
            ("waiting", TOTAL): [4, 6, 5, 5, 3],
        }
    )
    returning.type(
        {
            ("applied", TOTAL): "96",
            ("prevented", TOTAL): "142",
            ("again", TOTAL): Entry("31", "We match on date of birth too, since July."),
            ("sanctuary", TOTAL): "7-8",
            ("sanctuary", "female"): "5",
            ("refused", TOTAL): "0",
            ("waiting", TOTAL): Entry("", "The contractor reports on 24 November."),
        }
    )
    return returning


def boxes(returning: Returning) -> dict[tuple[str, str], str]:
    with acting_as(returning.strategic):
        return {
            (one.code, TOTAL): f"#id_{name_of(one, TOTAL)}"
            for one in returning.version.fields.all()
        }


@pytest.mark.parametrize("width", [1360, 390])
def test_the_form_is_usable(
    lively: Returning, open_page: OpenPage, live_server: Any, width: int
) -> None:
    at = live_server.url + reverse("returns:window", args=[lively.window.pk])
    page = open_page(at, width=width, cookies=session(lively))
    if os.environ.get("SHOTS"):
        page.screenshot(path=f"{os.environ['SHOTS']}/open-{width}.png", full_page=True)
    assert faults(page) == []
    assert not sideways(page)
    page.get_by_role("button", name="Check and send to your lead").click()
    page.get_by_text("things to put right").wait_for()
    if os.environ.get("SHOTS"):
        page.screenshot(path=f"{os.environ['SHOTS']}/sent-{width}.png", full_page=True)
    assert [one for one in faults(page) if "422" not in one] == []
    assert not sideways(page)


def test_it_is_kept_while_one_types_and_sent_by_keyboard_alone(
    returning: Returning, open_page: OpenPage, live_server: Any
) -> None:
    at = live_server.url + reverse("returns:window", args=[returning.window.pk])
    page = open_page(at, cookies=session(returning))
    box = boxes(returning)
    page.locator(box["applied", TOTAL]).focus()
    page.keyboard.type("96")
    page.get_by_text("All kept,").wait_for()
    page.get_by_text("1 of 8 ready").wait_for()
    with acting_as(returning.officer):
        assert ReturnCell.objects.get(field__code="applied").typed == "96"
    # Enter checks, and does not send what is half done.
    page.keyboard.press("Enter")
    page.get_by_text("say why it is blank").first.wait_for()
    with acting_as(returning.officer):
        assert ReturnCell.objects.get().submission.state == "draft"


def test_without_a_connection_it_says_so_and_tries_again(
    returning: Returning, open_page: OpenPage, live_server: Any
) -> None:
    at = live_server.url + reverse("returns:window", args=[returning.window.pk])
    page = open_page(at, cookies=session(returning))
    box = boxes(returning)["applied", TOTAL]
    page.context.set_offline(True)
    page.locator(box).fill("96")
    page.get_by_text("Not sent yet. Kept on this screen; trying again.").wait_for()
    page.context.set_offline(False)
    page.get_by_text("All kept,").wait_for()
    with acting_as(returning.officer):
        assert ReturnCell.objects.get().typed == "96"


def test_a_figure_typed_twice_in_one_page_is_no_clash_with_oneself(
    returning: Returning, open_page: OpenPage, live_server: Any
) -> None:
    at = live_server.url + reverse("returns:window", args=[returning.window.pk])
    page = open_page(at, cookies=session(returning))
    box = boxes(returning)["applied", TOTAL]
    page.locator(box).fill("9")
    page.get_by_text("All kept,").wait_for()
    page.locator(box).fill("96")
    page.get_by_role("button", name="Leave it for now").click()
    page.get_by_text("Kept as far as you came.").wait_for()
    with acting_as(returning.officer):
        assert ReturnCell.objects.get().typed == "96"


def test_without_scripts_it_is_typed_and_sent(
    returning: Returning, open_page: OpenPage, live_server: Any
) -> None:
    returning.type(GOOD)
    at = live_server.url + reverse("returns:window", args=[returning.window.pk])
    page = open_page(at, cookies=session(returning), javascript=False)
    page.get_by_role("button", name="Check and send to your lead").click()
    page.get_by_text("waits for Invented Agency lead").wait_for()


@pytest.mark.parametrize("width", [1360, 390])
def test_a_question_is_designed_by_keyboard_alone(
    returning: Returning, open_page: OpenPage, live_server: Any, width: int
) -> None:
    with acting_as(returning.strategic):
        draft = sheets.draft_of(sheet=returning.version.sheet, by=returning.strategic)
        field = draft.fields.order_by("position")[0]
    cookies = session(returning, "strategic_lead")
    at = live_server.url + reverse("returns:add_field", args=[draft.sheet_id])
    page = open_page(at, width=width, cookies=cookies)
    assert faults(page) == []
    page.get_by_label("Question", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_text("2 things to put right").wait_for()
    assert [one for one in faults(page) if "422" not in one] == []
    for said in ("Nights in temporary accommodation", "Nights"):
        name = "Question" if said.startswith("Nights in") else "Short name"
        page.get_by_label(name, exact=True).focus()
        page.keyboard.type(said)
    page.keyboard.press("Enter")
    page.get_by_text("“Nights in temporary accommodation” is asked.").wait_for()
    with acting_as(returning.strategic):
        assert draft.fields.filter(code="nights", section=SAFE).exists()
    at = live_server.url + reverse("returns:change_field", args=[field.pk])
    page = open_page(at, width=width, cookies=cookies)
    assert faults(page) == []


@pytest.mark.parametrize("width", [1360, 390])
def test_what_stands_in_a_file_is_looked_at_and_taken_by_keyboard_alone(
    lively: Returning, open_page: OpenPage, live_server: Any, width: int
) -> None:
    at = live_server.url + reverse("returns:upload", args=[lively.window.pk])
    page = open_page(at, width=width, cookies=session(lively))
    client = wear(Client(), lively.place.hats["data_officer"])
    csv = client.get(reverse("returns:blank", args=[lively.window.pk, "csv"])).content
    typed = csv.decode("utf-8-sig").replace(",142,", ",54,").replace(",7-8,", ",8-9,")
    page.set_input_files(
        "input[type=file]",
        {"name": "r.csv", "mimeType": "text/csv", "buffer": typed.encode()},
    )
    page.get_by_role("button", name="Read the file").press("Enter")
    page.get_by_text("1 good figure, 1 with something to put right").wait_for()
    if os.environ.get("SHOTS"):
        page.screenshot(path=f"{os.environ['SHOTS']}/file-{width}.png", full_page=True)
    assert faults(page) == []
    page.get_by_role("button", name="Take over the good ones").press("Enter")
    page.get_by_text("1 figure taken over.").wait_for()
    with acting_as(lively.officer):
        rows = ReturnCell.objects.filter(submission__window=lively.window)
        assert rows.get(field__code="prevented").typed == "54"
        assert rows.get(field__code="sanctuary", category="").typed == "7-8"


@pytest.mark.parametrize("width", [1360, 390])
def test_a_figure_is_kept_from_publishing_by_keyboard_alone(
    returning: Returning, open_page: OpenPage, live_server: Any, width: int
) -> None:
    returning.type(GOOD)
    at = live_server.url + reverse("returns:window", args=[returning.window.pk])
    page = open_page(at, width=width, cookies=session(returning))
    name = boxes(returning)["waiting", TOTAL].removeprefix("#id_")
    page.locator(f"#row_{name} summary").press("Enter")
    choice = page.locator(f"#id_use-{name}")
    choice.focus()
    page.keyboard.type("Dashboard only")
    page.get_by_text("All kept,").wait_for()
    with acting_as(returning.officer):
        assert ReturnCell.objects.get(field__code="waiting").permission == USE
    assert faults(page) == []


def test_the_other_pages_are_usable(
    lively: Returning, open_page: OpenPage, live_server: Any
) -> None:
    with acting_as(lively.strategic):
        sheet = lively.version.sheet_id
    for role, name, args in (
        ("strategic_lead", "overview", []),
        ("strategic_lead", "sheets", []),
        ("strategic_lead", "new_sheet", []),
        ("strategic_lead", "sheet", [sheet]),
        ("strategic_lead", "preview", [sheet]),
        ("strategic_lead", "ask_teams", [sheet]),
        ("strategic_lead", "manage", [lively.window.pk]),
        ("data_officer", "home", []),
        ("data_officer", "upload", [lively.window.pk]),
    ):
        at = live_server.url + reverse(f"returns:{name}", args=args)
        for width in (1360, 390):
            page = open_page(at, width=width, cookies=session(lively, role))
            if os.environ.get("SHOTS"):
                page.screenshot(
                    path=f"{os.environ['SHOTS']}/{name}-{width}.png", full_page=True
                )
            assert faults(page) == [], name
            assert not sideways(page), name
            page.close()
