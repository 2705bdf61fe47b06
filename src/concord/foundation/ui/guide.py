"""The style guide's invented data: every component once, as pages use it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from concord.foundation.ui import brand, guide_charts
from concord.foundation.ui.forms import DateField, FileField
from concord.foundation.ui.tables import Column, Table

STATUSES = [
    ("complete", "Complete"),
    ("on_track", "On track"),
    ("at_risk", "At risk"),
    ("off_track", "Off track"),
    ("not_started", "Not started"),
]
PRIORITIES = [
    ("Calm streets", "Slower traffic where children walk"),
    ("Safe junctions", "The ten places with most collisions"),
    ("Everybody rides", "Training and bicycles for those without"),
]
WORK = [
    "Paint crossings at six schools",
    "Rebuild the Elm Road junction",
    "Lend fifty bicycles to families",
    "Count traffic on eleven streets",
    "Move the lorry route out of the centre",
    "Teach cycling in year six",
]
LEADS = ["Highways", "Police", "Schools", "Public health"]


@dataclass(frozen=True, slots=True)
class Measure:
    """An invented row: a measure of an invented road-safety partnership."""

    number: str
    title: str
    lead: str
    due: dt.date
    status: str
    history: tuple[str, ...]
    places: int
    priority: tuple[str, str]


class Measures(Table):
    """The table of the style guide."""

    name, noun, caption = "measures", "measure", ""
    empty = "No measures yet. Add the first one."
    sizes = (10, 25)
    classes = "cc-plan"
    number = Column("Number", hide_label=True, width="s", phone="")
    title = Column("Measure", row_header=True, link=lambda m: "#table", search=True)
    lead = Column("Lead", sort=True, filter=True, search=True)
    due = Column("Due", cell="ui/cells/due.html", sort=True)
    status = Column(
        "Status now", cell="ui/cells/status.html", filter=STATUSES, phone=""
    )
    history = Column("Last 4 quarters", cell="ui/cells/history.html")
    places = Column("Places", sort=True, align="num")

    def group(self, row: Measure) -> tuple[Any, str, str]:
        return row.priority, row.priority[0], row.priority[1]


def rows() -> list[Measure]:
    """Thirty invented measures."""
    today = timezone.localdate()
    made = []
    for at in range(30):
        third = at // 10
        kinds = [STATUSES[(at + step) % 5][0] for step in (4, 3, 1, 0)]
        made.append(
            Measure(
                number=f"{third + 1}.{at % 10 + 1}",
                title=WORK[at % len(WORK)],
                lead=LEADS[at % len(LEADS)],
                due=today + dt.timedelta(days=at * 17 - 60),
                status=kinds[-1],
                history=tuple(kinds),
                places=(at * 37) % 1300,
                priority=PRIORITIES[third],
            )
        )
    return made


class MeasureForm(forms.Form):
    """One field of each kind."""

    ui = {
        "places": {"width": 4, "suffix": "places"},
        "budget": {"width": 10, "prefix": "£"},
        "confidence": {"inline": True},
        "status": {
            "items_hint": {"off_track": "Say what blocks it, and what would help"}
        },
    }
    title = forms.CharField(label="Title", max_length=80, help_text="As printed")
    why = forms.CharField(label="Why it matters", widget=forms.Textarea, required=False)
    places = forms.IntegerField(label="How many places", min_value=1, max_value=500)
    budget = forms.DecimalField(label="Money a year", required=False)
    mail = forms.EmailField(label="E-mail for questions", required=False)
    due = DateField(label="Key date")
    lead = forms.ChoiceField(
        label="Lead", choices=[("", "Choose one")] + [(name, name) for name in LEADS]
    )
    status = forms.ChoiceField(
        label="Status", choices=STATUSES, widget=forms.RadioSelect
    )
    confidence = forms.ChoiceField(
        label="Confidence",
        choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")],
        widget=forms.RadioSelect,
    )
    support = forms.MultipleChoiceField(
        label="Who supports",
        choices=[(name, name) for name in LEADS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    file = FileField(
        label="Evidence", accept=[".docx", ".pdf"], most_bytes=5_000_000, required=False
    )
    secret = forms.CharField(
        label="Password", widget=forms.PasswordInput, required=False
    )
    share = forms.BooleanField(label="The board may see this")


WRONG = {
    "title": "Paint crossings",
    "places": "6-7",
    "budget": "1200",
    "due_day": "31",
    "due_month": "2",
    "due_year": "2027",
    "lead": "Highways",
    "status": "off_track",
    "confidence": "medium",
}


def context(request: HttpRequest) -> dict[str, Any]:
    """Everything that the page shows; `?errors=1` shows a form's errors."""
    wrong = "errors" in request.GET
    table = Measures(rows(), request)
    today = timezone.localdate()
    return {
        "heading": "Style guide",
        "form": MeasureForm(WRONG) if wrong else MeasureForm(),
        "errors_kept": "Nothing is lost: what you typed is still here."
        if wrong
        else "",
        "table": table,
        "charts": guide_charts.charts(),
        "bars": guide_charts.bars(),
        "kinds": [name for name, _ in STATUSES] + ["in_progress", "closed", "late"],
        "counts": {
            "complete": 2,
            "on_track": 7,
            "at_risk": 4,
            "off_track": 1,
            "not_started": 1,
        },
        "history": [
            ("not_started", "Quarter 3"),
            ("on_track", "Quarter 4"),
            ("at_risk", "Quarter 1"),
            ("off_track", "Quarter 2"),
        ],
        "today": today,
        "last_year": today - dt.timedelta(days=400),
        "late": today - dt.timedelta(days=18),
        "now": timezone.now(),
        "tab_items": [
            {"label": "By priority", "url": "#tabs", "current": True},
            {"label": "By agency", "url": "#tabs"},
            {"label": "Timeline", "url": "#tabs"},
            {"label": "Overdue and blocked", "url": "#tabs", "count": 3},
        ],
        "brand_example": brand.url("#4a2040"),
        "job": {
            "heading": "Reading the file",
            "done": 34,
            "total": 80,
            "words": "pages are read",
            "is_over": True,
        },
        "pages": {
            "previous": {"href": "#pages"},
            "next": {"href": "#pages"},
            "items": [
                {"number": 1, "href": "#pages"},
                {"number": 2, "href": "#pages", "current": True},
                {"number": 3, "href": "#pages"},
                {"ellipsis": True},
                {"number": 12, "href": "#pages"},
            ],
        },
        "summary": {
            "rows": [
                {
                    "key": {"text": "Lead"},
                    "value": {"text": "Highways"},
                    "actions": {
                        "items": [
                            {
                                "href": "#summary",
                                "text": "Change",
                                "visually_hidden_text": "lead",
                            }
                        ]
                    },
                },
                {"key": {"text": "Due"}, "value": {"text": "19 November 2026"}},
            ]
        },
    }
