"""A table of services: looked at first, kept once, and read again without doubles."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from concord.access.testing import wear
from concord.directory import public
from concord.directory.sheet import HEADINGS
from concord.directory.testing import Directory

ROW = {
    "Organisation": "Invented Aid",
    "Name": "Invented Drop-in",
    "What it does": "Tea and advice.",
    "Where": "In our area",
    "Helps with": "Somebody to talk to; money",
    "For": "Women and girls",
    "Telephone": "07700 900111 by day; 07700 900112 at night",
    "Website": "services.example",
    "Hours": "Tuesday 2pm to 4pm",
    "Languages": "Urdu; pl",
    "Postcodes served": "ZZ1 ZZ2",
    "Street": "3 Invented Street",
    "Town": "Elmbrook",
    "County": "Invented County",
    "Postcode": "ZZ1 3ZZ",
}
BAD = {"Organisation": "Invented Aid", "Name": "Bad", "Helps with": "everything"}
REFUGE = ROW | {"Name": "Invented House", "Helps with": "refuge"}
LIKE = {"Organisation": "Other", "Name": "Invented Advise", "What it does": "Advises."}


def table(*rows: dict[str, str]) -> SimpleUploadedFile:
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADINGS)
    writer.writeheader()
    writer.writerows(rows)
    return SimpleUploadedFile("services.csv", text.getvalue().encode())


def test_a_table_is_looked_at_and_then_kept(
    client: Client, elmbrook_directory: Directory
) -> None:
    directory = elmbrook_directory
    wear(client, directory.place.hats["directory_editor"])
    sent = client.post("/directory/table/", {"file": table(ROW, BAD, REFUGE, LIKE)})
    assert sent.status_code == 302
    page = client.get(sent["Location"]).content.decode()
    assert "2 new services" in page
    assert "everything" in page
    assert "as Invented Advice" in page
    assert "A refuge with a place" in page
    here = directory.place.partnership
    assert "Invented Drop-in" not in str(public.search(here).cards)
    client.post(sent["Location"], {"publish": "on"})
    cards = {card.name: card for card in public.search(here).cards}
    assert set(cards) - set(directory.services) == {"Invented Drop-in"}
    shown = public.service(here, cards["Invented Drop-in"].id)
    assert shown is not None
    assert [one.label for one in shown.card.phones] == ["by day", "at night"]
    assert shown.languages == ("Urdu", "Polish")
    assert shown.url == "https://services.example"
    assert shown.places[0].postcode == "ZZ1 3ZZ"
    assert client.get(sent["Location"]).status_code == 404
    again = client.post("/directory/table/", {"file": table(ROW)})
    assert "1 as they were" in client.get(again["Location"]).content.decode()


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\x00\x01\x02"])
def test_a_file_that_is_no_table_is_said(
    client: Client, elmbrook_directory: Directory, content: bytes
) -> None:
    wear(client, elmbrook_directory.place.hats["directory_editor"])
    sent = client.post(
        "/directory/table/", {"file": SimpleUploadedFile("services.csv", content)}
    )
    assert sent.status_code == 422


@pytest.mark.parametrize("age", ["nan", "inf", "1e400", "-5", "16.5", "sixteen"])
def test_an_age_that_is_none_is_said_beside_its_service(
    client: Client, elmbrook_directory: Directory, age: str
) -> None:
    wear(client, elmbrook_directory.place.hats["directory_editor"])
    odd = ROW | {"Name": "Odd one", "From age": age}
    sent = client.post(
        "/directory/table/", {"file": table(ROW | {"From age": "16"}, odd)}
    )
    assert sent.status_code == 302
    page = client.get(sent["Location"]).content.decode()
    assert "1 new service" in page
    assert "Odd one" in page
    assert "From age: write a whole number of years" in page
