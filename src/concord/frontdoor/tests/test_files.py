"""Files that come with a referral: what they are, and who opens them."""

from __future__ import annotations

import io
import threading
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import Client

from concord.access.actor import acting_as
from concord.access.models import Event
from concord.access.permit import NotPermitted
from concord.access.testing import Place, wear
from concord.frontdoor.actions import files, referring, triage
from concord.frontdoor.models import Attachment, Referral
from concord.frontdoor.testing import SAID, at_door
from concord.frontdoor.tests.referrers import (
    browser,
    decide,
    link,
    listed,
    received,
    refer,
    text,
)

__all__ = ["listed"]
pytestmark = pytest.mark.django_db

POLICE = "practitioner:Police"
DOOR = "practitioner:Specialist service"
PDF = b"%PDF-1.4\nInvented."
PNG = b"\x89PNG\r\n\x1a\nInvented."
JPEG = b"\xff\xd8\xff\xe0Invented."


def packed(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, "Invented")
    return out.getvalue()


WORD = packed("[Content_Types].xml", "word/document.xml")


@pytest.fixture
def referral(front_door: Place) -> Referral:
    by = front_door.actor(POLICE)
    with acting_as(by):
        return referring.refer(said=SAID, by=by)


def attach(place: Place, referral: Referral, content: bytes = PDF) -> Attachment:
    by = place.actor(POLICE)
    with acting_as(by):
        return files.attach(
            referral=referral, name="Petronella's injuries.pdf", content=content, by=by
        )


def at(place: Place, hat: str) -> Client:
    return wear(Client(), place.hats[hat])


@pytest.mark.parametrize(
    ("content", "kind"), [(PDF, "pdf"), (PNG, "png"), (JPEG, "jpg"), (WORD, "docx")]
)
def test_what_a_file_is_stands_in_its_bytes(content: bytes, kind: str) -> None:
    assert files.kind_of(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<!doctype html><script>zq()</script>",
        b"<svg onload='zq()'></svg>",
        b"MZ\x90\x00",
        b"PK\x03\x04broken",
        packed("word/document.xml", "word/vbaProject.bin"),
        packed("evil.exe"),
        PDF + b"x" * (10 * 1024 * 1024),
    ],
)
def test_anything_else_is_refused_whatever_it_is_called(
    front_door: Place, referral: Referral, content: bytes
) -> None:
    with pytest.raises(ValidationError) as refused:
        attach(front_door, referral, content)
    assert "file" in refused.value.message_dict


