"""What the three strategies print of their areas, loaded and looked at."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import pytest
from docx import Document

from concord.access.actor import Actor, acting_as
from concord.access.testing import Place
from concord.evidence.models import Observation
from concord.evidence.picture.compiling import compile_picture
from concord.evidence.picture.content import BarChart, Doubt, Item, Picture
from concord.evidence.picture.figures import ComparedAcrossABreak
from concord.evidence.picture.limits import change_between
from concord.evidence.picture.rendering.drawing import draw
from concord.evidence.picture.rendering.pdf import render_pdf
from concord.evidence.picture.rendering.word import render_docx
from concord.evidence.picture.source import Source
from concord.evidence.picture.tidy import FIRST, render_csv
from concord.evidence.queries.picture import picture_source
from concord.examples.load_picture import load_picture
from concord.examples.reading import DATA, read_picture
from concord.foundation.periods import FinancialYear

STRATEGIES = Path(__file__).resolve().parents[5] / "shared" / "strategies"


@dataclass
class Loaded:
    """As much of a loading world as a picture needs."""

    job: Actor


# Loading takes seconds and the values are the same for each test that only looks.
SOURCES: dict[str, Source] = {}


@pytest.fixture
def bromley(request: pytest.FixtureRequest) -> Source:
    return _source("bromley", request)


@pytest.fixture
def bexley(request: pytest.FixtureRequest) -> Source:
    return _source("bexley", request)


def _source(code: str, request: pytest.FixtureRequest) -> Source:
    if code not in SOURCES:
        request.getfixturevalue("db")
        place = request.getfixturevalue("elmbrook")
        with acting_as(loaded(code, place)) as lead:
            SOURCES[code] = picture_source(lead)
    return SOURCES[code]


def loaded(code: str, place: Place) -> Actor:
    """The strategic lead of a place that has the figures of an example."""
    published = read_picture(code)
    assert published is not None
    job = Actor.from_job("examples", place.partnership.pk)
    with acting_as(job, why="Example loaded"):
        load_picture(Loaded(job), published)  # type: ignore[arg-type]
    return place.actor("strategic_lead")


def compiled(
    source: Source, audience: Literal["management", "public"] = "management"
) -> Picture:
    return compile_picture(source, dated=dt.date(2023, 10, 16), audience=audience)


def item(picture: Picture, title: str) -> Item:
    return next(
        one for part in picture.sections for one in part.items if one.title == title
    )


def all_warnings(picture: Picture) -> set[str]:
    return {
        said.sentence
        for part in picture.sections
        for one in part.items
        for said in one.warnings
    }


@pytest.mark.django_db
def test_a_figure_printed_twice_becomes_the_next_vintage(elmbrook: Place) -> None:
    with acting_as(loaded("bexley", elmbrook)) as lead:
        SOURCES["bexley"] = picture_source(lead)
        rows = list(
            Observation.objects.filter(
                indicator__code="lp-incidents",
                area__is_home=True,
                period_start__year=2019,
            ).order_by("vintage")
        )
    assert [(row.numerator, row.vintage, row.status) for row in rows] == [
        (3836, 1, "final"),
        (3835, 2, "republished"),
    ]
    said = "3,836 incidents were printed first, then 3,835"
    shown = item(compiled(SOURCES["bexley"]), "Incidents")
    assert any(said in one.sentence for one in shown.warnings)


def test_bexleys_rates_are_worked_out_again_and_those_that_differ_are_named(
    bexley: Source,
) -> None:
    said = {one for one in all_warnings(compiled(bexley)) if " make " in one}
    assert said == {
        "Bexley, 2018: 13.5 is printed, but 3,267 incidents in 243,831 make 13.4.",
        "Bexley, 2018: 8.1 is printed, but 2,026 offences in 243,835 make 8.3.",
        "Bexley, 2019: 10.7 is printed, but 2,607 offences in 245,655 make 10.6. "
        "It would fit the 2,625 that were published later.",
        "For each victim, mostly over three years: £34,015 is printed, but its parts "
        "make £34,014. Rounding of the parts explains it.",
        "Adults who experienced domestic abuse in the year to March 2020: 2,300,000 "
        "people is printed, but its parts make 2,400,000 people. Rounding of the parts "
        "explains it.",
    }


def test_a_corrected_figure_takes_its_finding_away(bexley: Source) -> None:
    mended = replace(
        bexley,
        printed=tuple(
            replace(one, text="13.4") if one.text == "13.5" else one
            for one in bexley.printed
        ),
    )
    before, after = compiled(bexley), compiled(mended)
    gone = all_warnings(before) - all_warnings(after)
    assert len(gone) == 1
    assert "13.5 is printed" in gone.pop()


def test_the_head_line_says_what_the_strategy_does_not(bexley: Source) -> None:
    """Incidents are said to be below London; offences, not said, are above it."""
    picture = compiled(bexley)
    head = " ".join(picture.head)
    assert "4,085 domestic abuse incidents (16.5 per 1,000 residents)" in head
    assert "Bexley differs from London (16.8) by no more than chance" in head
    assert "Bexley is above London (10.2) by more than chance" in head
    assert f"{picture.doubts} things in the printed figures do not fit" in head
    assert picture.doubts == 7
    changed = item(picture, "Incidents").verdict
    assert "From 2019 to 2020 the rate rose by 5.7 %, more than chance." in changed
    assert "by 1.5 %, within chance" in item(picture, "Offences").verdict


def test_fact_13_the_cost_is_per_victim_mostly_over_three_years_in_2016_17_prices(
    bexley: Source,
) -> None:
    cost = item(compiled(bexley), "Economic and social costs")
    assert "For each victim, mostly over three years: £34,015." in cost.verdict
    assert "mostly over three years, 2016/17 prices" in cost.table.caption
    assert "not for one year and not for one incident" in cost.note
    row = next(one for one in cost.rows if one.value == "34015")
    assert row.area == "England and Wales"
    assert "2016/17 prices" in row.period
    assert "must not be multiplied" in row.caveat


def test_fact_14_the_crime_survey_before_march_2024_is_another_series(
    bexley: Source,
) -> None:
    source = bexley
    before = next(one for one in source.figures if one.measure.code == "lp-csew")
    after = replace(before, period=FinancialYear(2023))
    with pytest.raises(ComparedAcrossABreak, match="another series"):
        change_between(before, after, source.breaks)
    with pytest.raises(ComparedAcrossABreak):
        change_between(after, before, source.breaks)
    # Two years on the same side are compared.
    change_between(before, replace(before, period=FinancialYear(2018)), source.breaks)


def test_bromleys_missing_ward_is_named_with_what_is_missing(bromley: Source) -> None:
    picture = compiled(bromley)
    incidents = item(picture, "Incidents by ward")
    assert incidents.warnings == (
        Doubt(
            "Incomplete.",
            "Chislehurst is missing: 21 of 22 wards are printed. The wards printed "
            "make 4,628 incidents, 148 fewer than the 4,776 of Bromley.",
        ),
    )
    (offences,) = item(picture, "Offences by ward").warnings
    assert "119 fewer than the 3,037 of Bromley" in offences.sentence
    assert incidents.table.rows[-2].cells[1].text == "not printed"


def test_a_hidden_count_is_a_word_and_never_a_bar(bromley: Source) -> None:
    rape = item(compiled(bromley), "Rape by ward")
    assert isinstance(rape.chart, BarChart)
    hidden = [row for row in rape.chart.rows if row.hidden]
    assert len(hidden) == 6
    assert all(row.value is None and row.words == "hidden" for row in hidden)
    zero = next(row for row in rape.chart.rows if row.label == "Petts Wood and Knoll")
    assert zero.words == "0"
    drawn = draw(rape.chart, rape.alternative)
    assert drawn.count("<rect") == 21 - 6
    assert {row.value for row in rape.rows if row.status == "hidden"} == {""}
    assert "so the wards can't be added up" in rape.warnings[0].sentence


def test_incidents_and_offences_are_never_added(bromley: Source) -> None:
    picture = compiled(bromley)
    said = item(picture, "Incidents, beside the neighbours")
    assert any("8,319 is printed as a total" in one.sentence for one in said.warnings)
    shown = {
        cell.text
        for part in picture.sections
        for one in part.items
        for row in one.table.rows
        for cell in row.cells
    }
    assert not {"8,319", "13,777", "4,959", "27,055"} & shown


def test_the_model_of_unreported_incidents_shows_each_step(bromley: Source) -> None:
    model = item(compiled(bromley), "Unreported incidents")
    assert "over 10,000 incidents" in model.verdict
    (doubt,) = model.warnings
    assert doubt.word == "Does not fit."
    assert doubt.sentence == (
        "The same as a rise: 4 % is printed, but its parts make 5 %."
    )
    assert any("A model, not a count" in one for one in model.caveats)


def test_shares_that_leave_somebody_out_say_so(bromley: Source) -> None:
    picture = compiled(bromley)
    (said,) = item(picture, "Victims by ethnicity").warnings
    assert said.sentence == (
        "Bromley: the shares printed make 84 %. Where the other 16 % belong is not "
        "printed."
    )
    assert item(picture, "Victims by age").warnings == ()
    # 101 through rounding, as the strategy says.
    assert item(picture, "Residents by age").warnings == ()


def test_word_pdf_and_csv_tell_the_same(bromley: Source) -> None:
    picture = compiled(bromley)
    words = "\n".join(
        each.text for each in Document(io.BytesIO(render_docx(picture))).paragraphs
    )
    assert "Chislehurst is missing" in words
    assert render_pdf(picture).startswith(b"%PDF")
    text = render_csv(picture).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0])[: len(FIRST)] == FIRST
    assert len(rows) == sum(
        len(one.rows) for part in picture.sections for one in part.items
    )
    assert all(row["source"] and row["unit"] and row["area"] for row in rows)
    darwin = next(
        row
        for row in rows
        if row["area"] == "Darwin" and row["item"] == "Incidents by ward"
    )
    assert (darwin["value"], darwin["unit"]) == ("52", "incidents")


@pytest.mark.parametrize("code", ["bexley", "bromley", "lewisham"])
def test_no_sentence_of_a_picture_is_copied_from_a_strategy(code: str) -> None:
    found = list(STRATEGIES.glob(f"{code}-*.txt"))
    if not found:
        pytest.skip("The published strategies are not beside this checkout")
    printed = runs_of_eight(found[0].read_text(encoding="utf-8"))
    ours = (DATA / f"{code}-picture.toml").read_text(encoding="utf-8")
    # Titles of documents are quoted as they are.
    lines = [
        line
        for line in ours.splitlines()
        if not line.startswith(("document", "source"))
    ]
    texts = [part for line in lines for part in line.split('"')[1::2]]
    copied = {run for text in texts for run in runs_of_eight(text)} & printed
    assert copied == set()


def runs_of_eight(text: str) -> set[str]:
    words = "".join(one if one.isalnum() else " " for one in text.casefold()).split()
    return {" ".join(words[at : at + 8]) for at in range(len(words) - 7)}
