"""Files on pages: tried, counted by the worker, shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from concord.access.actor import acting_as
from concord.access.testing import wear
from concord.evidence import testing_extracts as invented
from concord.evidence.jobs.extracts import count_file
from concord.evidence.models import Extract, Mapping, Observation
from concord.evidence.testing import Evidence

CONTENT = {
    "day": {"column": "Date recorded", "format": "d/m/y"},
    "area": {"column": "Ward", "values": dict.fromkeys(invented.WARDS, "B1")},
    "figures": [{"indicator": "incidents", "where": {"DA flag": ["Y"]}}],
}


@pytest.fixture
def lead(evidence: Evidence, home: Path) -> Client:
    """The strategic lead, with a mapping that she has added."""
    client = wear(Client(), evidence.place.hats["strategic_lead"])
    answer = client.post(
        reverse("evidence:declare_mapping") + "?as=json",
        {"title": "Police", "code": "police", "content": json.dumps(CONTENT)},
    )
    assert answer.status_code == 302, answer.content.decode()
    return client


def upload(client: Client, content: bytes, **more: str) -> Any:
    with_file = {
        "file": SimpleUploadedFile("rows.csv", content),
        "mapping": str(Mapping.objects.get().versions.get().pk),
        **more,
    }
    return client.post(reverse("evidence:files"), with_file)


def rows(tmp_path: Path) -> bytes:
    path = tmp_path / "rows.csv"
    invented.write_with_bad_rows(path, 300)
    return path.read_bytes()


def test_a_try_says_what_the_file_would_give_and_keeps_nothing(lead, home, tmp_path):
    page = upload(lead, rows(tmp_path), **{"try": "1"}).content.decode()
    # The blank key is in a column that this mapping does not read.
    assert "301 rows" in page
    assert "Not a day as the mapping says" in page
    assert not Extract.objects.exists()
    assert not Observation.objects.exists()
    assert not (home / "uploads").exists()


def workbook(path: Path, lines: list[list[object]]) -> bytes:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for number, line in enumerate(lines):
        sheet.write_row(number, 0, line)
    book.close()
    return path.read_bytes()


NAMES = ["Date recorded", "Ward", "DA flag"]


@pytest.mark.parametrize(
    ("count", "says"),
    [
        (3, "All rows would give"),
        (1_000, "All rows would give"),
        (1_001, "The first 1,000 rows would give"),
    ],
)
def test_a_workbook_is_tried_by_its_first_rows(lead, home, tmp_path, count, says):
    row: list[object] = ["03/04/2025", invented.WARDS[0], "Y"]
    content = workbook(tmp_path / "rows.xlsx", [NAMES, *[row] * count])
    page = upload(lead, content, **{"try": "1"}).content.decode()
    assert says in page
    assert f"{min(count, 1_000):,} rows counted" in page
    assert not Extract.objects.exists()


def test_a_workbook_with_blank_rows_does_not_say_that_it_is_all(lead, home, tmp_path):
    row: list[object] = ["03/04/2025", invented.WARDS[0], "Y"]
    lines = [NAMES, *[[], row] * 800]
    content = workbook(tmp_path / "rows.xlsx", lines)
    page = upload(lead, content, **{"try": "1"}).content.decode()
    assert "The first 1,000 rows would give" in page


def test_a_workbook_that_takes_too_long_to_try_can_still_be_counted(
    lead, home, tmp_path
):
    content = workbook(tmp_path / "rows.xlsx", [NAMES])
    for wrong in (content[:-200], content + b" " * 8_000_000):
        answer = upload(lead, wrong, **{"try": "1"})
        assert answer.status_code == 422
        assert "or count it as it is" in answer.content.decode()


def test_a_file_is_counted_by_the_worker_and_removed(lead, home, tmp_path, evidence):
    answer = upload(lead, rows(tmp_path))
    assert answer.status_code == 302, answer.content.decode()
    extract = Extract.objects.get()
    assert "Waiting for its turn" in lead.get(answer.url).content.decode()
    count_file(evidence.place.partnership.pk, str(extract.pk))
    page = lead.get(answer.url).content.decode()
    assert "The file is counted" in page
    assert "A character that no text has" in page
    told = lead.get(reverse("evidence:bad_rows", args=[extract.pk])).content.decode()
    assert len(told.splitlines()) == 1 + Extract.objects.get().bad
    assert list((home / "uploads").iterdir()) == []
    upload(lead, rows(tmp_path))
    assert Extract.objects.count() == 1


def test_a_file_that_is_not_of_the_mapping_is_refused_on_its_page(lead, evidence, home):
    answer = upload(lead, b"Name,Day\nAda Example,1\n")
    count_file(evidence.place.partnership.pk, str(Extract.objects.get().pk))
    page = lead.get(answer.url).content.decode()
    assert "none called Date recorded, Ward, DA flag" in page
    assert "Ada Example" not in page


def test_a_worker_that_does_not_find_the_file_says_so(lead, evidence, home, tmp_path):
    answer = upload(lead, rows(tmp_path))
    [path] = (home / "uploads").iterdir()
    path.unlink()
    count_file(evidence.place.partnership.pk, str(Extract.objects.get().pk))
    assert "have to share the folder" in lead.get(answer.url).content.decode()


def test_a_mapping_that_can_not_work_is_kept_in_the_form(lead):
    wrong = CONTENT | {"figures": [{"indicator": "nothing"}]}
    address = reverse("evidence:mapping", args=[Mapping.objects.get().pk]) + "?as=json"
    answer = lead.post(address, {"title": "Police", "content": json.dumps(wrong)})
    assert answer.status_code == 422
    assert "no indicator &#x27;nothing&#x27;" in answer.content.decode()
    assert "&quot;nothing&quot;" in answer.content.decode()
    assert Mapping.objects.get().versions.count() == 1


@pytest.mark.parametrize(
    "role", ["data_officer", "board_member", "administrator", "practitioner:Police"]
)
def test_files_are_for_whoever_records_figures(lead, evidence, role):
    client = wear(Client(), evidence.place.hats[role])
    assert client.get(reverse("evidence:files")).status_code == 404
    pk = Mapping.objects.get().pk
    assert client.get(reverse("evidence:mapping", args=[pk])).status_code == 404


def test_another_partnership_finds_no_file(lead, evidence, northmere, tmp_path, home):
    address = upload(lead, rows(tmp_path)).url
    client = wear(Client(), northmere.hats["strategic_lead"])
    assert client.get(address).status_code == 404
    with acting_as(northmere.actor("strategic_lead")):
        assert not Extract.objects.exists()
