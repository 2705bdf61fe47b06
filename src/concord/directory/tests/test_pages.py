"""The editor's pages, what others see of them, and what services say by their link."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from concord.access.actor import acting_as
from concord.access.models import Change
from concord.access.permit import NotPermitted
from concord.access.testing import days_ago, wear
from concord.directory import public
from concord.directory.actions import importing, keeping, providers
from concord.directory.jobs import chase_in
from concord.directory.models import Proposal, ProviderLink, Service
from concord.directory.testing import Directory
from concord.foundation.post.models import Message

NEW = {
    "organisation": "Invented Aid",
    "name": "Invented Counselling",
    "description": "Somebody to talk to.",
    "kind": "local",
    "status": "active",
    "needs": ["talk", "mind"],
    "phones": "07700 900123 at night",
    "hours": "Monday to Friday 9am to 5pm\nBank holidays closed",
    "self_referral": "on",
}


@pytest.fixture
def editor(client: Client, elmbrook_directory: Directory) -> Client:
    return wear(client, elmbrook_directory.place.hats["directory_editor"])


def test_an_editor_adds_publishes_and_hides(
    editor: Client, elmbrook_directory: Directory
) -> None:
    answer = editor.post("/directory/new/", NEW)
    assert answer.status_code == 302
    page = editor.get(answer["Location"]).content.decode()
    assert "at night" in page
    assert "Monday to Friday" in page
    here = elmbrook_directory.place.partnership
    assert "Invented Counselling" not in str(public.search(here).cards)
    assert editor.post(f"{answer['Location']}publish/").status_code == 302
    assert "Invented Counselling" in str(public.search(here).cards)
    assert editor.post(f"{answer['Location']}hide/", {"why": ""}).status_code == 422
    editor.post(f"{answer['Location']}hide/", {"why": "It moved"})
    assert "Invented Counselling" not in str(public.search(here).cards)


def test_nothing_is_lost_of_what_was_typed_wrong(editor: Client) -> None:
    answer = editor.post(
        "/directory/new/", NEW | {"hours": "now and then", "phones": "none"}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "now and then" in page
    assert "Opening hours:" in page
    assert "begins with a number" in page


def test_an_entry_is_changed_and_keeps_what_was_not(
    editor: Client, elmbrook_directory: Directory
) -> None:
    advice = elmbrook_directory.services["Invented Advice"]
    form = editor.get(f"/directory/{advice.pk}/change/").context["form"]
    said = {name: value for name, value in form.initial.items() if value is not None}
    said |= {"alert": "Closed for works until May."}
    answer = editor.post(f"/directory/{advice.pk}/change/", said)
    assert answer.status_code == 302
    shown = public.service(elmbrook_directory.place.partnership, advice.pk)
    assert shown is not None
    assert shown.card.alert == "Closed for works until May."
    assert [row.times for row in shown.hours] == ["9 am to 5 pm", "Closed", "Closed"]
    assert shown.languages == ("English", "Urdu")


def test_others_read_what_is_published_and_change_nothing(
    client: Client, elmbrook_directory: Directory
) -> None:
    directory = elmbrook_directory
    draft = directory.add("Invented Draft", publish=False)
    told = directory.add("Invented Two", capacity_note="Two places are free")
    wear(client, directory.place.hats["practitioner"])
    page = client.get("/directory/").content.decode()
    assert "Invented Two" in page
    assert "Invented Draft" not in page
    assert ">Shown<" not in page
    assert "f.state" not in page
    assert (
        "Two places are free" in client.get(f"/directory/{told.pk}/").content.decode()
    )
    for path in (f"{draft.pk}/", f"{told.pk}/change/", "new/", f"{told.pk}/hide/"):
        assert client.get(f"/directory/{path}").status_code == 404
    assert client.post(f"/directory/{told.pk}/publish/").status_code == 404
    with (
        acting_as(directory.place.actor("practitioner")) as by,
        pytest.raises(NotPermitted),
    ):
        keeping.hide(service=told, why="no", by=by)


def test_a_place_is_added_and_a_refuge_gets_none(
    editor: Client, elmbrook_directory: Directory
) -> None:
    line = elmbrook_directory.services["Invented Line"]
    refuge = elmbrook_directory.services["Invented Refuge"]
    place = {
        "address_1": "2 Invented Street",
        "city": "Elmbrook",
        "county": "Invented County",
        "postcode": "zz12zz",
    }
    assert editor.post(f"/directory/{line.pk}/place/", place).status_code == 302
    shown = public.service(elmbrook_directory.place.partnership, line.pk)
    assert shown is not None
    assert shown.places[0].postcode == "ZZ1 2ZZ"
    assert editor.get(f"/directory/{refuge.pk}/place/").status_code == 404
    assert "Add a place" not in editor.get(f"/directory/{refuge.pk}/").content.decode()


def secret_of(directory: Directory, service: Service) -> str:
    """The secret of the link in the service's letter, as it is sent."""
    sent: list[str] = []
    real = providers.send

    def spy(**given: object) -> None:
        sent.append(str(given["context"]["link"]))  # type: ignore[index]
        real(**given)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch, acting_as(directory.editor) as by:
        patch.setattr(providers, "send", spy)
        providers.ask(service=service, by=by)
    found = re.search(r"/entry/([\w-]+)/", sent[0])
    assert found
    return found[1]


