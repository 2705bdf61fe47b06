"""Printed key dates and status labels, as partnerships write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.plan.due import DueKind, parse_due
from concord.plan.status import Status, normalise


@pytest.mark.parametrize(
    ("printed", "kind", "on"),
    [
        ("31/03/2022", DueKind.DATE, date(2022, 3, 31)),
        ("31st March 2024", DueKind.DATE, date(2024, 3, 31)),
        ("2022-03-31", DueKind.DATE, date(2022, 3, 31)),
        ("March 2022", DueKind.MONTH, date(2022, 3, 31)),
        ("By March 2022", DueKind.MONTH, date(2022, 3, 31)),
        ("end of Feb 2024", DueKind.MONTH, date(2024, 2, 29)),
        ("Mar-23", DueKind.MONTH, date(2023, 3, 31)),
        ("Sept '22", DueKind.MONTH, date(2022, 9, 30)),
        ("Q3 2022/23", DueKind.QUARTER, date(2022, 12, 31)),
        ("2022/23 Q4", DueKind.QUARTER, date(2023, 3, 31)),
        ("Quarter 1 2022-23", DueKind.QUARTER, date(2022, 6, 30)),
        ("by end of 2023", DueKind.DATE, date(2023, 12, 31)),
        ("2022/23", DueKind.DATE, date(2023, 3, 31)),
        ("Autumn 2022", DueKind.DATE, date(2022, 11, 30)),
        ("Winter 2022", DueKind.DATE, date(2023, 2, 28)),
        ("June 2021 to March 2022", DueKind.MONTH, date(2022, 3, 31)),
        ("Ongoing", DueKind.ONGOING, None),
        ("on going", DueKind.ONGOING, None),
        ("February 2021 and ongoing", DueKind.ONGOING, None),
        ("Annually", DueKind.ONGOING, None),
        ("Life of the strategy", DueKind.ONGOING, None),
        ("TBC", DueKind.NONE, None),
        ("", DueKind.NONE, None),
    ],
)
def test_a_printed_key_date_means_its_last_day(
    printed: str, kind: DueKind, on: date | None
) -> None:
    due = parse_due(printed)
    assert (due.kind, due.on) == (kind, on)


def test_a_day_that_does_not_exist_is_no_date() -> None:
    assert parse_due("31/02/2022").on is None


@given(st.text(max_size=80))
def test_no_key_date_however_odd_raises(text: str) -> None:
    due = parse_due(text)
    assert (due.on is None) == (due.kind in (DueKind.ONGOING, DueKind.NONE))


@given(
    st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%d %B %Y", "%Y-%m-%d", "by %d.%m.%Y"]),
)
def test_a_full_date_is_read_back_as_it_was_written(day: date, form: str) -> None:
    assert parse_due(day.strftime(form)).on == day


@pytest.mark.parametrize(
    ("printed", "status"),
    [
        ("Achieved", Status.COMPLETE),
        ("Complete", Status.COMPLETE),
        ("Blue", Status.COMPLETE),
        ("Green", Status.ON_TRACK),
        ("GREEN - on track", Status.ON_TRACK),
        ("G", Status.ON_TRACK),
        ("Amber", Status.AT_RISK),
        ("At risk", Status.AT_RISK),
        ("Red", Status.OFF_TRACK),
        ("RAG: Red", Status.OFF_TRACK),
        ("Overdue", Status.OFF_TRACK),
        ("Not achieved", Status.OFF_TRACK),
        ("In progress", Status.IN_PROGRESS),
        ("In process", Status.IN_PROGRESS),
        ("Ongoing", Status.IN_PROGRESS),
        ("50%", Status.IN_PROGRESS),
        ("Partially achieved", Status.IN_PROGRESS),
        ("Progress made but more to do", Status.IN_PROGRESS),
        ("Not yet progressed", Status.NOT_STARTED),
        ("Not started", Status.NOT_STARTED),
        ("Grey", Status.NOT_STARTED),
        ("No longer required", Status.CLOSED_NOT_DONE),
        ("Closed - not completed", Status.CLOSED_NOT_DONE),
    ],
)
def test_printed_labels_map_to_the_seven(printed: str, status: Status) -> None:
    assert normalise(printed)[0] is status


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("Achieved", "Two courses held; there is more to do with dentists."),
        ("Achieved - more to do", ""),
        ("Complete", "Further work is needed in schools; more work required."),
    ],
)
def test_achieved_with_more_to_do_is_work_in_progress_and_says_so(
    printed: str, text: str
) -> None:
    status, warning = normalise(printed, text)
    assert status is Status.IN_PROGRESS
    assert warning is not None
    assert "more to do" in warning


def test_an_unknown_label_is_kept_for_a_person_to_map() -> None:
    status, warning = normalise("Turquoise")
    assert status is None
    assert warning is not None
    assert "Turquoise" in warning


def test_an_empty_label_is_no_status_and_no_warning() -> None:
    assert normalise("  - ") == (None, None)


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_label_however_odd_raises(printed: str, text: str) -> None:
    status, _ = normalise(printed, text)
    assert status is None or status.label
