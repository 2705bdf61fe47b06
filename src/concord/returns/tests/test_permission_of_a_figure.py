"""May a figure be used and published: as its return says, or otherwise."""

from __future__ import annotations

import html
import json

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from concord.access.actor import acting_as
from concord.access.testing import wear
from concord.evidence.actions import releasing
from concord.evidence.models import Observation
from concord.evidence.releasing.tables import NOT_PERMITTED, Wish, figures
from concord.returns.actions import filling
from concord.returns.actions.filling import Typed
from concord.returns.checking import TOTAL, Entry, Key, Rule, allows, kept_back
from concord.returns.checking.allowed import (
    NOT_AT_ALL,
    OF_A_RETURN,
    PUBLISH,
    USE,
)
from concord.returns.models import ReturnCell, Submission
from concord.returns.queries.form import name_of
from concord.returns.testing import GOOD, NOW, Returning
from concord.returns.tests.test_systems import ROOT, ask, key_of

pytestmark = pytest.mark.django_db


def sent_with(
    returning: Returning,
    special: dict[Key, str],
    *,
    may_use: bool = True,
    may_publish: bool = True,
) -> Submission:
    """An accepted return; `special` says otherwise of single figures."""
    said = {
        key: Typed(Entry(str(figure), permission=special.get(key, "")))
        for key, figure in GOOD.items()
    }
    with acting_as(returning.officer):
        made = filling.keep(
            window=returning.window,
            typed=said,
            may_use=may_use,
            may_publish=may_publish,
            by=returning.officer,
        ).submission
    return returning.accept(returning.approve(returning.send(made)))


def observed(returning: Returning) -> dict[str, Observation]:
    """The newest by indicator, and group of the second."""
    with acting_as(returning.strategic):
        rows = Observation.objects.select_related("indicator", "category")
        return {
            one.indicator.code + (f"|{one.category.code}" if one.category else ""): one
            for one in rows.order_by("vintage")
        }


def wish(returning: Returning, *, groups: bool = False) -> Wish:
    made = returning.evidence
    return Wish(
        indicators=[made.incidents, made.repeats],
        areas=[made.home],
        categories=[made.women, made.men] if groups else [],
        period_kind="quarter",
        first=NOW.first_day,
        last=NOW.last_day,
    )


def test_as_the_return_says_where_nothing_else_is_said(returning: Returning) -> None:
    sent_with(returning, {})
    assert all(one.may_publish for one in observed(returning).values())


def test_one_figure_that_may_not_be_published_never_enters_a_release(
    returning: Returning,
) -> None:
    sent_with(returning, {("prevented", TOTAL): USE})
    found = observed(returning)
    assert found["repeats"].numerator == 55, "the dashboard has it"
    assert not found["repeats"].may_publish
    assert found["incidents"].may_publish
    with acting_as(returning.strategic):
        there = figures(wish(returning), returning.strategic)
        kept = {
            why
            for cell, why in there.withheld.items()
            if cell.indicator == returning.evidence.repeats.pk
        }
        assert kept == {NOT_PERMITTED}
        assert {cell.indicator for cell in there.cells} == {
            returning.evidence.incidents.pk
        }
        with pytest.raises(ValidationError, match="may be published"):
            releasing.publish(
                title="Repeats",
                wish=Wish(
                    indicators=[returning.evidence.repeats],
                    areas=[returning.evidence.home],
                    categories=[],
                    period_kind="quarter",
                    first=NOW.first_day,
                    last=NOW.last_day,
                ),
                by=returning.strategic,
            )


def test_one_figure_may_be_published_though_the_rest_may_not(
    returning: Returning,
) -> None:
    sent_with(
        returning,
        {("applied", TOTAL): PUBLISH, ("prevented", TOTAL): PUBLISH},
        may_publish=False,
    )
    found = observed(returning)
    assert found["repeats"].may_publish
    assert not found["incidents"].may_publish


def test_a_figure_that_may_not_be_used_is_no_observation_and_the_rest_is(
    returning: Returning,
) -> None:
    sent_with(returning, {("sanctuary", "male"): NOT_AT_ALL})
    found = observed(returning)
    assert found["incidents|male"].numerator is None
    assert found["incidents|female"].numerator == 5
    assert found["repeats"].numerator == 55
    assert not found["incidents"].may_publish, "with the women it would tell the men"


