"""A mapping is made by choosing from lists, from a file of its kind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from lxml import html

from concord.access.testing import wear
from concord.evidence import testing_extracts as invented
from concord.evidence.extracts import sampling
from concord.evidence.extracts.mapping import read_mapping
from concord.evidence.forms.mapping.known import known
from concord.evidence.forms.mapping.page import MappingPage
from concord.evidence.forms.mapping.posting import as_posted
from concord.evidence.models import Extract, MappingVersion, Observation
from concord.evidence.testing import Evidence
from concord.evidence.tests.extracting import blank_is_a_group

pytestmark = pytest.mark.usefixtures("home")
ADD = "/evidence/files/mappings/add/"
AS_JSON = ADD + "?as=json"
SEX = {
    "column": "Victim sex",
    "dimension": "sex",
    "values": {"F": "female", "M": "male", "": "not-recorded"},
}
EVERYTHING: dict[str, Any] = {
    "encoding": "windows-1252",
    "separator": "semicolon",
    "day": {"column": "Date recorded", "format": "d mon y"},
    "area": {
        "column": "Ward",
        "values": {"Invented ward 1": "W1", "Second": "W2", "Not known": "B1"},
        "leave_out": ["Outside the borough"],
        "roll_up": True,
    },
    "figures": [
        {
            "indicator": "incidents",
            "where": {"DA flag": ["Y", "Yes"], "Offence group": [""]},
            "breakdowns": [SEX],
        },
        {
            "indicator": "repeats",
            "count": {"distinct": "Victim number"},
            "where": {"Offence group": ["Stalking"]},
            "of": {"where": {"DA flag": ["Y"]}, "count": {"sum": "Victims"}},
        },
        {
            "indicator": "rate",
            "of": {"population": {"W1": 4000, "W2": 5000, "B1": 110_000}},
        },
    ],
    "status": "provisional",
    "may_publish": True,
}
LEAST = {
    "day": {"column": "Month", "format": "month"},
    "area": {"fixed": "B1", "roll_up": False},
    "figures": [{"indicator": "repeats", "of": {"where": {}}}],
}


@pytest.fixture
def lead(evidence: Evidence) -> Client:
    blank_is_a_group(evidence)
    return wear(Client(), evidence.place.hats["strategic_lead"])


def rows(tmp_path: Path, count: int = 300) -> bytes:
    return invented.write(tmp_path / "rows.csv", count).read_bytes()


def typed(answer: Any) -> dict[str, Any]:
    """What a browser would post of the page's form, without a button."""
    [form] = html.fromstring(answer.content).xpath("//main//form[@method='post']")
    return dict(_controls(form))


def _controls(form: Any) -> Iterator[tuple[str, Any]]:
    ticked: dict[str, list[str]] = {}
    for one in form.xpath(".//input | .//select | .//textarea"):
        kind = one.get("type", "")
        if kind == "checkbox":
            if one.checked:
                ticked.setdefault(one.name, []).append(one.get("value"))
        elif one.name and kind not in ("file", "submit"):
            yield one.name, one.value or ""
    yield from ticked.items()


def sent(client: Client, said: dict[str, Any], do: str, where: str = ADD) -> Any:
    return client.post(where, said | {"do": do})


def begun(client: Client, content: bytes, name: str = "rows.csv") -> Any:
    answer = client.post(
        ADD, {"do": "look", "sample": SimpleUploadedFile(name, content)}
    )
    assert answer.status_code == 200, answer.content.decode()
    return answer


def shown(answer: Any) -> str:
    return " ".join(html.fromstring(answer.content).text_content().split())


@pytest.mark.parametrize("content", [EVERYTHING, LEAST])
def test_a_mapping_is_the_same_after_it_has_been_on_the_page(evidence, lead, content):
    today = evidence.place.partnership.today()
    names = read_mapping(content).columns
    here = known(names, None, today=today, by=evidence.lead)
    page = MappingPage(as_posted(content), here, quiet=False)
    assert page.is_valid(), [form.errors for form in page.forms]
    assert read_mapping(page.content()) == read_mapping(content)


