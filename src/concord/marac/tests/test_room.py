"""The meeting itself: who hears what, once, and that nothing is lost when it ends."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from concord.access.actions import locks
from concord.access.actor import Actor, acting_as
from concord.access.models import Event
from concord.access.permit import NotPermitted
from concord.access.testing import Place, wear
from concord.cases.testing import CaseWorld, arrange, known
from concord.frontdoor.testing import colleague
from concord.marac.actions import agenda, agreed_actions, attending, feedback, issuing
from concord.marac.actions import room as verbs
from concord.marac.models import (
    AgendaItem,
    Flag,
    Hearing,
    Meeting,
    RoomEntry,
    VictimFeedback,
)
from concord.marac.queries import meetings
from concord.marac.queries import room as questions
from concord.marac.testing import (
    REASON,
    coordinator,
    meet,
    on_an_issued_agenda,
    send_to_marac,
    sit_down,
)

pytestmark = pytest.mark.django_db

POLICE = "practitioner:Police"
FLAT = "She asks to stay in the flat"
SECOND = (
    known("Araminta", "Goldsworthy"),
    known("Cuthbert", "Pellow"),
    known("Fern", "Goldsworthy"),
)


@pytest.fixture
def item(marac: CaseWorld) -> AgendaItem:
    """On an issued agenda; police and the specialist service sit in the room."""
    found = on_an_issued_agenda(marac)
    sit_down(marac.place, found.meeting, "Police", "Specialist service")
    return found


@pytest.fixture
def other(marac: CaseWorld, item: AgendaItem) -> AgendaItem:
    """Another family on the same agenda, after the first."""
    family = arrange(marac.place, SECOND)
    by = coordinator(marac.place)
    work = send_to_marac(family)
    with acting_as(by):
        found = agenda.put_on(work=work, meeting=item.meeting, by=by)
    with acting_as(family.idva):
        issuing.share_held(meeting=item.meeting, reason=REASON, by=family.idva)
    return found


def start(item: AgendaItem, place: Place) -> Meeting:
    by = coordinator(place)
    with acting_as(by):
        return verbs.start(meeting=item.meeting, by=by)


def note(item: AgendaItem, by: Actor, words: str = FLAT, **other: Any) -> RoomEntry:
    with acting_as(by):
        said = {"kind": "information", "side": "victim"} | other
        return verbs.note(item=item, words=words, by=by, **said)


def heard_by(actor: Actor) -> list[str]:
    with acting_as(actor):
        return [e.words for e in RoomEntry.objects.visible_to(actor)]


# ---- who hears -----------------------------------------------------------------------


def test_only_who_has_agreed_to_confidentiality_hears_and_writes(
    marac: CaseWorld, item: AgendaItem
) -> None:
    note(item, marac.police)
    for actor in (marac.police, marac.idva, coordinator(marac.place)):
        assert heard_by(actor) == [FLAT]
    assert heard_by(marac.housing) == []
    with pytest.raises(NotPermitted):
        note(item, marac.housing)
    with acting_as(marac.housing) as by:
        attending.say_who_comes(
            meeting=item.meeting,
            hat=marac.place.hats["practitioner:Housing"],
            kind="attends",
            by=by,
        )
    assert heard_by(marac.housing) == []
    sit_down(marac.place, item.meeting, "Housing")
    assert heard_by(marac.housing) == [FLAT]


def test_a_colleague_who_has_not_agreed_is_led_to_it_first(
    marac: CaseWorld, item: AgendaItem
) -> None:
    hat = colleague(marac.place, "Police")
    by = Actor.from_hat(hat)
    with pytest.raises(NotPermitted):
        note(item, by)
    client = wear(Client(), hat)
    where = [item.meeting_id, item.pk]
    there = client.get(reverse("marac:room", args=where)).headers["Location"]
    assert there == reverse("marac:attendance", args=[item.meeting_id])
    for name in ("wall", "changes"):
        assert client.get(reverse(f"marac:{name}", args=where)).status_code == 404
    with acting_as(by):
        attending.say_who_comes(meeting=item.meeting, hat=hat, kind="attends", by=by)
        attending.agree(meeting=item.meeting, by=by)
    assert note(item, by)
    assert client.get(reverse("marac:room", args=where)).status_code == 200


def test_what_is_for_the_chair_alone_is_heard_by_the_chair_and_who_said_it(
    marac: CaseWorld, item: AgendaItem
) -> None:
    note(item, marac.police, chair_only=True)
    assert heard_by(marac.police) == [FLAT]
    assert heard_by(coordinator(marac.place)) == [FLAT]
    assert heard_by(marac.idva) == []
    with pytest.raises(ValidationError, match="chair alone"):
        note(item, marac.police, chair_only=True, shown="She stays")


def test_after_the_meeting_each_team_has_its_own_words_and_the_coordinator_all(
    marac: CaseWorld, item: AgendaItem
) -> None:
    start(item, marac.place)
    note(item, marac.police)
    note(item, marac.idva, words="She is afraid of Sundays", kind="wishes")
    by = coordinator(marac.place)
    with acting_as(by):
        verbs.end(meeting=item.meeting, by=by)
    assert heard_by(marac.police) == [FLAT]
    assert len(heard_by(by)) == 2
    with pytest.raises(ValidationError, match="over"):
        note(item, marac.police)


def test_whoever_is_locked_out_hears_nothing_and_finds_no_room(
    marac: CaseWorld, item: AgendaItem
) -> None:
    note(item, marac.idva)
    lock_out(marac, POLICE)
    assert heard_by(marac.police) == []
    with pytest.raises(NotPermitted):
        note(item, marac.police)
    client = as_(marac.place, POLICE)
    for name in ("room", "wall", "changes"):
        there = reverse(f"marac:{name}", args=[item.meeting_id, item.pk])
        assert client.get(there).status_code == 404
        nowhere = reverse(f"marac:{name}", args=[item.meeting_id, uuid.uuid4()])
        assert client.get(nowhere).status_code == 404


def test_the_database_refuses_words_of_whoever_is_not_in_the_room(
    marac: CaseWorld, item: AgendaItem
) -> None:
    by = marac.housing
    with acting_as(by), pytest.raises(DatabaseError), transaction.atomic():
        RoomEntry.objects.create(
            partnership_id=by.here,
            owner_team_id=by.own_team,
            written_by_id=by.own_hat,
            case_id=item.case_id,
            item=item,
            side="victim",
            kind="information",
            team_id=by.own_team,
            words="Past the verb",
        )


# ---- what is said --------------------------------------------------------------------


def test_a_correction_replaces_and_keeps_and_the_second_one_is_told(
    marac: CaseWorld, item: AgendaItem
) -> None:
    first = note(item, marac.police)
    second = note(item, marac.police, words="She asks to move", replaces=first)
    with acting_as(marac.idva):
        seen = questions.live(item, marac.idva)
    assert [e.words for e in seen.entries] == [second.words]
    assert [e.words for e in seen.corrected] == [FLAT]
    with pytest.raises(ValidationError, match="a moment ago"):
        note(item, marac.police, words="She asks again", replaces=first)
    with pytest.raises(NotPermitted):
        note(item, marac.idva, words="Not theirs", replaces=second)


def test_a_correction_for_the_chair_alone_takes_what_it_replaces_from_the_others(
    marac: CaseWorld, item: AgendaItem
) -> None:
    first = note(item, marac.police)
    note(item, marac.police, words="Said in trust", replaces=first, chair_only=True)
    with acting_as(marac.idva):
        seen = questions.live(item, marac.idva)
    assert seen.entries == []


def test_sent_twice_it_is_said_once(marac: CaseWorld, item: AgendaItem) -> None:
    key = uuid.uuid4()
    first = note(item, marac.police, key=key)
    assert note(item, marac.police, key=key).pk == first.pk
    # The same key of somebody else is another sending.
    assert note(item, marac.idva, key=key).pk != first.pk
    assert len(heard_by(marac.idva)) == 2


def test_a_team_writes_for_itself_and_the_coordinator_for_any(
    marac: CaseWorld, item: AgendaItem
) -> None:
    health = marac.place.teams["Health"]
    with pytest.raises(ValidationError, match="coordinator for any"):
        note(item, marac.police, team=health)
    said = note(item, coordinator(marac.place), team=health)
    assert said.team_id == health.pk


def test_no_name_number_or_postcode_gets_on_the_wall(
    marac: CaseWorld, item: AgendaItem
) -> None:
    for words in (
        "Thistlewood stays",
        "MARIGOLD stays",
        "Barnard keeps away",
        "Ring 07700 900123",
        "Lives at ZZ1 1ZZ",
    ):
        with pytest.raises(ValidationError, match="On the wall"):
            note(item, marac.idva, shown=words)
    assert note(item, marac.idva, shown="She stays where she is").shown


def test_an_action_answers_a_risk_also_after_the_risk_was_corrected(
    marac: CaseWorld, item: AgendaItem, other: AgendaItem
) -> None:
    risk = note(item, marac.police, kind="risk", words="He has a key")
    note(item, marac.police, kind="risk", words="He knows the school")
    by = coordinator(marac.place)

    def answer(where: AgendaItem) -> None:
        agreed_actions.add(
            item=where,
            team=marac.place.teams["Housing"],
            kind="target_harden",
            words="Change the lock",
            in_days=1,
            risk=risk,
            by=by,
        )

    with acting_as(by):
        answer(item)
        with pytest.raises(ValidationError, match="of this case"):
            answer(other)
    note(item, marac.police, kind="risk", words="He has two keys", replaces=risk)
    with acting_as(by):
        seen = questions.live(item, by)
    told = {entry.words: len(actions) for entry, actions in seen.risks}
    assert told == {"He knows the school": 0, "He has two keys": 1}
    assert seen.unanswered == 1


# ---- hearing -------------------------------------------------------------------------


def test_a_case_is_heard_once_and_its_outcome_can_be_corrected(
    marac: CaseWorld, item: AgendaItem
) -> None:
    by = coordinator(marac.place)
    with acting_as(by), pytest.raises(ValidationError, match="Start the meeting"):
        verbs.call(item=item, by=by)
    start(item, marac.place)
    with acting_as(by):
        first = verbs.call(item=item, by=by)
        assert verbs.call(item=item, by=by).pk == first.pk
        with pytest.raises(ValidationError, match="Outcome"):
            verbs.conclude(item=item, outcome="", by=by)
        for outcome in ("actions", "again"):
            assert verbs.conclude(item=item, outcome=outcome, by=by).state == "heard"
        assert Hearing.objects.count() == 1
        assert Hearing.objects.get().outcome == "again"
    with acting_as(marac.police), pytest.raises(NotPermitted):
        verbs.conclude(item=item, outcome="actions", by=marac.police)


def test_what_is_not_heard_is_named_and_goes_to_the_next_meeting(
    marac: CaseWorld, item: AgendaItem, other: AgendaItem
) -> None:
    following = meet(marac.place, in_days=40)
    start(item, marac.place)
    by = coordinator(marac.place)
    with acting_as(by):
        verbs.conclude(item=item, outcome="actions", by=by)
        left = verbs.end(meeting=item.meeting, by=by)
        assert [one.code for one in left] == [other.code]
        held = Meeting.objects.get(pk=item.meeting_id)
        assert held.state == "held"
        assert held.ended_at
        again = AgendaItem.objects.get(meeting=following)
        assert (again.case_id, again.state) == (other.case_id, "listed")
        assert AgendaItem.objects.get(pk=item.pk).state == "heard"
        with pytest.raises(ValidationError):
            verbs.end(meeting=item.meeting, by=by)


def test_without_a_later_meeting_it_waits_for_an_agenda_again(
    marac: CaseWorld, item: AgendaItem
) -> None:
    start(item, marac.place)
    by = coordinator(marac.place)
    with acting_as(by):
        assert len(verbs.end(meeting=item.meeting, by=by)) == 1
        assert AgendaItem.objects.get(pk=item.pk).state == "put_off"
        assert [work.case_id for work in meetings.waiting(by)] == [item.case_id]


def test_a_case_that_the_coordinator_must_not_know_of_is_put_off_in_silence(
    marac: CaseWorld, item: AgendaItem
) -> None:
    start(item, marac.place)
    second = colleague(marac.place, "Council")
    lock_out(marac, "marac_coordinator")
    by = coordinator(marac.place)
    with acting_as(by):
        assert verbs.end(meeting=item.meeting, by=by) == []
        assert meetings.waiting(by) == []
    free = Actor.from_hat(second)
    with acting_as(free):
        assert AgendaItem.objects.get(pk=item.pk).state == "put_off"
        assert [work.case_id for work in meetings.waiting(free)] == [item.case_id]


def test_the_next_case_is_the_next_that_was_not_heard(
    marac: CaseWorld, item: AgendaItem, other: AgendaItem
) -> None:
    start(item, marac.place)
    by = coordinator(marac.place)
    with acting_as(by):
        verbs.call(item=item, by=by)
        current = questions.current(item.meeting, by)
        assert current
        assert current.pk == item.pk
        verbs.conclude(item=item, outcome="actions", by=by)
        following = questions.after(item, by)
        assert following
        assert following.pk == other.pk
        verbs.conclude(item=other, outcome="no_action", by=by)
        assert questions.after(other, by) is None


# ---- the coordinator is warned -------------------------------------------------------


def lock_out(case: CaseWorld, role: str) -> None:
    with acting_as(case.idva):
        locks.lock_out(
            account=case.place.hats[role].account,
            person_id=case.victim.pk,
            why="Kin",
            by=case.idva,
        )


def test_the_coordinator_alone_is_told_who_must_not_hear_a_case(
    marac: CaseWorld, item: AgendaItem
) -> None:
    by = coordinator(marac.place)
    address = reverse("marac:before", args=[item.meeting_id])
    client = as_(marac.place, "marac_coordinator")
    assert "Nobody who has said" in client.get(address).text
    lock_out(marac, POLICE)
    name = marac.place.hats[POLICE].account.name
    page = client.get(address).text
    assert name in page
    assert item.code in page
    # Not on the page that others see over a shoulder, nor on the wall.
    for where in ("room", "wall"):
        there = client.get(reverse(f"marac:{where}", args=[item.meeting_id, item.pk]))
        assert name not in there.text
    for role in (POLICE, "practitioner:Specialist service", "administrator"):
        assert as_(marac.place, role).get(address).status_code == 404
    for actor in (marac.police, marac.idva, marac.housing):
        with acting_as(actor):
            assert questions.kept_away(item.meeting, actor) == []
    with acting_as(by):
        [found] = questions.kept_away(item.meeting, by)
        assert found.hat.pk == marac.place.hats[POLICE].pk


def test_whoever_stays_away_is_no_warning_and_a_locked_coordinator_gets_none(
    marac: CaseWorld, item: AgendaItem
) -> None:
    lock_out(marac, POLICE)
    by = coordinator(marac.place)
    with acting_as(by):
        attending.say_who_comes(
            meeting=item.meeting,
            hat=marac.place.hats[POLICE],
            kind="apologies",
            by=by,
        )
        assert questions.kept_away(item.meeting, by) == []
        attending.say_who_comes(
            meeting=item.meeting, hat=marac.place.hats[POLICE], kind="attends", by=by
        )
        assert questions.kept_away(item.meeting, by)
    lock_out(marac, "marac_coordinator")
    with acting_as(by):
        assert questions.kept_away(item.meeting, by) == []


# ---- feedback ------------------------------------------------------------------------


def test_the_team_that_supports_her_says_what_she_knows(
    marac: CaseWorld, item: AgendaItem
) -> None:
    def tell(by: Actor, **said: Any) -> VictimFeedback:
        with acting_as(by):
            return feedback.tell(item=item, by=by, **said)

    with pytest.raises(ValidationError, match="not been heard"):
        tell(marac.idva, told="not_yet")
    start(item, marac.place)
    by = coordinator(marac.place)
    with acting_as(by):
        verbs.conclude(item=item, outcome="actions", by=by)
    with pytest.raises(ValidationError, match="What was said"):
        tell(marac.idva, told="told")
    tell(marac.idva, told="not_safe")
    tell(marac.idva, told="told", said="The door is mended.", wishes="To go to court")
    for actor in (marac.police, by):
        with pytest.raises(NotPermitted):
            tell(actor, told="told", said="Not theirs to say")
    with acting_as(by):
        last = questions.feedback_of(item, by)
        assert last
        assert last.told == "told"
    with acting_as(marac.police):
        assert questions.feedback_of(item, marac.police) is None


# ---- pages ---------------------------------------------------------------------------


def as_(place: Place, role: str) -> Client:
    return wear(Client(), place.hats[role])


def said(place: Place, words: str, **other: Any) -> dict[str, Any]:
    return {
        "say-words": words,
        "say-kind": "information",
        "say-side": "victim",
        "say-key": str(uuid.uuid4()),
    } | {f"say-{name}": value for name, value in other.items()}


def test_from_start_to_end_without_scripts(
    marac: CaseWorld, item: AgendaItem, other: AgendaItem
) -> None:
    place = marac.place
    client, police = as_(place, "marac_coordinator"), as_(place, POLICE)
    meeting = reverse("marac:meeting", args=[item.meeting_id])
    room = reverse("marac:room", args=[item.meeting_id, item.pk])
    assert "Start the meeting" in client.get(meeting).text
    assert "Start the meeting" not in police.get(meeting).text
    begun = client.post(reverse("marac:start", args=[item.meeting_id]))
    assert begun.headers["Location"] == room
    client.post(reverse("marac:call", args=[item.meeting_id, item.pk]))
    page = client.get(room).text
    assert "0</b> of 10 minutes" in page
    assert "Thistlewood" in page
    write = reverse("marac:say", args=[item.meeting_id, item.pk])
    assert police.post(write, said(place, "")).status_code == 422
    assert police.post(write, said(place, FLAT, kind="wishes")).status_code == 302
    assert FLAT in client.get(room).text
    act = reverse("marac:act", args=[item.meeting_id, item.pk])
    action = {
        "act-words": "Ask the court",
        "act-kind": "find_out",
        "act-team": place.teams["Police"].pk,
        "act-in_days": "3",
        "act-key": str(uuid.uuid4()),
    }
    assert police.post(act, action | {"act-team": ""}).status_code == 422
    for _ in range(2):
        assert police.post(act, action).status_code == 302
    assert client.get(room).text.count("Ask the court") == 1
    heard = reverse("marac:conclude", args=[item.meeting_id, item.pk])
    assert client.post(heard, {"outcome": ""}).status_code == 422
    there = client.post(heard, {"outcome": "actions"}).headers["Location"]
    assert there == reverse("marac:room", args=[item.meeting_id, other.pk])
    assert "Case 2 of 2" in client.get(there).text
    assert police.post(heard, {"outcome": "again"}).status_code == 404
    told = client.post(reverse("marac:end", args=[item.meeting_id]), follow=True).text
    assert other.code in told
    assert "not heard" in told.lower()
    assert police.get(room).status_code == 302
    assert FLAT in client.get(room).text


def test_who_has_not_sat_down_is_led_to_the_confidentiality(
    marac: CaseWorld, item: AgendaItem
) -> None:
    client = as_(marac.place, "practitioner:Housing")
    room = reverse("marac:room", args=[item.meeting_id, item.pk])
    there = client.get(room).headers["Location"]
    assert there == reverse("marac:attendance", args=[item.meeting_id])
    for name in ("wall", "changes"):
        address = reverse(f"marac:{name}", args=[item.meeting_id, item.pk])
        assert client.get(address).status_code == 404
    write = reverse("marac:say", args=[item.meeting_id, item.pk])
    assert client.post(write, said(marac.place, FLAT)).status_code == 404


def test_the_wall_shows_only_what_was_meant_for_it(
    marac: CaseWorld, item: AgendaItem
) -> None:
    note(item, marac.idva, kind="wishes", shown="To stay at home")
    note(item, marac.idva, words="Spoken wish", kind="wishes")
    note(item, marac.police, words="He was seen", side="alleged", shown="Was seen")
    note(item, marac.police, words="A trusted word", chair_only=True)
    by = coordinator(marac.place)
    with acting_as(by):
        agreed_actions.add(
            item=item,
            team=marac.place.teams["Police"],
            kind="enforce",
            words="Arrest Barnard Crakehall at work",
            in_days=2,
            by=by,
        )
    address = reverse("marac:wall", args=[item.meeting_id, item.pk])
    for role in ("marac_coordinator", POLICE):
        page = as_(marac.place, role).get(address).text
        main = page[page.index("<main") : page.index("</main")]
        assert "To stay at home" in main
        assert item.code in main
        for hidden in (
            "Spoken wish",
            "Was seen",
            "A trusted word",
            "Crakehall",
            "Thistlewood",
            "Marigold",
            "Arrest",
            marac.case.ref,
        ):
            assert hidden not in main


def test_asking_for_news_shows_nobody_and_is_nobodys_touch(
    marac: CaseWorld, item: AgendaItem, django_assert_max_num_queries: Any
) -> None:
    client = as_(marac.place, POLICE)
    address = reverse("marac:changes", args=[item.meeting_id, item.pk])
    with acting_as(marac.police):
        mark = questions.mark_of(item.pk, marac.police)
    client.get("/")
    session = client.session
    session["touched"] = session["touched"] - 60
    session.save()
    before = _reads(marac)
    assert client.get(address, {"seen": mark}).status_code == 204
    assert _reads(marac) == before
    assert client.session["touched"] == session["touched"]
    note(item, marac.idva)
    answer = client.get(address, {"seen": mark})
    assert FLAT in answer.text
    for _ in range(5):
        note(item, marac.idva)
    with acting_as(marac.police), django_assert_max_num_queries(9):
        assert len(questions.live(item, marac.police).entries) == 6


def test_what_is_said_while_a_page_is_put_together_is_news_to_the_next_look(
    marac: CaseWorld, item: AgendaItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_actions = questions.of_item

    def somebody_writes(*given: Any) -> Any:
        said = {"kind": "information", "side": "victim", "words": FLAT}
        verbs.note(item=item, by=marac.police, **said)
        return read_actions(*given)

    monkeypatch.setattr(questions, "of_item", somebody_writes)
    with acting_as(marac.police):
        shown = questions.live(item, marac.police)
        now = questions.mark_of(item.pk, marac.police)
    assert shown.entries == []
    assert shown.mark != now


def _reads(case: CaseWorld) -> int:
    with acting_as(case.place.actor("auditor")):
        return Event.objects.filter(verb="read").count()


def test_what_a_script_sends_is_answered_in_short(
    marac: CaseWorld, item: AgendaItem
) -> None:
    client = as_(marac.place, POLICE)
    write = reverse("marac:say", args=[item.meeting_id, item.pk])
    sent = said(marac.place, FLAT)
    for _ in range(2):
        answer = client.post(write, sent, headers={"X-Room": "1"})
        assert (answer.status_code, answer.json()) == (201, {"kept": True})
    refused = client.post(
        write, said(marac.place, FLAT, shown="Marigold"), headers={"X-Room": "1"}
    )
    assert refused.status_code == 422
    assert "On the wall" in refused.json()["errors"][0]
    assert heard_by(marac.idva) == [FLAT]


def test_correcting_on_a_page(marac: CaseWorld, item: AgendaItem) -> None:
    entry = note(item, marac.police)
    address = reverse("marac:correct", args=[entry.pk])
    assert (
        as_(marac.place, "practitioner:Specialist service").get(address).status_code
        == 404
    )
    client = as_(marac.place, POLICE)
    assert FLAT in client.get(address).text
    sent = said(marac.place, "She asks to move")
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent).status_code == 404
    page = client.get(reverse("marac:room", args=[item.meeting_id, item.pk])).text
    assert "She asks to move" in page
    assert "What was corrected" in page


def test_what_came_since_the_case_was_last_heard(
    marac: CaseWorld, item: AgendaItem
) -> None:
    start(item, marac.place)
    by = coordinator(marac.place)
    with acting_as(by):
        agreed_actions.add(
            item=item,
            team=marac.place.teams["Police"],
            kind="visit",
            words="Call there",
            in_days=1,
            by=by,
        )
        verbs.conclude(item=item, outcome="again", by=by)
        verbs.end(meeting=item.meeting, by=by)
    again = on_an_issued_agenda(marac, meet(marac.place, in_days=45))
    with acting_as(by):
        found = questions.last_time(again, by)
        assert found
        assert found.item.pk == item.pk
        assert found.tally.open == 1
        assert found.referrals == 1
        assert questions.last_time(item, by) is None
    sit_down(marac.place, again.meeting, "Specialist service")
    page = as_(marac.place, "practitioner:Specialist service").get(
        reverse("marac:room", args=[again.meeting_id, again.pk])
    )
    assert "Since it was last heard" in page.text


def test_the_room_asks_the_same_number_of_questions_however_much_is_said(
    marac: CaseWorld, item: AgendaItem
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked() -> int:
        with acting_as(marac.police), CaptureQueriesContext(connection) as found:
            questions.room(item, marac.police)
        return len(found)

    note(item, marac.police)
    few = asked()
    for _ in range(8):
        note(item, marac.idva)
    assert asked() == few


def test_the_page_of_what_she_knows(marac: CaseWorld, item: AgendaItem) -> None:
    start(item, marac.place)
    by = coordinator(marac.place)
    with acting_as(by):
        verbs.conclude(item=item, outcome="actions", by=by)
    address = reverse("marac:tell_victim", args=[item.pk])
    client = as_(marac.place, "practitioner:Specialist service")
    waits = "1 victim to tell what the MARAC decided"
    assert waits in client.get("/", {"room": "MARAC"}).text
    assert item.code in client.get(reverse("marac:index")).text
    assert waits not in as_(marac.place, POLICE).get("/").text
    client.post(address, {"told": "not_yet"})
    assert waits in client.get("/", {"room": "MARAC"}).text
    assert client.post(address, {"told": "told"}).status_code == 422
    sent = {"told": "told", "said": "The door is mended.", "wishes": "To stay"}
    assert client.post(address, sent).status_code == 302
    page = client.get(reverse("marac:item", args=[item.pk])).text
    assert "To stay" in page
    assert waits not in client.get("/", {"room": "MARAC"}).text
    assert as_(marac.place, POLICE).get(address).status_code == 404


def test_a_case_that_is_heard_is_flagged_by_every_core_team_that_sees_it(
    marac: CaseWorld,
) -> None:
    item = on_an_issued_agenda(marac)
    by = coordinator(marac.place)
    with acting_as(by):
        verbs.start(meeting=item.meeting, by=by)
        assert not Flag.objects.exists()
        for outcome in ("actions", "no_action"):
            verbs.conclude(item=item, outcome=outcome, by=by)
        teams = sorted(flag.team.short_name for flag in Flag.objects.all())
    assert teams == ["Council", "Health", "Housing", "Police", "Specialist service"]
