"""The paper's content goes to JSON and back without loss."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from concord.reports.content import SCHEMA, ContentError, from_record, to_record
from concord.reports.tests.invented import ordinary_paper
from concord.reports.tests.straining import straining_paper


@pytest.mark.parametrize("make", [ordinary_paper, straining_paper])
def test_it_survives_the_journey_through_json(make) -> None:
    paper = make()
    assert from_record(json.loads(json.dumps(to_record(paper)))) == paper


def test_typed_text_is_kept_as_typed() -> None:
    paper = replace(ordinary_paper(), summary=("  “Tab\t”, *star*, 😀\n\nend  ",))
    assert from_record(to_record(paper)).summary == paper.summary


def test_a_record_says_its_layout() -> None:
    assert to_record(ordinary_paper())["schema"] == SCHEMA


def test_another_layout_is_refused_with_a_way_out() -> None:
    record = {**to_record(ordinary_paper()), "schema": 99}
    with pytest.raises(ContentError, match="layout 1 of a board paper, not 99"):
        from_record(record)


def test_a_wrong_field_is_named() -> None:
    record = to_record(ordinary_paper())
    record["decisions"][1]["why"] = 7
    with pytest.raises(ContentError, match=r"decisions\.1\.why"):
        from_record(record)


def test_an_unknown_rating_is_named() -> None:
    record = to_record(ordinary_paper())
    record["annex"][0]["actions"][0]["rating"] = "splendid"
    with pytest.raises(ContentError, match=r"annex\.0\.actions\.0\.rating"):
        from_record(record)


def test_a_field_it_does_not_know_is_not_dropped_without_a_word() -> None:
    record = to_record(ordinary_paper())
    record["statements"][0]["author_name"] = "A. N. Other"
    with pytest.raises(ContentError, match=r"statements\.0\.author_name"):
        from_record(record)