def test_from_a_file_to_a_mapping_without_a_line_of_json(lead, tmp_path, home):
    page = begun(lead, rows(tmp_path))
    said = typed(page)
    # What the rows tell by themselves is chosen already.
    assert (said["day-column"], said["day-written"]) == ("Date recorded", "d/m/y")
    assert said["area-column"] == "Ward"
    wards = {
        said[f"area-{at}-value"]: said[f"area-{at}-means"]
        for at in range(int(said["area-values"]))
    }
    assert len(wards) == len(invented.WARDS)
    assert (wards["Invented ward 1"], wards["Invented ward 9"]) == ("W1", "")
    said |= {
        f"area-{at}-means": "B1"
        for at in range(int(said["area-values"]))
        if not said[f"area-{at}-means"]
    }
    said |= {
        "f0-indicator": "incidents",
        "f0-w0-column": "DA flag",
        "f0-b0-column": "Victim sex",
        "f0-b0-dimension": "sex",
    }
    page = sent(lead, said, "look")
    said = typed(page)
    assert "(a blank cell)" in shown(page)
    said |= {"f0-w0-values": ["=Y"]}
    sexes = {said[f"f0-b0-{at}-value"]: at for at in range(3)}
    # A blank is "not recorded" by itself.
    assert said[f"f0-b0-{sexes['']}-means"] == "not-recorded"
    said |= {f"f0-b0-{sexes['F']}-means": "female"}
    said |= {f"f0-b0-{sexes['M']}-means": "male"}
    tried = sent(lead, said, "try")
    assert tried.status_code == 200, shown(tried)
    assert "300 rows counted, 0 bad rows" in shown(tried)
    kept = sent(lead, typed(tried) | {"title": "Police", "code": "police"}, "keep")
    assert kept.status_code == 302, shown(kept)
    content = MappingVersion.objects.get().content
    assert content["figures"][0]["where"] == {"DA flag": ["Y"]}
    assert content["figures"][0]["breakdowns"] == [SEX]
    assert content["area"]["values"]["Invented ward 9"] == "B1"
    # Nothing of the file is left, and nothing was counted.
    assert list((home / "samples").iterdir()) == []
    assert not Extract.objects.exists()
    assert not Observation.objects.exists()


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(lead, tmp_path):
    said = typed(begun(lead, rows(tmp_path)))
    said |= {
        "title": "Police of Elmbrook",
        "f0-count": "distinct",
        "f0-w0-column": "DA flag",
        "area-0-means": "B1",
    }
    page = sent(lead, said, "keep")
    assert page.status_code == 422
    text = shown(page)
    for words in (
        "Choose the column that is counted",
        "Say what DA flag must hold",
        "What you wrote is still here",
    ):
        assert words in text
    again = typed(page)
    for name in ("title", "f0-count", "f0-w0-column", "area-0-means", "mark"):
        assert again[name] == said[name], name
    assert not MappingVersion.objects.exists()


def test_a_rule_that_only_the_verb_knows_comes_back_in_words(lead, tmp_path):
    said = typed(begun(lead, rows(tmp_path)))
    said |= {"area-0-means": "W1", "f0-indicator": "repeats"}
    said |= {"title": "Police", "code": "police"}
    page = sent(lead, said, "keep")
    assert page.status_code == 422
    assert "repeats: say what it is of: cases heard" in shown(page)
    # The page asks for it now.
    assert "f0-of" in typed(page)


def test_one_more_indicator_and_one_less(lead, tmp_path):
    said = typed(begun(lead, rows(tmp_path))) | {"f0-indicator": "incidents"}
    said = typed(sent(lead, said, "more")) | {"f1-indicator": "repeats"}
    assert (said["figures"], said["f0-indicator"]) == ("2", "incidents")
    said = typed(sent(lead, said | {"f0-gone": "on"}, "look"))
    assert "f0-indicator" not in said
    assert said["f1-indicator"] == "repeats"


def test_residents_are_asked_for_each_area_that_gets_a_figure(lead, tmp_path):
    said = typed(begun(lead, rows(tmp_path)))
    said |= {"f0-indicator": "rate", "f0-of": "population"}
    said = typed(sent(lead, said, "look"))
    asked = [said[f"f0-p-{at}-value"] for at in range(int(said["f0-p-values"]))]
    assert asked == ["B1", "W1", "W2"]
    said |= {"f0-p-0-means": "110,000", "f0-p-1-means": "4000", "f0-p-2-means": "50"}
    said |= {"title": "Police", "code": "police"}
    kept = sent(lead, said, "keep")
    assert kept.status_code == 302, shown(kept)
    [figure] = MappingVersion.objects.get().content["figures"]
    assert figure["of"] == {"population": {"B1": 110_000, "W1": 4000, "W2": 50}}


def test_the_first_line_is_enough_to_begin_with(lead):
    said = typed(lead.post(ADD, {"do": "look", "headers": "Day;Ward;Flag"}))
    said |= {"day-column": "Day", "area-column": "Ward", "area-more": "North\nSouth"}
    said = typed(sent(lead, said, "look"))
    assert [said["area-0-value"], said["area-1-value"]] == ["North", "South"]
    assert said["area-more"].strip() == ""
    said |= {"area-0-means": "W1", "area-1-means": "-", "f0-indicator": "incidents"}
    said |= {"title": "Police", "code": "police"}
    kept = sent(lead, said, "keep")
    assert kept.status_code == 302, shown(kept)
    area = MappingVersion.objects.get().content["area"]
    assert (area["values"], area["leave_out"]) == ({"North": "W1"}, ["South"])


