"""Each team's research: not known for many cases at once, or what it knows of one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import written
from concord.access.permit import NotPermitted, Verb, permit
from concord.marac.models import AgendaItem, Meeting, Research, ResearchEntry
from concord.marac.models.research import SIDE_OF, About
from concord.marac.queries.research import asked_of, latest_of_team, said_last_time

Says = Research.Says
MOST_LINES = 40
MOST_CHARACTERS = 4000


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a team says, as the form of MARAC research asks for it."""

    about: str
    kind: str
    text: str
    handling: str = ResearchEntry.Handling.SHARE


class AnsweredMeanwhile(ValidationError):
    """A colleague has answered since the page was made. Nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody of your team has answered this meanwhile. Look at what they "
            "said: if you send yours now, it takes its place."
        )


@transaction.atomic
def not_known(
    *, items: Sequence[AgendaItem], checked_on: dt.date, by: Actor
) -> list[Research]:
    """The team knows nobody in these cases. What is answered already stays as it is.

    The answers share a `batch`, by which they can be taken back together. Raises
    ValidationError by field, NotPermitted for a case that the team was not asked about.
    """
    permit(by, Verb.SEE_PEOPLE)
    _check_days(checked_on, None)
    fresh = asked_anew(items, by)
    latest = latest_of_team([item.pk for item in fresh], by)
    batch = uuid.uuid4()
    made = []
    for item in fresh:
        before = latest.get(item.pk)
        if before is None or not before.is_answer:
            n = before.n + 1 if before else 1
            made.append(
                _write(
                    item, n, by, says=Says.NOT_KNOWN, checked_on=checked_on, batch=batch
                )
            )
    return made


@transaction.atomic
def answer(
    *,
    item: AgendaItem,
    checked_on: dt.date,
    last_contact_on: dt.date | None = None,
    lines: Sequence[Line] = (),
    replacing: int = 0,
    by: Actor,
) -> Research:
    """The team knows them, and this is what it says: all of it, each time anew.

    `replacing` is the number of the answer on which the page was built, 0 for none.
    A line that is word for word what the team has said before keeps its day. Raises
    AnsweredMeanwhile, ValidationError by field, NotPermitted.
    """
    permit(by, Verb.SEE_PEOPLE)
    _check_days(checked_on, last_contact_on)
    said = [_checked(line) for line in lines]
    if len(said) > MOST_LINES:
        raise ValidationError(f"An answer has {MOST_LINES} lines at most.")
    [fresh] = asked_anew([item], by)
    before = latest_of_team([fresh.pk], by).get(fresh.pk)
    if (before.n if before else 0) != replacing:
        raise AnsweredMeanwhile
    days = _days_of(before, fresh, by)
    made = _write(
        fresh,
        replacing + 1,
        by,
        says=Says.KNOWN,
        checked_on=checked_on,
        last_contact_on=last_contact_on,
    )
    for position, line in enumerate(said, start=1):
        _write_line(made, position, line, days.get(line, timezone.localdate()), by)
    return made


@transaction.atomic
def take_back(*, answers: Iterable[Research], by: Actor) -> list[Research]:
    """These answers count no more: the team has to answer again.

    What has been answered anew since is left. Raises NotPermitted for other teams'.
    """
    permit(by, Verb.SEE_PEOPLE)
    given = {one.item_id: one for one in answers}
    items = list(
        AgendaItem.objects.visible_to(by)
        .select_related("meeting")
        .filter(pk__in=list(given))
    )
    fresh = asked_anew(items, by)
    latest = latest_of_team(list(given), by)
    return [
        _write(item, given[item.pk].n + 1, by, says=Says.TAKEN_BACK)
        for item in fresh
        if latest.get(item.pk) == given[item.pk] and given[item.pk].is_answer
    ]


def asked_anew(items: Sequence[AgendaItem], by: Actor) -> list[AgendaItem]:
    """The cases anew, while their meeting is held back from beginning.

    Raises ValidationError when it is over, NotPermitted where the team is not asked.
    """
    if not items:
        raise ValidationError("Choose at least one case.")
    meetings = {item.meeting_id for item in items}
    found: dict[uuid.UUID, AgendaItem] = {}
    for meeting in (
        Meeting.objects.visible_to(by)
        .select_for_update(no_key=True)
        .filter(pk__in=meetings)
        .order_by("pk")
    ):
        if not meeting.is_issued:
            raise ValidationError(
                "The research for this meeting is over: it is held, or called off."
            )
        found |= {item.pk: item for item in asked_of(meeting, by)}
    wanted = {item.pk for item in items}
    if not wanted <= set(found):
        raise NotPermitted("Your team was not asked about this case.")
    return [found[item.pk] for item in items]


def _check_days(checked_on: dt.date | None, last_contact_on: dt.date | None) -> None:
    today = timezone.localdate()
    wrong = {}
    if checked_on is None:
        wrong["checked_on"] = "Records checked: enter the day."
    elif checked_on > today:
        wrong["checked_on"] = "Records checked: this day is still to come."
    if last_contact_on is not None and last_contact_on > today:
        wrong["last_contact_on"] = "Last contact: this day is still to come."
    if wrong:
        raise ValidationError(wrong)


def _checked(line: Line) -> Line:
    text = line.text.strip()
    if not text or len(text) > MOST_CHARACTERS:
        raise ValidationError(
            f"Each line needs words, {MOST_CHARACTERS:,} characters at most."
        )
    if (
        line.about not in About.values
        or line.kind not in ResearchEntry.Kind.values
        or line.handling not in ResearchEntry.Handling.values
    ):
        raise ValidationError("Say of each line what it is about and what it is.")
    return Line(line.about, line.kind, text, line.handling)


def _days_of(
    before: Research | None, item: AgendaItem, by: Actor
) -> dict[Line, dt.date]:
    """When the team first said what it may say again now."""
    earlier = said_last_time(item, by)
    known = [one.pk for one in (earlier, before) if one is not None]
    entries = ResearchEntry.objects.visible_to(by).filter(research_id__in=known)
    days: dict[Line, dt.date] = {}
    for entry in entries:
        line = line_of(entry)
        days[line] = min(entry.said_on, days.get(line, entry.said_on))
    return days


def line_of(entry: ResearchEntry) -> Line:
    """What was said, without whose it is."""
    return Line(entry.about, entry.kind, entry.text, entry.handling)


def _write(item: AgendaItem, n: int, by: Actor, **said: object) -> Research:
    try:
        with transaction.atomic():
            return Research.objects.create(
                **written(by), case_id=item.case_id, item=item, n=n, **said
            )
    except IntegrityError as error:
        raise AnsweredMeanwhile from error


def _write_line(
    answer: Research, position: int, line: Line, said_on: dt.date, by: Actor
) -> ResearchEntry:
    return ResearchEntry.objects.create(
        **written(by),
        case_id=answer.case_id,
        item_id=answer.item_id,
        research=answer,
        side=SIDE_OF[About(line.about)],
        position=position,
        about=line.about,
        kind=line.kind,
        handling=line.handling,
        text=line.text,
        said_on=said_on,
    )