def test_the_door_opens_it_as_a_download_and_that_is_written_down(
    front_door: Place, referral: Referral
) -> None:
    attach(front_door, referral)
    page = text(at(front_door, DOOR).get(f"/referrals/{referral.pk}/"))  # type: ignore[arg-type]
    assert "Petronella's injuries.pdf" in page
    answer = at(front_door, DOOR).get(f"/referrals/{referral.pk}/files/1/")
    assert answer.content == PDF
    assert answer["Content-Disposition"] == (
        f'attachment; filename="{referral.ref}-1.pdf"'
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox"
    assert "no-store" in answer["Cache-Control"]
    with acting_as(front_door.actor("auditor")):
        seen = Event.objects.filter(door="frontdoor:file")
        assert seen.exists()


@pytest.mark.parametrize("who", ["practitioner:Housing", "practitioner:Health"])
def test_nobody_else_opens_it(
    front_door: Place, referral: Referral, northmere: Place, who: str
) -> None:
    attach(front_door, referral)
    for place in (front_door, northmere):
        answer = at(place, who).get(f"/referrals/{referral.pk}/files/1/")
        assert answer.status_code == 404
        with acting_as(place.actor(who)):
            assert not Attachment.objects.exists()


def test_a_decision_that_shares_the_case_does_not_open_it(
    front_door: Place, referral: Referral
) -> None:
    attach(front_door, referral)
    decide(front_door, referral, "support")
    with acting_as(at_door(front_door)):
        assert Attachment.objects.get().case_id is not None, "it goes with its case"
    with acting_as(front_door.actor("practitioner:Health")):
        assert Referral.objects.exists(), "the referral is shared"
        assert not Attachment.objects.exists()


def test_only_the_team_that_refers_adds_to_what_it_said(
    front_door: Place, referral: Referral
) -> None:
    by = at_door(front_door)
    with acting_as(by), pytest.raises(NotPermitted):
        files.attach(referral=referral, name="a.pdf", content=PDF, by=by)
    page = at(front_door, DOOR).get(f"/referrals/{referral.pk}/files/")
    assert page.status_code == 404


def test_a_file_can_be_added_when_a_case_was_opened_and_that_is_not_told(
    front_door: Place, referral: Referral
) -> None:
    by = at_door(front_door)
    with acting_as(by):
        triage.open_case(referral=referral, found={}, by=by)
    attach(front_door, referral)
    with acting_as(by):
        made = Attachment.objects.get()
        assert made.case_id == Referral.objects.get(pk=referral.pk).case_id


def test_five_and_no_more(front_door: Place, referral: Referral) -> None:
    for _ in range(5):
        attach(front_door, referral)
    with pytest.raises(ValidationError, match="5 files"):
        attach(front_door, referral)


def test_it_is_never_changed(front_door: Place, referral: Referral) -> None:
    attach(front_door, referral)
    for hat in (POLICE, DOOR):
        by = front_door.actor(hat)
        with acting_as(by), pytest.raises(DatabaseError), transaction.atomic():
            Attachment.objects.update(name="Another")


def upload(client: Client, path: str, content: bytes, name: str) -> HttpResponse:
    return client.post(path, {"file": SimpleUploadedFile(name, content)}, follow=True)  # type: ignore[return-value]


def test_it_is_added_on_a_page(front_door: Place, referral: Referral) -> None:
    path = f"/referrals/{referral.pk}/files/"
    police = at(front_door, POLICE)
    assert "The file is added." in text(upload(police, path, PNG, "../../bruise.png"))
    assert "bruise.png" in text(police.get(path))  # type: ignore[arg-type]
    wrong = upload(police, path, b"<html>", "page.pdf")
    assert wrong.status_code == 422
    assert "Choose a PDF, a picture" in text(wrong)


def test_a_referrer_without_an_account_adds_files_by_the_link(listed: Place) -> None:
    path = link()
    assert upload(browser(), f"{path}files/", PDF, "a.pdf").status_code == 404
    refer(path)
    assert f"{path}files/" in text(browser().get(path))  # type: ignore[arg-type]
    page = upload(browser(), f"{path}files/", JPEG, "bruise.jpg")
    assert "We have 1 file." in text(page)
    assert not page.cookies
    assert "bruise.jpg" not in text(page)
    [got] = received(listed)
    answer = at(listed, DOOR).get(f"/referrals/{got.pk}/files/1/")
    assert answer.content == JPEG
    for _ in range(4):
        upload(browser(), f"{path}files/", PDF, "a.pdf")
    assert "5 files came" in text(upload(browser(), f"{path}files/", PDF, "a.pdf"))
    decide(listed, got)
    late = text(upload(browser(), f"{path}files/", PDF, "a.pdf"))
    assert "be added any more" in late


def test_a_made_up_link_takes_no_file(listed: Place) -> None:
    answer = upload(browser(), "/local/elmbrook/refer/made-up/files/", PDF, "a.pdf")
    assert answer.status_code == 404


# Two people at once ------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_file_that_comes_while_the_case_is_opened_belongs_to_the_case(
    front_door: Place, referral: Referral
) -> None:
    """It waits until the case is there, so that the door can open it afterwards."""
    came = threading.Event()

    def add() -> None:
        try:
            attach(front_door, referral)
            came.set()
        finally:
            connection.close()

    by = at_door(front_door)
    with acting_as(by):
        opened = triage.open_case(referral=referral, found={}, by=by)
        adding = threading.Thread(target=add)
        adding.start()
        assert not came.wait(0.5), "the file came in between"
    adding.join(timeout=20)
    assert came.is_set()
    with acting_as(by):
        assert Attachment.objects.get().case_id == opened.pk


@pytest.mark.django_db(transaction=True)
def test_a_case_that_is_opened_while_a_file_comes_gets_the_file(
    front_door: Place, referral: Referral
) -> None:
    opened = threading.Event()

    def open_it() -> None:
        by = at_door(front_door)
        try:
            with acting_as(by):
                triage.open_case(referral=referral, found={}, by=by)
            opened.set()
        finally:
            connection.close()

    police = front_door.actor(POLICE)
    with acting_as(police):
        files.attach(referral=referral, name="a.pdf", content=PDF, by=police)
        opening = threading.Thread(target=open_it)
        opening.start()
        assert not opened.wait(0.5), "the case was opened in between"
    opening.join(timeout=20)
    assert opened.is_set()
    with acting_as(at_door(front_door)):
        case_id = Referral.objects.get(pk=referral.pk).case_id
        assert case_id is not None
        assert Attachment.objects.get().case_id == case_id
