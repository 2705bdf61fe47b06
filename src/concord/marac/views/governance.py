"""How the MARAC works: figures, absence told to the board, and posts."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from concord.access.actor import Actor
from concord.access.permit import NotPermitted, Verb, may
from concord.cases.views.trying import KEPT, tried
from concord.foundation.ui.tables import Column, Table
from concord.frontdoor.public import latest_quarters
from concord.marac.actions.governance import (
    answer_absence,
    may_say_posts,
    say_posts,
)
from concord.marac.forms.governance import AbsenceForm, StaffingForm
from concord.marac.models import Meeting, Staffing
from concord.marac.queries.absence import WORDS, Came, TeamRecord, pattern_of
from concord.marac.queries.governance import (
    Governance,
    Readers,
    TeamLine,
    governance,
    may_read,
)
from concord.marac.queries.governance.figures import (
    ACTION_RESULTS,
    RESEARCH_RESULTS,
    words_of_period,
)
from concord.marac.queries.meetings import panel_of


class Lines(Table):
    """Every figure as a row."""

    name, noun = "marac-governance", "figure"
    part = Column("Part", "part")
    label = Column("Figure", "label", row_header=True)
    number = Column("Number", "number")
    of = Column("Of", "of")
    share = Column("Share", "share")
    not_recorded = Column("Not recorded", "not_recorded")
    against = Column("Against", "against")
    period = Column("Period", "period")
    how = Column("How it is counted", "how")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All of it, for whoever may read it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    quarters = latest_quarters(timezone.localdate())
    asked = request.GET.get("quarter", "")
    quarter = next((one for one in quarters if one.code == asked), quarters[1])
    try:
        found = governance(quarter, actor)
    except NotPermitted as error:
        raise Http404 from error
    table = Lines(list(_rows(found)), request)
    if table.export:
        return table.response()
    return render(
        request,
        "marac/governance/index.html",
        {
            "heading": "How the MARAC works",
            "found": found,
            "quarters": quarters,
            "words": [(kind.value, words) for kind, words in WORDS.items()],
            "seats": [(one, _cells(found, one)) for one in found.attendance],
            "research_results": RESEARCH_RESULTS,
            "action_results": ACTION_RESULTS,
            "research": [_line(one, RESEARCH_RESULTS) for one in found.research],
            "actions": [_line(one, ACTION_RESULTS) for one in found.actions],
            "is_ours": found.readers is Readers.OWN,
            "may_say_posts": found.panel and may_say_posts(found.panel, actor),
            "may_answer": may(actor, Verb.WRITE_STATEMENT),
            "is_running": quarter.last_day >= timezone.localdate(),
        },
    )


def absence(request: HttpRequest, pk: int) -> HttpResponse:
    """The lead of a team says why it was absent, and what changes."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    pattern = pattern_of(pk, panel_of(actor))
    if pattern is None or not may(actor, Verb.WRITE_STATEMENT, pattern):
        raise Http404
    form = AbsenceForm(request.POST or None)
    if tried(
        request,
        form,
        lambda: answer_absence(team=pattern.team, **form.cleaned_data, by=actor),
    ):
        messages.success(request, "Kept: the board reads it.")
        return redirect("home")
    return render(
        request,
        "marac/governance/absence.html",
        {
            "heading": "Answer the board about the MARAC",
            "pattern": pattern,
            "form": form,
            "errors_kept": KEPT,
        },
        status=422 if form.errors else 200,
    )


def posts(request: HttpRequest) -> HttpResponse:
    """How many IDVAs and administrators there are, from a day on."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    panel = panel_of(actor)
    if panel is None or not may_say_posts(panel, actor):
        raise Http404
    form = StaffingForm(request.POST or None)
    if tried(request, form, lambda: say_posts(**form.cleaned_data, by=actor)):
        messages.success(request, "Kept.")
        return redirect("marac:posts")
    return render(
        request,
        "marac/governance/posts.html",
        {
            "heading": "Posts that help the MARAC",
            "form": form,
            "may_read": may_read(actor),
            "said": Staffing.objects.visible_to(actor).filter(panel=panel),
            "errors_kept": KEPT,
        },
        status=422 if form.errors else 200,
    )


def _cells(found: Governance, record: TeamRecord) -> list[tuple[Meeting, str, str]]:
    """What a team did at each meeting, and in words; a blank before it was asked."""
    came, cells = record.came, []
    for meeting in found.meetings:
        kind: Came | None = came.get(meeting.pk)
        cells.append((meeting, kind.value if kind else "", WORDS[kind] if kind else ""))
    return cells


def _line(
    line: TeamLine, results: tuple[tuple[str, str], ...]
) -> tuple[TeamLine, list[tuple[str, int]]]:
    return line, [(label, line.year.number(value)) for value, label in results]


def _rows(found: Governance) -> Iterator[dict[str, object]]:
    period = words_of_period(found)
    for figure in found.figures:
        yield _row(
            "Figures", figure.label, figure.number, figure.of, figure.share, period,
            not_recorded=figure.not_recorded, against=figure.against, how=figure.how,
        )  # fmt: skip
    for record in found.attendance:
        yield _row(
            "Attendance", record.team.short_name, str(record.there),
            f"{record.of} meetings", record.share, period,
            how=", ".join(
                f"{words.lower()}: {record.number(kind)}"
                for kind, words in WORDS.items()
            ),
        )  # fmt: skip
    for part, lines, results in (
        ("Research on time", found.research, RESEARCH_RESULTS),
        ("Actions on time", found.actions, ACTION_RESULTS),
    ):
        for line in lines:
            for when, result in [*line.by_quarter, (None, line.year)]:
                yield _row(
                    part, line.team.short_name, str(result.on_time),
                    str(result.of), result.share, when.label if when else period,
                    how=", ".join(
                        f"{label.lower()}: {result.number(value)}"
                        for value, label in results
                    ),
                )  # fmt: skip
    for one in found.by_meeting:
        yield _row(
            "Cases by meeting", f"{one.meeting.day:%Y-%m-%d}", str(one.cases),
            f"{one.meeting.panel.capacity} that a meeting takes", "", period,
        )  # fmt: skip


def _row(
    part: str, label: str, number: str, of: str, share: str, period: str, **more: str
) -> dict[str, object]:
    row: dict[str, object] = {
        "part": part,
        "label": label,
        "number": number,
        "of": of,
        "share": share,
        "not_recorded": "",
        "against": "",
        "period": period,
        "how": "",
    }
    return row | more
