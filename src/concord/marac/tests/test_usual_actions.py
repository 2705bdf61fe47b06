"""Usual actions: who sets them, what they fill, and what stays when one goes."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from concord.access.actor import Actor, acting_as
from concord.access.permit import NotPermitted
from concord.access.testing import Place, wear
from concord.cases.testing import CaseWorld
from concord.marac.actions.usual_actions import add_usual, retire_usual
from concord.marac.models import MaracAction, UsualAction
from concord.marac.queries.usual_actions import ready, standing
from concord.marac.testing import coordinator, on_an_issued_agenda, sit_down

pytestmark = pytest.mark.django_db

LOCKS = {"words": "Change the locks", "kind": "target_harden", "in_days": 2}


def as_(place: Place, role: str) -> Client:
    return wear(Client(), place.hats[role])


def add(by: Actor, **other: Any) -> UsualAction:
    with acting_as(by):
        return add_usual(**(LOCKS | other), by=by)


def words(by: Actor) -> list[str]:
    with acting_as(by):
        return [one.words for one in standing(by)]


def test_the_coordinator_or_whoever_manages_sets_them(marac: CaseWorld) -> None:
    add(coordinator(marac.place))
    add(marac.place.actor("administrator"), words="Mark the record")
    assert words(marac.police) == ["Change the locks", "Mark the record"]
    for role in ("practitioner:Police", "board_member", "commissioner"):
        with pytest.raises(NotPermitted):
            add(marac.place.actor(role))


def test_the_database_refuses_one_by_another_team(marac: CaseWorld) -> None:
    with (
        acting_as(marac.police),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        UsualAction.objects.create(
            partnership_id=marac.police.here,
            written_by_id=marac.police.own_hat,
            **LOCKS,
        )


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"words": "  "}, "words"),
        ({"words": "long " * 60}, "words"),
        ({"kind": "anything"}, "kind"),
        ({"in_days": 0}, "in_days"),
        ({"in_days": 251}, "in_days"),
        ({"words": "Change  the locks"}, "words"),
    ],
)
def test_what_is_wrong_is_named(
    marac: CaseWorld, other: dict[str, Any], field: str
) -> None:
    by = coordinator(marac.place)
    add(by)
    if "words" not in other:
        other = other | {"words": "Another one"}
    with pytest.raises(ValidationError) as refused:
        add(by, **other)
    assert list(refused.value.message_dict) == [field]


def test_one_that_is_taken_out_can_come_again(marac: CaseWorld) -> None:
    by = coordinator(marac.place)
    usual = add(by)
    with acting_as(by):
        retire_usual(usual=usual, by=by)
        assert ready(by, str(usual.pk)) == {}
    assert words(by) == []
    add(by)
    assert words(by) == ["Change the locks"]


@pytest.mark.parametrize("asked", [None, "", "²", "-1", "9" * 40, "x", "0"])
def test_a_strange_choice_fills_nothing(marac: CaseWorld, asked: str | None) -> None:
    with acting_as(marac.police):
        assert ready(marac.police, asked) == {}


def test_another_partnership_sees_none(marac: CaseWorld, northmere: Place) -> None:
    usual = add(coordinator(marac.place))
    other = northmere.actor("practitioner:Police")
    assert words(other) == []
    with acting_as(other):
        assert ready(other, str(usual.pk)) == {}


def test_without_scripts_a_choice_fills_the_form_of_the_room(marac: CaseWorld) -> None:
    place, by = marac.place, coordinator(marac.place)
    item = on_an_issued_agenda(marac)
    sit_down(place, item.meeting, "Police", "Specialist service")
    client = as_(place, "marac_coordinator")
    page = client.post(
        reverse("marac:usual_actions"), LOCKS | {"in_days": "2"}, follow=True
    )
    assert "Change the locks" in page.text
    with acting_as(by):
        [usual] = standing(by)
    room = reverse("marac:room", args=[item.meeting_id, item.pk])
    assert f"{room}?usual={usual.pk}#act" in client.get(room).text
    filled = client.get(room, {"usual": usual.pk}).context["action_form"]
    assert filled["words"].value() == "Change the locks"
    assert filled["kind"].value() == "target_harden"
    assert filled["in_days"].value() == 2
    said = {
        "act-words": filled["words"].value(),
        "act-kind": filled["kind"].value(),
        "act-in_days": filled["in_days"].value(),
        "act-team": place.teams["Police"].pk,
        "act-key": filled["key"].value(),
    }
    act = reverse("marac:act", args=[item.meeting_id, item.pk])
    assert client.post(act, said).status_code == 302
    client.post(reverse("marac:retire_usual_action", args=[usual.pk]))
    assert words(by) == []
    with acting_as(by):
        assert MaracAction.objects.visible_to(by).get().words == "Change the locks"
    police = as_(place, "practitioner:Police")
    assert police.get(reverse("marac:usual_actions")).status_code == 404
