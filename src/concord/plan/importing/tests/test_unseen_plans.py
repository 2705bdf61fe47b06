"""Plans in shapes that the importer had not met, and what it made of them at once.

Each was written, and counted by hand, by somebody who had not written the importer,
before it was run on them. Found of counted / under the right priority / made up, at
first sight and then after the importer was mended for the family of shapes:

    objective_rows    20/20  20  20    20/20  20  0    "what" beside "how" taken twice
    achieved_columns   7/20   7  13    20/20  20  0    numbers like 1.3(iv)
    nested_bullets    20/20   0   1    20/20  20  0    objectives are bullets too
    committee         20/20  20   0    20/20  20  0
    cards              0/20   0   0    20/20  20  0    a small table for each action
    two_columns        5/20   0   3    20/20  20  0    read straight across
    milestones         9/20   9   0    20/20  20  0    no column is called an action
    hairlines          0/20   0   0    20/20  20  0    no upright rules
    bare_columns       8/20   8  12    20/20  20  0    no rules at all
    lead_below        11/20  11   0    20/20  20  0    "Lead: ... By: ..." below it
    tracker           15/15  15   0    15/15  15  0    but 1.10 was read as 1.1
    two_header_rows   20/20  20   0    20/20  20  0
    several_lines     20/20  20   0    20/20  20  0
    system_export     20/20   0   4    20/20  20  0    priorities in the same column
    definitions        7/20   7   7    20/20  20  0    lists of definitions
    publication       20/20  20   0    20/20  20  0
    action_headings    0/20   0  17    20/20  20  0    each action is a heading
    checklist          0/20   0   0    20/20  20  0    boxes to tick
    laid_out           0/20   0  11    20/20  20  0    lined up with spaces
    labelled_lines     0/20   0   0    20/20  20  0    "Action 1.1: ..." in lines

    in all          202/395 157  88  395/395 395  0

A second set, written after the importer had been mended for the first:

    tick_columns      20/20  20   0    20/20  20  0    but empty boxes were statuses
    one_row_each      20/20  20   0    20/20  20  0
    commitments        3/20   2  15    20/20  20  0    short lines in two columns
    action_and_lead   10/20  10  10    20/20  20  0    two columns without rules
    milestone_rows    20/20  20   0    20/20  20  0
    spanned_page      20/20  20   0    20/20  20  0
    piped             20/20  20   0    20/20  20  0
    lettered_lines    12/20  12   0    20/20  20  0    facts behind a noun
    responses         20/20  20   0    20/20  20  0    but "Current RAG" was unknown

    in all          145/180 144  25  180/180 180  0

A third set, written after the second had been mended for:

    sentences         20/20  20   0    20/20  20  0
    boxed             20/20  20   0    20/20  20  0
    unboxed           20/20  20   0    20/20  20  0
    many_sheets       20/20  20   4    20/20  20  0    a sheet that counts by colour
    bold_leads        20/20  20   0    20/20  20  0
    spoken            20/20  20   0    20/20  20  0

    in all          120/120 120   4  120/120 120  0

Documents that hold no plan, actions made up at first sight and now: a reader of sixty
pages 0, 0; an annual report 0, 0; a MARAC protocol 6, 0; a page of advice 2, 0.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from concord.plan.importing import import_file
from concord.plan.importing.tests.samples.unseen import (
    last,
    later,
    no_plans,
    page_shapes,
    print_shapes,
    sheet_shapes,
    word_shapes,
)
from concord.plan.importing.tests.samples.wordings import Part
from concord.plan.importing.tests.scoring import score, wrong_beside

Sample = Callable[[Path], tuple[Path, tuple[Part, ...]]]

UNSEEN: tuple[Sample, ...] = (
    word_shapes.objective_rows,
    word_shapes.achieved_columns,
    word_shapes.nested_bullets,
    word_shapes.committee,
    word_shapes.cards,
    print_shapes.two_columns,
    print_shapes.milestones,
    print_shapes.hairlines,
    print_shapes.bare_columns,
    print_shapes.lead_below,
    sheet_shapes.tracker,
    sheet_shapes.two_header_rows,
    sheet_shapes.several_lines,
    sheet_shapes.system_export,
    page_shapes.definitions,
    page_shapes.publication,
    page_shapes.action_headings,
    page_shapes.checklist,
    page_shapes.laid_out,
    page_shapes.labelled_lines,
    *later.SAMPLES,
    *last.SAMPLES,
)


@pytest.mark.parametrize("sample", UNSEEN, ids=lambda sample: sample.__name__)
def test_a_shape_that_was_not_met_before_is_read_whole(
    sample: Sample, tmp_path: Path
) -> None:
    path, parts = sample(tmp_path)
    draft = import_file(path)
    counted = [(part.title, [a.text for a in part.actions]) for part in parts]
    result = score(draft.as_json(), counted)
    assert result.recall >= 0.95, result.missed
    assert result.placement >= 0.95, result.misplaced
    assert result.false_share < 0.05, result.false
    assert not wrong_beside(draft, parts)


@pytest.mark.parametrize("document", no_plans.NO_PLANS, ids=lambda it: it.__name__)
def test_nothing_is_made_up_where_there_is_no_plan(
    document: Callable[[Path], Path], tmp_path: Path
) -> None:
    draft = import_file(document(tmp_path))
    assert draft.actions == []
    assert draft.priorities == []
    assert any("No actions were found" in warning for warning in draft.warnings)
