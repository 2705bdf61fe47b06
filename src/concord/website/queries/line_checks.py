"""Which numbers of phone lines somebody of the partnership has checked, and when.

For keepers only. Whoever is frightened is not told: a number that nobody here has rung
is still the one that its service publishes.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from concord.access.actor import Actor
from concord.access.permit import Verb, permit
from concord.directory import public as directory
from concord.partnership.models import Partnership
from concord.website.lines import Line, digits, national, sources
from concord.website.models import LineCheck

GOOD_FOR = dt.timedelta(days=183)  # half a year, as entries of the directory are


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """A line as it is shown, and how sure we are of its number.

    `source`: where the number was read, for one that comes with Concord. `service`: the
    directory's entry with this number, whose hours the pages show.
    """

    line: Line
    source: str = ""
    on: dt.date | None = None
    by_whom: str = ""
    is_late: bool = False
    service: uuid.UUID | None = None

    @property
    def is_ours(self) -> bool:
        """Whether it comes with Concord, and not from the directory."""
        return self.line.key in sources()

    @property
    def needs_a_look(self) -> bool:
        return self.on is None or self.is_late


def checked_lines(*, by: Actor) -> list[CheckedLine]:
    """Every line of the public pages: those of Concord, then the directory's own."""
    permit(by, Verb.KEEP_WEBSITE)
    partnership = Partnership.objects.get(pk=by.here)
    today = partnership.today()
    cards = {
        digits(phone.number): card
        for card in directory.helplines(partnership)
        for phone in card.phones
    }
    checks = {
        (one.line, one.number): one
        for one in LineCheck.objects.visible_to(by)
        .select_related("checked_by__account", "checked_by__team")
        .order_by("on", "pk")
    }
    ours = [
        _ours(line, checks.get((line.key, line.number)), cards, today)
        for line in national()
    ]
    known = {digits(line.number) for line in national()}
    return ours + [
        _theirs(card, number) for number, card in cards.items() if number not in known
    ]


def _ours(
    line: Line,
    check: LineCheck | None,
    cards: dict[str, directory.Card],
    today: dt.date,
) -> CheckedLine:
    card = cards.get(digits(line.number))
    return CheckedLine(
        line=line,
        source=sources()[line.key],
        on=check.on if check else None,
        by_whom=f"{check.checked_by.account.name}, {check.checked_by.team}"
        if check
        else "",
        is_late=check is not None and check.on + GOOD_FOR < today,
        service=card.id if card else None,
    )


def _theirs(card: directory.Card, number: str) -> CheckedLine:
    phone = next(one for one in card.phones if digits(one.number) == number)
    return CheckedLine(
        line=Line(str(card.id), card.name, phone.number, is_text=phone.is_text),
        source=card.example_note,
        on=card.verified_on,
        by_whom=card.verified_by,
        is_late=card.is_late,
        service=card.id,
    )
