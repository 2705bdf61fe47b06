from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from concord.access.actions import locks
from concord.access.actor import Actor, acting_as
from concord.access.permit import NotPermitted
from concord.access.testing import Place, wear
from concord.cases.testing import CaseWorld, arrange
from concord.foundation.periods import add_working_days
from concord.foundation.post.models import Message
from concord.marac.actions import research as verbs
from concord.marac.actions.reminding import remind
from concord.marac.actions.research import Line
from concord.marac.actions.research_drafts import draft_of
from concord.marac.jobs.research import remind_due, remind_of_research, remind_team
from concord.marac.models import AgendaItem, Meeting, Research
from concord.marac.queries.research import latest_of_team, research_by
from concord.marac.testing import coordinator, meet
from concord.marac.tests.test_research import (
    CALLS,
    KNIVES,
    SECOND,
    again,
    hold,
    issue,
    not_known,
    put_on,
    say,
)

pytestmark = pytest.mark.django_db

POLICE = "practitioner:Police"
VICTIM = "Thistlewood"


def as_(place: Place, role: str) -> Client:
    return wear(Client(), place.hats[role])


@pytest.fixture
def meeting(marac: CaseWorld) -> Meeting:
    return meet(marac.place)


@pytest.fixture
def item(marac: CaseWorld, meeting: Meeting) -> AgendaItem:
    found = put_on(marac, meeting)
    issue(marac, meeting)
    return found


@pytest.fixture
def by(marac: CaseWorld) -> Actor:
    return coordinator(marac.place)


@pytest.fixture
def police(marac: CaseWorld) -> Client:
    return as_(marac.place, POLICE)


def boxes(name: str, day: dt.date) -> dict[str, object]:
    return {
        f"{name}_day": day.day,
        f"{name}_month": day.month,
        f"{name}_year": day.year,
    }


def answer(**lines: object) -> dict[str, object]:
    today = timezone.localdate()
    said: dict[str, object] = {"replacing": 0, "line-rows": 3}
    return said | boxes("checked_on", today) | lines


def line(n: int, **said: object) -> dict[str, object]:
    given = {
        "about": "victim",
        "kind": "fact",
        "handling": "share",
        "text": "Words",
    } | said
    return {f"line-{n}-{name}": value for name, value in given.items()}


def test_the_list_names_them_and_its_title_and_addresses_do_not(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem, police: Client
) -> None:
    page = police.get(reverse("marac:research", args=[meeting.pk])).text
    assert "1 case to answer" in page
    assert item.code in page
    assert VICTIM in page
    assert VICTIM not in page.split("</title>")[0]


def test_all_that_are_left_are_not_known_by_a_link_a_confirmation_and_undo(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem, police: Client
) -> None:
    address = reverse("marac:not_known", args=[meeting.pk])
    page = police.get(address).text
    assert "Not known: 1 case" in page
    assert "checked" in page
    today = timezone.localdate()
    sure = {"sure": "1", "item": [str(item.pk)]} | boxes("checked_on", today)
    page = police.post(address, sure, follow=True).text
    assert "Your team has answered all 1" in page
    assert "Take that back" in page
    undo = reverse("marac:undo_research", args=[meeting.pk])
    page = police.post(undo, follow=True).text
    assert "1 case to answer" in page
    assert "Take that back" not in page


def test_what_was_ticked_on_the_list_is_what_is_confirmed(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem, police: Client
) -> None:
    other = put_on(arrange(marac.place, SECOND), meeting)
    issue(marac, meeting)
    address = reverse("marac:not_known", args=[meeting.pk])
    assert "Not known: 2 cases" in police.get(address).text
    assert "Not known: 1 case" in police.post(address, {"item": [other.pk]}).text
    # Nothing was said yet, and somebody else's case is not taken.
    with acting_as(marac.police):
        assert not Research.objects.exists()
    strange = {"sure": "1", "item": [str(uuid.uuid4())]}
    said = strange | boxes("checked_on", timezone.localdate())
    assert police.post(address, said).status_code == 422


def test_a_team_says_what_it_knows_and_the_coordinator_reads_it(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem, police: Client
) -> None:
    address = reverse("marac:answer", args=[item.pk])
    assert VICTIM in police.get(address).text
    said = answer(
        **line(0, text="Four calls in three weeks"),
        **line(1, about="alleged", handling="chair_only", text="Carries a knife"),
        **boxes("last_contact_on", timezone.localdate()),
    )
    page = police.post(address, said, follow=True).text
    assert "Your team has answered all 1" in page
    client = as_(marac.place, "marac_coordinator")
    page = client.get(reverse("marac:said", args=[item.pk])).text
    assert "Four calls in three weeks" in page
    assert "Carries a knife" in page
    assert "For the chair only" in page
    # Nobody else.
    for role in ("practitioner:Specialist service", "practitioner:Housing"):
        other = as_(marac.place, role)
        assert other.get(reverse("marac:said", args=[item.pk])).status_code == 404


