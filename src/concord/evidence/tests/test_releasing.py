from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from concord.access.actor import acting_as
from concord.access.permit import NotPermitted
from concord.evidence.actions import dictionary
from concord.evidence.actions.observing import Figure
from concord.evidence.actions.releasing import look, publish
from concord.evidence.models import Area, Release, ReleaseCell
from concord.evidence.releasing.tables import Wish
from concord.evidence.testing import Evidence
from concord.foundation.periods import Quarter

Q = Quarter(2025, 1)


def wish(evidence: Evidence, **more: object) -> Wish:
    given = {
        "indicators": [evidence.incidents],
        "areas": [evidence.home, *evidence.wards],
        "categories": [],
        "period_kind": "quarter",
        "first": Q.first_day,
        "last": Q.last_day,
    }
    return Wish(**(given | more))


def third_ward(evidence: Evidence) -> Area:
    return dictionary.add_area(
        code="W3", name="Invented ward 3", kind="ward", parent=evidence.home,
        by=evidence.lead,
    )  # fmt: skip


def counts(evidence: Evidence, home: int, *wards: int, **more: object) -> None:
    areas = [evidence.home, *evidence.wards]
    if len(wards) > 2:
        areas.append(third_ward(evidence))
    evidence.record(
        *(
            Figure(evidence.incidents, area, Q, numerator=n, may_publish=True, **more)
            for area, n in zip(areas, (home, *wards), strict=False)
        )
    )


def shown(release: Release) -> dict[str, int | None]:
    return {
        cell.area.name: cell.numerator
        for cell in ReleaseCell.objects.filter(release=release).select_related("area")
    }


def all_wards(evidence: Evidence) -> list[Area]:
    return [evidence.home, *Area.objects.filter(kind="ward").order_by("code")]


def test_hiding_below_five_without_complementary_suppression_leaks(evidence):
    """Fact 15 of the domain reference: what is left of a total tells what is hidden."""
    counts(evidence, 100, 3, 47, 50)
    release = publish(
        wish=wish(evidence, areas=all_wards(evidence)), title="Wards", by=evidence.lead
    )
    found = shown(release)
    hidden = [name for name, value in found.items() if value is None]
    assert found["Invented ward 1"] is None
    assert len(hidden) == 2  # the small one, and one more that keeps it
    statuses = ReleaseCell.objects.filter(release=release).values_list(
        "status", flat=True
    )
    assert sorted(statuses) == ["primary", "secondary", "shown", "shown"]


@pytest.mark.parametrize("corrected", ["B1", "W2"])
def test_however_often_a_figure_was_corrected_it_is_in_the_sum(evidence, corrected):
    """The total and its parts have vintages of their own."""
    counts(evidence, 100, 3, 47, 50)
    area = Area.objects.get(code=corrected)
    right = {"B1": 100, "W2": 47}[corrected]
    for number in [*range(101, 113), right]:
        evidence.record(
            Figure(evidence.incidents, area, Q, numerator=number, may_publish=True)
        )
    found = shown(
        publish(
            wish=wish(evidence, areas=all_wards(evidence)),
            title="Wards",
            by=evidence.lead,
        )
    )
    assert found["Invented ward 1"] is None
    assert list(found.values()).count(None) == 2


def test_two_small_wards_that_make_a_known_total_are_not_told_by_it(evidence):
    counts(evidence, 8, 4, 4)
    found = shown(publish(wish=wish(evidence), title="Wards", by=evidence.lead))
    assert found == {"Elmbrook": None, "Invented ward 1": None, "Invented ward 2": None}


def test_what_is_left_of_a_total_is_kept_too(evidence):
    counts(evidence, 102, 50, 50)  # two of no ward
    found = shown(publish(wish=wish(evidence), title="Wards", by=evidence.lead))
    assert None in found.values()


def test_a_share_does_not_tell_the_few_of_whom_it_is_not_true(evidence):
    evidence.record(
        Figure(
            evidence.repeats, evidence.home, Q, numerator=38, denominator=40,
            may_publish=True,
        )
    )  # fmt: skip
    release = publish(
        wish=wish(evidence, indicators=[evidence.repeats], areas=[evidence.home]),
        title="Repeats",
        by=evidence.lead,
    )
    cell = ReleaseCell.objects.get(release=release)
    assert None in (cell.numerator, cell.denominator)