def test_permission_taken_away_by_a_correction_takes_the_figure_away(
    returning: Returning,
) -> None:
    sent_with(returning, {})
    with acting_as(returning.officer):
        filling.correct(
            window=returning.window, why="Not ours to share.", by=returning.officer
        )
    sent_with(returning, {("sanctuary", TOTAL): NOT_AT_ALL}, may_use=False)
    found = observed(returning)
    assert (found["repeats"].numerator, found["repeats"].vintage) == (None, 2)


# On the page, in files, from systems --------------------------------------------------


def names_of(returning: Returning) -> dict[Key, str]:
    with acting_as(returning.strategic):
        return {
            (one.code, category): name_of(one, category)
            for one in returning.version.fields.all()
            for category in [TOTAL, *(code for code, _ in one.categories)]
        }


def permissions(returning: Returning) -> dict[Key, str]:
    with acting_as(returning.officer):
        rows = ReturnCell.objects.select_related("field")
        return {row.key: row.permission for row in rows if row.permission}


def test_it_is_said_on_the_form_and_shown_to_who_accepts(returning: Returning) -> None:
    client = wear(Client(), returning.place.hats["data_officer"])
    at = reverse("returns:window", args=[returning.window.pk])
    names = names_of(returning)
    data = {names[key]: str(said) for key, said in GOOD.items()}
    data |= {f"use-{names['waiting', TOTAL]}": USE, "permissions": "1"}
    data |= {"may_use": "on", "may_publish": "on", "send": "1"}
    client.post(at, data)
    assert permissions(returning) == {("waiting", TOTAL): USE}
    lead = wear(Client(), returning.place.hats["agency_lead"])
    said = html.unescape(lead.get(at).content.decode())
    assert "In the dashboard only, not published." in said
    assert "1 figure otherwise" in said


def test_a_page_that_says_nothing_of_it_leaves_it_as_it_is(
    returning: Returning,
) -> None:
    returning.type({("waiting", TOTAL): Entry("4", permission=NOT_AT_ALL)})
    client = wear(Client(), returning.place.hats["data_officer"])
    at = reverse("returns:window", args=[returning.window.pk])
    name = names_of(returning)["waiting", TOTAL]
    for more in ({}, {f"use-{name}": "whatever"}):
        client.post(at, {name: "5", "keep": "1"} | more)
        assert permissions(returning) == {("waiting", TOTAL): NOT_AT_ALL}
    client.post(at, {name: "5", f"use-{name}": "", "keep": "1"})
    assert permissions(returning) == {}


def test_a_system_says_it_by_a_word_and_is_told_of_another(
    returning: Returning,
) -> None:
    key, at = key_of(returning), f"{ROOT}{returning.window.pk}/"

    def send(**more: object) -> dict[str, object]:
        answer = ask(key, at, {"figures": [{"key": "waiting", "figure": 4, **more}]})
        return dict(json.loads(answer.content))

    send(permission="use")
    assert permissions(returning) == {("waiting", TOTAL): USE}
    send()
    assert permissions(returning) == {("waiting", TOTAL): USE}, "left out, it stays"
    [fault] = send(permission="perhaps")["errors"]  # type: ignore[misc]
    assert "One of as_return, publish, use and none" in fault["message"]
    send(permission="as_return")
    assert permissions(returning) == {}


def test_a_system_says_it_of_the_whole_return(returning: Returning) -> None:
    key, at = key_of(returning), f"{ROOT}{returning.window.pk}/"

    def send(body: dict[str, object]) -> dict[str, object]:
        return dict(json.loads(ask(key, at, body).content))

    assert json.loads(ask(key, at).content)["permission"] == USE, "as it begins"
    figures: list[object] = [{"key": "waiting", "figure": 4}]
    for word, means in OF_A_RETURN.items():
        assert send({"permission": word, "figures": figures})["permission"] == word
        with acting_as(returning.officer):
            made = Submission.objects.get()
            assert (made.may_use, made.may_publish) == means
    assert send({"figures": figures})["permission"] == NOT_AT_ALL, "left out, it stays"
    assert send({"permission": PUBLISH})["permission"] == PUBLISH, "without figures"
    for body in ({"permission": "as_return"}, {"permission": True}, {"permission": []}):
        [fault] = send(body | {"figures": figures})["errors"]  # type: ignore[misc]
        assert fault["field"] == "permission"
        assert "One of publish, use and none" in fault["message"]


