"""`{% load imports %}`: rows of the page where an import is checked.

A row is put together here rather than by a template: an import of 400 actions is one
page, and its rows must not cost thousands of template lookups.
"""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from concord.foundation.documents.reading import Source
from concord.foundation.ui import shapes
from concord.foundation.ui.templatetags.ui import counted
from concord.plan.actions.plan_actions import due_words
from concord.plan.checking import CheckedAction, Sheet, Sureness
from concord.plan.checking.tally import lead_of
from concord.plan.checking.teams import TeamName
from concord.plan.due import Due, DueKind
from concord.plan.models import ImportDraft

register = template.Library()

TONES: Mapping[Sureness, str] = {
    Sureness.LOOK: "watch",
    Sureness.FAIRLY: "info",
    Sureness.SURE: "quiet",
    Sureness.LOOKED: "good",
}
NOTHING = SafeString("")


@register.filter
def place(source: Source) -> str:
    """Where a text stands in the file: "Page 12, line 3", "Sheet Plan, cell B7"."""
    found = []
    if source.page:
        found.append(f"page {source.page}")
    if source.sheet:
        found.append(f"sheet “{source.sheet}”")
    if source.cell:
        found.append(f"cell {source.cell}")
    elif source.line:
        found.append(f"line {source.line}")
    said = ", ".join(found)
    return said[:1].upper() + said[1:]


@register.simple_tag
def sure_tag(sureness: Sureness) -> SafeString:
    """How sure the reading is: shape and words."""
    return shapes.tag(TONES[sureness], sureness.label)


@register.simple_tag
def due_said(due: Due) -> str:
    """What a printed date is understood as."""
    return due_words(due)


@register.simple_tag
def import_row(
    action: CheckedAction,
    sheet: Sheet,
    team_names: list[TeamName],
    import_draft: ImportDraft,
    show: str = "",
    facts: bool = True,
) -> SafeString:
    """One action on the check page: to tick, to read, to correct.

    Without `facts` the column of lead, date and status is left out.
    """
    url = reverse("plan:import_item", args=[import_draft.pk, action.key])
    return format_html(
        '<tr id="{}"><td class="cc-w-s"><input type="checkbox" name="items" value="{}"'
        ' aria-label="Tick {}"></td>'
        '<td class="cc-ref" data-label="Number">{}</td>'
        '<th scope="row">{}{}</th>{}'
        '<td data-label="How sure">{}<div class="cc-actions">{}'
        '<a href="{}{}">Correct<span class="cc-vh"> {}</span></a>{}</div></td></tr>',
        action.key,
        action.key,
        action.short_title,
        action.ref,
        action.wording,
        _origin(action),
        format_html(
            '<td data-label="Lead, date, status">{}</td>',
            _facts(action, sheet, team_names),
        )
        if facts
        else NOTHING,
        sure_tag(action.sureness),
        _right_button(action),
        url,
        f"?show={show}" if show else "",
        action.short_title,
        _out_button(action),
    )


def _origin(action: CheckedAction) -> SafeString:
    """Where it came from, and why it needs a look."""
    doubts = [] if action.looked else [*action.doubts, *action.small_doubts]
    said = "; ".join(doubts)
    notes = []
    if action.merged:
        notes.append(f"{counted(len(action.merged), 'other')} merged into it.")
    if action.split_from:
        notes.append("A part of a longer one.")
    return format_html(
        '{}<details class="cc-check__from"><summary>{}</summary>{}</details>',
        format_html('<div class="cc-check__why">{}.</div>', said[:1].upper() + said[1:])
        if said
        else NOTHING,
        " ".join([place(action.read.source) or "In the file", *notes]),
        action.read.around or action.read.title,
    )


def _facts(
    action: CheckedAction, sheet: Sheet, team_names: list[TeamName]
) -> SafeString:
    """Lead, due date and status, each as understood and as printed."""
    lines = [_lead(action, sheet, team_names), _due(action), _status(action)]
    found = [(line,) for line in lines if line]
    if action.standards:
        found.append((format_html("{}", ", ".join(action.standards)),))
    return format_html_join("", "<div>{}</div>", found)


def _lead(
    action: CheckedAction, sheet: Sheet, team_names: list[TeamName]
) -> SafeString:
    pk = lead_of(action, sheet, team_names)
    name = next((t.short_name for t in team_names if t.pk == pk), "")
    if not name and not action.lead:
        return NOTHING
    if not name:
        return format_html('{} <span class="cc-muted">(no team)</span>', action.lead)
    if not action.lead or name.casefold() == action.lead.casefold():
        return format_html("{}", name)
    return format_html('{} <span class="cc-muted">“{}”</span>', name, action.lead)


def _due(action: CheckedAction) -> SafeString:
    if not action.due_printed:
        return NOTHING
    if action.due.kind == DueKind.NONE:
        return format_html('<span class="cc-muted">“{}”</span>', action.due_printed)
    said = due_words(action.due)
    if said.casefold() == action.due_printed.casefold():
        return format_html("{}", said)
    return format_html(
        '{} <span class="cc-muted">“{}”</span>', said, action.due_printed
    )


def _status(action: CheckedAction) -> SafeString:
    if action.status is None:
        if not action.status_printed:
            return NOTHING
        return format_html('<span class="cc-muted">“{}”</span>', action.status_printed)
    tag = shapes.tag(action.status.value)
    if action.status_printed.casefold() in {"", action.status.label.casefold()}:
        return tag
    return format_html(
        '{} <span class="cc-muted">“{}”</span>', tag, action.status_printed
    )


def _right_button(action: CheckedAction) -> SafeString:
    if not action.priority or action.is_gone:
        return NOTHING
    if action.sureness not in {Sureness.LOOK, Sureness.FAIRLY}:
        return NOTHING
    return _button(f"looked:{action.key}", "Right", action.short_title)


def _out_button(action: CheckedAction) -> SafeString:
    if action.merged_into:
        return NOTHING
    if action.is_gone:
        return _button(f"put_back:{action.key}", "Put back", action.short_title)
    return _button(f"leave_out:{action.key}", "Leave out", action.short_title)


def _button(value: str, words: str, of: str) -> SafeString:
    return format_html(
        '<button class="cc-linkbtn" name="one" value="{}">{}'
        '<span class="cc-vh"> {}</span></button>',
        value,
        words,
        of,
    )
