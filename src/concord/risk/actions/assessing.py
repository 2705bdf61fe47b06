"""Recording an assessment of risk, and correcting one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import written
from concord.access.permit import NotPermitted, Verb, permit
from concord.cases.actions.cases import check_may_write
from concord.cases.models import Case
from concord.foundation.ui.words import long_date
from concord.risk.actions.drafts import use_up
from concord.risk.actions.instruments import row_of
from concord.risk.models import InstrumentVersion, Mode, RiskAssessment
from concord.risk.pack import Pack
from concord.risk.queries.instruments import latest_rules, local_of
from concord.risk.scoring import (
    Answer,
    Band,
    Local,
    Outcome,
    outcome,
    same_instrument,
)

MOST_EVENTS = 999


@dataclass(frozen=True, slots=True)
class Said:
    """What was answered to one item. `source`: who said so, if not the victim."""

    answer: Answer
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """How, when and where it was done, and what a professional adds to the answers."""

    assessed_on: dt.date
    mode: Mode = Mode.PAPER
    setting: str = ""
    interpreter: str = ""
    seen_alone: str = ""
    judged_band: Band | None = None
    judged_why: str = ""
    events_12_months: int | None = None
    events_note: str = ""
    other_information: str = ""
    vulnerabilities: str = ""
    weapons: str = ""
    weapons_note: str = ""
    priorities: str = ""
    marac_grounds: bool | None = None
    reassess_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What another tool found: in its words, when, and who recorded it."""

    assessed_on: dt.date
    result: str
    result_by: str
    judged_band: Band | None = None
    judged_why: str = ""
    reassess_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """Which assessment is corrected, and why."""

    of: RiskAssessment
    why: str


@dataclass(frozen=True, slots=True)
class _Sheet:
    """An instrument in its version, with what holds here."""

    row: InstrumentVersion
    pack: Pack
    local: Local
    correction: Correction | None = None
    wrong: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def record(
    *,
    case: Case,
    code: str,
    answers: Mapping[int, Said],
    talk: Talk,
    corrects: Correction | None = None,
    by: Actor,
) -> RiskAssessment:
    """An assessment with the instrument `code`. Its draft, if there is one, is used up.

    Items without an answer were not asked. The band is worked out by the instrument
    and what holds here; judgement raises it, with a reason, and never lowers it
    (SafeLives' MARAC referral criteria). Raises ValidationError by field, CrossScoring
    for a correction by another instrument, NotPermitted where the team has no part.
    """
    sheet = _sheet(case, code, corrects, by)
    if sheet.pack.kind != "checklist":
        raise ValidationError(f"{sheet.pack.name} has no items: record its result.")
    _check_talk(sheet, answers, talk)
    result = outcome(
        sheet.pack, {n: said.answer for n, said in answers.items()}, sheet.local
    )
    _check_judgement(sheet, result.band, talk.judged_band, talk.judged_why)
    _refuse(sheet)
    columns = _of_answers(result, answers) | _of_talk(sheet, talk, result.band)
    made = _write(case, sheet, columns, by)
    use_up(case=case, instrument=sheet.row, by=by)
    return made


@transaction.atomic
def record_result(
    *,
    case: Case,
    code: str,
    result: Result,
    corrects: Correction | None = None,
    by: Actor,
) -> RiskAssessment:
    """What an instrument without items here found, in its own words: never re-scored.

    Raises ValidationError by field; for a judged one (DARA) without what was judged.
    """
    sheet = _sheet(case, code, corrects, by)
    if sheet.pack.kind != "result":
        raise ValidationError(f"{sheet.pack.name} has items: record its answers.")
    _check_days(sheet, result.assessed_on, result.reassess_on)
    if not result.result.strip():
        sheet.wrong["result"] = "Result: enter what was found, in its own words."
    if not result.result_by.strip():
        sheet.wrong["result_by"] = "Recorded by: say who did it, by role and service."
    if sheet.pack.is_judged:
        _check_judgement(sheet, None, result.judged_band, result.judged_why)
    elif result.judged_band is not None:
        sheet.wrong["judged_band"] = (
            f"{sheet.pack.name} has bands of its own: write them into the result."
        )
    _refuse(sheet)
    columns: dict[str, Any] = {
        "mode": Mode.RESULT,
        "assessed_on": result.assessed_on,
        "result": result.result.strip(),
        "result_by": result.result_by.strip(),
        "judged_band": result.judged_band,
        "judged_why": result.judged_why.strip(),
        "final_band": result.judged_band,
        "reassess_on": result.reassess_on
        or _due(result.assessed_on, sheet.local.weeks),
    }
    return _write(case, sheet, columns, by)


def _sheet(case: Case, code: str, corrects: Correction | None, by: Actor) -> _Sheet:
    permit(by, Verb.SEE_PEOPLE)
    check_may_write(case, by)
    if corrects is None:
        row, local = row_of(code, by)
        return _Sheet(row, row.pack, local)
    before = corrects.of
    if before.case_id != case.pk or before.owner_team_id != by.team_id:
        raise NotPermitted("Another team wrote this assessment.")
    same_instrument(code, before.instrument.code)
    pack = before.instrument.pack
    sheet = _Sheet(before.instrument, pack, local_of(pack, latest_rules(by)), corrects)
    if not corrects.why.strip():
        sheet.wrong["corrected_why"] = "Say why it is corrected: it is kept."
    return sheet


