"""Which phone lines a page shows, and how each is now, as the directory says.

A line that comes with the program is found in the directory by its number. What the
directory has not checked in time is not said to be open or closed: its hours may have
changed, and an "open now" that is wrong does harm.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

from concord.directory import public as directory
from concord.partnership.models import Partnership
from concord.website.lines import DAYS, Line, State, digits, national
from concord.website.queries.site import Site

ALL = "*"
MOST_LOCAL = 2
Address = Callable[[object], str]


def lines_for(
    site: Site, keys: Sequence[str], *, address: Address, now: dt.datetime
) -> list[Line]:
    """The lines with these keys, in this order; `*` is every line that is known.

    There is always one that is open day and night among them. `address` gives the
    address of a service's page by its id.
    """
    cards = directory.helplines(partnership_of(site), now)
    told = [line_of(card, address) for card in cards]
    by_number = {digits(one.number): one for one in told if one is not None}
    known = {one.key: _overlaid(one, by_number) for one in national()}
    if ALL in keys:
        ours = {digits(one.number) for one in known.values()}
        more = [one for number, one in by_number.items() if number not in ours]
        return [*known.values(), *more]
    found = [known[key] for key in keys if key in known]
    if not any(one.always or _is_open_always(one) for one in found):
        found.append(known["ndah"])
    return found


def local_lines(site: Site, *, address: Address, now: dt.datetime) -> list[Line]:
    """A few local services that one can talk to."""
    found = directory.search(
        partnership_of(site), needs=["talk"], kinds=["local"], per_page=8, at=now
    )
    lines = [line_of(card, address) for card in found.cards]
    return [one for one in lines if one is not None][:MOST_LOCAL]


def partnership_of(site: Site) -> Partnership:
    """The partnership behind a site, as the public principal may read it."""
    return Partnership.objects.get(pk=site.partnership_id)


def line_of(card: directory.Card, address: Address) -> Line | None:
    """A service as a line; None where it has no number."""
    if not card.phones:
        return None
    first = next((one for one in card.phones if not one.is_text), card.phones[0])
    return Line(
        key=str(card.id),
        name=card.name,
        number=first.number,
        note=card.who_answers or card.organisation,
        is_text=first.is_text,
        page=address(card.id),
        told=state_of(card),
    )


def state_of(card: directory.Card) -> State:
    """How a service is now; not known where its entry is overdue."""
    opening, kinds = card.opening, directory.State
    if opening.state is kinds.ALL_HOURS:
        return State("open", "open_always")
    if card.is_late or opening.state is kinds.UNKNOWN:
        return State("unknown", "hours_unknown")
    if opening.until is not None and opening.state is kinds.CLOSING:
        left = int((opening.until - opening.now).total_seconds() // 60)
        return State(
            "soon", "closes_soon", at=opening.until.time(), minutes=max(left, 1)
        )
    if opening.until is not None and opening.state is kinds.OPEN:
        return State("open", "open_until", at=opening.until.time())
    return _closed(opening)


def _closed(opening: directory.Opening) -> State:
    if opening.next is None:
        return State("closed", "closed")
    days = (opening.next.date() - opening.now.date()).days
    if days == 0:
        return State("closed", "opens_today", at=opening.next.time())
    if days < len(DAYS):
        day = DAYS[opening.next.weekday()]
        return State("closed", "opens_day", at=opening.next.time(), day=day)
    return State("closed", "closed")


def _overlaid(line: Line, by_number: dict[str, Line]) -> Line:
    """The line with what the directory knows of it."""
    known = by_number.get(digits(line.number))
    if known is None or line.always:
        return line if known is None else replace(line, page=known.page)
    return replace(line, told=known.told, page=known.page)


def _is_open_always(line: Line) -> bool:
    return line.told is not None and line.told.key == "open_always"
