"""Another team's return, by its direct addresses: nothing is seen, nothing changed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from concord.access.actor import acting_as
from concord.access.testing import Place, wear
from concord.returns.actions import filling, sheets
from concord.returns.checking import TOTAL
from concord.returns.models import ReturnCell, Submission
from concord.returns.queries.form import name_of
from concord.returns.testing import GOOD, NOW, Returning

pytestmark = pytest.mark.django_db
State = Submission.State
OF_THE_WINDOW = (
    "window",
    "take_back",
    "approve",
    "accept",
    "send_back",
    "correct",
    "upload",
    "manage",
    "lock",
)
STRANGERS = (
    "agency_lead:Police",
    "board_member",
    "commissioner",
    "practitioner",
    "auditor",
    "administrator",
    "trainer",
)


def addresses(returning: Returning) -> list[str]:
    """Every page of the return, and what hangs on it."""
    pk = returning.window.pk
    with acting_as(returning.officer):
        file = filling.keep_file(
            window=returning.window,
            kind="csv",
            cells=[],
            by=returning.officer,
        )
    found = [reverse(f"returns:{name}", args=[pk]) for name in OF_THE_WINDOW]
    found += [reverse("returns:blank", args=[pk, kind]) for kind in ("xlsx", "csv")]
    found.append(reverse("returns:file", args=[pk, file.pk]))
    return found


def of_the_sheet(returning: Returning) -> list[str]:
    with acting_as(returning.strategic):
        sheet = returning.version.sheet
        draft = sheets.draft_of(sheet=sheet, by=returning.strategic)
        field = draft.fields.order_by("position").first()
        assert field is not None
    names = ("sheet", "begin_version", "preview", "ask_teams", "add_field")
    found = [reverse(f"returns:{name}", args=[sheet.pk]) for name in names]
    found += [
        reverse(f"returns:{name}", args=[field.pk])
        for name in ("change_field", "move_field")
    ]
    return [*found, reverse("returns:overview"), reverse("returns:remind")]


def posted(returning: Returning) -> dict[str, str]:
    """What would change each of them, if it were heard."""
    with acting_as(returning.strategic):
        field = returning.version.fields.get(code="applied")
    return {
        name_of(field, TOTAL): "1",
        "why": "Because",
        "all": "1",
        "send": "1",
        "what": "out",
        "name": "Else",
        "question": "Else",
        "section": "Else",
    }


def standing(returning: Returning) -> tuple[object, ...]:
    with acting_as(returning.strategic):
        rows = ReturnCell.objects.order_by("pk").values_list("typed", flat=True)
        made = Submission.objects.order_by("pk").values_list("state", "n")
        returning.window.refresh_from_db()
        fields = returning.version.sheet.versions.values_list("n", "fields__question")
        return list(rows), list(made), returning.window.locked_at, sorted(fields)


@pytest.mark.parametrize("role", STRANGERS)
def test_by_no_address_another_hat_reaches_it(returning: Returning, role: str) -> None:
    returning.type(GOOD)
    there = [*addresses(returning), *of_the_sheet(returning)]
    before = standing(returning)
    client = wear(Client(), returning.place.hats[role])
    for at in there:
        read = client.get(at)
        assert read.status_code in (404, 405), at
        changed = client.post(at, posted(returning))
        assert changed.status_code in (404, 405), at
    assert standing(returning) == before


@pytest.mark.parametrize("role", ["strategic_lead", "data_officer", "agency_lead"])
def test_by_no_address_another_partnership_reaches_it(
    returning: Returning, northmere: Place, role: str
) -> None:
    returning.type(GOOD)
    there = [*addresses(returning), *of_the_sheet(returning)[:-2]]
    before = standing(returning)
    client = wear(Client(), northmere.hats[role])
    for at in there:
        assert client.get(at).status_code in (404, 405), at
        assert client.post(at, posted(returning)).status_code in (404, 405), at
    assert standing(returning) == before


def test_who_fills_in_can_neither_approve_nor_accept(returning: Returning) -> None:
    made = returning.send(returning.type(GOOD).submission)
    client = wear(Client(), returning.place.hats["data_officer"])
    for name in ("approve", "accept", "send_back", "lock", "manage"):
        at = reverse(f"returns:{name}", args=[returning.window.pk])
        answer = client.post(at, {"why": "Because"})
        assert answer.status_code in (403, 404), name
    with acting_as(returning.officer):
        made.refresh_from_db()
        assert made.state == State.SENT


def test_the_agencys_lead_approves_and_does_not_accept(returning: Returning) -> None:
    made = returning.approve(returning.send(returning.type(GOOD).submission))
    client = wear(Client(), returning.place.hats["agency_lead"])
    for name in ("accept", "send_back", "lock"):
        at = reverse(f"returns:{name}", args=[returning.window.pk])
        assert client.post(at, {"why": "Because"}).status_code in (403, 404), name
    with acting_as(returning.lead):
        made.refresh_from_db()
        assert made.state == State.APPROVED


def test_a_file_of_one_return_is_not_read_in_another(returning: Returning) -> None:
    with acting_as(returning.officer):
        file = filling.keep_file(
            window=returning.window, kind="csv", cells=[], by=returning.officer
        )
    other = returning.open(NOW.next)
    client = wear(Client(), returning.place.hats["data_officer"])
    at = reverse("returns:file", args=[other.pk, file.pk])
    assert client.get(at).status_code == 404
