"""The pages of the dictionary in a real browser, at a desk and on a phone."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from concord.access.actor import acting_as
from concord.access.testing import Place, wear
from concord.evidence.actions import dictionary
from concord.evidence.actions.observing import Figure
from concord.evidence.queries.dashboard import breaks_of
from concord.evidence.testing import Evidence, make_evidence
from concord.foundation.periods import Quarter
from concord.foundation.ui.testing import OpenPage, faults, sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Q = Quarter(2025, 1)


@pytest.fixture
def lively(elmbrook: Place) -> Evidence:
    """A dictionary with something of everything."""
    made = make_evidence(elmbrook)
    by = made.lead
    made.record(
        *(
            Figure(made.repeats, made.home, Q.plus(n), numerator=n + 7, denominator=20)
            for n in range(4)
        )
    )
    made.record(Figure(made.repeats, made.home, Q, numerator=8, denominator=20))
    with acting_as(by):
        phase = dictionary.add_phase(
            label="Years 1 to 3",
            first_day=dt.date(2024, 4, 1),
            last_day=dt.date(2027, 3, 31),
            by=by,
        )
        dictionary.want(
            indicator=made.repeats, phase=phase, direction="down",
            target=Decimal(25), successor=made.rate, by=by,
        )  # fmt: skip
        dictionary.add_benchmark(
            indicator=made.repeats,
            label="England and Wales",
            value=Decimal(28),
            upper=Decimal(40),
            source="An invented paper",
            reading_words="A low share may mean poor flagging",
            by=by,
        )
        dictionary.mark_break(
            indicator=made.repeats, at=Q.next.first_day, why="A new system", by=by
        )
        wrong = dictionary.mark_break(
            indicator=made.repeats, at=Q.plus(3).first_day, why="New codes", by=by
        )
        dictionary.take_back_break(found=wrong, why="They came later", by=by)
        dictionary.revise(
            indicator=made.repeats,
            starts_on=Q.plus(8).first_day,
            why="As the national return counts",
            numerator="Cases heard that were repeats within twelve months",
            by=by,
        )
    return made


def test_no_page_of_the_dictionary_has_a_fault(
    live_server: Any, client: Any, lively: Evidence, open_page: OpenPage
) -> None:
    session = wear(client, lively.place.hats["strategic_lead"]).session
    page = open_page(
        live_server.url + "/about/help/", cookies={"session": session.session_key}
    )
    one = [lively.repeats.pk]
    with acting_as(lively.lead):
        broken = breaks_of(lively.repeats)[0].pk
    wrong: dict[str, object] = {}
    for name, args in (
        ("dictionary", []),
        ("entry", one),
        ("define", []),
        ("correct", one),
        ("revise", one),
        ("mark_break", one),
        ("take_back_break", [broken]),
        ("want", one),
        ("add_benchmark", one),
        ("enter_figures", one),
        ("phases", []),
        ("areas", []),
        ("add_area", []),
        ("import_areas", []),
        ("area", [lively.home.pk]),
        ("groups", []),
        ("add_group", []),
        ("group", [lively.women.pk]),
    ):
        answer = page.goto(live_server.url + reverse(f"evidence:{name}", args=args))
        found = list(faults(page))
        if answer is None or answer.status != 200:
            found.append(f"answered {answer.status if answer else 'nothing'}")
        page.set_viewport_size({"width": 320, "height": 800})
        if sideways(page):
            found.append("scrolls sideways at 320 pixels")
        page.set_viewport_size({"width": 1360, "height": 900})
        if found:
            wrong[name] = found
    assert wrong == {}


def test_a_figure_is_typed_by_keyboard_without_scripts(
    live_server: Any, client: Any, lively: Evidence, open_page: OpenPage
) -> None:
    session = wear(client, lively.place.hats["strategic_lead"]).session
    there = reverse("evidence:enter_figures", args=[lively.incidents.pk])
    page = open_page(
        live_server.url + there,
        cookies={"session": session.session_key},
        javascript=False,
    )
    page.locator("input[name^=n_]").first.fill("640")
    page.get_by_role("button", name="Keep the figures").click()
    # Where they come from was forgotten: what was typed is still there.
    assert page.locator("input[name^=n_]").first.input_value() == "640"
    page.get_by_label("Where the figures come from").fill("Quarterly report")
    page.get_by_role("button", name="Keep the figures").press("Enter")
    assert page.get_by_text("The figures are kept").is_visible()
    assert page.get_by_text("640", exact=True).first.is_visible()
