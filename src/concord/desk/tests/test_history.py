"""History: in words, with names instead of numbers, narrowed and as a file."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from concord.access.actions import partnerships
from concord.access.actor import acting_as, because
from concord.access.testing import Place
from concord.desk.tests.conftest import Wear
from concord.desk.things import THINGS
from concord.partnership.models import Team
from concord.plan.actions import strategies

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(elmbrook: Place, wear: Wear) -> Client:
    """Reads a history in which the administrator has renamed a team."""
    with acting_as(elmbrook.actor("administrator")):
        because("The service moved to the council")
        team = Team.objects.get(short_name="Housing")
        team.short_name, team.agency = "Homes", elmbrook.teams["Council"].agency
        team.save()
    return wear(elmbrook.hats["auditor"])


def lines(browser: Client, query: str = "") -> list:
    table = browser.get(f"/history/?{query}").context["table"]
    return [row.line for row in table.page.object_list]


def test_a_change_says_who_what_and_why_in_words(auditor: Client) -> None:
    line = lines(auditor)[0]
    assert (line.who, line.role) == (
        "Invented Administrator",
        "Administrator, Council",
    )
    assert (line.verb, line.thing, line.named) == ("Changed", "Team", "Homes")
    assert line.why == "The service moved to the council"
    said = {(one.label, one.before, one.after) for one in line.fields}
    assert said == {
        ("Short name", "Housing", "Homes"),
        ("Agency", "Elmbrook Housing", "Elmbrook Council"),
    }


def test_the_page_shows_old_and_new(auditor: Client) -> None:
    page = auditor.get("/history/").content.decode()
    assert "<del>Housing</del>" in page
    assert "<ins>Homes</ins>" in page


def test_history_is_narrowed_by_kind_person_and_month(
    auditor: Client, elmbrook: Place
) -> None:
    person = elmbrook.hats["administrator"].account_id
    assert [
        line.named for line in lines(auditor, f"who={person}&what=partnership_team")
    ] == ["Homes"]
    kinds = {line.thing for line in lines(auditor, "what=partnership_membership")}
    assert kinds == {"Role of a person"}
    this_month = f"{timezone.localdate():%Y-%m}"
    assert len(lines(auditor, f"at={this_month}")) == len(lines(auditor))
    today = timezone.localdate()
    before = today.replace(day=1) - timezone.timedelta(days=1)
    assert lines(auditor, f"at={before:%Y-%m}") == []
    assert [line.named for line in lines(auditor, "q=moved+to+the")] == ["Homes"]


def test_history_as_a_file_has_every_row_in_words(auditor: Client) -> None:
    text = auditor.get("/history/?export=csv").content.decode("utf-8-sig")
    first = text.splitlines()[1]
    assert "Short name: Housing -> Homes" in first
    assert "Invented Administrator (Administrator, Council)" in first
    assert len(text.splitlines()) > 30


def test_the_history_of_another_partnership_is_not_shown(
    auditor: Client, northmere: Place
) -> None:
    by = northmere.actor("administrator")
    with acting_as(by):
        partnerships.add_group(name="Northmere Board", kind="other", by=by)
    assert "Northmere" not in auditor.get("/history/?size=250").content.decode()


def test_the_page_asks_no_more_for_more_changes(
    auditor: Client, elmbrook: Place, django_assert_max_num_queries
) -> None:
    auditor.get(reverse("history"))
    with django_assert_max_num_queries(30):
        auditor.get("/history/?size=50")
    with django_assert_max_num_queries(30):
        auditor.get("/history/?size=100")


def test_lists_and_local_words_are_read_too(elmbrook: Place, wear: Wear) -> None:
    by = elmbrook.actor("strategic_lead")
    with acting_as(by):
        words = {"practitioner": "Caseworker"}
        partnerships.set_terms(partnership=elmbrook.partnership, words=words, by=by)
        strategies.publish(title="Safe homes", values=["Listen", "Believe"], by=by)
    strategy, words_changed = lines(wear(elmbrook.hats["auditor"]))[:2]
    assert ("Values", "Listen, Believe") in {
        (f.label, f.after) for f in strategy.fields
    }
    assert [f.after for f in words_changed.fields] == ["practitioner: Caseworker"]


@pytest.mark.parametrize(
    "said", ["2026-11-19 is when we stopped", "[stopped, for good]", "empty"]
)
def test_words_that_look_like_a_date_stay_as_they_were_written(
    elmbrook: Place, wear: Wear, said: str
) -> None:
    by = elmbrook.actor("strategic_lead")
    with acting_as(by):
        strategies.publish(title="Safe homes", vision=said, by=by)
    line = lines(wear(elmbrook.hats["auditor"]))[0]
    assert ("Vision", said) in {(f.label, f.after) for f in line.fields}


@pytest.mark.parametrize("room", ["evidence", "returns"])
def test_each_table_of_figures_has_a_word_of_its_own(room: str) -> None:
    tables = {model._meta.db_table for model in apps.get_app_config(room).get_models()}
    assert tables <= THINGS.keys()
