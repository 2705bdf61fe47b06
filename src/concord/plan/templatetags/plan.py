"""`{% load plan %}`: rows, links and small pictures of the plan.

A row is put together here rather than by a template: a plan of 400 actions is one
page, and its 400 rows must not cost 4,000 template lookups.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from concord.foundation.periods import FinancialYear, Quarter
from concord.foundation.ui import components, shapes, words
from concord.foundation.ui.templatetags.ui import status_dots
from concord.partnership.models import Team
from concord.plan.models import Plan, PlanAction
from concord.plan.queries.changes import Moved
from concord.plan.queries.overview import Row

register = template.Library()
WORD_LENGTH = 90
WITH_ITS_ACTION = '<span class="cc-muted">With its action</span>'


@register.simple_tag
def action_link(action: PlanAction) -> SafeString:
    """The number and short title of an action, as a link to it."""
    return format_html(
        '<a href="{}">{}</a>', reverse("plan:action", args=[action.pk]), action
    )


@register.simple_tag
def action_links(moved: Sequence[Moved]) -> SafeString:
    """Links to several actions: a, b and c."""
    links = [action_link(found.row.action) for found in moved]
    if len(links) < 2:
        return SafeString("".join(links))
    return format_html("{} and {}", SafeString(", ".join(links[:-1])), links[-1])


@register.simple_tag
def over(row: Row) -> SafeString:
    """ "18 days over" on a line of its own, nothing when in time."""
    if not row.is_overdue:
        return SafeString("")
    return format_html(
        '<br><span class="cc-late cc-nowrap">{} over</span>',
        words.count(row.days_over, "day"),
    )


@register.simple_tag
def latest_word(row: Row) -> SafeString:
    """The latest update in a line with its date, or that nobody answered."""
    if row.asked_without_answer:
        return format_html(
            'No update this quarter<br><span class="cc-watch">{} Asked</span>',
            shapes.icon("clock"),
        )
    if row.latest is None:
        return SafeString('<span class="cc-muted">-</span>')
    text = row.latest.text or row.latest.next_step or row.latest.status_printed
    if len(text) > WORD_LENGTH:
        text = text[:WORD_LENGTH].rsplit(" ", 1)[0].rstrip(",;:.") + "…"
    return format_html(
        '{} <span class="cc-muted cc-nowrap">{}{}</span>',
        text,
        "· " if text else "",
        words.short_date(row.latest.at),
    )


@register.simple_tag
def plan_row(row: Row, quarters: Sequence[Quarter]) -> SafeString:
    """One row of the plan on a page."""
    history = [
        (status.value if status else "none", quarter.label)
        for quarter, status in ((q, row.status_in(q)) for q in quarters)
    ]
    return format_html(
        '<tr{}><td class="cc-ref">{}</td>'
        '<th scope="row">{}</th><td data-label="Lead">{}</td>'
        '<td data-label="Due">{}{}</td><td data-label="Status now">{}</td>'
        '<td data-label="Last 4 quarters">{}</td>'
        '<td data-label="Latest word">{}</td></tr>',
        SafeString(' class="cc-step"') if row.action.parent_id else "",
        row.action.printed_ref,
        format_html(
            '<a href="{}">{}</a>',
            reverse("plan:action", args=[row.action.pk]),
            row.action.title,
        ),
        row.lead_words,
        row.due_words if row.stands_alone or row.action.due_on else "",
        over(row),
        shapes.tag(row.status.value) if row.stands_alone else "",
        status_dots(history) if row.stands_alone else "",
        latest_word(row) if row.stands_alone else SafeString(WITH_ITS_ACTION),
    )


@register.simple_tag
def row_dots(rows: Sequence[Row]) -> SafeString:
    """The statuses of several actions as shapes in a line."""
    return status_dots([(row.status.value, str(row.action)) for row in rows])


@register.filter
def teams(found: Iterable[Team]) -> str:
    """Short names of teams: Police, Housing and Health."""
    return words.listed([team.short_name for team in found])


@register.filter
def pounds(amount: int) -> str:
    """£84,000."""
    return f"£{amount:,}"


@register.filter
def strategy_year(plan: Plan) -> int:
    """Which year of its strategy a plan is, from 1."""
    start = plan.strategy.starts_on
    first = FinancialYear.containing(start).first_day.year if start else plan.year
    return plan.year - first + 1


@register.simple_tag
def plan_link(label: str, name: str, pk: int) -> SafeString:
    """An outlined button to another page of the plan."""
    return components.render(
        "button",
        {
            "text": label,
            "href": reverse(name, args=[pk]),
            "classes": "cc-btn cc-btn--second",
        },
    )


@register.simple_tag
def plan_menu(plan: Plan) -> SafeString:
    """What the lead can do to a running plan."""
    return format_html_join(
        "",
        "{}",
        (
            (plan_link("Add an action", "plan:add_action", plan.pk),),
            (plan_link("Manage the plan", "plan:manage", plan.pk),),
        ),
    )


@register.simple_tag
def start_paper_link(plan: Plan) -> SafeString:
    """The way to the board papers: a room above, known by its address only."""
    return components.render(
        "button", {"text": "Board papers", "href": "/papers/", "classes": "cc-btn"}
    )


@register.inclusion_tag("plan/parts/timeline_chart.html")
def timeline_chart(
    groups: Sequence[tuple[Quarter, Sequence[Row]]], now: Quarter
) -> dict[str, object]:
    """Actions due by quarter as columns of blocks, finished ones filled."""
    if not groups:
        return {"columns": []}
    step, height, top = 60, 14, 26
    known = dict(groups)
    first, last = groups[0][0], max(groups[-1][0], now)
    span = list(first.through(last))[-20:]
    most = max(len(known.get(quarter, ())) for quarter in span)
    columns = [
        {
            "x": 6 + i * step,
            "label": f"Q{quarter.code[-1]}",
            "year": FinancialYear.containing(quarter.first_day).short
            if quarter.code.endswith("Q1") or i == 0
            else "",
            "now": quarter == now,
            "blocks": [
                {
                    "y": top + (most - 1 - j) * height,
                    "fill": shapes.kind(row.status.value).fill,
                }
                for j, row in enumerate(known.get(quarter, ()))
            ],
            "count": len(known.get(quarter, ())),
        }
        for i, quarter in enumerate(span)
    ]
    spoken = "; ".join(
        f"{quarter.label}: {words.count(len(known[quarter]), 'action')}"
        for quarter in span
        if quarter in known
    )
    return {
        "columns": columns,
        "width": 12 + len(span) * step,
        "base": top + most * height,
        "height": top + most * height + 36,
        "spoken": spoken,
    }