def test_a_service_answers_by_its_link_and_an_editor_agrees(
    elmbrook_directory: Directory, editor: Client
) -> None:
    directory = elmbrook_directory
    advice = directory.services["Invented Advice"]
    secret = secret_of(directory, advice)
    stranger = Client(enforce_csrf_checks=True)
    path = f"/local/elmbrook/entry/{secret}/"
    page = stranger.get(path)
    assert page.status_code == 200
    assert not page.cookies
    said = {k: v for k, v in page.context["form"].initial.items() if v is not None}
    said = {k: v for k, v in said.items() if k in page.context["form"].fields}
    answer = stranger.post(
        path, said | {"phones": "07700 900555", "note": "New number"}
    )
    assert answer.status_code == 200
    here = directory.place.partnership
    before = public.service(here, advice.pk)
    assert before is not None
    assert before.card.phones[0].number == "07700 900001"
    shown = editor.get(f"/directory/{advice.pk}/").content.decode()
    assert "07700 900555" in shown
    with acting_as(directory.editor):
        proposal = Proposal.objects.get()
    assert list(proposal.changes) == ["phones"]
    editor.post(f"/directory/proposal/{proposal.pk}/decide/", {"answer": "accept"})
    after = public.service(here, advice.pk)
    assert after is not None
    assert after.card.phones[0].number == "07700 900555"
    assert after.card.verified_by == "the service"
    assert not after.card.is_late


def test_a_link_is_of_one_service_of_one_place_and_ends(
    elmbrook_directory: Directory, northmere_directory: Directory
) -> None:
    advice = elmbrook_directory.services["Invented Advice"]
    secret = secret_of(elmbrook_directory, advice)
    assert Client().get(f"/local/northmere/entry/{secret}/").status_code == 404
    assert Client().get("/local/elmbrook/entry/nothing/").status_code == 404
    with acting_as(elmbrook_directory.editor) as by:
        with pytest.raises(ValidationError, match="last two weeks"):
            providers.ask(service=advice, by=by)
        ProviderLink.objects.update(ended_at="2026-01-01T00:00Z")
    assert Client().get(f"/local/elmbrook/entry/{secret}/").status_code == 404


