"""The files of example data are sound, invented where they say so, and not copied."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from concord.access.measures import MEASURES
from concord.examples.example import Example
from concord.examples.reading import (
    DATA,
    PARTNERSHIPS,
    ExampleError,
    read_casework,
    read_dashboard,
    read_example,
    read_standards,
)
from concord.examples.shapes import ENDED, AgencyKind, GroupKind, Role
from concord.foundation.periods import FinancialYear, Quarter
from concord.plan.importing.tests.readers_count import BEXLEY, BROMLEY, LEWISHAM

STRATEGIES = Path(__file__).resolve().parents[5] / "shared" / "strategies"
COUNTED = {"bexley": BEXLEY, "bromley": BROMLEY, "lewisham": LEWISHAM}

# Surnames that the strategies print, so that they can be refused without being
# repeated here: the first twelve digits of the SHA-256 of each, in lower case.
REAL_NAMES = {
    "23b2a54839ee",
    "269e0a1b3871",
    "467b1b85a0ee",
    "46c4c923178a",
    "4a88e6b62dfb",
    "545f5aaa374f",
    "c25f7f9dd5c6",
    "dd113717bdfe",
}

every_partnership = pytest.mark.parametrize("name", PARTNERSHIPS)


@cache
def example(name: str) -> Example:
    return read_example(name)


def texts(content: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every string in a TOML file, with the way to it."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield from texts(value, f"{path}.{key}".strip("."))
    elif isinstance(content, list):
        for place, value in enumerate(content):
            yield from texts(value, f"{path}[{place}]")
    elif isinstance(content, str):
        yield path, content


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower().replace("’", "'"))


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[at : at + length]) for at in range(len(found) - length + 1)}


@every_partnership
def test_the_reader_counts_as_many_actions_under_each_priority(name: str) -> None:
    read = example(name)
    counted = COUNTED[name].priorities
    assert [each.ref for each in read.priorities] == [each.ref for each in counted]
    for mine, theirs in zip(read.priorities, counted, strict=True):
        actions = read.actions_under(mine.key)
        assert [each.ref for each in actions] == [ref for ref, _ in theirs.actions]
        parts = {place: len(a.parts) for place, a in enumerate(actions) if a.parts}
        assert parts == dict(theirs.parts)


@every_partnership
def test_no_sentence_is_copied_from_a_strategy(name: str) -> None:
    if not STRATEGIES.is_dir():
        pytest.skip("The published strategies are not beside this checkout")
    printed: set[tuple[str, ...]] = set()
    for file in STRATEGIES.glob("*.txt"):
        printed |= runs(file.read_text(encoding="utf-8"), 8)
    content = tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))
    # The title of a document is how one names it.
    del content["strategy"]["title"], content["source"]
    copied = [
        (path, " ".join(run))
        for path, text in texts(content)
        for run in runs(text, 8) & printed
    ]
    assert copied == []


@every_partnership
def test_nobody_named_in_a_strategy_is_named_here(name: str) -> None:
    content = tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))
    for path, text in texts(content):
        for word in words(text.replace("'", " ")):
            digest = hashlib.sha256(word.encode()).hexdigest()[:12]
            assert digest not in REAL_NAMES, f"{path}: {text}"


@every_partnership
def test_no_text_counts_fewer_than_ten_people(name: str) -> None:
    content = tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))
    few = re.compile(
        r"\b(one|two|three|four|five|six|seven|eight|nine|[0-9]) "
        r"(\w+ )?(victims?|survivors?|women|woman|men|man|people|person|children|child"
        r"|clients?|families|family|perpetrators?|residents?|cases?|households?)\b",
        re.IGNORECASE,
    )
    allowed = re.compile(r"per 100|in ten|two family teams", re.IGNORECASE)
    for path, text in texts(content):
        found = few.search(text)
        assert not found or allowed.search(text), f"{path}: {text}"


@every_partnership
def test_updates_cover_at_least_six_quarters_and_some_are_missing(name: str) -> None:
    read = example(name)
    quarters = [each.quarter for each in read.quarters]
    assert len(quarters) >= 6
    missing = 0
    for quarter in quarters:
        said = [a for a in read.actions if any(u.quarter == quarter for u in a.updates)]
        assert said
        missing += sum(
            1
            for action in read.actions
            if action not in said
            and not any(
                u.status in ENDED and u.quarter < quarter for u in action.updates
            )
        )
    assert missing


@every_partnership
def test_every_update_was_written_by_someone_with_a_hat_that_day(name: str) -> None:
    read = example(name)
    for action in read.actions:
        for update in action.updates:
            day = read.recorded_on(action, update)
            assert update.quarter.last_day < day <= read.as_at
            writer = read.recorded_by(action, update)
            assert any(hat.worn_on(day) for hat in writer.hats)
            lead = read.as_it_stood(action, day).lead
            if not update.behalf:
                assert any(hat.team == lead for hat in writer.hats), action.key


@every_partnership
def test_no_two_updates_say_the_same(name: str) -> None:
    said = [
        update.text for action in example(name).actions for update in action.updates
    ]
    assert sorted(said) == sorted(set(said))


@every_partnership
def test_nothing_is_said_of_an_action_after_it_ended(name: str) -> None:
    for action in example(name).actions:
        ended = [at for at, u in enumerate(action.updates) if u.status in ENDED]
        assert ended in ([], [len(action.updates) - 1]), action.key


@every_partnership
def test_every_role_has_somebody_to_sign_in_as(name: str) -> None:
    worn = {hat.role for person in example(name).people for hat in person.hats}
    assert worn == set(Role.__args__)


@every_partnership
def test_an_agency_is_silent_two_quarters_running(name: str) -> None:
    read = example(name)
    silent = [{t.key for t in read.silent_in(each.quarter)} for each in read.quarters]
    assert any(earlier & later for earlier, later in pairwise(silent))
    assert any(read.statements)


@every_partnership
def test_the_file_says_that_it_is_an_example(name: str) -> None:
    read = example(name)
    assert "invented" in read.note
    assert {"people", "updates"} <= set(read.invented)


def test_roles_and_kinds_are_those_of_the_partnership_floor() -> None:
    from concord.partnership.models import Agency, Group
    from concord.partnership.roles import Role as KnownRole

    assert set(Role.__args__) == set(KnownRole.values)
    assert set(AgencyKind.__args__) <= set(Agency.Kind.values)
    assert set(GroupKind.__args__) <= set(Group.Kind.values)


def test_agencies_and_people_that_two_files_share_are_told_alike() -> None:
    agencies: dict[str, Any] = {}
    names: dict[str, str] = {}
    for name in PARTNERSHIPS:
        for agency in example(name).agencies:
            assert agencies.setdefault(agency.key, agency) == agency
        for person in example(name).people:
            assert names.setdefault(person.email, person.name) == person.name


def test_somebody_wears_hats_in_two_partnerships() -> None:
    emails = [person.email for name in PARTNERSHIPS for person in example(name).people]
    assert len(set(emails)) < len(emails)


def test_the_standards_are_all_there_once() -> None:
    counts = {scheme.key: len(scheme.items) for scheme in read_standards()}
    assert counts == {"NICE PH50": 17, "NICE QS116": 4, "NSE": 5, "DA Act": 7}
    codes = [item.code for scheme in read_standards() for item in scheme.items]
    assert len(codes) == len(set(codes))


def test_bromley_stands_as_its_paper_for_quarter_three_says() -> None:
    bromley = example("bromley")
    quarter = Quarter.parse("2022Q3")
    assert bromley.dates_of(quarter).board_on == date(2023, 1, 26)
    now = {
        action.key: [u.status for u in action.updates if u.quarter <= quarter][-1]
        for action in bromley.actions
    }
    assert sum(status == "complete" for status in now.values()) == 4
    assert [key for key, status in now.items() if status == "off_track"] == ["2.2"]
    assert "adult-social-care" in {team.key for team in bromley.silent_in(quarter)}


def test_a_changed_date_leaves_the_first_one_readable() -> None:
    bromley = example("bromley")
    action = bromley.action("1.3")
    assert action.due.on == date(2022, 12, 31)
    assert bromley.as_it_stood(action, date(2023, 1, 25)).due == action.due
    assert bromley.as_it_stood(action, date(2023, 1, 26)).due.on == date(2023, 4, 30)


def test_what_is_finished_is_not_carried_into_the_next_year() -> None:
    bromley = example("bromley")
    finished = bromley.action("3.1")
    assert finished in bromley.plan_of(FinancialYear(2022))
    assert finished not in bromley.plan_of(FinancialYear(2023))


def spoiled(tmp_path: Path, before: str, after: str) -> Path:
    """A copy of the data in which the first `before` of Bromley became `after`."""
    for file in DATA.glob("*.toml"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), "utf-8")
    bromley = tmp_path / "bromley.toml"
    content = bromley.read_text(encoding="utf-8")
    assert before in content
    bromley.write_text(content.replace(before, after, 1), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            'lead = "communications"',
            'lead = "nobody"',
            'actions.1.1.lead: there is no "',
        ),
        ('s = "in_progress"', 's = "doing well"', "actions.1.1.updates.0.s: Input"),
        ("2023-03-31 }", "2031-03-31 }", "actions.1.1.due.on: 2031-03-31 lies outside"),
        ('q = "2021Q3"\nupd', 'q = "2021Q7"\nupd', "quarters.0.q: "),
        ("success = ", "sucess = ", "actions.1.1.sucess: Unexpected keyword"),
        ('"NSE 5"', '"NSE 9"', 'actions.1.1.standards: "NSE 9" is not in'),
        ("format = 1", "format = 2", "format is 2, and this program reads"),
        ('key = "1.2"', 'key = "1.1"', 'actions: the key "1.1" stands 2 times'),
        ("[partnership]", "[partnership", "not readable as TOML"),
        ("agency = ", "agencie = ", "teams.strategy.agency: Field required"),
    ],
)
def test_a_fault_is_told_with_its_file_and_key(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    with pytest.raises(ExampleError) as error:
        read_example("bromley", spoiled(tmp_path, before, after))
    assert f"bromley.toml: {said}" in str(error.value)


def test_a_missing_file_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(ExampleError, match=r"bromley\.toml: there is no such file"):
        read_example("bromley", tmp_path)


# Casework


def test_the_cases_of_an_example_are_sound_and_of_every_kind() -> None:
    casework = read_casework(example("bromley"))
    assert casework is not None
    assert "invented" in casework.note
    stories = casework.cases
    assert 6 <= len(stories) <= 8
    assert casework.counters
    for kind in ("decisions", "processes", "openings", "locks", "closed_why", "sent"):
        assert any(getattr(story, kind) for story in stories), kind
    assert any(one.side == "child" for story in stories for one in story.people)
    assert any(not one.given for story in stories for one in story.on("alleged"))
    assert read_casework(example("bexley")) is None


def test_nobody_in_a_case_is_called_like_staff_or_named_in_a_strategy() -> None:
    casework = read_casework(example("bromley"))
    assert casework is not None
    people = [one for story in casework.cases for one in story.people]
    staff = {each.name for name in PARTNERSHIPS for each in example(name).people}
    assert not {f"{one.given} {one.family}" for one in people} & staff
    for one in people:
        digest = hashlib.sha256(one.family.lower().encode()).hexdigest()[:12]
        assert digest not in REAL_NAMES, one.key


def test_no_case_says_where_anybody_is_or_how_to_reach_them() -> None:
    content = tomllib.loads((DATA / "bromley-cases.toml").read_text(encoding="utf-8"))
    reach = re.compile(
        r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b|\d{5}|@|\b(?:road|street|lane|avenue)\b",
        re.IGNORECASE,
    )
    for path, text in texts(content):
        assert not reach.search(text), f"{path}: {text}"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('by = "fable-merriweather"', 'by = "nobody"', "nobody has no role in"),
        ('staff = "ottilie-garth"', 'staff = "nobody"', 'there is no "nobody"'),
        ('who = "dorian"', 'who = "nobody"', 'there is no "nobody"'),
        ('side = "victim"', 'side = "child"', "one victim, and at least one alleged"),
        (
            'other = "garrick"',
            'other = "nobody"',
            'counters.other: there is no "nobody"',
        ),
        ("days_ago = 34", "days_agone = 34", "Unexpected keyword"),
    ],
)
def test_a_fault_in_a_case_is_told_with_its_key(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    cases = DATA / "bromley-cases.toml"
    content = cases.read_text(encoding="utf-8")
    assert before in content
    (tmp_path / cases.name).write_text(content.replace(before, after, 1), "utf-8")
    with pytest.raises(ExampleError, match=re.escape(said)):
        read_casework(example("bromley"), tmp_path)


def test_what_concord_counts_itself_is_counted_as_the_dashboard_says() -> None:
    """A measure fills an indicator only where unit and whole are the same."""
    dashboard = read_dashboard(example("lewisham"))
    assert dashboard is not None
    joined = [one for one in dashboard.indicators if one.measure]
    assert {one.code for one in joined} == {"marac-referrals", "marac-repeat"}
    for one in joined:
        found = MEASURES[one.measure]
        assert (found.unit, found.of if one.denominator else "") == (
            one.unit,
            one.denominator,
        )
