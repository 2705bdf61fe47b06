"""The invented cases of an example, as `data/<code>-cases.toml` tells them.

Values only: nothing here knows the database. Days are counted back from the day on
which the example is loaded, because decisions, locks and openings live in the present.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from concord.examples.example import Example
from concord.examples.shapes import Words

Side = Literal["victim", "alleged", "child"]
Part = Literal[
    "identity", "contact", "risk", "research", "action", "minutes", "note"
]  # places are shared with nobody here
Piece = tuple[Part, Literal["victim", "alleged", "child", "none"]]
Days = Annotated[int, Field(ge=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """An invented person in a case. `relation`: what they are to the victim."""

    key: Words
    side: Side
    given: str = ""
    family: str = ""
    other: tuple[str, ...] = ()
    born: date | None = None
    exact: Literal["day", "month", "year", "about"] = "day"
    sex: Literal["female", "male", "not_known"] = "not_known"
    gender: str = ""
    language: str = ""
    interpreter: bool = False
    relation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What somebody turned out to be called besides, or which language they speak."""

    who: Words
    why: Words
    other: tuple[str, ...] = ()
    language: str = ""
    interpreter: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision to share the case: with which teams, which parts, for what, why."""

    teams: Annotated[tuple[str, ...], Field(min_length=1)]
    pieces: Annotated[tuple[Piece, ...], Field(min_length=1)]
    purpose: Words
    why: Words
    told: Literal["told", "not_told"]
    consent: Literal["given", "refused", "not_sought"]
    why_not_told: str = ""
    views: str = ""
    days: Days | None = None  # for how long; None for as long as it takes


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """Another process beside the case. `by`: the person of another team who says so."""

    kind: Words
    led_by: Words
    about: str = ""
    since_days_ago: Days | None = None
    note: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Break-glass: who opened the case in an emergency, why, for how many minutes."""

    by: Words
    why: Words
    minutes: Annotated[int, Field(ge=1, le=180)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """A member of staff who is kept from somebody in the case."""

    staff: Words
    who: Words
    why: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What was noted to one item of a checklist, and who said so if not the victim."""

    n: Annotated[int, Field(ge=1)]
    note: Words
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """An assessment of risk: the numbers of the items that were Yes, or a result."""

    code: Words
    days_ago: Days
    yes: tuple[int, ...] = ()
    dont_know: tuple[int, ...] = ()
    not_asked: tuple[int, ...] = ()
    notes: tuple[Answered, ...] = ()
    judged: Literal["", "standard", "medium", "high"] = ""
    judged_why: str = ""
    events: Days | None = None
    events_note: str = ""
    interpreter: Literal["", "yes", "no"] = ""
    alone: Literal["", "yes", "no"] = ""
    setting: str = ""
    vulnerabilities: str = ""
    priorities: str = ""
    grounds: bool | None = None
    result: str = ""
    result_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A transfer to the MARAC of another example: about whom, why, what is told."""

    to: Words
    about: tuple[str, ...]
    why: Words
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One case. `by`: who opened it, a person of the example with that team's hat."""

    key: Words
    by: Words
    team: Words
    days_ago: Days
    people: tuple[Somebody, ...]
    household: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    decisions: tuple[Decision, ...] = ()
    processes: tuple[Process, ...] = ()
    assessments: tuple[Assessed, ...] = ()
    openings: tuple[Opening, ...] = ()
    locks: tuple[Lock, ...] = ()
    sent: Sent | None = None
    closed_why: str = ""

    def on(self, side: Side) -> list[Somebody]:
        return [one for one in self.people if one.side == side]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """Two cases in which the same people accuse each other, and somebody's view."""

    case: Words
    other: Words
    by: Words
    team: Words
    view: Literal["this", "other", "both", "not_known"]
    why: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """The information-sharing agreement that decisions cite, and who has signed it."""

    title: Words
    purposes: Words
    data_items: Words
    teams: Annotated[tuple[str, ...], Field(min_length=2)]


KindOfPanel = Literal["marac", "below_threshold", "early_help"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToMarac:
    """The referral is about this case, and the front door sends it to the MARAC, or to
    another panel.
    """

    case: Words
    why: Words
    kind: KindOfPanel = "marac"


@dataclass(frozen=True, slots=True, kw_only=True)
class Referred:
    """A referral to the front door, and how far it has come there."""

    key: Words
    by: Words
    team: Words
    role: str = ""
    people: Annotated[tuple[Somebody, ...], Field(min_length=1)]
    strands: Annotated[tuple[str, ...], Field(min_length=1)]
    abuse: tuple[str, ...] = ()
    danger: Literal["yes", "no", "dont_know"] = "no"
    danger_why: str = ""
    happened: Words
    wishes: str = ""
    consent: Literal["given", "refused", "not_sought"] = "not_sought"
    source: Literal["professional", "one_stop_shop"] = "professional"
    taken: bool = False
    checks: tuple[tuple[str, str, str], ...] = ()  # what, result, what was found
    asked: str = ""
    ready: bool = False
    marac: ToMarac | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Doorway:
    """The team at the front door, and who of it works there."""

    team: Words
    by: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A panel: who coordinates, its core teams, and in how many days it meets.

    What the front door has sent is on the agenda of the first meeting. `shares`: who
    of the team that holds these cases shares them, and `why` that is necessary.
    """

    kind: KindOfPanel = "marac"
    name: Words
    team: Words
    by: Words
    core: Annotated[tuple[str, ...], Field(min_length=1)]
    meets_in_days: Annotated[tuple[Days, ...], Field(min_length=1)]
    venue: str = ""
    shares: Words
    why: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Notified:
    """A notice of the police to a school, that waits to be relayed to its key adult."""

    by: Words
    reference: Words
    child: Somebody
    school: Words
    key_adult: Words
    days_ago: Days
    child_was: Literal["yes", "no", "dont_know"]
    adults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Casework:
    """All cases of one example."""

    format: int
    note: Words
    agreement: Protocol
    cases: tuple[Story, ...]
    counters: tuple[Counter, ...] = ()
    front_door: Doorway | None = None
    referrals: tuple[Referred, ...] = ()
    marac: Panel | None = None
    panels: tuple[Panel, ...] = ()  # below the threshold of MARAC
    notices: tuple[Notified, ...] = ()

    @property
    def all_panels(self) -> list[Panel]:
        """The MARAC first."""
        return [*([self.marac] if self.marac else []), *self.panels]


def complaints(casework: Casework, example: Example) -> Iterator[str]:
    """What points nowhere, or can't be. None means that the file is sound."""
    hats = {(person.key, hat.team) for person in example.people for hat in person.hats}
    staff = {person.key for person in example.people}
    teams = {team.key for team in example.teams}
    cases = {story.key for story in casework.cases}
    for key in casework.agreement.teams:
        yield from _known("agreement.teams", key, teams)
    for referred in casework.referrals:
        if (referred.by, referred.team) not in hats:
            yield f"referrals.{referred.key}: {referred.by} has no hat in its team"
        if referred.marac is not None:
            yield from _known(
                f"referrals.{referred.key}.marac.case", referred.marac.case, cases
            )
    if casework.referrals and casework.front_door is None:
        yield "referrals: no team stands at the front door"
    for panel in casework.all_panels:
        for key in (panel.team, *panel.core):
            yield from _known(panel.kind, key, teams)
        for key in (panel.by, panel.shares):
            yield from _known(panel.kind, key, staff)
    for notice in casework.notices:
        yield from _known("notices.school", notice.school, teams)
        for key in (notice.by, notice.key_adult):
            yield from _known("notices", key, staff)
    for story in casework.cases:
        where = f"cases.{story.key}"
        if (story.by, story.team) not in hats:
            yield f"{where}.by: {story.by} has no role in {story.team}"
        if len(story.on("victim")) != 1 or not story.on("alleged"):
            yield f"{where}.people: one victim, and at least one alleged"
        yield from _of_story(where, story, staff, teams)
    for counter in casework.counters:
        for name in ("case", "other"):
            yield from _known(f"counters.{name}", getattr(counter, name), cases)
        if (counter.by, counter.team) not in hats:
            yield f"counters.by: {counter.by} has no role in {counter.team}"


def _of_story(
    where: str, story: Story, staff: set[str], teams: set[str]
) -> Iterator[str]:
    people = {one.key for one in story.people}
    named = [
        *story.household,
        *(each.who for each in story.corrections),
        *(each.about for each in story.processes if each.about),
        *(each.who for each in story.locks),
        *(story.sent.about if story.sent else ()),
    ]
    for key in named:
        yield from _known(where, key, people)
    for decision in story.decisions:
        for key in decision.teams:
            yield from _known(f"{where}.decisions.teams", key, teams)
    for key in (
        *(each.by for each in story.openings),
        *(each.by for each in story.processes if each.by),
        *(each.staff for each in story.locks),
    ):
        yield from _known(where, key, staff)


def _known(where: str, key: str, known: set[str]) -> Iterator[str]:
    if key not in known:
        yield f'{where}: there is no "{key}"'