def test_a_line_without_its_kind_comes_back_with_its_words(
    marac: CaseWorld, item: AgendaItem, police: Client
) -> None:
    address = reverse("marac:answer", args=[item.pk])
    page = police.post(address, answer(**line(0, kind="", text="He has a key")))
    assert page.status_code == 422
    assert "Choose what it is: fact" in page.text
    assert "He has a key" in page.text
    more = answer(more="line", **line(0, kind="", text="He has a key"))
    page = police.post(address, more)
    assert page.status_code == 200
    assert "He has a key" in page.text
    assert 'name="line-5-text"' in page.text


def test_what_is_typed_keeps_itself_and_is_there_again(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem, police: Client
) -> None:
    address = reverse("marac:answer", args=[item.pk])
    typed = answer(later="1", **line(0, kind="", text="He has a key"))
    kept = police.post(address, typed, headers={"HX-Request": "true"})
    assert "Kept at" in kept.text
    assert "He has a key" in police.get(address).text
    assert (
        "You have begun"
        in police.get(reverse("marac:research", args=[meeting.pk])).text
    )
    police.post(address, answer(**line(0, text="He has a key")))
    with acting_as(marac.police):
        assert draft_of(item=item, by=marac.police) is None


def test_what_a_colleague_answered_meanwhile_is_replaced_knowingly(
    marac: CaseWorld, item: AgendaItem, police: Client
) -> None:
    address = reverse("marac:answer", args=[item.pk])
    say(item, marac.police, CALLS)
    page = police.post(address, answer(**line(0, text="Mine")))
    assert page.status_code == 422
    assert "answered this meanwhile" in page.text
    assert "Mine" in page.text
    assert 'name="replacing" value="1"' in page.text
    again = answer(**line(0, text="Mine")) | {"replacing": 1}
    assert police.post(address, again).status_code == 302


def test_what_is_sent_when_the_meeting_is_held_comes_back_with_its_words(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem, by: Actor, police: Client
) -> None:
    hold(meeting, by)
    address = reverse("marac:answer", args=[item.pk])
    assert police.get(address).status_code == 404
    for more in ({}, {"later": "1"}):
        page = police.post(address, answer(**line(0, text="He has a key"), **more))
        assert page.status_code == 422
        assert "is over" in page.text
        assert "He has a key" in page.text


def test_an_answer_is_corrected_from_what_was_said_and_taken_back(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem, police: Client
) -> None:
    say(item, marac.police, CALLS)
    address = reverse("marac:answer", args=[item.pk])
    page = police.get(address).text
    assert CALLS.text in page
    assert 'name="replacing" value="1"' in page
    back = reverse("marac:take_back", args=[item.pk])
    assert "1 case to answer" in police.post(back, follow=True).text


def test_last_time_is_offered_line_by_line_and_each_is_kept_or_dropped(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem, police: Client
) -> None:
    say(item, marac.police, CALLS, KNIVES)
    later = again(marac, item, meeting)
    address = reverse("marac:answer", args=[later.pk])
    page = police.get(address).text
    assert page.count("Last time, ") == 2
    assert CALLS.text in page
    assert "Who is in the case has not changed since" in page
    today = timezone.localdate().isoformat()
    old = [
        line(0, text=CALLS.text, last=today),
        line(1, about="alleged", text=KNIVES.text, last=today),
    ]
    undecided = police.post(address, answer(**old[0], **old[1]))
    assert undecided.status_code == 422
    assert "Say whether it is still so" in undecided.text
    decided = {"line-0-keep": "keep", "line-1-keep": "drop"}
    assert police.post(address, answer(**old[0], **old[1], **decided)).status_code < 400
    with acting_as(marac.police):
        made = latest_of_team([later.pk], marac.police)[later.pk]
        assert [entry.text for entry in made.entries.all()] == [CALLS.text]


def test_who_was_not_asked_finds_no_page(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem, northmere: Place
) -> None:
    clients = [wear(Client(), northmere.hats[POLICE])]
    with acting_as(marac.idva):
        locks.lock_out(
            account=marac.place.hats["practitioner:Housing"].account,
            person_id=marac.victim.pk,
            why="A cousin",
            by=marac.idva,
        )
    clients.append(as_(marac.place, "practitioner:Housing"))
    for client in clients:
        for name in ("answer", "said"):
            address = reverse(f"marac:{name}", args=[item.pk])
            assert client.get(address).status_code == 404, name
        address = reverse("marac:take_back", args=[item.pk])
        assert client.post(address).status_code == 404
        address = reverse("marac:not_known", args=[meeting.pk])
        assert client.get(address).status_code == 404


def test_the_grid_is_for_the_coordinator(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem, police: Client
) -> None:
    address = reverse("marac:answers", args=[meeting.pk])
    assert police.get(address).status_code == 404
    not_known([item], marac.police)
    page = as_(marac.place, "marac_coordinator").get(address).text
    assert "1 of 5 answers are in" in page
    assert VICTIM not in page
    assert "Not known" in page


def test_the_desk_asks_for_research_until_it_is_there(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem, police: Client
) -> None:
    page = police.get("/", {"room": "MARAC"}).text
    assert "Research for the MARAC of" in page
    assert VICTIM not in page
    not_known([item], marac.police)
    assert "Research for the MARAC of" not in police.get("/", {"room": "MARAC"}).text


