"""Actions: who writes them, who reads them, what came of them, who is reminded."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from concord.access.actions import locks, sharing
from concord.access.actor import Actor, acting_as
from concord.access.models import Grant
from concord.access.permit import NotPermitted
from concord.access.testing import Place, days_ago, wear
from concord.cases.testing import CaseWorld
from concord.foundation.periods import add_working_days
from concord.foundation.post.letters import rendered
from concord.foundation.post.models import Message
from concord.frontdoor.testing import colleague
from concord.marac import letters
from concord.marac.actions import agreed_actions as verbs
from concord.marac.jobs import agreed_actions as jobs
from concord.marac.models import AgendaItem, MaracAction, MaracActionUpdate
from concord.marac.queries import agreed_actions as questions
from concord.marac.testing import coordinator, on_an_issued_agenda, sit_down

pytestmark = pytest.mark.django_db

POLICE = "practitioner:Police"
WORDS = "Ask the court for the bail conditions"


@pytest.fixture
def item(marac: CaseWorld) -> AgendaItem:
    return on_an_issued_agenda(marac)


def add(
    case: CaseWorld,
    item: AgendaItem,
    team: str = "Police",
    by: Actor | None = None,
    **other: Any,
) -> MaracAction:
    actor = by or coordinator(case.place)
    said = {"kind": "enforce", "words": WORDS, "in_days": 5} | other
    with acting_as(actor):
        return verbs.add(item=item, team=case.place.teams[team], by=actor, **said)


def seen_by(actor: Actor) -> set[uuid.UUID]:
    with acting_as(actor):
        return {one.pk for one in MaracAction.objects.visible_to(actor)}


def say(action: MaracAction, state: str, by: Actor, why: str = "") -> MaracAction:
    with acting_as(by):
        return verbs.say(action=action, state=state, why=why, by=by)


def test_an_action_is_read_by_its_team_the_coordinator_and_the_holder_only(
    marac: CaseWorld, item: AgendaItem
) -> None:
    action = add(marac, item)
    for actor in (marac.police, coordinator(marac.place), marac.idva):
        assert seen_by(actor) == {action.pk}
    for actor in (marac.housing, marac.health):
        assert seen_by(actor) == set()


def test_whoever_sits_in_the_room_reads_its_actions_until_it_is_over(
    marac: CaseWorld, item: AgendaItem
) -> None:
    action = add(marac, item)
    sit_down(marac.place, item.meeting, "Housing")
    assert seen_by(marac.housing) == {action.pk}
    with acting_as(coordinator(marac.place)):
        item.meeting.state = "held"
        item.meeting.save(update_fields=["state"])
    assert seen_by(marac.housing) == set()
    assert seen_by(marac.police) == {action.pk}


def test_a_team_that_has_lost_the_case_has_lost_its_actions(
    marac: CaseWorld, item: AgendaItem
) -> None:
    action = add(marac, item)
    with acting_as(marac.idva):
        grants = Grant.objects.filter(
            case_id=marac.case.pk, team=marac.place.teams["Police"]
        )
        sharing.end(grants=list(grants), why="It knows nothing.", by=marac.idva)
    assert seen_by(marac.police) == set()
    with acting_as(marac.police), pytest.raises(NotPermitted):
        verbs.say(action=action, state="done", by=marac.police)
    assert seen_by(marac.idva) == {action.pk}


def test_whoever_is_locked_out_finds_no_action(
    marac: CaseWorld, item: AgendaItem
) -> None:
    hat = marac.place.hats[POLICE]
    add(marac, item, hat=hat)
    with acting_as(marac.idva):
        locks.lock_out(
            account=hat.account, person_id=marac.alleged.pk, why="Kin", by=marac.idva
        )
    assert seen_by(marac.police) == set()
    assert seen_by(coordinator(marac.place))


def test_only_teams_that_the_case_was_opened_to_get_an_action(
    marac: CaseWorld, item: AgendaItem
) -> None:
    with acting_as(coordinator(marac.place)):
        teams = verbs.who_takes_part(item)
    short = {name for name, team in marac.place.teams.items() if team.pk in teams}
    assert short == {"Council", "Police", "Housing", "Specialist service", "Health"}
    with acting_as(marac.idva):
        sharing.end(
            grants=list(
                Grant.objects.filter(
                    case_id=marac.case.pk, team=marac.place.teams["Health"]
                )
            ),
            why="Not needed.",
            by=marac.idva,
        )
    with pytest.raises(ValidationError, match="shared with"):
        add(marac, item, team="Health")
    by = coordinator(marac.place)
    with acting_as(by), pytest.raises(DatabaseError), transaction.atomic():
        MaracAction.objects.create(
            partnership_id=by.here,
            owner_team_id=by.own_team,
            written_by_id=by.own_hat,
            case_id=item.case_id,
            item=item,
            team=marac.place.teams["Health"],
            kind="other",
            words="Past the verb",
            due_on=timezone.localdate(),
        )


def test_a_team_writes_actions_once_it_has_agreed_to_confidentiality(
    marac: CaseWorld, item: AgendaItem
) -> None:
    with pytest.raises(NotPermitted):
        add(marac, item, by=marac.police)
    sit_down(marac.place, item.meeting, "Police")
    assert add(marac, item, team="Housing", by=marac.police)


def test_days_are_working_days_and_bank_holidays_are_known(
    marac: CaseWorld, item: AgendaItem
) -> None:
    action = add(marac, item, in_days=5)
    assert action.due_on == add_working_days(timezone.localdate(), 5)
    for wrong in (
        {"in_days": None},
        {"in_days": 0},
        {"in_days": 5, "due_on": timezone.localdate()},
        {"in_days": None, "due_on": timezone.localdate() - dt.timedelta(days=1)},
        {"words": "  "},
        {"kind": "nonsense"},
        {"hat": marac.place.hats["practitioner:Health"]},
    ):
        with pytest.raises(ValidationError):
            add(marac, item, **wrong)


def test_sent_twice_it_is_written_down_once(marac: CaseWorld, item: AgendaItem) -> None:
    key = uuid.uuid4()
    first = add(marac, item, key=key)
    assert add(marac, item, key=key, words="Sent again").pk == first.pk
    assert len(seen_by(marac.police)) == 1


def test_what_is_not_possible_or_not_done_says_why_and_can_be_undone(
    marac: CaseWorld, item: AgendaItem
) -> None:
    action = add(marac, item)
    for state in ("not_possible", "not_done"):
        with pytest.raises(ValidationError, match="stood in the way"):
            say(action, state, marac.police)
    say(action, "not_possible", marac.police, why="The court did not answer.")
    say(action, "done", marac.idva)
    say(action, "done", marac.idva)  # the same again changes nothing
    undone = say(action, "open", coordinator(marac.place))
    assert undone.is_open
    with acting_as(marac.police):
        told = MaracActionUpdate.objects.order_by("n")
        assert [(one.n, one.state) for one in told] == [
            (1, "not_possible"),
            (2, "done"),
            (3, "open"),
        ]
        assert MaracAction.objects.get().state == "open"


def test_nobody_else_says_what_came_of_an_action_nor_writes_its_state(
    marac: CaseWorld, item: AgendaItem
) -> None:
    action = add(marac, item)
    sit_down(marac.place, item.meeting, "Housing")
    with acting_as(marac.housing):
        with pytest.raises(NotPermitted):
            verbs.say(action=action, state="done", by=marac.housing)
        with pytest.raises(DatabaseError), transaction.atomic():
            MaracActionUpdate.objects.create(
                partnership_id=marac.housing.here,
                owner_team_id=marac.housing.own_team,
                written_by_id=marac.housing.own_hat,
                case_id=item.case_id,
                action=action,
                state="done",
            )
    with (
        acting_as(marac.police),
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        MaracAction.objects.filter(pk=action.pk).update(state="done")


def test_what_was_written_down_wrongly_is_set_aside_and_kept(
    marac: CaseWorld, item: AgendaItem
) -> None:
    action = add(marac, item)
    with acting_as(marac.police), pytest.raises(NotPermitted):
        verbs.set_aside(action=action, by=marac.police)
    by = coordinator(marac.place)
    with acting_as(by):
        verbs.set_aside(action=action, by=by)
    assert seen_by(marac.police) == {action.pk}
    with acting_as(marac.police):
        assert list(questions.ours(marac.police)) == []
        with pytest.raises(ValidationError, match="set aside"):
            verbs.say(action=action, state="done", by=marac.police)


def _later(days: int) -> Any:
    return days_ago(-days)


def test_open_late_and_over(marac: CaseWorld, item: AgendaItem) -> None:
    with days_ago(20):
        late = add(marac, item, in_days=2)
    soon, over = add(marac, item), add(marac, item)
    say(over, "done", marac.police)
    with acting_as(marac.police):
        by_show = {
            show: {one.pk for one in questions.ours(marac.police, show)}
            for show in questions.SHOWN
        }
        assert by_show["open"] == {late.pk, soon.pk}
        assert by_show["late"] == {late.pk}
        assert by_show["done"] == {over.pk}
        number, first = questions.open_actions(marac.police, is_own=False)
        assert (number, first) == (2, late.due_on)
    with acting_as(coordinator(marac.place)) as by:
        found = questions.tally(list(questions.of_meeting(item.meeting, by)))
        assert (found.open, found.late, found.done) == (2, 1, 1)


# ---- pages --------------------------------------------------------------------------


def as_(place: Place, role: str) -> Client:
    return wear(Client(), place.hats[role])


def test_the_pages_of_actions(marac: CaseWorld, item: AgendaItem) -> None:
    client = as_(marac.place, "marac_coordinator")
    address = reverse("marac:add_action", args=[item.pk])
    assert WORDS not in client.get(address).text
    said = {
        "words": WORDS,
        "kind": "enforce",
        "team": marac.place.teams["Police"].pk,
        "in_days": "3",
        "key": str(uuid.uuid4()),
    }
    assert client.post(address, said | {"words": ""}).status_code == 422
    for _ in range(2):
        assert client.post(address, said).status_code == 302
    assert client.get(reverse("marac:item", args=[item.pk])).text.count(WORDS) == 1
    police = as_(marac.place, POLICE)
    assert "1 MARAC action to do" in police.get("/", {"room": "MARAC"}).text
    ours = reverse("marac:actions")
    assert WORDS in police.get(ours).text
    assert police.get(ours, {"show": "nonsense"}).status_code == 404
    with acting_as(marac.police):
        pk = MaracAction.objects.get().pk
    one = reverse("marac:action", args=[pk])
    assert "Set it aside" not in police.get(one).text
    assert police.post(one, {"state": "not_done"}).status_code == 422
    kept = police.post(one, {"state": "not_done", "why": "No time."}, follow=True).text
    assert "No time." in kept
    assert WORDS in police.get(ours, {"show": "done"}).text
    assert "1 MARAC action" not in police.get("/", {"room": "MARAC"}).text
    all_of_it = reverse("marac:meeting_actions", args=[item.meeting_id])
    assert WORDS in client.get(all_of_it).text
    housing = as_(marac.place, "practitioner:Housing")
    assert WORDS not in housing.get(all_of_it).text
    for hidden in (one, reverse("marac:set_aside", args=[pk]), address):
        assert housing.post(hidden, said).status_code == 404
    assert police.post(reverse("marac:set_aside", args=[pk])).status_code == 404
    aside = client.post(reverse("marac:set_aside", args=[pk]), follow=True).text
    assert "Set aside" in aside


def test_a_list_of_many_asks_no_more_questions(
    marac: CaseWorld, item: AgendaItem, django_assert_max_num_queries: Any
) -> None:
    for _ in range(6):
        add(marac, item)
    with acting_as(marac.police), django_assert_max_num_queries(4):
        assert len(list(questions.ours(marac.police))) == 6


# ---- reminders ----------------------------------------------------------------------


def told(place: Place) -> list[str]:
    with acting_as(Actor.from_job("access.setup", place.partnership.pk)):
        return sorted(one.address for one in Message.objects.all())


def _reminded(case: CaseWorld, day: dt.date) -> list[str]:
    before = told(case.place)
    jobs.remind(case.place.partnership.pk, day)
    after = told(case.place)
    return [one for one in after if after.count(one) > before.count(one)]


def test_a_team_is_reminded_before_and_after_and_once_a_week_in_words_of_nobody(
    marac: CaseWorld, item: AgendaItem
) -> None:
    action = add(marac, item, in_days=10)
    add(marac, item, in_days=10)
    due, address = action.due_on, marac.place.hats[POLICE].account.email
    counted = [
        _reminded(marac, add_working_days(due, days)) for days in (-2, -1, 1, 2, 6)
    ]
    assert counted[0] == counted[3] == []
    # Two actions make one letter a day.
    assert [set(counted[n]) for n in (1, 2, 4)] == [{address}] * 3
    assert told(marac.place).count(address) == 3
    subject, body = rendered(letters.ACTIONS_WAIT, {"link": "https://c.example/"})
    assert "MARAC" not in subject + body


def test_what_is_over_is_reminded_of_no_more(
    marac: CaseWorld, item: AgendaItem
) -> None:
    action = add(marac, item)
    say(action, "done", marac.police)
    assert _reminded(marac, add_working_days(action.due_on, 1)) == []


def test_an_action_of_somebody_who_is_locked_out_comes_to_their_colleagues(
    marac: CaseWorld, item: AgendaItem
) -> None:
    hat = marac.place.hats[POLICE]
    other = colleague(marac.place, "Police")
    action = add(marac, item, hat=hat)
    before = add_working_days(action.due_on, -1)
    assert _reminded(marac, before) == [hat.account.email]
    with acting_as(marac.idva):
        locks.lock_out(
            account=hat.account, person_id=marac.victim.pk, why="Kin", by=marac.idva
        )
    after = add_working_days(action.due_on, 1)
    assert _reminded(marac, after) == [other.account.email]


def test_reminders_are_told_ids_and_days_and_people_are_not(
    marac: CaseWorld, item: AgendaItem
) -> None:
    add(marac, item)
    for by in (marac.idva, coordinator(marac.place)):
        with acting_as(by):
            assert jobs._due(timezone.localdate() + dt.timedelta(days=90)) == []
