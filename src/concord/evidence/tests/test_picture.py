"""The local picture of any partnership: its page, how it is arranged, what leaves."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from concord.access.actor import acting_as
from concord.access.permit import NotPermitted
from concord.access.testing import wear
from concord.evidence.actions import observing, picturing, releasing
from concord.evidence.models import (
    AreaBoundary,
    Batch,
    Observation,
    PictureItem,
    PictureSection,
)
from concord.evidence.picture.compiling import compile_picture
from concord.evidence.picture.safe import publishable
from concord.evidence.queries.picture import picture_source
from concord.evidence.releasing.tables import Wish
from concord.evidence.testing import ORIGIN, Evidence
from concord.foundation.periods import FinancialYear

pytestmark = pytest.mark.django_db
YEAR = FinancialYear(2025)
PAGE = "/evidence/picture/"


def figure(evidence: Evidence, area, count: int, **more) -> observing.Figure:
    return observing.Figure(
        indicator=evidence.rate,
        area=area,
        period=YEAR,
        numerator=count,
        denominator=100_000,
        **({"may_publish": True} | more),
    )


@pytest.fixture
def pictured(evidence: Evidence) -> Evidence:
    """A section with the rate over time and by ward; one ward has a small count."""
    section = picturing.add_section(title="Recorded", by=evidence.lead)
    for title, form in (("Offences", "line"), ("Offences by ward", "wards")):
        picturing.add_item(
            section=section,
            title=title,
            form=form,
            indicators=[evidence.rate],
            by=evidence.lead,
        )
    evidence.record(
        figure(evidence, evidence.home, 812),
        figure(evidence, evidence.region, 700),
        figure(evidence, evidence.wards[0], 808),
        figure(evidence, evidence.wards[1], 3),
    )
    return evidence


def test_an_empty_picture_says_what_to_do(elmbrook) -> None:
    page = wear(Client(), elmbrook.hats["strategic_lead"]).get(PAGE).content.decode()
    assert "No local picture yet" in page
    assert "/evidence/picture/arrange/" in page
    reader = wear(Client(), elmbrook.hats["board_member"]).get(PAGE).content.decode()
    assert "The strategic lead arranges it" in reader
    assert "/evidence/picture/arrange/" not in reader


@pytest.mark.parametrize("role", ["practitioner", "marac_coordinator"])
def test_who_works_with_people_sees_no_picture(elmbrook, role) -> None:
    assert wear(Client(), elmbrook.hats[role]).get(PAGE).status_code == 404


def test_only_who_keeps_evidence_arranges_it(elmbrook, evidence) -> None:
    reader = wear(Client(), elmbrook.hats["board_member"])
    assert reader.get(f"{PAGE}arrange/").status_code == 404
    board = elmbrook.actor("board_member")
    with acting_as(board), pytest.raises(NotPermitted):
        picturing.add_section(title="Ours", by=board)


def test_the_page_says_the_news_in_words(pictured, elmbrook) -> None:
    page = wear(Client(), elmbrook.hats["data_officer"]).get(PAGE).content.decode()
    assert "812 offences, 8.1 per 1,000 residents" in page
    assert "is above Invented region (7.0) by more than chance" in page
    # 808 and 3 make 811.
    assert "1 fewer than the 812" in page


def public_rows(client: Client) -> dict[tuple[str, str], dict[str, str]]:
    content = client.get(f"{PAGE}file/public/csv/").content.decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(content))
    return {(row["item"], row["area"]): row for row in rows}


def test_nothing_of_ones_own_is_public_before_it_is_released(
    pictured, elmbrook
) -> None:
    client = wear(Client(), elmbrook.hats["board_member"])
    assert public_rows(client) == {}
    page = client.get(PAGE).content.decode()
    assert not {"812", "808", "700"} & set(page.replace(".", " ").split())


@pytest.mark.parametrize("role", ["board_member", "agency_lead", "auditor"])
def test_exact_counts_are_for_who_prepares_figures(pictured, elmbrook, role) -> None:
    client = wear(Client(), elmbrook.hats[role])
    assert "808" not in client.get(f"{PAGE}?for=management").content.decode()
    assert client.get(f"{PAGE}file/management/csv/").status_code == 404
    lead = wear(Client(), elmbrook.hats["strategic_lead"])
    assert "808" in lead.get(f"{PAGE}file/management/csv/").content.decode()


def test_what_is_released_is_public_as_it_was_released(pictured, elmbrook) -> None:
    wish = Wish(
        indicators=(pictured.rate,),
        areas=(pictured.home, *pictured.wards),
        categories=(),
        period_kind="year",
        first=YEAR.first_day,
        last=YEAR.last_day,
    )
    releasing.publish(wish=wish, title="Offences", by=pictured.lead)
    # A newer figure is not public because an older one was.
    pictured.record(figure(pictured, pictured.wards[0], 900))
    rows = public_rows(wear(Client(), elmbrook.hats["board_member"]))
    small = rows["Offences by ward", "Invented ward 2"]
    assert (small["value"], small["count"], small["status"]) == ("", "", "hidden")
    assert "900" not in {row["count"] for row in rows.values()}
    assert {row["count"] for row in rows.values()} <= {"", "812", "808"}
    assert ("Offences", "Invented region") not in rows


def test_of_what_others_print_small_counts_are_not_printed_again(pictured) -> None:
    with acting_as(pictured.lead):
        observing.record(
            [
                replace(figure(pictured, ward, count), period=YEAR.previous)
                for ward, count in zip(pictured.wards, (808, 3), strict=True)
            ]
            + [replace(figure(pictured, pictured.home, 811), period=YEAR.previous)],
            kind=Batch.Kind.PUBLISHED,
            origin=ORIGIN,
            by=pictured.lead,
        )
        found = publishable(picture_source(pictured.lead)).figures
    assert {each.place.code: each.numerator for each in found} == {
        "W1": 808,
        "W2": None,
        "B1": None,
    }


def test_what_may_not_be_published_is_not_though_it_is_printed(pictured) -> None:
    with acting_as(pictured.lead):
        observing.record(
            [
                replace(
                    figure(pictured, pictured.home, 811, may_publish=False),
                    period=YEAR.previous,
                )
            ],
            kind=Batch.Kind.PUBLISHED,
            origin=ORIGIN,
            by=pictured.lead,
        )
        assert publishable(picture_source(pictured.lead)).figures == ()


def test_a_small_rest_is_small_too(pictured) -> None:
    """97 of 100 tells of the other three."""
    source = picture_source(pictured.lead)
    share = replace(source.figures[0].measure, per=100)
    figure = replace(
        source.figures[0],
        measure=share,
        numerator=97,
        denominator=100,
        is_printed=True,
    )
    (safe,) = publishable(replace(source, figures=(figure,))).figures
    assert safe.hidden
    assert safe.numerator is None


def test_sections_and_items_change_places_and_go(pictured) -> None:
    by = pictured.lead
    later = picturing.add_section(title="Children", by=by)
    picturing.move_section_up(section=later, by=by)
    assert [one.title for one in PictureSection.objects.all()] == [
        "Children",
        "Recorded",
    ]
    second = PictureItem.objects.get(title="Offences by ward")
    picturing.move_item_up(item=second, by=by)
    assert PictureItem.objects.first() == second
    figures = Observation.objects.count()
    picturing.remove_section(section=second.section, by=by)
    assert not PictureItem.objects.exists()
    assert Observation.objects.count() == figures


def test_bars_without_a_breakdown_are_refused_at_the_field(pictured) -> None:
    section = PictureSection.objects.get()
    with pytest.raises(ValidationError) as refused:
        picturing.add_item(
            section=section,
            title="By age",
            form="bars",
            indicators=[pictured.rate],
            by=pictured.lead,
        )
    assert "dimension" in refused.value.message_dict


def test_the_pages_arrange_it(evidence, elmbrook) -> None:
    client = wear(Client(), elmbrook.hats["strategic_lead"])
    client.post(f"{PAGE}arrange/add/", {"title": "Recorded", "lead": "First."})
    section = PictureSection.objects.get()
    answer = client.post(
        f"{PAGE}sections/{section.pk}/add/",
        {"title": "Offences", "form": "line", "indicators": [evidence.rate.pk]},
    )
    assert answer.status_code == 302
    again = client.post(
        f"{PAGE}arrange/add/", {"title": "Recorded", "lead": ""}
    ).content.decode()
    assert "already" in again
    page = client.get(f"{PAGE}arrange/").content.decode()
    assert "Over time, beside the larger area" in page
    item = PictureItem.objects.get()
    client.post(f"{PAGE}items/{item.pk}/remove/")
    client.post(f"{PAGE}sections/{section.pk}/remove/")
    assert not PictureSection.objects.exists()


def test_a_stated_figure_is_worked_out_when_the_page_is_made(evidence) -> None:
    by = evidence.lead
    section = picturing.add_section(title="Cost", by=by)
    item = picturing.add_item(section=section, title="Cost", form="cost", by=by)
    for key, value, more in (
        ("one", "40", {}),
        ("two", "50", {}),
        ("all", "100", {"op": "sum", "of": ["one", "two"], "role": "total"}),
    ):
        picturing.state(
            item=item,
            key=key,
            label=key.capitalize(),
            value=Decimal(value),
            unit="people",
            where="An invented report: page 1",
            by=by,
            **more,
        )
    picture = compile_picture(
        picture_source(by), dated=YEAR.last_day, audience="management"
    )
    (said,) = picture.sections[0].items[0].warnings
    assert said.sentence == (
        "All: 100 people is printed, but its parts make 90 people."
    )


def test_a_cost_is_typed_in_with_its_period_and_source(evidence, elmbrook) -> None:
    by = evidence.lead
    section = picturing.add_section(title="Cost", by=by)
    item = picturing.add_item(section=section, title="Cost", form="cost", by=by)
    client = wear(Client(), elmbrook.hats["strategic_lead"])
    told = {
        "label": "For each victim",
        "value": "34015",
        "unit": "£",
        "area": "England and Wales",
        "period": "mostly over three years, 2016/17 prices",
        "where": "An invented report: page 5",
        "role": "result",
    }
    there = f"{PAGE}items/{item.pk}/figures/"
    refused = client.post(there, told | {"period": ""}).content.decode()
    assert "For each victim" in refused  # nothing typed is lost
    assert client.post(there, told).status_code == 302
    page = client.get(PAGE).content.decode()
    assert "For each victim: £34,015." in page
    assert "mostly over three years, 2016/17 prices" in page


# ---------------------------------------------------------------- boundaries


def square(code: str, x: float) -> dict:
    ring = [[x, 51], [x + 1, 51], [x + 1, 52], [x, 52], [x, 51]]
    return {
        "type": "Feature",
        "properties": {"WD22CD": code, "note": "<script>"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def geojson(*features: dict) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_boundaries_of_every_ward_make_a_map(pictured, elmbrook) -> None:
    found = picturing.load_boundaries(
        content=geojson(square("W1", 0), square("W2", 1), square("elsewhere", 2)),
        source="Invented boundaries",
        by=pictured.lead,
    )
    assert set(found.shapes) == {"W1", "W2"}
    assert found.left_over == ("elsewhere",)
    page = wear(Client(), elmbrook.hats["data_officer"]).get(PAGE).content.decode()
    assert page.count("<path") >= 4  # two wards, on two sheets
    assert "<script>" not in page.split("picture-chart", 1)[1].split("</svg>")[0]


def test_tiles_stay_until_every_ward_has_a_boundary(pictured, elmbrook) -> None:
    picturing.load_boundaries(
        content=geojson(square("W1", 0)), source="Invented", by=pictured.lead
    )
    source = picture_source(pictured.lead)
    picture = compile_picture(source, dated=YEAR.last_day, audience="management")
    assert picture.sections[0].items[1].chart.shapes == ()


EASTINGS = square("W1", 540_000)
LINE = {**square("W1", 0), "geometry": {"type": "Point", "coordinates": [0, 51]}}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "not JSON"),
        (b"[" * 200_000, "not JSON"),
        (b"{}", "not a GeoJSON feature collection"),
        (geojson(), "no features"),
        (geojson(square("nowhere", 0)), "No feature carries"),
        (geojson(EASTINGS), "not in eastings and northings"),
        (geojson(LINE), "must be a Polygon"),
        (b" " * 8_000_001, "larger than 8 MB"),
        (geojson(square("W1", 0)).replace(b"51", b"NaN", 1), "not two numbers"),
    ],
)
def test_a_file_that_is_no_map_is_refused_with_a_way_out(
    evidence, content, said
) -> None:
    with pytest.raises(ValidationError) as refused:
        picturing.load_boundaries(content=content, source="Invented", by=evidence.lead)
    assert said in refused.value.message_dict["file"][0]
    assert not AreaBoundary.objects.exists()


def test_a_long_boundary_is_made_simple(evidence) -> None:
    ring = [[n / 5000, 51 + (n % 2) / 1e6] for n in range(5000)]
    ring += [[1, 52], [0, 52], ring[0]]
    feature = square("W1", 0)
    feature["geometry"]["coordinates"] = [ring]
    picturing.load_boundaries(
        content=geojson(feature), source="Invented", by=evidence.lead
    )
    (kept,) = AreaBoundary.objects.get().shape
    assert 4 <= len(kept) <= 240


def test_the_number_of_queries_does_not_grow(
    pictured, django_assert_num_queries
) -> None:
    with django_assert_num_queries(13):
        picture_source(pictured.lead)
    section = PictureSection.objects.get()
    for number in range(5):
        picturing.add_item(
            section=section,
            title=f"More {number}",
            form="table",
            indicators=[pictured.rate, pictured.incidents],
            by=pictured.lead,
        )
    with django_assert_num_queries(13):
        picture_source(pictured.lead)


def test_one_partnership_sees_nothing_of_the_other(pictured, northmere) -> None:
    other = northmere.actor("strategic_lead")
    with acting_as(other):
        source = picture_source(other)
    assert source.sections == ()
    assert source.figures == ()
    section = PictureSection.objects.get()
    client = wear(Client(), northmere.hats["strategic_lead"])
    assert client.post(f"{PAGE}sections/{section.pk}/remove/").status_code == 404
    with acting_as(pictured.lead):
        assert PictureSection.objects.filter(pk=section.pk).exists()


def test_it_is_recorded_where_it_comes_from(pictured) -> None:
    assert Batch.objects.get().origin == ORIGIN
    picture = compile_picture(
        picture_source(pictured.lead), dated=YEAR.last_day, audience="management"
    )
    assert picture.sections[0].items[0].sources == (ORIGIN,)