def _check_talk(sheet: _Sheet, answers: Mapping[int, Said], talk: Talk) -> None:
    _check_days(sheet, talk.assessed_on, talk.reassess_on)
    strange = set(answers) - {item.n for item in sheet.pack.items}
    if strange:
        raise ValidationError(f"{sheet.pack.name} has no item {min(strange)}.")
    if all(said.answer == Answer.NOT_ASKED for said in answers.values()):
        sheet.wrong["answers"] = "Answer at least one question, or stop here for now."
    if talk.mode == Mode.LIVE and not sheet.pack.may_be_live:
        sheet.wrong["mode"] = (
            "These are short labels, not the tool: ask from the paper form and enter "
            "it here. On screen needs the licensed wording, which your partnership "
            "can load."
        )
    if talk.mode == Mode.RESULT:
        sheet.wrong["mode"] = "Say how the answers were given."
    events = talk.events_12_months
    if events is not None and not 0 <= events <= MOST_EVENTS:
        sheet.wrong["events_12_months"] = (
            f"Events in 12 months: enter a number from 0 to {MOST_EVENTS}."
        )


def _check_days(
    sheet: _Sheet, assessed_on: dt.date, reassess_on: dt.date | None
) -> None:
    begins, until = sheet.pack.valid.begins, sheet.pack.valid.until
    if assessed_on > timezone.localdate():
        sheet.wrong["assessed_on"] = (
            f"Done on: {long_date(assessed_on)} is still to come. Enter today or a "
            "day before."
        )
    elif (begins and assessed_on < begins) or (until and assessed_on > until):
        sheet.wrong["assessed_on"] = (
            f"Done on: {sheet.pack.name} was not in use on {long_date(assessed_on)}."
        )
    if reassess_on is not None and reassess_on <= assessed_on:
        sheet.wrong["reassess_on"] = (
            "Assess again by: enter a day after this assessment."
        )


def _check_judgement(
    sheet: _Sheet, band: Band | None, judged: Band | None, why: str
) -> None:
    if judged is None:
        if band is None:
            sheet.wrong["judged_band"] = (
                f"{sheet.pack.name} has no cut-off: say how high you judge the risk."
            )
        return
    if band is not None and judged < band:
        sheet.wrong["judged_band"] = (
            f"Your judgement: the answers come to {band.label.lower()}. Judgement can "
            "make it higher, never lower. Leave this empty, and write what speaks "
            "against it under other information."
        )
    if not why.strip():
        sheet.wrong["judged_why"] = "Why: say what makes you judge it so. It is kept."


def _refuse(sheet: _Sheet) -> None:
    if sheet.wrong:
        raise ValidationError(sheet.wrong)


def _of_answers(result: Outcome, answers: Mapping[int, Said]) -> dict[str, Any]:
    return {
        "answers": {
            str(n): {
                "answer": said.answer.value,
                "note": said.note.strip(),
                "source": said.source.strip(),
            }
            for n, said in sorted(answers.items())
        },
        "score": result.score.yes,
        "dont_know": result.score.dont_know,
        "band": result.band,
        "overrides": [cluster.code for cluster in result.fired],
    }


def _of_talk(sheet: _Sheet, talk: Talk, band: Band | None) -> dict[str, Any]:
    events = talk.events_12_months
    return {
        "mode": talk.mode,
        "assessed_on": talk.assessed_on,
        "setting": talk.setting,
        "interpreter": talk.interpreter,
        "seen_alone": talk.seen_alone,
        "judged_band": talk.judged_band,
        "judged_why": talk.judged_why.strip(),
        "final_band": band if talk.judged_band is None else talk.judged_band,
        "events_12_months": events,
        "events_note": talk.events_note.strip(),
        "escalates": None if events is None else events >= sheet.local.events,
        "other_information": talk.other_information.strip(),
        "vulnerabilities": talk.vulnerabilities.strip(),
        "weapons": talk.weapons,
        "weapons_note": talk.weapons_note.strip(),
        "priorities": talk.priorities.strip(),
        "marac_grounds": talk.marac_grounds,
        "reassess_on": talk.reassess_on or _due(talk.assessed_on, sheet.local.weeks),
    }


def _write(
    case: Case, sheet: _Sheet, columns: dict[str, Any], by: Actor
) -> RiskAssessment:
    correction = sheet.correction
    try:
        with transaction.atomic():
            return RiskAssessment.objects.create(
                **written(by),
                case=case,
                side=sheet.pack.about,
                instrument=sheet.row,
                supersedes=correction.of if correction else None,
                corrected_why=correction.why.strip() if correction else "",
                **columns,
            )
    except IntegrityError as error:
        if (
            correction
            and RiskAssessment.objects.filter(supersedes=correction.of).exists()
        ):
            raise ValidationError(
                "Somebody has corrected it already. Look at theirs and correct that."
            ) from error
        raise


def _due(assessed_on: dt.date, weeks: int) -> dt.date:
    return assessed_on + dt.timedelta(weeks=weeks)
