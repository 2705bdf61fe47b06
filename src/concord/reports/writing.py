"""Writing a board paper to files, for the command line. Runs as `reports.papers`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.core.exceptions import ValidationError

from concord.access.actor import Actor, acting_as
from concord.foundation.periods import Quarter
from concord.foundation.ui.words import listed, long_date
from concord.partnership.models import Partnership
from concord.plan.models import Plan
from concord.reports import actions
from concord.reports.models import IssuedPaper, Paper
from concord.reports.queries.compiling import compile_content, number_for

PRINCIPAL = "reports.papers"
Files = dict[str, bytes]


class CannotWrite(Exception):
    """One line that says what is wrong and the way out."""


def write_board_paper(
    code: str, quarter: str, outs: Sequence[Path], *, issue: bool, fresh: bool
) -> list[str]:
    """Write the paper of a partnership and quarter; returns lines for the person.

    Raises CannotWrite. Files are replaced whole or not at all, and an issued paper is
    in the database before its files are written.
    """
    kinds = {out: _kind(out) for out in outs}
    try:
        wanted = Quarter.parse(quarter)
    except ValueError as error:
        raise CannotWrite(f"--quarter: {error}") from error
    partnership = _partnership(code)
    by = Actor.from_job(PRINCIPAL, partnership.pk)
    with acting_as(by, why="From the command line"):
        plan = _plan(partnership, wanted)
        try:
            said, files = _files(plan, wanted, set(kinds.values()), by, issue, fresh)
        except ValidationError as error:
            raise CannotWrite(" ".join(error.messages)) from error
    for out, kind in kinds.items():
        _write(out, files[kind])
    return [said, *(f"  {out}" for out in outs)]


def _kind(out: Path) -> str:
    kind = out.suffix.lower().removeprefix(".")
    if kind not in IssuedPaper.KINDS:
        raise CannotWrite(
            f"--out: {out} does not end in .pdf, .docx or .html, so it is not clear "
            "what to write."
        )
    if not out.parent.is_dir():
        raise CannotWrite(f"--out: there is no folder {out.parent}. Make it first.")
    return kind


def _partnership(code: str) -> Partnership:
    with acting_as(Actor.from_job(PRINCIPAL)):
        known = {each.code: each for each in Partnership.objects.all()}
    if code in known:
        return known[code]
    if not known:
        raise CannotWrite("--partnership: there is no partnership here yet.")
    raise CannotWrite(
        f"--partnership: there is no “{code}”. There "
        f"{'are' if len(known) > 1 else 'is'} {listed(sorted(known))}."
    )


def _plan(partnership: Partnership, quarter: Quarter) -> Plan:
    plans = Plan.objects.filter(partnership=partnership).select_related(
        "strategy", "partnership"
    )
    # The strategy that started last, in its last edition, as the plan's pages do.
    ordered = plans.order_by("-strategy__starts_on", "-edition")
    plan = ordered.filter(year=quarter.year).first()
    if plan is not None:
        return plan
    years = sorted({each.financial_year.code for each in plans})
    there = f"It has plans for {listed(years)}." if years else "It has no plan yet."
    raise CannotWrite(
        f"--quarter: {partnership.name} has no plan for {quarter.financial_year.code}, "
        f"where {quarter.code} lies. {there}"
    )


def _files(
    plan: Plan, quarter: Quarter, kinds: set[str], by: Actor, issue: bool, fresh: bool
) -> tuple[str, Files]:
    standing = Paper.objects.visible_to(by).filter(plan=plan, quarter=quarter)
    paper = None if fresh else standing.first()
    if issue:
        issued = actions.issue(
            paper=paper or actions.start(plan=plan, quarter=quarter, by=by), by=by
        )
        return f"Issued as {issued.paper.full_number}:", _frozen(issued)
    if paper is not None and not paper.is_draft:
        day = long_date(paper.issued.issued_at)
        said = f"{paper.full_number}, as issued on {day}:"
        return said, _frozen(paper.issued)
    if paper is not None:
        said = f"Draft of {paper.full_number}, with its edits:"
        content = paper.content
    else:
        today = plan.partnership.today()
        said = f"Draft of {number_for(quarter)}, drawn from the plan:"
        content = compile_content(plan, quarter, today=today).paper
    return said, {kind: actions.RENDERERS[kind](content) for kind in sorted(kinds)}


def _frozen(issued: IssuedPaper) -> Files:
    return {kind: issued.file(kind) for kind in IssuedPaper.KINDS}


def _write(out: Path, file: bytes) -> None:
    """Replace `out` in one step, so that nobody finds half a paper."""
    half = out.with_name(f".{out.name}.part")
    try:
        half.write_bytes(file)
        half.replace(out)
    except OSError as error:
        why = error.strerror or error
        raise CannotWrite(f"--out: {out} can't be written: {why}.") from error