def test_a_letter_goes_to_nobody_but_the_listed_address(
    elmbrook_directory: Directory,
) -> None:
    advice = elmbrook_directory.services["Invented Advice"]
    secret_of(elmbrook_directory, advice)
    with acting_as(elmbrook_directory.editor):
        for address, letter in (
            ("somebody@services.example", "directory.check"),
            ("advice@services.example", "frontdoor.status_link"),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Message.objects.create(
                    key="x", digest=address + letter, letter=letter, address=address
                )


def test_what_is_due_is_chased_once(elmbrook_directory: Directory) -> None:
    directory = elmbrook_directory
    advice = directory.services["Invented Advice"]
    here = directory.place.partnership
    with acting_as(directory.editor) as by:
        keeping.verify(
            service=advice, by_whom="us", on=here.today() - dt.timedelta(200), by=by
        )
    assert chase_in(here) == 1
    assert chase_in(here) == 0
    with acting_as(directory.editor):
        assert ProviderLink.objects.get().address == "advice@services.example"


def test_the_job_asks_again_every_two_weeks_until_somebody_answers(
    elmbrook_directory: Directory,
) -> None:
    directory = elmbrook_directory
    advice = directory.services["Invented Advice"]
    here = directory.place.partnership

    def asked_at(days: float) -> int:
        with days_ago(days):
            chase_in(here)
        with acting_as(directory.editor):
            return ProviderLink.objects.filter(service=advice).count()

    with acting_as(directory.editor) as by, days_ago(400):
        keeping.verify(service=advice, by_whom="us", by=by)
    assert [asked_at(days) for days in (399, 230, 214, 205)] == [0, 0, 1, 1]
    assert [asked_at(days) for days in (199, 190, 184)] == [2, 2, 3]
    with acting_as(directory.editor) as by:
        assert ProviderLink.objects.filter(ended_at=None).count() == 1
        assert public.service(here, advice.pk).card.is_late  # type: ignore[union-attr]
        keeping.verify(service=advice, by_whom="the service", by=by)
    assert asked_at(0) == 3


def test_who_is_never_checked_is_asked_unless_a_feed_keeps_it(
    elmbrook_directory: Directory,
) -> None:
    directory = elmbrook_directory
    here = directory.place.partnership
    assert chase_in(here) == 1  # of three, one lists an address
    told = directory.add("Invented Feed Service", email="feed@services.example")
    with acting_as(directory.editor) as by:
        feed = importing.feed_of(url="https://feed.example", name="Feed", by=by)
        Service.objects.filter(pk=told.pk).update(feed=feed)
    assert chase_in(here) == 0


def test_a_link_is_over_after_four_weeks(elmbrook_directory: Directory) -> None:
    advice = elmbrook_directory.services["Invented Advice"]
    with days_ago(27):
        secret = secret_of(elmbrook_directory, advice)
    path = f"/local/elmbrook/entry/{secret}/"
    assert Client().get(path).status_code == 200
    with acting_as(elmbrook_directory.editor):
        ProviderLink.objects.update(made_at=timezone.now() - dt.timedelta(29))
    assert Client().get(path).status_code == 404


def test_what_was_not_agreed_to_changes_nothing(
    elmbrook_directory: Directory, editor: Client
) -> None:
    directory = elmbrook_directory
    advice = directory.services["Invented Advice"]
    secret = secret_of(directory, advice)
    path = f"/local/elmbrook/entry/{secret}/"
    page = Client().get(path)
    said = {k: v for k, v in page.context["form"].initial.items() if v is not None}
    said = {k: v for k, v in said.items() if k in page.context["form"].fields}
    said |= {"hours": "Term time Monday 3pm to 5pm, 2026-09-01 to 2026-12-18"}
    said |= {"accreditations": "An invented mark"}
    assert Client().post(path, said).status_code == 200
    with acting_as(directory.editor):
        proposal = Proposal.objects.get()
    decide = f"/directory/proposal/{proposal.pk}/decide/"
    editor.post(decide, {"answer": "refuse", "why": "It is not so"})
    here = directory.place.partnership
    before = public.service(here, advice.pk)
    assert before is not None
    assert before.quality_marks == ""
    Client().post(path, said)
    with acting_as(directory.editor):
        proposal = Proposal.objects.get(state="waiting")
    editor.post(f"/directory/proposal/{proposal.pk}/decide/", {"answer": "accept"})
    after = public.service(here, advice.pk)
    assert after is not None
    assert after.quality_marks == "An invented mark"
    assert "term" in f"{after.hours} {after.hours_note}".lower()


def test_capacity_has_its_day(editor: Client, elmbrook_directory: Directory) -> None:
    service = elmbrook_directory.add("Invented Rooms", capacity_note="Two are free")
    assert service.capacity_on == elmbrook_directory.place.partnership.today()
    assert "As of" in editor.get(f"/directory/{service.pk}/").content.decode()


def test_history_keeps_each_change(elmbrook_directory: Directory) -> None:
    advice = elmbrook_directory.services["Invented Advice"]
    with acting_as(elmbrook_directory.place.actor("strategic_lead")):
        kept = Change.objects.filter(row_id=str(advice.pk))
        assert kept.filter(table_name="directory_service").exists()
