"""What stands on the sheet of a case, as far as a hat may read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.text import Truncator, capfirst

from concord.access.actor import Actor
from concord.foundation.documents.tables import Column, Line, Row, Table, cell
from concord.foundation.ui.words import count, long_date
from concord.marac.actions.repeats import latest_finding
from concord.marac.models import AgendaItem, MaracAction, RoomEntry
from concord.marac.queries.meetings import coordinates
from concord.marac.queries.repeats import sentence
from concord.marac.queries.research import TeamSays, said_of
from concord.marac.queries.room import Live, Room, room
from concord.risk.public import latest_of

# What fits on a page of the smallest type, with all of it used.
RISKS, TEAMS, ACTIONS = 6, 8, 8  # rows
WISHES, WORDS = 500, 150  # characters


@dataclass(frozen=True, slots=True)
class Sheet:
    """All of it in words. `facts`: label and value."""

    code: str
    meeting: str
    facts: Sequence[tuple[str, str]]
    wishes: str
    risks: Table | None
    said: Sequence[tuple[str, str]]
    actions: Table | None
    left_out: Sequence[str]


def sheet_of(
    item: AgendaItem, people: Iterable[tuple[str, str]], actor: Actor
) -> Sheet:
    """The sheet of a case that this hat sees. `people`: side and name, in words."""
    found = room(item, actor)
    called = item.meeting.panel.called
    said = _said(found.live, said_of(item, actor))
    risks = [pair for pair in found.live.risks if not pair[0].chair_only]
    actions = list(found.live.actions)
    left_out = [
        count(len(kept) - most, what) + of
        for kept, most, what, of in (
            (risks, RISKS, "risk", ""),
            (said, TEAMS, "line", " of what teams know"),
            (actions, ACTIONS, "action", ""),
        )
        if len(kept) > most
    ]
    return Sheet(
        code=item.code,
        meeting=f"{capfirst(called)} of {long_date(item.meeting.day)}",
        facts=[*people, *_facts(item, found, actor)],
        wishes=_wishes(found),
        risks=_risks(risks[:RISKS]),
        said=said[:TEAMS],
        actions=_actions(actions[:ACTIONS]),
        left_out=left_out,
    )


def _facts(item: AgendaItem, found: Room, actor: Actor) -> list[tuple[str, str]]:
    facts = [("Case", f"{found.number} of {found.of}: {item.get_state_display()}")]
    if found.hearing and found.hearing.outcome:
        facts.append(("Outcome", found.hearing.get_outcome_display()))
    assessed = latest_of(item.case, actor)
    if assessed and assessed.final_band is not None:
        score = "" if assessed.score is None else f", {assessed.score} answered yes"
        day = long_date(assessed.assessed_on)
        band = assessed.get_final_band_display()
        facts.append(("Risk", f"{band}{score}, assessed {day}"))
    # As on the page of the case: earlier referrals are the coordinator's to tell.
    is_ours = coordinates(item.meeting.panel, actor)
    repeat = latest_finding(item, actor) if is_ours else None
    if repeat:
        facts.append(("Repeat", sentence(repeat)))
    if found.last_time:
        day = long_date(found.last_time.item.meeting.day)
        facts.append(("Heard before", day))
    return facts


def _wishes(found: Room) -> str:
    """What she said last; before the meeting there may be nothing."""
    said = [one.words for one in found.live.wishes if not one.chair_only]
    if found.feedback and found.feedback.wishes:
        said.append(found.feedback.wishes)
    return Truncator(" ".join(said)).chars(WISHES)


def _risks(found: Sequence[tuple[RoomEntry, list[MaracAction]]]) -> Table | None:
    if not found:
        return None
    return Table(
        caption="Risks",
        columns=(
            Column("Risk", share=2, names_row=True),
            Column("To", width=34),
            Column("Answered by", share=1),
        ),
        rows=tuple(
            Row(
                (
                    cell(_short(entry.words)),
                    cell(entry.get_side_display()),
                    cell(
                        ", ".join(one.get_kind_display() for one in answers)
                        or "No action yet"
                    ),
                )
            )
            for entry, answers in found
        ),
    )


def _said(live: Live, research: Sequence[TeamSays]) -> list[tuple[str, str]]:
    """What was said in the room, then what teams found out before it."""
    spoken = [
        (one.team.short_name, _short(one.words))
        for one in live.information
        if not one.chair_only
    ]
    found = [
        (says.team.short_name, _short(entry.text))
        for says in research
        for entry in says.entries
        if entry.handling != "chair_only"
    ]
    return [*spoken, *found]


def _actions(found: Sequence[MaracAction]) -> Table | None:
    if not found:
        return None
    return Table(
        caption="Actions",
        columns=(
            Column("Action", share=2, names_row=True),
            Column("Team", width=34),
            Column("Due", width=32),
            Column("State", width=24),
        ),
        rows=tuple(
            Row(
                (
                    cell(one.get_kind_display(), "strong", Line(_short(one.words))),
                    cell(one.team.short_name),
                    cell(long_date(one.due_on)),
                    cell(one.get_state_display()),
                )
            )
            for one in found
        ),
    )


def _short(words: str) -> str:
    return Truncator(" ".join(words.split())).chars(WORDS)
