"""A return with 40 kinds of error gives 40 findable messages and loses nothing."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from concord.access.actor import acting_as
from concord.access.testing import Place, wear
from concord.evidence.testing import Evidence, make_evidence
from concord.foundation.documents.inert import inert
from concord.foundation.documents.reading.rows import rows_of
from concord.foundation.periods import Quarter
from concord.returns.actions import filling, sending, sheets, windows
from concord.returns.actions.filling import Typed
from concord.returns.checking import TOTAL, Entry, Key
from concord.returns.files.layout import written
from concord.returns.models import ReturnCell, ReturnWindow
from concord.returns.queries.form import name_of
from concord.returns.testing import Returning
from concord.returns.tests.forty_kinds import ALL, USUAL, WRONG
from concord.returns.tests.test_systems import ROOT, ask, key_of

pytestmark = pytest.mark.django_db


@dataclass
class Forty:
    """The window that asks all of it, and whoever fills it in."""

    window: ReturnWindow
    client: Client
    names: dict[Key, str]
    place: Place
    evidence: Evidence

    def kept(self) -> dict[Key, Entry]:
        with acting_as(self.place.actor("data_officer")):
            rows = ReturnCell.objects.filter(
                submission__window=self.window
            ).select_related("field")
            return {row.key: row.entry for row in rows}


@pytest.fixture
def forty(elmbrook: Place) -> Forty:
    """Three accepted quarters before, so that a jump can be seen."""
    lead = elmbrook.actor("strategic_lead")
    council = elmbrook.teams["Council"]
    evidence = make_evidence(elmbrook)
    with acting_as(lead):
        version = sheets.design(name="Everything", by=lead)
        seen = set()
        # A question can only be compared with one that is there already.
        for kind in sorted(ALL, key=lambda one: bool(one.field.not_above)):
            if kind.field.code not in seen:
                seen.add(kind.field.code)
                sheets.add_field(version=version, field=kind.field, by=lead)
        others = [one.code for one in version.fields.exclude(code__in=USUAL)]
        made = [
            windows.open_for(
                version=version,
                teams=[council],
                period=Quarter(2026, 2).plus(-n),
                by=lead,
            )[0]
            for n in (3, 2, 1, 0)
        ]
        names = {
            (one.code, category): name_of(one, category)
            for one in version.fields.all()
            for category in [TOTAL, *(code for code, _ in one.categories)]
        }
    for at, window in enumerate(made[:3]):
        _accepted(elmbrook, window, at, others, names)
    client = wear(Client(), elmbrook.hats["data_officer"])
    return Forty(made[3], client, names, elmbrook, evidence)


def _accepted(
    place: Place,
    window: ReturnWindow,
    at: int,
    others: list[str],
    names: dict[Key, str],
) -> None:
    officer, agency, lead = (
        place.actor(role) for role in ("data_officer", "agency_lead", "strategic_lead")
    )
    blank = Entry("", "Not asked before")
    said = {key: Typed(blank) for key in names if key[0] in others}
    said |= {
        (code, TOTAL): Typed(Entry(str(series[at]))) for code, series in USUAL.items()
    }
    with acting_as(officer):
        made = filling.keep(window=window, typed=said, by=officer).submission
        sending.send(submission=made, by=officer)
    with acting_as(agency):
        sending.approve(submission=made, by=agency)
    with acting_as(lead):
        sending.accept(submission=made, by=lead)


def expected() -> dict[Key, Entry]:
    return {
        kind.key: Entry(kind.typed.strip(), kind.why, kind.since)
        for kind in ALL
        if kind.typed or kind.why or kind.since
    }


def test_there_are_at_least_forty_kinds() -> None:
    assert len({kind.key for kind in WRONG}) >= 40
    assert len({kind.says for kind in WRONG}) >= 40


def test_a_return_with_40_kinds_of_error_gives_40_messages_and_loses_nothing(
    forty: Forty,
) -> None:
    data = {"send": "1"}
    for kind in ALL:
        name = forty.names[kind.key]
        data |= {
            name: kind.typed,
            f"why-{name}": kind.why,
            f"since-{name}": kind.since,
        }
    at = reverse("returns:window", args=[forty.window.pk])
    answer = forty.client.post(at, data)
    page = answer.content.decode()
    assert answer.status_code == 422
    found = links(page)
    for kind in WRONG:
        target = next(
            to for words, to in found if words == f"{kind.label}: {kind.says}"
        )
        assert f' id="{target}"' in page, "the message leads to its box"
        assert forty.names[kind.key] in target
    assert len(found) == len(WRONG), "and nothing is said that is not so"
    assert forty.kept() == expected()
    assert kept_in(forty.client.get(at).content.decode(), forty) == expected()


def test_the_same_by_the_excel_template(forty: Forty) -> None:
    there = reverse("returns:blank", args=[forty.window.pk, "xlsx"])
    template = forty.client.get(there).content
    rows = {row.cells[0]: row.number for row in rows_of("return.xlsx", template)}
    cells = {}
    for kind in ALL:
        at = rows[written(kind.key)]
        said = {"D": kind.typed, "E": kind.why, "F": kind.since}
        cells |= {f"{column}{at}": words for column, words in said.items() if words}
    content = filled(template, cells)
    page = uploaded(forty, "return.xlsx", content)
    said = problems(page)
    for kind in WRONG:
        place = f"D{rows[written(kind.key)]}"
        if kind.field.code == "blank":
            continue  # nothing stands in the file, so nothing is to be taken over
        assert f"{kind.label} ({place}): {kind.says}" in said
    assert len(said) == len(WRONG) - 1
    good = taken(forty, page, "good")
    assert set(good) == {kind.key for kind in ALL if not kind.says}
    # And once more, with everything.
    page = uploaded(forty, "return.xlsx", content)
    assert taken(forty, page, "all") == expected()


def test_the_same_by_csv(forty: Forty) -> None:
    there = reverse("returns:blank", args=[forty.window.pk, "csv"])
    template = forty.client.get(there).content
    content, rows = filled_csv(template)
    page = uploaded(forty, "return.csv", content)
    said = problems(page)
    for kind in WRONG:
        if kind.field.code == "blank":
            continue  # as above
        place = f"D{rows[written(kind.key)]}"
        assert f"{kind.label} ({place}): {kind.says}" in said
    assert len(said) == len(WRONG) - 1
    assert taken(forty, page, "all") == expected()


def test_a_formula_in_a_csv_is_told_with_its_cell_and_takes_nothing(
    forty: Forty,
) -> None:
    there = reverse("returns:blank", args=[forty.window.pk, "csv"])
    content, rows = filled_csv(forty.client.get(there).content, guard=str)
    at = reverse("returns:upload", args=[forty.window.pk])
    file = SimpleUploadedFile("return.csv", content)
    answer = forty.client.post(at, {"file": file})
    assert answer.status_code == 422
    place = f"D{rows['formula']}"
    assert f"{place} holds a formula" in html.unescape(answer.content.decode())
    assert forty.kept() == {}


def test_the_same_from_a_system(forty: Forty) -> None:
    key = key_of(as_returning(forty))
    sent = [
        {
            "key": written(kind.key),
            "figure": kind.typed,
            "why": kind.why,
            "recorded_differently_since": kind.since,
        }
        for kind in ALL
        if kind.typed or kind.why or kind.since
    ]
    answer = ask(key, f"{ROOT}{forty.window.pk}/", {"figures": sent})
    assert answer.status_code == 200
    said = json.loads(answer.content)
    told = {(one["key"], one["message"]) for one in said["problems"] + said["blank"]}
    assert told == {(written(kind.key), f"{kind.label}: {kind.says}") for kind in WRONG}
    assert [one["key"] for one in said["blank"]] == ["blank"]
    assert forty.kept() == expected()


def test_each_message_names_its_field_and_the_way_out() -> None:
    for kind in WRONG:
        assert WAY_OUT.search(kind.says), kind.says


WAY_OUT = re.compile(
    r"\b(?:[Ee]nter|[Tt]ype|[Ll]eave it empty|[Pp]ut|[Ww]rite it|[Ss]ay|take it out|"
    r"[Ll]ook if)\b"
)


def filled_csv(
    template: bytes, guard: Callable[[str], str] = inert
) -> tuple[bytes, dict[str, int]]:
    """The CSV with everything typed into it, and the rows of its keys."""
    lines = list(csv.reader(io.StringIO(template.decode("utf-8-sig"), newline="")))
    rows = {line[0]: number for number, line in enumerate(lines, start=1)}
    for kind in ALL:
        line = lines[rows[written(kind.key)] - 1]
        line[3:6] = [guard(kind.typed), guard(kind.why), guard(kind.since)]
    made = io.StringIO(newline="")
    csv.writer(made).writerows(lines)
    return made.getvalue().encode("utf-8-sig"), rows


def as_returning(forty: Forty) -> Returning:
    """What the tests of systems need of it."""
    return Returning(
        place=forty.place,
        evidence=forty.evidence,
        version=forty.window.version,
        window=forty.window,
        officer=forty.place.actor("data_officer"),
        lead=forty.place.actor("agency_lead"),
        strategic=forty.place.actor("strategic_lead"),
    )


def links(page: str) -> list[tuple[str, str]]:
    """The lines of the error summary, and where each leads."""
    summary = re.search(r'<div class="govuk-error-summary.*?</ul>', page, re.DOTALL)
    assert summary, "there is a summary"
    return [
        (html.unescape(words).strip(), to)
        for to, words in re.findall(r'<a href="#([^"]+)">([^<]*)</a>', summary[0])
    ]


def kept_in(page: str, forty: Forty) -> dict[Key, Entry]:
    """What stands in the boxes of the page."""
    found = {}
    for key, name in forty.names.items():
        box = re.search(rf'<input[^>]* id="id_{name}"[^>]* value="([^"]*)"', page)
        why = re.search(rf'<textarea[^>]* id="id_why-{name}"[^>]*>([^<]*)<', page)
        since = re.search(
            rf'<input[^>]* id="id_since-{name}"[^>]* value="([^"]*)"', page
        )
        assert box
        assert why
        said = [one[1] if one else "" for one in (box, why, since)]
        entry = Entry(*map(html.unescape, said))
        if not entry.is_empty:
            found[key] = entry
    return found


def filled(template: bytes, cells: dict[str, str]) -> bytes:
    """The template as a spreadsheet gives it back, with these cells typed."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(template)) as before,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for part in before.namelist():
            content = before.read(part)
            if part == "xl/worksheets/sheet1.xml":
                content = with_cells(content.decode(), cells).encode()
            after.writestr(part, content)
    return made.getvalue()


