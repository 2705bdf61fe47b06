"""What a sheet would write to the plan, counted, and what stands in the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from concord.plan.checking.sheet import CheckedAction, Sheet
from concord.plan.checking.teams import TeamName, parts, team_of
from concord.plan.due import DueKind
from concord.plan.status import Status

LONGEST = {"strategy": 200, "priority": 300}


@dataclass(slots=True)
class Tally:
    """Numbers of rows, and the texts that will not become any."""

    priorities: int = 0
    outcomes: int = 0
    actions: int = 0
    led_by_team: int = 0
    led_as_printed: int = 0
    without_lead: int = 0
    dated: int = 0
    ongoing: int = 0
    undated: list[CheckedAction] = field(default_factory=list)
    standards: int = 0
    statuses: Counter[Status] = field(default_factory=Counter)
    left_out: int = 0
    unplaced: int = 0
    to_look_at: int = 0
    partners_without_team: list[str] = field(default_factory=list)

    @property
    def by_status(self) -> list[tuple[Status, int]]:
        """Statuses with their numbers, least advanced first."""
        return [(s, self.statuses[s]) for s in Status if self.statuses[s]]

    @property
    def lead_words(self) -> str:
        """Who leads: "12 by a team, 3 as printed only, 30 with nobody yet"."""
        return _listed(
            (self.led_by_team, "by a team"),
            (self.led_as_printed, "as printed only, with no team"),
            (self.without_lead, "with nobody yet"),
        )

    @property
    def date_words(self) -> str:
        """When: "12 with a date, 3 ongoing, 30 with none"."""
        none = self.actions - self.dated - self.ongoing - len(self.undated)
        return _listed(
            (self.dated, "with a date"),
            (self.ongoing, "ongoing"),
            (len(self.undated), "with words that are no date (the words are kept)"),
            (none, "with none"),
        )


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why it can't be written yet, and the item to mend."""

    words: str
    item: str = ""


def _listed(*counts: tuple[int, str]) -> str:
    return ", ".join(f"{number} {words}" for number, words in counts if number)


def tally(sheet: Sheet, teams: Sequence[TeamName]) -> Tally:
    """Everything that a commit would write."""
    found = Tally(left_out=len(sheet.gone), unplaced=len(sheet.unplaced))
    found.to_look_at = sum(1 for _ in sheet.to_look_at())
    lost: dict[str, None] = {}
    for priority in sheet.standing_priorities:
        found.priorities += 1
        found.outcomes += len(outcomes_of(sheet, priority.key))
    for action in sheet.standing:
        found.actions += 1
        _count_lead(found, action, sheet, teams)
        _count_date(found, action)
        found.standards += len(action.standards)
        if action.status is not None:
            found.statuses[action.status] += 1
        for name in parts(action.partners):
            if team_of(name, sheet, teams) is None:
                lost[name] = None
    found.partners_without_team = list(lost)
    return found


def _count_lead(
    found: Tally, action: CheckedAction, sheet: Sheet, teams: Sequence[TeamName]
) -> None:
    if lead_of(action, sheet, teams) is not None:
        found.led_by_team += 1
    elif action.lead:
        found.led_as_printed += 1
    else:
        found.without_lead += 1


def _count_date(found: Tally, action: CheckedAction) -> None:
    if action.due.kind == DueKind.ONGOING:
        found.ongoing += 1
    elif action.due.on is not None:
        found.dated += 1
    elif action.due_printed:
        found.undated.append(action)


def lead_of(
    action: CheckedAction, sheet: Sheet, teams: Sequence[TeamName]
) -> int | None:
    """The lead team of an action: chosen for it, or meant by its printed lead."""
    if "team" in action.changed:
        return action.team
    return team_of(action.lead, sheet, teams) if action.lead else None


def outcomes_of(sheet: Sheet, key: str) -> list[str]:
    """The outcomes of a priority: its own, then those that only its actions name."""
    own = sheet.priorities[key].outcomes
    named = [a.outcome for a in sheet.under(key) if a.outcome]
    return list(dict.fromkeys([*own, *named]))


def obstacles(sheet: Sheet, *, edition: bool = False) -> list[Obstacle]:
    """What must be mended before anything can be written.

    A newer `edition` goes into a strategy that has its title and period.
    """
    found = [] if edition else _of_strategy(sheet)
    if not sheet.standing:
        found.append(
            Obstacle("No action is left under a priority: place or put back one.")
        )
    for p in sheet.standing_priorities:
        if not p.title.strip():
            found.append(Obstacle("A priority has no title: enter one.", p.key))
        elif len(p.title) > LONGEST["priority"]:
            words = (
                f"The title of priority “{p.title[:40]}…” has {len(p.title)} "
                f"characters: shorten it to {LONGEST['priority']}."
            )
            found.append(Obstacle(words, p.key))
    return found


def _of_strategy(sheet: Sheet) -> list[Obstacle]:
    found = []
    if not sheet.title.strip():
        found.append(Obstacle("The strategy has no title: enter one.", "strategy"))
    if len(sheet.title) > LONGEST["strategy"]:
        found.append(
            Obstacle(
                f"The title has {len(sheet.title)} characters: shorten it to "
                f"{LONGEST['strategy']}.",
                "strategy",
            )
        )
    if sheet.starts and sheet.ends and sheet.ends < sheet.starts:
        found.append(
            Obstacle("The period ends before it starts: change one.", "strategy")
        )
    return found
