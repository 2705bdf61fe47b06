"""The news of a page about sharing, in a sentence."""

from __future__ import annotations

from concord.cases.queries.sharing import Line, Sharing, Why
from concord.foundation.ui.words import clock, long_date

NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def in_words(number: int) -> str:
    """A small number as a word, a larger one in figures."""
    return NUMBERS[number] if number < len(NUMBERS) else f"{number:,}"


def head_line(found: Sharing) -> str:
    """Who opened the case, and how many others see parts of it."""
    if not found.is_held:
        return " ".join(_own(line) for line in found.lines)
    parts = [_holding(found), _others(found)]
    if len(found.open_now) == 1:
        parts.append("One person has it open in an emergency.")
    elif found.open_now:
        number = in_words(len(found.open_now)).capitalize()
        parts.append(f"{number} people have it open in an emergency.")
    return " ".join(parts)


def _holding(found: Sharing) -> str:
    holder, opener = found.holder, found.case.owner_team
    if holder is None or holder == opener:
        return f"{opener.short_name} opened it."
    return f"{opener.short_name} opened it, and {holder.short_name} holds it now."


def _others(found: Sharing) -> str:
    teams = found.others
    if not teams:
        return "Nobody else sees it."
    agencies = {team.agency_id for team in teams}
    own = found.holder.agency_id if found.holder else None
    apart = len(agencies) == len(teams) and own not in agencies
    if len(teams) == 1:
        noun = "agency" if apart else "team"
        return f"One more {noun} sees parts of it, by a recorded decision."
    noun = "agencies" if apart else "teams"
    number = in_words(len(teams)).capitalize()
    return f"{number} more {noun} see parts of it, each by a recorded decision."


def _own(line: Line) -> str:
    """Why the team that asks sees the case."""
    if line.why == Why.EMERGENCY and line.until is not None:
        return f"You opened it in an emergency. It closes at {clock(line.until)}."
    if line.why == Why.WROTE and line.until is not None:
        day = long_date(line.until)
        return (
            f"Your team held it until {day}, and goes on reading what it wrote itself."
        )
    until = f", until {long_date(line.last_day)}" if line.last_day else ""
    return f"It is shared with your team since {long_date(line.since)}{until}."