def test_experts_go_to_json_and_back(lead, evidence):
    posted = {"title": "All", "code": "all", "content": json.dumps(EVERYTHING)}
    page = lead.post(AS_JSON, posted | {"do": "choose"})
    assert page.status_code == 200, shown(page)
    said = typed(page)
    assert (said["title"], said["code"]) == ("All", "all")
    as_json = typed(sent(lead, said, "json"))
    assert read_mapping(json.loads(as_json["content"])) == read_mapping(EVERYTHING)
    assert (as_json["title"], as_json["code"]) == ("All", "all")
    wrong = lead.post(AS_JSON, posted | {"content": "{", "do": "choose"})
    assert wrong.status_code == 422
    assert "This is no JSON" in shown(wrong)


def test_a_mapping_is_changed_by_choosing(lead):
    posted = {"title": "All", "code": "all", "content": json.dumps(EVERYTHING)}
    assert lead.post(AS_JSON, posted).status_code == 302
    version = MappingVersion.objects.get()
    there = reverse("evidence:mapping", args=[version.mapping_id])
    said = typed(lead.get(there))
    assert said["title"] == "All"
    kept = sent(lead, said | {"status": "final", "why": "Settled"}, "keep", there)
    assert kept.status_code == 302, shown(kept)
    newest = MappingVersion.objects.filter(mapping=version.mapping)[0]
    assert (newest.version, newest.why) == (2, "Settled")
    assert read_mapping(newest.content) == read_mapping(
        EVERYTHING | {"status": "final"}
    )


def test_a_workbook_can_be_the_file_to_begin_with(lead, tmp_path):
    path = tmp_path / "rows.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Day", "Ward"])
    for n in range(1, 1_500):
        sheet.write_row(n, 0, ["2024-04-01", f"Invented ward {1 + n % 2}"])
    book.close()
    said = typed(begun(lead, path.read_bytes(), "rows.xlsx"))
    assert (said["day-column"], said["day-written"]) == ("Day", "y-m-d")
    assert said["area-0-means"] in ("W1", "W2")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff\xfeD\0a\0", "UTF-16"),
        (b"\n\n", "no line with names of columns"),
        (b"PK\x03\x04 and nothing more", "too large to begin with"),
    ],
)
def test_a_file_that_can_not_be_read_says_why(lead, home, content, why):
    page = lead.post(
        ADD, {"do": "look", "sample": SimpleUploadedFile("rows.csv", content)}
    )
    assert page.status_code == 422
    assert why in shown(page)
    assert list((home / "samples").iterdir()) == []


def test_a_column_of_names_is_never_listed(lead):
    people = "\n".join(f"01/04/2024,Ada Example {n}" for n in range(150))
    said = typed(begun(lead, f"Day,Name\n{people}\n".encode()))
    page = sent(lead, said | {"area-column": "Name"}, "look")
    assert "more than 100 different values" in shown(page)
    assert "Ada Example" not in page.content.decode()


def test_the_first_rows_are_for_one_hat_and_for_a_day(lead, evidence, home, tmp_path):
    mark = typed(begun(lead, rows(tmp_path, 5_000)))["mark"]
    [path] = (home / "samples").iterdir()
    assert path.stat().st_mode & 0o077 == 0
    assert len(path.read_text().splitlines()) == 1 + sampling.ROWS
    other = evidence.place.actor("agency_lead")
    assert sampling.find(mark, by=evidence.lead) is not None
    assert sampling.find(mark, by=other) is None
    assert sampling.find(mark + "x", by=evidence.lead) is None


def test_without_the_rows_the_page_goes_on(lead, home, tmp_path):
    said = typed(begun(lead, rows(tmp_path))) | {"f0-indicator": "incidents"}
    [path] = (home / "samples").iterdir()
    path.unlink()
    page = sent(lead, said, "try")
    assert page.status_code == 422
    assert "Bring a file of this kind" in shown(page)
    assert typed(page)["area-column"] == "Ward"


def test_what_nobody_could_have_posted_breaks_nothing(lead):
    posted = QueryDict(mutable=True)
    posted.update({"do": "keep", "figures": "99999", "names": "A\nB", "mark": "x"})
    posted.update({"area-values": "10" * 40, "f0-indicator": "?", "f0-of": "who"})
    posted.update({"f0-w-conditions": "-1", "day-column": "C", "f0-breakdowns": "²"})
    assert lead.post(ADD, posted).status_code == 422
