"""Mappings and files that can not be counted say what is wrong, and quote nobody."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.exceptions import ValidationError

from concord.access.permit import NotPermitted
from concord.evidence import testing_extracts as invented
from concord.evidence.extracts.from_the_shell import declare_mapping
from concord.evidence.extracts.opening import CannotCount
from concord.evidence.models import (
    Extract,
    Observation,
)
from concord.evidence.tests.extracting import (
    content,
    counted,
    declared,
    figures,
)

pytestmark = pytest.mark.usefixtures("home")


def test_values_without_a_meaning_are_shown_if_many_rows_have_them(job, tmp_path):
    path = tmp_path / "rows.csv"
    rows = [
        f"A{n},01/05/2024,Invented ward 1,V{n},{sex},30,Y,Stalking,"
        for n, sex in enumerate(["Female"] * 5 + ["Ada Example"] + ["F"] * 9)
    ]
    path.write_text("\n".join([invented.HEADER, *rows]) + "\n")
    extract = counted(path, job, covers=(dt.date(2024, 4, 1), dt.date(2024, 6, 30)))
    said = extract.unknown["Victim sex"]
    assert (said["values"], said["others"], said["rows"]) == ({"Female": 5}, 1, 6)
    quality = dict(
        Observation.objects.filter(
            area__code="B1", indicator__code="incidents"
        ).values_list("category__code", "quality")
    )
    # All fifteen rows are counted; only the groups are not complete.
    assert quality[None] == "complete"
    assert quality["female"] == "partial"
    assert figures("incidents")[dt.date(2024, 4, 1)] == (15, None)


def test_a_wrong_mapping_is_found_out_after_the_first_piece(job, tmp_path):
    said = content(day={"column": "Date recorded", "format": "m/d/y"})
    path = invented.write(tmp_path / "rows.csv", 500)
    with pytest.raises(CannotCount, match="not a day as the mapping says"):
        counted(path, job, version=declared(job, said))
    extract = Extract.objects.get()
    assert extract.state == "refused"
    assert not Observation.objects.exists()
    with pytest.raises(CannotCount):
        counted(path, job, version=declared(job, said))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (b"Date recorded;Ward\n", "The first line has 1 columns, and none called"),
        (b"\xff\xfeD\0a\0", "UTF-16"),
        (b"", "No row with the names"),
        (
            invented.HEADER.encode() + b",Ward\n",
            "Two columns are called Ward",
        ),
        (invented.HEADER.encode() + b"\n", "The file has no row that counts"),
    ],
)
def test_a_file_that_can_not_be_counted_says_why(job, tmp_path, said, why):
    path = tmp_path / "rows.csv"
    path.write_bytes(said)
    with pytest.raises(CannotCount, match=why):
        counted(path, job)


def test_a_row_of_somebody_in_the_place_of_names_is_not_quoted(job, tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("A1,01/04/2024,Ada Example,V1\n" * 3)
    with pytest.raises(CannotCount) as told:
        counted(path, job)
    assert "Ada Example" not in str(told.value)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        ({"day": {"column": "D", "format": "dmy"}}, "day, format: "),
        ({"extra": 1}, "extra: "),
        ({"area": {"column": "Ward"}}, "say which value is which area"),
        ({"area": {"fixed": "X9"}}, "no area has the code 'X9'"),
        ({"figures": [{"indicator": "nothing"}]}, "no indicator 'nothing'"),
        ({"figures": [{"indicator": "repeats"}]}, "say what it is of: cases heard"),
        (
            {"day": {"column": "D", "format": "financial year"}},
            "is of every quarter, and the day is given as a financial year",
        ),
        (
            {
                "figures": [
                    {
                        "indicator": "incidents",
                        "breakdowns": [
                            {"column": "S", "dimension": "sex", "values": {"X": "?"}}
                        ],
                    }
                ]
            },
            "no group of 'sex' has the code '\\?'",
        ),
        (
            {
                "figures": [
                    {"indicator": "rate", "of": {"population": {"W1": 10}}},
                ]
            },
            "say the population of B1, W2",
        ),
    ],
)
def test_a_mapping_that_can_not_work_says_what_is_wrong(job, spoil, why):
    with pytest.raises(ValidationError, match=why):
        declared(job, content(**spoil))


def test_the_same_mapping_again_is_no_new_version(job):
    assert declared(job).version == 1
    assert declared(job).pk == declared(job).pk
    assert declared(job, content(status="provisional")).version == 2


def test_only_whoever_records_figures_declares_mappings(evidence, job):
    for role in ("data_officer", "board_member", "practitioner:Police"):
        actor = evidence.place.actor(role)
        with pytest.raises(NotPermitted):
            declared(actor)


def test_the_command_finds_the_partnership_while_nobody_acts(elmbrook, tmp_path):
    path = tmp_path / "mapping.json"
    path.write_text(json.dumps(content()))
    with pytest.raises(CannotCount, match="no indicator 'incidents'"):
        declare_mapping(path, partnership="elmbrook", code="police", title="")
    with pytest.raises(CannotCount, match="there is none called 'nowhere'"):
        declare_mapping(path, partnership="nowhere", code="police", title="")