def test_a_later_release_does_not_uncover_what_an_earlier_one_hid(evidence):
    """Two releases that are each safe, and together would be a subtraction."""
    counts(evidence, 100, 3, 47, 50)
    first = publish(
        wish=wish(evidence, areas=all_wards(evidence)), title="First", by=evidence.lead
    )
    hidden = {name for name, value in shown(first).items() if value is None}
    second = publish(
        wish=wish(evidence, areas=all_wards(evidence)[1:]),
        title="Wards again",
        by=evidence.lead,
    )
    together = [
        {**shown(first), **{k: v for k, v in shown(second).items() if v is not None}}
    ]
    assert {name for name, value in together[0].items() if value is None} == hidden


def test_one_count_told_by_two_indicators_is_hidden_in_both(evidence):
    """What a share is of can be the very count that another indicator hides."""
    numbers = (100, 3, 7, 90)
    counts(evidence, *numbers)
    evidence.record(
        *(
            Figure(
                evidence.repeats, area, Q, numerator=n, denominator=of, may_publish=True
            )
            for area, n, of in zip(
                all_wards(evidence), (52, 2, 0, 50), numbers, strict=True
            )
        )
    )
    release = publish(
        wish=wish(
            evidence,
            areas=all_wards(evidence),
            indicators=[evidence.incidents, evidence.repeats],
        ),
        title="Both",
        by=evidence.lead,
    )
    told: dict[str, set[int | None]] = {}
    for cell in ReleaseCell.objects.filter(release=release).select_related("area"):
        is_count = cell.indicator_id == evidence.incidents.pk
        number = cell.numerator if is_count else cell.denominator
        told.setdefault(cell.area.name, set()).add(number)
    hidden = [name for name, found in told.items() if found == {None}]
    assert "Invented ward 1" in hidden
    assert len(hidden) > 1  # else it is what the others leave of the total


def test_a_ward_that_came_late_can_be_published_afterwards(evidence):
    """What the wards leave of the total is another number then."""
    counts(evidence, 100, 30, 20)
    first = publish(wish=wish(evidence), title="Two wards", by=evidence.lead)
    late = third_ward(evidence)
    evidence.record(Figure(evidence.incidents, late, Q, numerator=40, may_publish=True))
    second = publish(
        wish=wish(evidence, areas=all_wards(evidence)), title="All", by=evidence.lead
    )
    assert None not in {**shown(first), **shown(second)}.values()
    assert shown(second)["Invented ward 3"] == 40


def test_groups_and_areas_are_protected_in_one_system(evidence):
    people = [(evidence.women, 40, 30, 10), (evidence.men, 12, 9, 3)]
    areas = [evidence.home, *evidence.wards]
    evidence.record(
        *(
            Figure(evidence.incidents, area, Q, category, numerator=n, may_publish=True)
            for category, *numbers in people
            for area, n in zip(areas, numbers, strict=True)
        ),
        *(
            Figure(evidence.incidents, area, Q, numerator=n, may_publish=True)
            for area, n in zip(areas, (52, 39, 13), strict=True)
        ),
    )
    release = publish(
        wish=wish(evidence, categories=[evidence.women, evidence.men]),
        title="By sex",
        by=evidence.lead,
    )
    cells = list(ReleaseCell.objects.filter(release=release))
    values = {(cell.area_id, cell.category_id): cell.numerator for cell in cells}
    assert _possible(evidence, values) >= 3


def _possible(evidence: Evidence, seen: dict) -> int:
    """How many values the small cell can have for somebody who tries all tables."""
    women, men = evidence.women.pk, evidence.men.pk
    home, one, two = (area.pk for area in (evidence.home, *evidence.wards))
    found = set()
    for w1, w2, m1, m2 in itertools.product(range(60), repeat=4):
        if w1 + w2 + m1 + m2 > 60 or not 1 <= m2 <= 4:
            continue
        table = {
            (one, women): w1, (two, women): w2, (one, men): m1, (two, men): m2,
            (home, women): w1 + w2, (home, men): m1 + m2, (one, None): w1 + m1,
            (two, None): w2 + m2, (home, None): w1 + w2 + m1 + m2,
        }  # fmt: skip
        if all(table[key] == value for key, value in seen.items() if value is not None):
            found.add(m2)
    return len(found)


