"""Invented plans of many shapes: what is found, where it is put, what is made up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from concord.plan.importing import Draft, import_file
from concord.plan.importing.tests.samples import (
    held_out,
    held_out_again,
    page_samples,
    print_samples,
    sheet_samples,
    word_samples,
)
from concord.plan.importing.tests.samples.wordings import Part
from concord.plan.importing.tests.scoring import Score, score
from concord.plan.importing.wording import words

Sample = Callable[[Path], tuple[Path, tuple[Part, ...]]]

SAMPLES: tuple[Sample, ...] = (
    word_samples.rag_tables,
    word_samples.owners,
    word_samples.banners,
    word_samples.commitments,
    word_samples.roman_rows,
    word_samples.numbered_lists,
    sheet_samples.sheet_per_priority,
    sheet_samples.priority_column,
    sheet_samples.exported,
    sheet_samples.quarterly,
    page_samples.accordion,
    page_samples.web_table,
    page_samples.markdown,
    page_samples.numbered_paragraphs,
    page_samples.stacked,
    page_samples.hard_wrapped,
    print_samples.landscape,
    print_samples.unruled,
    print_samples.outcome_tables,
)

HELD_OUT: tuple[Sample, ...] = (
    held_out.wide_years,
    held_out.you_said,
    held_out.smart_actions,
    held_out.pillars,
    held_out.ragged,
    held_out.narrative,
    held_out.dated_sentences,
    held_out_again.nested_numbers,
    held_out_again.letters,
    held_out_again.cards,
    held_out_again.sections_in_sheet,
    held_out_again.tabbed,
    held_out_again.lettered,
)


def measure(sample: Sample, folder: Path) -> tuple[Draft, tuple[Part, ...], Score]:
    path, parts = sample(folder)
    draft = import_file(path)
    counted = [(part.title, [a.text for a in part.actions]) for part in parts]
    return draft, parts, score(draft.as_json(), counted)


@pytest.mark.parametrize(
    "sample", [*SAMPLES, *HELD_OUT], ids=lambda sample: sample.__name__
)
def test_an_invented_plan_is_found_whole_and_nothing_is_made_up(
    sample: Sample, tmp_path: Path
) -> None:
    _, _, result = measure(sample, tmp_path)
    assert result.recall >= 0.95, result.missed
    assert result.placement >= 0.95, result.misplaced
    assert result.false_share < 0.05, result.false


@pytest.mark.parametrize(
    "sample", [*SAMPLES, *HELD_OUT], ids=lambda sample: sample.__name__
)
def test_lead_date_and_status_stand_beside_their_action(
    sample: Sample, tmp_path: Path
) -> None:
    draft, parts, _ = measure(sample, tmp_path)
    wrong = []
    for part in parts:
        for wanted in part.actions:
            found = next(
                (
                    a
                    for a in draft.actions
                    if words(a.title)[:6] == words(wanted.text)[:6]
                ),
                None,
            )
            if found is None:
                continue
            if wanted.lead and found.lead != wanted.lead:
                wrong.append(f"lead {found.lead!r}, not {wanted.lead!r}")
            if wanted.due and found.due != wanted.due:
                wrong.append(f"due {found.due!r}, not {wanted.due!r}")
            if wanted.ref and found.ref != wanted.ref:
                wrong.append(f"ref {found.ref!r}, not {wanted.ref!r}")
            printed = (found.status_printed or "").split(" (")[0]
            if wanted.status and printed != wanted.status:
                wrong.append(f"status {found.status_printed!r}, not {wanted.status!r}")
    assert not wrong