def with_cells(sheet: str, cells: dict[str, str]) -> str:
    for place, said in cells.items():
        text = f'<is><t xml:space="preserve">{html.escape(said)}</t></is>'
        sheet, count = re.subn(
            rf'<c r="{place}"( s="\d+")?[^>]*?(/>|>.*?</c>)',
            lambda m, t=text, p=place: f'<c r="{p}"{m[1]} t="inlineStr">{t}</c>',
            sheet,
            count=1,
        )
        assert count == 1, place
    return sheet


def uploaded(forty: Forty, name: str, content: bytes) -> str:
    """The page that shows what stands in the file."""
    there = reverse("returns:upload", args=[forty.window.pk])
    answer = forty.client.post(
        there, {"file": SimpleUploadedFile(name, content)}, follow=True
    )
    assert answer.status_code == 200, answer.content.decode()
    forty.look = answer.request["PATH_INFO"]  # type: ignore[attr-defined]
    return answer.content.decode()


def problems(page: str) -> list[str]:
    listed = re.search(r'<ul class="cc-list" id="problems">(.*?)</ul>', page, re.DOTALL)
    assert listed
    return [html.unescape(one) for one in re.findall(r"<li>(.*?)</li>", listed[1])]


def taken(forty: Forty, page: str, which: str) -> dict[Key, Entry]:
    answer = forty.client.post(forty.look, {which: "1"})  # type: ignore[attr-defined]
    assert answer.status_code == 302
    return forty.kept()


def test_the_period_of_the_table_is_the_one_that_its_messages_speak_of() -> None:
    assert Quarter(2026, 2).last_day == dt.date(2026, 9, 30)
