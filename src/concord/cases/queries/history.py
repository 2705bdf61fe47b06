"""What was recorded in a case, in plain words: from its own rows, the latest first.

It tells of writing, and of what this hat may see. Who has read a case is in the audit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils import timezone

from concord.access.models import Protected
from concord.cases.queries.case_page import CasePage, Counter, PersonCard, TransferLine
from concord.cases.words import side_word
from concord.foundation.ui.words import long_date
from concord.partnership.models import Membership

WITH_THE_CASE = dt.timedelta(minutes=1)  # recorded in the same go as the case itself


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that was recorded: when, what, by which hat, and why.

    `hat` is None where the row keeps a day and no hat; the audit has both.
    """

    at: dt.datetime
    what: str
    hat: int | None = None
    why: str = ""
    is_key: bool = False
    by: str = ""


def history_of(page: CasePage) -> list[Moment]:
    """What happened in a case. One query: the names of those who wrote."""
    found = sorted(_moments(page), key=lambda moment: moment.at, reverse=True)
    hats = {
        hat.pk: f"{hat.account.name}, {hat.team.short_name}"
        for hat in Membership.objects.filter(
            pk__in={moment.hat for moment in found if moment.hat}
        ).select_related("account", "team")
    }
    return [replace(moment, by=hats.get(moment.hat or 0, "")) for moment in found]


def _moments(page: CasePage) -> Iterator[Moment]:
    case = page.case
    if case.opened_on == timezone.localdate(case.written_at):
        yield _written(case, "The case was opened", is_key=True)
    else:
        recorded = f"The case was recorded: open since {long_date(case.opened_on)}"
        yield _written(case, recorded, is_key=True)
    for card in page.people:
        yield from _of_person(page, card)
    for relation in page.relationships:
        if not _with_the_case(page, relation.relationship):
            said = f"{relation.a}, {relation.words} {relation.b}"
            yield _written(relation.relationship, f"Recorded: {said}")
    for line in page.processes:
        kind = line.process.get_kind_display()
        yield _written(line.process, f"{kind} recorded, about {line.about}")
        if line.process.ended_on is not None:
            yield Moment(at=_midday(line.process.ended_on), what=f"{kind} ended")
    for transfer in page.transfers:
        yield from _of_transfer(transfer)
    for counter in page.counters:
        yield _of_counter(counter)
    if case.closed_on is not None:
        why = case.closed_why if page.standing.holds else ""
        yield Moment(_midday(case.closed_on), "The case was closed", None, why, True)


def _of_person(page: CasePage, card: PersonCard) -> Iterator[Moment]:
    side = side_word(page.case.partnership, card.party.side)
    if not _with_the_case(page, card.party):
        yield _written(card.party, f"{card.name} came into the case: {_lower(side)}")
    for version in card.versions[1:]:
        yield _written(
            version, f"What is known of {card.name} was corrected", why=version.why
        )
    if card.party.left_on is not None:
        left = f"{card.name} left the case"
        yield Moment(_midday(card.party.left_on), left, why=card.party.left_why)


def _of_transfer(line: TransferLine) -> Iterator[Moment]:
    transfer, packet = line.transfer, line.packet
    if line.is_in:
        return  # the case was opened by receiving it
    yield _written(transfer, f"Sent to {packet.to_partnership}", why=transfer.why)
    if transfer.received_at is not None:
        yield Moment(transfer.received_at, f"Received by {packet.to_partnership}")
    if transfer.heard_on is not None:
        yield Moment(_midday(transfer.heard_on), f"Heard in {packet.to_partnership}")


def _of_counter(counter: Counter) -> Moment:
    row = counter.row
    return Moment(
        at=row.written_at,
        what=f"Set against case {counter.other.ref}: {_lower(counter.view)}",
        hat=row.written_by_id,
        why=row.why,
        is_key=True,
    )


def _written(
    row: Protected, what: str, *, why: str = "", is_key: bool = False
) -> Moment:
    return Moment(row.written_at, what, row.written_by_id, why, is_key)


def _with_the_case(page: CasePage, row: Protected) -> bool:
    return row.written_at - page.case.written_at < WITH_THE_CASE


def _midday(day: dt.date) -> dt.datetime:
    """A moment of a day of which no hour is kept."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
