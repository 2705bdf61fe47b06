"""Taking research that was written offline: kept as begun, and said by nobody yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from concord.access.actor import Actor
from concord.access.permit import Verb, permit
from concord.marac.actions.research_drafts import Typed, draft_of, keep
from concord.marac.models import AgendaItem, Meeting
from concord.marac.queries.research import asked_of, latest_of_team
from concord.marac.research_pack import Filled, boxes


@dataclass(slots=True)
class Taken:
    """What became of each case of a file. `left` says why, by code."""

    known: list[AgendaItem] = field(default_factory=list)
    not_known: list[AgendaItem] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    empty: int = 0


@transaction.atomic
def take(*, filled: Sequence[Filled], meeting: Meeting, by: Actor) -> Taken:
    """Keep what the file says of known cases as begun by this hat, to look at and send.

    Nothing that was begun or answered on the page is replaced. A case about which the
    team is not asked and one that is not there are answered alike.
    """
    permit(by, Verb.SEE_PEOPLE)
    items = {item.code: item for item in asked_of(meeting, by)}
    latest = latest_of_team([item.pk for item in items.values()], by)
    came = Taken()
    for one in filled:
        item = items.get(one.code)
        before = latest.get(item.pk) if item else None
        if item is None:
            came.left.append((one.code, "Your team is not asked about this case."))
        elif one.is_empty:
            came.empty += 1
        elif before is not None and before.is_answer:
            came.left.append((one.code, "It is answered already. Correct it here."))
        elif one.is_not_known and not one.lines:
            came.not_known.append(item)
        elif not one.is_known:
            came.left.append((one.code, "Say Yes or No, and choose the file again."))
        elif draft_of(item=item, by=by) is not None:
            came.left.append((one.code, "You have begun it here: finish that first."))
        else:
            keep(item=item, typed=_typed(one, before.n if before else 0), by=by)
            came.known.append(item)
    return came


def _typed(one: Filled, replacing: int) -> Typed:
    """The form of the page as if somebody had typed it there."""
    said: dict[str, str] = {
        "replacing": str(replacing),
        "line-rows": str(len(one.lines)),
    }
    for name, typed in (
        ("checked_on", one.checked_on),
        ("last_contact_on", one.last_contact_on),
    ):
        parts = zip(("day", "month", "year"), boxes(typed), strict=True)
        said |= {f"{name}_{part}": value for part, value in parts}
    for n, line in enumerate(one.lines):
        said |= {
            f"line-{n}-about": line.about,
            f"line-{n}-kind": line.kind,
            f"line-{n}-handling": line.handling,
            f"line-{n}-text": line.text,
        }
    return {name: [value] for name, value in said.items()}