def test_what_an_agency_did_not_allow_is_withheld_with_the_total_that_tells_it(
    evidence,
):
    counts(evidence, 100, 40, 60)
    evidence.record(
        Figure(
            evidence.incidents, evidence.wards[0], Q, numerator=41, may_publish=False
        )
    )
    release = publish(wish=wish(evidence), title="Wards", by=evidence.lead)
    assert shown(release) == {"Invented ward 2": 60}


@pytest.mark.parametrize("order", [("wards", "whole"), ("whole", "wards")])
def test_what_an_agency_did_not_allow_is_not_told_by_two_releases(evidence, order):
    """The whole less the other ward would be the ward that was withheld."""
    counts(evidence, 100, 40, 60)
    evidence.record(
        Figure(
            evidence.incidents, evidence.wards[0], Q, numerator=41, may_publish=False
        )
    )
    areas = {"wards": [evidence.home, *evidence.wards], "whole": [evidence.home]}
    first = publish(
        wish=wish(evidence, areas=areas[order[0]]), title="1", by=evidence.lead
    )
    assert len(shown(first)) == 1
    with pytest.raises(ValidationError, match="may be published"):
        publish(wish=wish(evidence, areas=areas[order[1]]), title="2", by=evidence.lead)


def test_groups_can_be_published_though_a_ward_is_withheld(evidence):
    counts(evidence, 100, 40, 60)
    evidence.record(
        Figure(
            evidence.incidents, evidence.wards[0], Q, numerator=41, may_publish=False
        ),
        Figure(
            evidence.incidents, evidence.home, Q, evidence.women, numerator=70,
            may_publish=True,
        ),
        Figure(
            evidence.incidents, evidence.home, Q, evidence.men, numerator=30,
            may_publish=True,
        ),
    )  # fmt: skip
    whole = wish(evidence, areas=[evidence.home])
    publish(wish=whole, title="Whole", by=evidence.lead)
    by_sex = replace(whole, categories=[evidence.women, evidence.men])
    release = publish(wish=by_sex, title="By sex", by=evidence.lead)
    cells = ReleaseCell.objects.filter(release=release)
    assert sorted(cell.numerator for cell in cells) == [30, 70, 100]


def test_a_release_shows_only_what_may_leave_and_says_so_before(evidence):
    evidence.record(
        incidents := Figure(evidence.incidents, evidence.home, Q, numerator=9)
    )
    assert not incidents.may_publish
    with pytest.raises(ValidationError, match="may be published"):
        look(wish=wish(evidence), threshold=5, by=evidence.lead)


def test_a_threshold_that_protects_nobody_is_refused(evidence):
    counts(evidence, 100, 40, 60)
    with pytest.raises(ValidationError) as told:
        publish(wish=wish(evidence), title="x", threshold=3, by=evidence.lead)
    assert "threshold" in told.value.message_dict


def test_a_release_is_frozen(evidence):
    counts(evidence, 100, 3, 97)
    publish(wish=wish(evidence), title="Wards", by=evidence.lead)
    for change in (
        lambda: ReleaseCell.objects.update(numerator=3, status="shown"),
        lambda: Release.objects.update(title="Other"),
        lambda: ReleaseCell.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_hidden_figures_are_not_stored_with_the_release(evidence):
    counts(evidence, 100, 3, 97)
    publish(wish=wish(evidence), title="Wards", by=evidence.lead)
    kept = ReleaseCell.objects.exclude(status="shown").values_list(
        "numerator", flat=True
    )
    assert list(kept) == [None] * len(kept)
    assert kept


def test_only_whoever_keeps_figures_publishes(evidence, elmbrook):
    counts(evidence, 100, 40, 60)
    board = elmbrook.actor("board_member")
    with acting_as(board), pytest.raises(NotPermitted):
        publish(wish=wish(evidence), title="Wards", by=board)


def test_a_republished_figure_is_protected_with_its_first_version(evidence):
    counts(evidence, 100, 40, 60)
    publish(wish=wish(evidence), title="First", by=evidence.lead)
    evidence.record(
        *(
            Figure(evidence.incidents, area, Q, numerator=n, may_publish=True)
            for area, n in zip(
                (evidence.home, *evidence.wards), (102, 41, 61), strict=True
            )
        )
    )
    found = shown(publish(wish=wish(evidence), title="Again", by=evidence.lead))
    assert found["Elmbrook"] == 102
