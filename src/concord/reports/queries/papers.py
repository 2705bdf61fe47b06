"""Which papers there are, and which could be started."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef

from concord.access.actor import Actor
from concord.foundation.periods import Quarter
from concord.plan.models import Plan
from concord.reports.content import BoardPaper, from_record, to_record
from concord.reports.models import IssuedPaper, Paper
from concord.reports.queries.compiling import compile_content

HEAVY = ("pdf", "docx", "html")


def papers_of(actor: Actor) -> Any:
    """The papers that `actor` may see, newest first, without what is in them.

    Adds `is_replaced`: a later issue has been issued.
    """
    later = Paper.objects.filter(corrects=OuterRef("pk"), state=Paper.State.ISSUED)
    return (
        Paper.objects.visible_to(actor)
        .select_related("plan", "issued_by__account", "edited_by__account")
        .defer("compiled", "edits")
        .annotate(is_replaced=Exists(later))
        .order_by("-quarter", "-issue")
    )


def paper_of(actor: Actor, pk: int) -> Paper | None:
    """One paper with everything its page says, None if not there or not yours."""
    return (
        Paper.objects.visible_to(actor)
        .select_related(
            "plan__strategy",
            "partnership",
            "corrects",
            "created_by__account",
            "edited_by__account",
            "issued_by__account",
        )
        .filter(pk=pk)
        .first()
    )


def issued_of(paper: Paper) -> IssuedPaper:
    """What was issued, without the bytes of its files until somebody asks."""
    return IssuedPaper.objects.defer(*HEAVY).get(paper=paper)


def issued_content(issued: IssuedPaper) -> BoardPaper:
    """The frozen content."""
    return from_record(issued.content)


def quarters_to_start(actor: Actor, today: dt.date) -> list[tuple[Plan, Quarter]]:
    """Quarters that have begun and have no paper yet, latest first. Two queries."""
    plans = Plan.objects.visible_to(actor).select_related("strategy", "partnership")
    taken = set(Paper.objects.visible_to(actor).values_list("plan_id", "quarter"))
    found = [
        (plan, quarter)
        for plan in plans.order_by("-year", "-strategy__starts_on", "-edition")
        for quarter in reversed(plan.financial_year.quarters)
        if quarter.first_day <= today and (plan.pk, quarter) not in taken
    ]
    return sorted(found, key=lambda pair: pair[1].code, reverse=True)


def is_out_of_date(paper: Paper) -> bool:
    """Whether the plan says something else now than when the draft was drawn."""
    fresh = compile_content(
        paper.plan,
        paper.quarter,
        today=paper.partnership.today(),
        number=paper.number,
        issue=paper.issue,
        meeting_on=paper.meeting_on,
        counted_until=paper.counted_until,
    )
    standing = {**paper.compiled["paper"], "issue": paper.issue}
    return to_record(fresh.paper) != standing or fresh.keys != paper.keys
