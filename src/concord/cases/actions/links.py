"""What runs beside a case: the other side's case, and processes of other boards."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import Side, written
from concord.access.permit import NotPermitted, Verb, permit
from concord.cases.actions.cases import check_may_write
from concord.cases.models import Case, CounterAllegation, ParallelProcess, Party
from concord.cases.queries.finding import case_with_ref

NONE_SEEN = "There is no case with this reference that your team can see. Check it."


@transaction.atomic
def counter_allege(
    *, case: Case, ref: str, view: str, why: str, by: Actor
) -> CounterAllegation:
    """Say that another case tells it the other way round, and who is taken for victim.

    The other case must be one that the actor may see; nobody sees more by it. Raises
    ValidationError by field. A later view is said the same way: the last one counts.
    """
    permit(by, Verb.SEE_PEOPLE)
    check_may_write(case, by)
    wrong: dict[str, str] = {}
    other = case_with_ref(ref, by)
    if other is None:
        wrong["ref"] = NONE_SEEN
    elif other.pk == case.pk:
        wrong["ref"] = "This is the case itself. Enter the reference of the other one."
    if view not in CounterAllegation.View.values:
        wrong["view"] = (
            "Say who is taken to be the main victim, or that it isn't known."
        )
    if not why.strip():
        wrong["why"] = "Say why: whoever sees both cases relies on it."
    if wrong or other is None:
        raise ValidationError(wrong)
    return CounterAllegation.objects.create(
        **written(by), case=case, other_case=other, view=view, why=why.strip()
    )


@dataclass(frozen=True, slots=True)
class Process:
    """Another process: of which kind, who leads it, its reference, and since when."""

    kind: str
    led_by: str = ""
    reference: str = ""
    started_on: dt.date | None = None
    note: str = ""


@transaction.atomic
def add_process(
    *, case: Case, process: Process, about: Party | None = None, by: Actor
) -> ParallelProcess:
    """A process that runs beside a case, about a person in it or about the whole.

    Raises ValidationError by field.
    """
    permit(by, Verb.SEE_PEOPLE)
    check_may_write(case, by)
    if process.kind not in ParallelProcess.Kind.values:
        raise ValidationError({"kind": "Choose which process it is."})
    if about is not None and about.case_id != case.pk:
        raise ValidationError({"about": "Choose somebody of this case."})
    if process.started_on is not None and process.started_on > timezone.localdate():
        raise ValidationError(
            {"started_on": "Since: enter today or a day before, or leave it out."}
        )
    return ParallelProcess.objects.create(
        **written(by),
        case=case,
        person_id=about.person_id if about else None,
        side=about.side if about else Side.NONE,
        kind=process.kind,
        led_by=process.led_by.strip(),
        reference=process.reference.strip(),
        started_on=process.started_on,
        note=process.note.strip(),
    )


@transaction.atomic
def end_process(
    *, process: ParallelProcess, on: dt.date, note: str = "", by: Actor
) -> ParallelProcess:
    """It has ended. Whoever wrote it down says so, or the team that holds the case.

    Raises ValidationError by field, NotPermitted for anybody else.
    """
    permit(by, Verb.SEE_PEOPLE)
    if process.ended_on is not None:
        raise ValidationError("This has ended already.")
    if on > timezone.localdate() or (process.started_on and on < process.started_on):
        raise ValidationError(
            {"on": "Ended on: choose a day after it started, up to today."}
        )
    changed = ParallelProcess.objects.filter(pk=process.pk).update(
        ended_on=on, note=note.strip() or process.note
    )
    if not changed:
        raise NotPermitted("Another team keeps this record.")
    process.ended_on = on
    return process
