"""Finding at work: filters in the address, distances, a shortlist and its sheet."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from django.test import Client

from concord.access.actor import acting_as
from concord.access.testing import wear
from concord.directory.actions import keeping
from concord.directory.districts import load
from concord.directory.entry import SaidPlace
from concord.directory.testing import Directory

# ZZ2 is ten miles north of ZZ1.
DISTRICTS = b"code,latitude,longitude\nZZ1,51.40,0.0\nZZ2,51.545,0.0\nZZ3,52.4,0.0\n"


@pytest.fixture
def worker(client: Client, elmbrook_directory: Directory) -> Client:
    return wear(client, elmbrook_directory.place.hats["practitioner"])


@pytest.fixture
def far(elmbrook_directory: Directory) -> Directory:
    """With a service ten miles from ZZ1, and the file of districts."""
    elmbrook_directory.add(
        "Invented North",
        outward_codes=["ZZ2"],
        at=SaidPlace(
            address_1="2 Invented Road",
            city="Northam",
            county="Invented County",
            postcode="ZZ2 2ZZ",
        ),
    )
    load(DISTRICTS)
    return elmbrook_directory


def names(page: object) -> list[str]:
    return [one["card"].name for one in page.context["results"]]  # type: ignore[attr-defined]


def test_filters_stand_in_the_address_and_only_half_of_a_postcode(
    worker: Client,
) -> None:
    sent = worker.get("/directory/find/", {"near": "zz1 1ZZ", "need": "refuge"})
    assert sent["Location"] == "/directory/find/?near=ZZ1&need=refuge"
    assert names(worker.get(sent["Location"])) == ["Invented Refuge"]
    wrong = worker.get("/directory/find/", {"near": "somewhere"})
    assert names(wrong) == []
    assert "write one such as ZZ1 1ZZ" in wrong.content.decode()


def test_without_the_file_of_districts_no_distance_is_offered(worker: Client) -> None:
    page = worker.get("/directory/find/", {"near": "ZZ1", "how": "2"})
    assert "Within 2 miles" not in page.content.decode()
    assert "No distances" in page.content.decode()
    assert len(names(page)) == 3


def test_distances_are_told_limited_and_sorted(worker: Client, far: Directory) -> None:
    def ask(**given: str) -> list[str]:
        return names(worker.get("/directory/find/", given))

    serves = worker.get("/directory/find/", {"near": "ZZ2"})
    assert "about 10 miles away" in serves.content.decode()
    assert "less than a mile away" in serves.content.decode()
    assert ask(near="ZZ2", how="2") == ["Invented North"]
    assert ask(near="ZZ2", how="25", order="near") == [
        "Invented North",
        "Invented Advice",
    ]
    assert ask(near="ZZ1", how="25", order="near")[0] == "Invented Advice"
    # What has no place comes last; nothing is left out by the order alone.
    assert ask(near="ZZ2", order="near")[:2] == ["Invented North", "Invented Advice"]
    assert "Invented Line" in ask(near="ZZ2", order="near")
    assert ask(near="ZZ9", how="25") == []  # a district that the file hasn't got


def test_a_distance_needs_a_place_to_measure_from(
    worker: Client, far: Directory
) -> None:
    page = worker.get("/directory/find/", {"how": "2"})
    assert "from where the distance" in page.content.decode()


def test_a_shortlist_is_kept_shown_and_emptied(
    worker: Client, elmbrook_directory: Directory
) -> None:
    advice = elmbrook_directory.services["Invented Advice"]
    line = elmbrook_directory.services["Invented Line"]
    back = "/directory/find/?near=ZZ1"
    for one in (advice, line):
        sent = worker.post(f"/directory/{one.pk}/keep/", {"keep": "on", "back": back})
        assert sent["Location"] == back
    page = worker.get("/directory/shortlist/").content.decode()
    assert page.index("Invented Advice") < page.index("Invented Line")
    assert "Nobody has checked this yet" in page
    assert "Shortlist (2)" in worker.get(back).content.decode()
    worker.post(f"/directory/{advice.pk}/keep/", {"back": "https://bad.example/"})
    page = worker.get("/directory/shortlist/").content.decode()
    assert "Invented Advice" not in page
    worker.post("/directory/shortlist/empty/")
    assert "Nothing is on your" in worker.get("/directory/shortlist/").content.decode()
    assert worker.get("/directory/shortlist/services.pdf").status_code == 302


def test_the_way_back_leads_to_no_other_site(
    worker: Client, elmbrook_directory: Directory
) -> None:
    advice = elmbrook_directory.services["Invented Advice"]
    for back in ("https://bad.example/directory/", "//bad.example", "/plan/"):
        sent = worker.post(f"/directory/{advice.pk}/keep/", {"back": back})
        assert sent["Location"] == "/directory/shortlist/"


def test_only_what_is_published_gets_onto_a_sheet(
    worker: Client, elmbrook_directory: Directory, northmere_directory: Directory
) -> None:
    directory = elmbrook_directory
    draft = directory.add("Invented Draft", publish=False)
    gone = directory.add("Invented Gone", capacity_note="Two rooms are free")
    theirs = northmere_directory.services["Invented Advice"]
    for one in (draft, gone, theirs):
        worker.post(f"/directory/{one.pk}/keep/", {"keep": "on"})
    page = worker.get("/directory/shortlist/").content.decode()
    assert "Invented Gone" in page
    assert "Two rooms" not in page
    assert "Invented Draft" not in page
    assert "Invented Advice" not in page
    with acting_as(directory.editor) as by:
        keeping.hide(service=gone, why="Closed", by=by)
    assert "Invented Gone" not in worker.get("/directory/shortlist/").content.decode()


def test_the_sheet_says_what_somebody_needs_to_call(
    worker: Client, elmbrook_directory: Directory
) -> None:
    directory = elmbrook_directory
    service = directory.add(
        "Invented Outreach",
        how_to_refer="Ring and ask for the duty worker.",
        sexes=["women"],
        minimum_age=16.0,
        hours="Monday to Friday 9am to 5pm",
        capacity_note="Full until May",
        at=SaidPlace(
            address_1="3 Invented Road",
            city="Elmbrook",
            county="Invented County",
            postcode="ZZ1 3ZZ",
        ),
    )
    with acting_as(directory.editor) as by:
        keeping.verify(service=service, by_whom="the service", by=by)
    for name in ("Invented Outreach", "Invented Refuge"):
        pk = directory.services[name].pk
        worker.post(f"/directory/{pk}/keep/", {"keep": "on"})
    sheet = worker.get("/directory/shortlist/services.pdf")
    assert sheet["Content-Type"] == "application/pdf"
    read = pypdf.PdfReader(io.BytesIO(sheet.content))
    words = " ".join("".join(page.extract_text() for page in read.pages).split())
    words = words.replace("\u200b", "")
    for said in (
        "Invented Outreach",
        "07700 900001",
        "Women and girls, from 16",
        "duty worker",
        "Monday to Friday",
        "ZZ1 3ZZ",
        "Verified on",
        "We don't show the address",
    ):
        assert said in words
    assert "Full until May" not in words
    assert read.metadata is not None
    assert read.metadata.title == "Services"


def test_neither_page_nor_sheet_names_who_hands_it_over(
    worker: Client, elmbrook_directory: Directory
) -> None:
    pk = elmbrook_directory.services["Invented Advice"].pk
    worker.post(f"/directory/{pk}/keep/", {"keep": "on"})
    name = elmbrook_directory.place.hats["practitioner"].account.name

    def printed(path: str) -> str:
        page = worker.get(path).content.decode()
        return " ".join(
            re.findall(r'<(?:p|span) class="cc-printonly">(.*?)</(?:p|span)>', page)
        )

    assert f"by {name}" in printed("/directory/find/")
    assert printed("/directory/shortlist/").startswith("Printed")
    for said in (name, elmbrook_directory.place.partnership.name):
        assert said not in printed("/directory/shortlist/")
    foot = worker.get("/directory/shortlist/").content.decode().split("<footer")[1]
    assert 'class="cc-foot cc-noprint"' in foot
    sheet = worker.get("/directory/shortlist/services.pdf")
    read = pypdf.PdfReader(io.BytesIO(sheet.content))
    words = "".join(page.extract_text() for page in read.pages)
    assert name not in words
    assert name not in str(read.metadata)


def test_who_may_not_read_the_directory_has_no_shortlist(
    client: Client, elmbrook_directory: Directory
) -> None:
    for path in ("find/", "shortlist/", "shortlist/services.pdf"):
        assert client.get(f"/directory/{path}").status_code == 302  # to sign in
