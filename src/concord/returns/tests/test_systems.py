"""A system of the agency fills in the return of its own team, and sends nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from concord.access.actor import acting_as
from concord.frontdoor.actions import partners
from concord.returns.checking import TOTAL, Entry
from concord.returns.models import ReturnCell, Submission
from concord.returns.testing import GOOD, NOW, Returning

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/returns/"


def key_of(
    returning: Returning, team: str = "Council", *, fills_returns: bool = True
) -> str:
    by = returning.place.actor("administrator")
    with acting_as(by):
        return partners.register(
            name=f"System of {team}",
            team=returning.place.teams[team],
            last_day=timezone.localdate() + dt.timedelta(days=30),
            fills_returns=fills_returns,
            by=by,
        )[1]


def ask(key: str, at: str, body: Any = None) -> HttpResponse:
    head = {"Authorization": f"Bearer {key}"}
    if body is None:
        return Client().get(at, headers=head)
    return Client().post(at, body, content_type="application/json", headers=head)


def test_figures_are_kept_as_typed_and_nothing_is_sent(returning: Returning) -> None:
    key = key_of(returning)
    [listed] = ask(key, ROOT).json()["returns"]
    assert (listed["sheet"], listed["period"]) == ("Housing", NOW.code)
    answer = ask(
        key,
        f"{ROOT}{returning.window.pk}/",
        {
            "figures": [
                {"key": "applied", "figure": 96},
                {"key": "prevented", "figure": "142"},
                {"key": "sanctuary|female", "figure": "", "why": "Not counted yet"},
            ]
        },
    )
    said = answer.json()
    assert said["kept"] == ["applied", "prevented", "sanctuary|female"]
    assert said["problems"] == [
        {
            "key": "prevented",
            "message": "Homelessness prevented: 142 is more than the 96 who applied. "
            "Put one right",
            "kind": "error",
        }
    ]
    with acting_as(returning.officer):
        rows = {row.key: row.entry for row in ReturnCell.objects.all()}
        assert rows["sanctuary", "female"] == Entry("", "Not counted yet")
        assert rows["applied", TOTAL] == Entry("96")
        assert Submission.objects.get().state == Submission.State.DRAFT


def test_another_teams_return_is_not_there(returning: Returning) -> None:
    key = key_of(returning, "Police")
    at = f"{ROOT}{returning.window.pk}/"
    assert ask(key, ROOT).json() == {"returns": []}
    assert ask(key, at).status_code == 404
    assert ask(key, at, {"figures": [{"key": "applied"}]}).status_code == 404


def test_a_key_that_was_not_made_for_it_is_refused(returning: Returning) -> None:
    key = key_of(returning, fills_returns=False)
    assert ask(key, ROOT).status_code == 403
    assert ask("nothing", ROOT).status_code == 401


def test_while_it_waits_for_the_lead_nothing_is_kept(returning: Returning) -> None:
    returning.send(returning.type(GOOD).submission)
    at = f"{ROOT}{returning.window.pk}/"
    answer = ask(key_of(returning), at, {"figures": [{"key": "applied", "figure": 1}]})
    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "figures"),
        ({"figures": []}, "figures"),
        ({"figures": ["applied"]}, "figures.0"),
        ({"figures": [{"key": "invented", "figure": 1}]}, "figures.0.key"),
        ({"figures": [{"key": "applied", "figure": True}]}, "figures.0.figure"),
        ({"figures": [{"key": "applied", "why": "a" * 2001}]}, "figures.0.why"),
        ({"figures": [{"key": "applied"}, {"key": "applied"}]}, "figures.1.key"),
        ({"figures": [{"key": "applied"}], "else": 1}, "else"),
    ],
)
def test_what_is_wrong_with_the_body_is_said_by_field_and_nothing_is_kept(
    returning: Returning, body: Any, field: str
) -> None:
    answer = ask(key_of(returning), f"{ROOT}{returning.window.pk}/", body)
    assert answer.status_code == 422
    assert field in [one["field"] for one in answer.json()["errors"]]
    with acting_as(returning.officer):
        assert not ReturnCell.objects.exists()
