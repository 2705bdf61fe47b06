"""Screening: the four criteria, by whom, and what a judgement has to say."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from concord.access.actor import Actor, acting_as
from concord.access.models import written
from concord.access.permit import NotPermitted
from concord.access.testing import Place, wear
from concord.cases.testing import CaseWorld
from concord.frontdoor.public import WorkItem
from concord.marac.actions import agenda
from concord.marac.actions.screening import screen
from concord.marac.models import Screening
from concord.marac.queries.screening import screened
from concord.marac.testing import coordinator, meet, send_to_marac

pytestmark = pytest.mark.django_db

COORDINATOR = "marac_coordinator"


@pytest.fixture
def work(marac: CaseWorld) -> WorkItem:
    return send_to_marac(marac)


def as_(place: Place, role: str) -> Client:
    return wear(Client(), place.hats[role])


def latest(work: WorkItem, by: Actor) -> Screening | None:
    with acting_as(by):
        return screened([work.pk], by).get(work.pk)


def test_any_of_the_four_is_enough_and_the_last_word_counts(
    marac: CaseWorld, work: WorkItem
) -> None:
    by = coordinator(marac.place)
    with acting_as(by):
        screen(work=work, criteria=["repeat"], by=by)
        screen(work=work, criteria=["repeat", "visible"], by=by)
    found = latest(work, by)
    assert found
    assert found.criteria == ["visible", "repeat"]
    assert found.in_words == "Visible high risk, repeat within twelve months of MARAC"


def test_judgement_alone_is_explained(marac: CaseWorld, work: WorkItem) -> None:
    by = coordinator(marac.place)
    with acting_as(by):
        with pytest.raises(ValidationError) as refused:
            screen(work=work, criteria=["judgement"], words=" ", by=by)
        screen(work=work, criteria=["judgement", "visible"], by=by)
        screen(work=work, criteria=["judgement"], words="Isolated by kin.", by=by)
    assert list(refused.value.message_dict) == ["words"]


@pytest.mark.parametrize("criteria", [[], ["anything"], ["visible", "anything"]])
def test_at_least_one_of_the_four(
    marac: CaseWorld, work: WorkItem, criteria: list[str]
) -> None:
    by = coordinator(marac.place)
    with acting_as(by), pytest.raises(ValidationError) as refused:
        screen(work=work, criteria=criteria, by=by)
    assert list(refused.value.message_dict) == ["criteria"]


def test_only_who_coordinates_screens_and_the_holder_reads_it(
    marac: CaseWorld, work: WorkItem
) -> None:
    by = coordinator(marac.place)
    for other in (marac.idva, marac.police):
        with acting_as(other), pytest.raises(NotPermitted):
            screen(work=work, criteria=["visible"], by=other)
    with acting_as(by):
        screen(work=work, criteria=["visible"], by=by)
    assert latest(work, marac.idva)
    assert latest(work, marac.police) is None


def test_the_database_refuses_a_screening_by_another_team(
    marac: CaseWorld, work: WorkItem
) -> None:
    with (
        acting_as(marac.idva),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        Screening.objects.create(
            **written(marac.idva),
            case_id=marac.case.pk,
            work=work,
            criteria=["visible"],
        )


def test_what_is_on_an_agenda_is_screened_no_more(
    marac: CaseWorld, work: WorkItem
) -> None:
    by = coordinator(marac.place)
    with acting_as(by):
        agenda.put_on(work=work, meeting=meet(marac.place), by=by)
        with pytest.raises(NotPermitted):
            screen(work=work, criteria=["visible"], by=by)


def test_screening_on_a_page_and_reading_it_again(
    marac: CaseWorld, work: WorkItem
) -> None:
    place = marac.place
    client = as_(place, COORDINATOR)
    address = reverse("marac:screen", args=[work.pk])
    assert address in client.get(reverse("marac:index")).text
    assert "No risk assessment has been shared" in client.get(address).text
    wrong = client.post(address, {"criteria": ["judgement"], "words": ""})
    assert wrong.status_code == 422
    assert "say what the judgement rests on" in wrong.text
    said = {"criteria": ["visible", "judgement"], "words": "Weapons in the house."}
    assert client.post(address, said).status_code == 302
    page = client.get(reverse("marac:index")).text
    assert "Professional judgement, visible high risk" in page
    assert "Weapons in the house." in client.get(address).text
    by = coordinator(place)
    with acting_as(by):
        item = agenda.put_on(work=work, meeting=meet(place), by=by)
    page = client.get(reverse("marac:item", args=[item.pk])).text
    assert "Weapons in the house." in page
    for role in ("practitioner:Police", "practitioner:Specialist service"):
        assert as_(place, role).get(address).status_code == 404