def test_a_system_that_takes_permission_away_begins_a_correction(
    returning: Returning,
) -> None:
    """Of accepted figures nothing changes unseen: a person sends the correction."""
    sent_with(returning, {})
    key, at = key_of(returning), f"{ROOT}{returning.window.pk}/"
    ask(key, at, {"permission": PUBLISH})
    with acting_as(returning.officer):
        assert Submission.objects.count() == 1, "it says so already"
    ask(key, at, {"permission": NOT_AT_ALL})
    with acting_as(returning.officer):
        accepted, correction = Submission.objects.order_by("n")
        assert (accepted.may_use, correction.may_use) == (True, False)
        assert correction.state == Submission.State.DRAFT


# What is said when it is accepted ---------------------------------------------------


@pytest.mark.parametrize(
    ("may_use", "special", "words"),
    [
        (True, {}, "Accepted and locked. The figures are in the dashboard."),
        (False, {}, "No figure of it is in the dashboard: the agency has not given"),
        (
            True,
            {("sanctuary", "male"): NOT_AT_ALL},
            "4 figures of it are in the dashboard, not 1 figure without permission",
        ),
        (
            True,
            {("applied", TOTAL): NOT_AT_ALL},
            "not 1 figure without permission to use and 1 figure without the other",
        ),
    ],
)
def test_who_accepts_is_told_what_the_dashboard_has(
    returning: Returning, may_use: bool, special: dict[Key, str], words: str
) -> None:
    said = {
        key: Typed(Entry(str(figure), permission=special.get(key, "")))
        for key, figure in GOOD.items()
    }
    with acting_as(returning.officer):
        made = filling.keep(
            window=returning.window, typed=said, may_use=may_use, by=returning.officer
        ).submission
    returning.approve(returning.send(made))
    client = wear(Client(), returning.place.hats["strategic_lead"])
    at = reverse("returns:accept", args=[returning.window.pk])
    page = html.unescape(client.post(at, follow=True).content.decode())
    assert words in page


# What would tell it -------------------------------------------------------------------

SEX = (("f", "Women"), ("m", "Men"))
RULES = [
    Rule("all", "All", categories=SEX),
    Rule("first", "First", part_of="all", categories=SEX),
    Rule("second", "Second", part_of="all", categories=SEX),
    Rule("other", "Other"),
]


def test_a_part_that_stays_back_keeps_back_its_total_and_not_its_neighbour() -> None:
    assert kept_back(RULES, [("first", "f")]) == {
        ("first", "f"),
        ("first", TOTAL),
        ("all", "f"),
        ("all", TOTAL),
    }


def test_a_total_that_stays_back_keeps_back_all_that_it_is_made_of() -> None:
    assert kept_back(RULES, [("second", TOTAL)]) == {
        ("second", TOTAL),
        ("second", "f"),
        ("second", "m"),
        ("all", TOTAL),
        ("all", "f"),
        ("all", "m"),
    }


KEYS = [(rule.code, part) for rule in RULES[:3] for part in (TOTAL, "f", "m")]
SUMS = [((code, TOTAL), [(code, "f"), (code, "m")]) for code in ("all", "first")]
SUMS += [(("second", TOTAL), [("second", "f"), ("second", "m")])]
SUMS += [
    (("all", part), [("first", part), ("second", part)]) for part in ("", "f", "m")
]


@given(st.sets(st.sampled_from(KEYS)))
def test_what_stays_back_can_not_be_worked_out_by_a_sum(refused: set[Key]) -> None:
    back = kept_back(RULES, refused)
    known = set(KEYS) - back
    grown = True
    while grown:
        grown = False
        for total, parts in SUMS:
            unknown = [one for one in (total, *parts) if one not in known]
            if len(unknown) == 1:
                known |= set(unknown)
                grown = True
    assert not known & refused


@given(st.sampled_from(["", PUBLISH, USE, NOT_AT_ALL]), st.booleans(), st.booleans())
def test_what_may_not_be_used_is_not_published(
    permission: str, may_use: bool, may_publish: bool
) -> None:
    use, publish = allows(permission, may_use=may_use, may_publish=may_publish)
    assert use or not publish
