"""Which team a printed name means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from concord.plan.checking.sheet import Sheet

_FILLER = frozenset(
    re.findall(
        r"\S+",
        "the of and for a an team teams service services by with london borough royal "
        "council's department",
    )
)
_PARTS = re.compile(r"\s*(?:[,;/&+\n•]|\band\b|\bwith\b)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TeamName:
    """A team and the names that a paper may print for it."""

    pk: int
    short_name: str
    names: tuple[str, ...]


@dataclass(slots=True)
class PrintedName:
    """A name as printed, how often, and the team that it means, if any."""

    printed: str
    leads: int = 0
    supports: int = 0
    guess: int | None = None
    team: int | None = None
    decided: bool = False
    key: str = field(default="")


def guess(printed: str, teams: Sequence[TeamName]) -> int | None:
    """The id of the one team whose name fits best; None where none or two do.

    Of several names ("Police and Housing") the first leads; a person's name before it
    is passed over. A wrong guess costs more than none, so no more is tried.
    """
    whole = _best(printed, teams)
    if whole is not None:
        return whole
    for part in parts(printed)[:2]:
        found = _best(part, teams)
        if found is not None:
            return found
    return None


def parts(printed: str) -> list[str]:
    """The names in a printed list of names."""
    return [part.strip(" .") for part in _PARTS.split(printed) if part.strip(" .")]


def _best(printed: str, teams: Sequence[TeamName]) -> int | None:
    scored = [(max(_fit(printed, n) for n in team.names), team.pk) for team in teams]
    scored = sorted((item for item in scored if item[0] >= 0.6), reverse=True)
    if not scored or (len(scored) > 1 and scored[0][0] == scored[1][0]):
        return None
    return scored[0][1]


def _fit(printed: str, name: str) -> float:
    """0 to 1: how well a printed name fits a team's."""
    said, known = _words(printed), _words(name)
    if not said or not known:
        return 0.0
    if said == known:
        return 1.0
    if _is_short_form(printed, name) or _is_short_form(name, printed):
        return 0.9
    shared = len(set(said) & set(known))
    if shared == len(set(known)) and 2 * shared >= len(set(said)):
        return 0.6 + 0.3 * shared / len(set(said))
    return shared / max(len(set(said)), len(set(known)))


def _words(text: str) -> list[str]:
    return [
        word
        for word in re.findall(r"[a-z0-9']+", text.lower().replace("’", "'"))
        if word not in _FILLER
    ]


def _is_short_form(short: str, long: str) -> bool:
    """Whether "MPS" are the first letters of "Metropolitan Police Service"."""
    letters = re.sub(r"[^A-Za-z]", "", short)
    if not 2 <= len(letters) <= 6 or letters != letters.upper():
        return False
    firsts = "".join(word[0] for word in re.findall(r"[A-Za-z]+", long))
    firsts_of_capitals = "".join(
        word[0] for word in re.findall(r"[A-Za-z]+", long) if word[0].isupper()
    )
    return letters.upper() in {firsts.upper(), firsts_of_capitals.upper()}


def name_key(printed: str) -> str:
    """Names that differ in capitals, spaces or a full stop are one name."""
    return " ".join(printed.casefold().split()).strip(" .")


def printed_names(sheet: Sheet, teams: Sequence[TeamName]) -> list[PrintedName]:
    """Every printed lead and partner with the team it means: decided, or guessed."""
    found: dict[str, PrintedName] = {}
    for action in sheet.standing:
        if action.lead:
            _of(found, action.lead).leads += 1
        for name in parts(action.partners):
            _of(found, name).supports += 1
    known = {team.pk for team in teams}
    for number, (key, entry) in enumerate(found.items()):
        entry.key = f"t{number}"
        entry.guess = guess(entry.printed, teams)
        entry.decided = key in sheet.teams
        chosen = sheet.teams[key] if entry.decided else entry.guess
        entry.team = chosen if chosen in known else None
    return sorted(found.values(), key=lambda n: (-n.leads, -n.supports, n.printed))


def team_of(printed: str, sheet: Sheet, teams: Sequence[TeamName]) -> int | None:
    """The team that one printed name means."""
    key = name_key(printed)
    if key in sheet.teams:
        return sheet.teams[key]
    if key not in sheet.guesses:
        sheet.guesses[key] = guess(printed, teams)
    return sheet.guesses[key]


def _of(found: dict[str, PrintedName], printed: str) -> PrintedName:
    return found.setdefault(name_key(printed), PrintedName(printed))


def names_of(rows: Iterable[tuple[int, str, str, str]]) -> list[TeamName]:
    """From rows of (id, short name, name, name of the agency)."""
    return [
        TeamName(pk, short, tuple(dict.fromkeys((short, name, agency))))
        for pk, short, name, agency in rows
    ]
