"""Starting, editing, issuing and correcting the paper of a quarter."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from concord.access.actor import Actor, because
from concord.access.permit import Verb, permit
from concord.foundation.periods import Quarter
from concord.partnership.models import Membership
from concord.plan.models import Plan
from concord.reports.content import BoardPaper, to_record
from concord.reports.edits import DETAILS, PARTS, edited_parts
from concord.reports.models import IssuedPaper, Paper
from concord.reports.queries.compiling import Compiled, compile_content, number_for
from concord.reports.rendering import render_docx, render_html_file, render_pdf

RENDERERS: dict[str, Callable[[BoardPaper], bytes]] = {
    "pdf": render_pdf,
    "docx": render_docx,
    "html": lambda paper: render_html_file(paper).encode(),
}
# Words of the front page that the next paper takes over from the last.
TAKEN_OVER = ("title", "to", "from_role", "sponsor_role", "author_role", "marking")


class ChangedMeanwhile(ValidationError):
    """Somebody else changed the same part after the editor opened it."""

    def __init__(self, paper: Paper, part: str) -> None:
        self.paper, self.part = paper, part
        who = paper.edited_by.account.name if paper.edited_by else "Somebody else"
        super().__init__(
            f"{who} changed “{PARTS.get(part, 'the paper')}” after you opened it. "
            "What you typed is still here. Keep it again to put it in the place of "
            "what stands now."
        )


@transaction.atomic
def start(*, plan: Plan, quarter: Quarter, by: Actor) -> Paper:
    """The draft of the paper for a quarter of `plan`; the standing one if there is.

    Raises ValidationError if the quarter is another year's, has not begun, or has an
    issued paper already (which is corrected, not started again).
    """
    permit(by, Verb.WRITE_PAPER, plan)
    # The plan's row is the lock: two people who start at once get one draft.
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    today = plan.partnership.today()
    _check_quarter(plan, quarter, today)
    standing = Paper.objects.filter(plan=plan, quarter=quarter).first()
    if standing is not None:
        if standing.is_draft:
            return standing
        raise ValidationError(
            f"{standing.full_number} has been issued. Make a correction of it instead."
        )
    number = _number(plan, quarter)
    compiled = compile_content(plan, quarter, today=today, number=number)
    return Paper.objects.create(
        partnership_id=plan.partnership_id,
        plan=plan,
        quarter=quarter,
        number=number,
        meeting_on=compiled.paper.meeting_on,
        compiled=_record(compiled),
        compiled_at=timezone.now(),
        edits=_taken_over(plan, by),
        created_by_id=by.membership_id,
    )


@transaction.atomic
def recompile(*, paper: Paper, by: Actor) -> list[str]:
    """Draw a draft from the plan again. Edits stay; returns the parts that have any."""
    permit(by, Verb.WRITE_PAPER, paper)
    paper = _locked_draft(paper)
    because("Drawn from the plan again")
    _draw_again(paper)
    _save(paper, by)
    return edited_parts(paper.edits)


@transaction.atomic
def edit(
    *,
    paper: Paper,
    part: str,
    words: Any,
    version: int,
    by: Actor,
    meeting_on: dt.date | None = None,
    counted_until: dt.date | None = None,
) -> Paper:
    """Put the editor's `words` in place of a part's. Shapes: `concord.reports.edits`.

    `version` is the paper's when the editor opened it. Raises ChangedMeanwhile if the
    same part was changed since; other parts may have been. The two days go with the
    part "details", and the paper is drawn again if they differ.
    """
    permit(by, Verb.WRITE_PAPER, paper)
    if part not in PARTS:
        raise ValidationError(f"A paper has no part called {part!r}.")
    paper = _locked_draft(paper)
    _check_version(paper, part, version)
    touched = {**paper.edits.get("touched", {}), part: paper.version + 1}
    if part == "details":
        days = (meeting_on, counted_until)
        words = {name: words[name].strip() for name in DETAILS if name in words}
        if days != (paper.meeting_on, paper.counted_until):
            paper.meeting_on, paper.counted_until = days
            _draw_again(paper)
    paper.edits = {**paper.edits, part: words, "touched": touched}
    because(f"Edited: {PARTS[part]}")
    _save(paper, by)
    return paper


@transaction.atomic
def undo_edits(*, paper: Paper, part: str, version: int, by: Actor) -> Paper:
    """Let a part say again what the plan says."""
    permit(by, Verb.WRITE_PAPER, paper)
    paper = _locked_draft(paper)
    _check_version(paper, part, version)
    paper.edits = {name: kept for name, kept in paper.edits.items() if name != part}
    touched = dict(paper.edits.get("touched", {}))
    touched.pop(part, None)
    paper.edits["touched"] = touched
    because(f"Edits undone: {PARTS[part]}")
    _save(paper, by)
    return paper


@transaction.atomic
def issue(*, paper: Paper, by: Actor, version: int | None = None) -> IssuedPaper:
    """Freeze a draft: its content and its three files, all or nothing.

    `version` is the one that the issuer has read; raises ChangedMeanwhile if the paper
    is another one now. Takes about a second for a plan of 40 actions.
    """
    permit(by, Verb.WRITE_PAPER, paper)
    paper = _locked_draft(paper)
    if version is not None and version != paper.version:
        raise ChangedMeanwhile(paper, "")
    now = timezone.now()
    content = replace(
        paper.content, state="issued", issued_on=paper.partnership.today()
    )
    files = {kind: render(content) for kind, render in RENDERERS.items()}
    sums = {f"{kind}_sha256": sha256(file) for kind, file in files.items()}
    because(f"Issued as {paper.full_number}")
    issued = IssuedPaper.objects.create(
        partnership_id=paper.partnership_id,
        paper=paper,
        content=to_record(content),
        issued_at=now,
        by_id=by.membership_id,
        **files,
        **sums,
    )
    paper.state, paper.issued_at = Paper.State.ISSUED, now
    paper.issued_by_id = by.membership_id
    paper.version += 1
    paper.save()
    return issued


@transaction.atomic
def correct(*, paper: Paper, by: Actor) -> Paper:
    """A draft of the next issue of an issued paper, with its words to begin with.

    The standing draft if somebody has begun one. Raises ValidationError unless `paper`
    is the last issue.
    """
    permit(by, Verb.WRITE_PAPER, paper)
    Plan.objects.select_for_update().get(pk=paper.plan_id)
    paper = Paper.objects.get(pk=paper.pk)
    if paper.is_draft:
        raise ValidationError("A draft needs no correction. Edit it.")
    last = Paper.objects.filter(plan_id=paper.plan_id, quarter=paper.quarter).first()
    if last is not None and last.is_draft:
        return last
    if last is not None and last.issue != paper.issue:
        raise ValidationError(
            f"{last.full_number} has followed it. Correct that one instead."
        )
    return Paper.objects.create(
        partnership_id=paper.partnership_id,
        plan_id=paper.plan_id,
        quarter=paper.quarter,
        number=paper.number,
        issue=paper.issue + 1,
        corrects=paper,
        meeting_on=paper.meeting_on,
        counted_until=paper.counted_until,
        compiled=paper.compiled,
        compiled_at=paper.compiled_at,
        edits=paper.edits,
        # The edits know the version that they were made at.
        version=paper.version,
        created_by_id=by.membership_id,
    )


@transaction.atomic
def discard(*, paper: Paper, by: Actor) -> None:
    """Throw a draft away. What was issued before stays."""
    permit(by, Verb.WRITE_PAPER, paper)
    because("Draft thrown away")
    _locked_draft(paper).delete()


def sha256(file: bytes) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(file).hexdigest()


def _check_quarter(plan: Plan, quarter: Quarter, today: dt.date) -> None:
    if quarter.year != plan.year:
        raise ValidationError(
            f"{quarter.label} is not in the plan for {plan.financial_year.label}. "
            "Choose one of its four quarters."
        )
    if quarter.first_day > today:
        raise ValidationError(
            f"{quarter.label} begins on {quarter.first_day:%-d %B %Y}. "
            "Its paper can be started then."
        )


def _number(plan: Plan, quarter: Quarter) -> str:
    """The quarter's number; a second strategy of the partnership gets another."""
    number = number_for(quarter)
    taken = Paper.objects.filter(
        partnership_id=plan.partnership_id, number=number
    ).exclude(plan=plan)
    return f"{number} plan {plan.pk}" if taken.exists() else number


