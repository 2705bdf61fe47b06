"""The draft of a plan that an import proposes, for a person to correct and commit."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from concord.foundation.documents.reading import Source
from concord.plan.due import Due, parse_due
from concord.plan.status import Status


@dataclass(slots=True)
class Period:
    """First and last day of the plan, as far as the document says."""

    start: date | None = None
    end: date | None = None


@dataclass(slots=True)
class DraftAction:
    """One action as printed.

    ``sure`` runs from 0 to 1 and ``why`` gives the reasons in plain words; ``around``
    is the text it stood in. A printed ``ref`` repeats and skips: it is never an id.
    """

    title: str
    ref: str | None = None
    outcome: str | None = None
    lead: str | None = None
    partners: str | None = None
    due: str | None = None
    status_printed: str | None = None
    status: Status | None = None
    progress: str | None = None
    measure: str | None = None
    standards: list[str] = field(default_factory=list)
    source: Source = field(default_factory=Source)
    sure: float = 0.5
    why: list[str] = field(default_factory=list)
    around: str = ""

    @property
    def due_parsed(self) -> Due:
        return parse_due(self.due or "")


@dataclass(slots=True)
class DraftPriority:
    title: str
    ref: str | None = None
    outcomes: list[str] = field(default_factory=list)
    actions: list[DraftAction] = field(default_factory=list)
    source: Source = field(default_factory=Source)
    sure: float = 0.5
    why: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Draft:
    """``unplaced`` looked like actions, but no priority or no place in the plan is
    certain; ``warnings`` are for the person who checks the draft."""

    title: str = ""
    period: Period = field(default_factory=Period)
    priorities: list[DraftPriority] = field(default_factory=list)
    unplaced: list[DraftAction] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def actions(self) -> list[DraftAction]:
        return [action for priority in self.priorities for action in priority.actions]

    def as_json(self) -> dict[str, Any]:
        """The shape that other programs rely on; see the command's manual page."""
        return {
            "title": self.title,
            "period": {"start": _iso(self.period.start), "end": _iso(self.period.end)},
            "priorities": [
                {
                    "ref": priority.ref,
                    "title": priority.title,
                    "outcomes": list(priority.outcomes),
                    "actions": [_action_json(action) for action in priority.actions],
                }
                for priority in self.priorities
            ],
            "unplaced": [_action_json(action) for action in self.unplaced],
            "warnings": list(self.warnings),
        }

    def to_record(self) -> dict[str, Any]:
        """Everything, as values that JSON can hold; from_record gives it back."""
        record = asdict(self)
        record["period"] = self.as_json()["period"]
        return record

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Draft:
        """Raises KeyError or TypeError for a record that to_record did not write."""
        return cls(
            title=record["title"],
            period=Period(
                _date(record["period"]["start"]), _date(record["period"]["end"])
            ),
            priorities=[_priority(item) for item in record["priorities"]],
            unplaced=[_action(item) for item in record["unplaced"]],
            warnings=list(record["warnings"]),
        )


def _action_json(action: DraftAction) -> dict[str, Any]:
    return {
        "ref": action.ref,
        "title": action.title,
        "outcome": action.outcome,
        "lead": action.lead,
        "due": action.due,
        "status_printed": action.status_printed,
        "status": action.status.value if action.status else None,
        "standards": list(action.standards),
        "source": {"page": action.source.page, "line": action.source.line},
    }


def _priority(record: dict[str, Any]) -> DraftPriority:
    return DraftPriority(
        **record
        | {
            "source": Source(**record["source"]),
            "actions": [_action(item) for item in record["actions"]],
        }
    )


def _action(record: dict[str, Any]) -> DraftAction:
    status = record["status"]
    return DraftAction(
        **record
        | {
            "source": Source(**record["source"]),
            "status": Status(status) if status else None,
        }
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