# Reminding ----------------------------------------------------------------------------


def letters() -> QuerySet[Message]:
    return Message.objects.filter(letter="marac.research_waits")


def run(marac: CaseWorld, meeting: Meeting, team: str, day: str = "2026-01-05") -> None:
    remind_team(
        partnership_id=marac.place.partnership.pk,
        meeting_id=meeting.pk,
        team_id=marac.place.teams[team].pk,
        day=day,
    )


def test_a_letter_goes_to_a_team_that_has_not_answered_once_a_day(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem
) -> None:
    run(marac, meeting, "Police")
    once = letters().count()
    assert once
    run(marac, meeting, "Police")
    assert letters().count() == once
    assert {tuple(one.context) for one in letters()} == {("link",)}
    run(marac, meeting, "Police", day="2026-01-06")
    assert letters().count() == 2 * once


def test_who_has_answered_gets_no_letter(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem
) -> None:
    not_known([item], marac.police)
    run(marac, meeting, "Police")
    assert not letters().exists()


def test_whoever_is_kept_from_all_that_is_missing_gets_no_letter(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem
) -> None:
    account = marac.place.hats[POLICE].account
    with acting_as(marac.idva):
        locks.lock_out(
            account=account, person_id=marac.victim.pk, why="A cousin", by=marac.idva
        )
    run(marac, meeting, "Police")
    assert not letters().filter(address=account.email).exists()


def test_the_coordinator_reminds_of_what_is_missing_only(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem, by: Actor
) -> None:
    client = as_(marac.place, "marac_coordinator")
    address = reverse("marac:remind", args=[meeting.pk])
    team = marac.place.teams["Police"]
    page = client.post(address, {"team": team.pk}, follow=True).text
    assert "is reminded by e-mail" in page
    not_known([item], marac.police)
    assert client.post(address, {"team": team.pk}).status_code == 404
    with acting_as(by), pytest.raises(ValidationError, match="has answered"):
        remind(meeting=meeting, team=team, by=by)
    assert as_(marac.place, POLICE).post(address).status_code == 404


def test_two_working_days_before_the_meeting_all_that_miss_are_reminded(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem
) -> None:
    here = marac.place.partnership.pk
    day = research_by(meeting)
    assert add_working_days(day, 2) == meeting.day
    assert remind_due(here, day - dt.timedelta(days=1)) == 0
    not_known([item], marac.police)
    # Council, Housing, Health and the specialist service itself.
    assert remind_due(here, day) == 4
    assert remind_due(here, meeting.day + dt.timedelta(days=1)) == 0


@pytest.mark.parametrize(
    ("moment", "teams"),
    [
        ((2026, 12, 1, 7, 50), 5),
        ((2026, 12, 1, 6, 50), 0),  # too early
        ((2026, 12, 25, 9, 50), 0),  # a bank holiday
    ],
)
def test_reminders_go_out_on_working_days_in_the_morning(
    marac: CaseWorld,
    meeting: Meeting,
    item: AgendaItem,
    moment: tuple[int, ...],
    teams: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(
        "concord.marac.jobs.research.research_by", lambda meeting: dt.date(2026, 12, 1)
    )
    monkeypatch.setattr(
        "concord.marac.jobs.research.remind_team.defer",
        lambda *, team_id, **_: asked.append(team_id),
    )
    when = dt.datetime(*moment, tzinfo=dt.UTC)  # type: ignore[misc, arg-type]
    remind_of_research(int(when.timestamp()))
    assert len(asked) == teams


def test_the_reminders_read_no_research_and_write_none(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem
) -> None:
    say(item, marac.police, CALLS)
    job = Actor.from_job("marac.reminders", marac.place.partnership.pk)
    with acting_as(job):
        assert not Research.objects.exists()
        assert not AgendaItem.objects.exists()
        with pytest.raises(NotPermitted):
            verbs.not_known(items=[item], checked_on=timezone.localdate(), by=job)


def test_a_list_asks_the_database_as_often_for_many_as_for_one(
    marac: CaseWorld,
    meeting: Meeting,
    item: AgendaItem,
    police: Client,
    django_assert_max_num_queries,
) -> None:
    addresses = [
        (police, reverse("marac:research", args=[meeting.pk])),
        (
            as_(marac.place, "marac_coordinator"),
            reverse("marac:answers", args=[meeting.pk]),
        ),
    ]
    counts = []
    for client, address in addresses:
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))
    for _ in range(3):
        put_on(arrange(marac.place, SECOND), meeting)
    issue(marac, meeting)
    for (client, address), before in zip(addresses, counts, strict=True):
        with django_assert_max_num_queries(before):
            client.get(address)


def test_a_line_says_its_words_to_nobody_else(
    marac: CaseWorld, item: AgendaItem
) -> None:
    said = Line("other", "opinion", "She is afraid to ring.")
    made = say(item, marac.police, said)
    assert "afraid" not in str(made)
    with acting_as(marac.police):
        assert "afraid" not in " ".join(str(one) for one in made.entries.all())
        assert verbs.line_of(made.entries.get()) == said