def _taken_over(plan: Plan, by: Actor) -> dict[str, Any]:
    """The front page's words from the last paper, else from the starter's hat."""
    last = (
        Paper.objects.filter(partnership_id=plan.partnership_id)
        .order_by("-created_at")
        .first()
    )
    if last is not None:
        details = last.edits.get("details", {})
        return {
            "details": {n: details[n] for n in TAKEN_OVER if details.get(n)},
        }
    hat = Membership.objects.filter(pk=by.membership_id or 0).first()
    title = hat.title if hat else ""
    return {"details": {"from_role": title, "author_role": title} if title else {}}


def _locked_draft(paper: Paper) -> Paper:
    locked = (
        Paper.objects.select_for_update(of=("self",))
        .select_related("plan__strategy", "partnership", "edited_by__account")
        .get(pk=paper.pk)
    )
    if not locked.is_draft:
        raise ValidationError(
            f"{locked.full_number} has been issued and stays as it is. Make a "
            "correction of it instead."
        )
    return locked


def _check_version(paper: Paper, part: str, version: int) -> None:
    if paper.edits.get("touched", {}).get(part, 0) > version:
        raise ChangedMeanwhile(paper, part)


def _draw_again(paper: Paper) -> None:
    compiled = compile_content(
        paper.plan,
        paper.quarter,
        today=paper.partnership.today(),
        number=paper.number,
        issue=paper.issue,
        meeting_on=paper.meeting_on,
        counted_until=paper.counted_until,
    )
    paper.compiled, paper.compiled_at = _record(compiled), timezone.now()


def _record(compiled: Compiled) -> dict[str, Any]:
    return {"paper": to_record(compiled.paper), "keys": compiled.keys}


def _save(paper: Paper, by: Actor) -> None:
    paper.version += 1
    paper.edited_by_id, paper.edited_at = by.membership_id, timezone.now()
    paper.save()
