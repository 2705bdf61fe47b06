"""The partnership itself: teams, groups, meetings, populations, look and words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concord.access.actions import partnerships
from concord.access.permit import Verb, may, permit
from concord.desk.forms import refusals
from concord.desk.forms.partnership import (
    AddGroup,
    AddMeeting,
    AddPopulation,
    AddTeam,
    EndTeam,
    Look,
    Words,
)
from concord.desk.request import Request
from concord.foundation.ui.tables import Column, Table
from concord.partnership.models import Agency, Group, Population, Team

VIEWS = (
    ("partnership", "Teams"),
    ("groups", "Groups and meetings"),
    ("populations", "People who live here"),
    ("look", "Look"),
    ("words", "Words"),
    ("agreements", "Agreements"),
    ("frontdoor:settings", "Front door"),
    ("frontdoor:key_adults", "Key adults of schools"),
    ("marac:settings", "MARAC"),
)


class Teams(Table):
    """Teams by agency."""

    name, noun = "teams", "team"
    empty = "No team yet. Add the first: people and actions belong to teams."
    empty_action = "Add a team"
    may_end_agencies = False

    short_name = Column(
        "Team", row_header=True, sort=True, search=["short_name", "name"]
    )
    full = Column("Full name", "name", sort="name")
    agency = Column("Agency", "agency.name", sort="agency__name", filter=True)
    kind = Column("Kind", "agency.get_kind_display", sort="agency__kind")
    since = Column("Since", "valid.lower", sort="valid__startswith")
    until = Column("Last day", lambda team: last_day(team), sort="valid__endswith")
    end = Column(
        "End it",
        "pk",
        cell="desk/cells/end_team.html",
        export=False,
        hide_label=True,
        phone="",
    )


class Populations(Table):
    """How many live here."""

    name, noun = "populations", "figure"
    empty = "No figure yet. Rates per 10,000 need one: add the census or an estimate."
    empty_action = "Add a figure"

    year = Column("Year", lambda row: str(row.year), row_header=True, sort="year")
    sex = Column("Sex", "get_sex_display", sort="sex")
    ages = Column("Ages", lambda row: ages(row), sort="age_from")
    persons = Column("Persons", sort=True, align="num")
    told_by = Column("Source", "source", search=["source"])


@require_safe
def teams(request: Request) -> HttpResponse:
    """Agencies and their teams here."""
    permit(request.actor, Verb.MANAGE_PARTNERSHIP)
    rows = _teams(request).select_related("agency").order_by("short_name")
    table = Teams(rows, request)
    table.empty_url = reverse("add_team")
    table.may_end_agencies = may(request.actor, Verb.MANAGE_PEOPLE)
    return _tab(request, "partnership", table=table)


@require_safe
def groups(request: Request) -> HttpResponse:
    """Groups, whom they report to, and when they meet."""
    permit(request.actor, Verb.MANAGE_PARTNERSHIP)
    today = request.hat.partnership.today()
    found = []
    for group in Group.objects.select_related("reports_to").prefetch_related(
        "meetings"
    ):
        days = [meeting.held_on for meeting in group.meetings.all()]
        found.append(
            {
                "group": group,
                "next": [day for day in days if day >= today][:4],
                "last": next((day for day in reversed(days) if day < today), None),
            }
        )
    return _tab(request, "groups", groups=found)


@require_safe
def populations(request: Request) -> HttpResponse:
    """Residents by year, sex and age."""
    permit(request.actor, Verb.MANAGE_PARTNERSHIP)
    rows = Population.objects.order_by("-year", "sex", "age_from")
    table = Populations(rows, request)
    table.empty_url = reverse("add_population")
    return _tab(request, "populations", table=table)


def add_team(request: Request) -> HttpResponse:
    """A team, and its agency if it is new."""

    def save(data: dict[str, Any]) -> None:
        agency = partnerships.add_agency(
            name=data["agency"],
            kind=data["kind"],
            regime=data["regime"],
            by=request.actor,
        )
        partnerships.add_team(
            agency=agency,
            name=data["name"],
            short_name=data["short_name"],
            by=request.actor,
        )

    known = list(
        Agency.objects.valid_on().order_by("name").values_list("name", flat=True)[:500]
    )
    return _form(
        request,
        AddTeam(request.POST or None),
        save,
        heading="Add a team",
        back="partnership",
        done="The team is added.",
        known=known,
    )


def end_team(request: Request, pk: int) -> HttpResponse:
    """The last day of a team."""
    permit(request.actor, Verb.MANAGE_PARTNERSHIP)
    team = get_object_or_404(_teams(request), pk=pk)

    def save(data: dict[str, Any]) -> None:
        partnerships.end_team(team=team, last_day=data["last_day"], by=request.actor)

    start = {"last_day": request.hat.partnership.today()}
    return _form(
        request,
        EndTeam(request.POST or None, initial=start),
        save,
        heading=f"End the team {team.short_name}",
        back="partnership",
        done="The team ends. Plans and papers that name it still do.",
    )


def add_group(request: Request) -> HttpResponse:
    """A board, forum or group."""

    def save(data: dict[str, Any]) -> None:
        partnerships.add_group(by=request.actor, **data)

    return _form(
        request,
        AddGroup(request.POST or None),
        save,
        heading="Add a group",
        back="groups",
        done="The group is added.",
    )


def add_meeting(request: Request) -> HttpResponse:
    """A day on which a group meets."""

    def save(data: dict[str, Any]) -> None:
        partnerships.add_meeting(by=request.actor, **data)

    start = {"group": request.GET.get("group", "")}
    return _form(
        request,
        AddMeeting(request.POST or None, initial=start),
        save,
        heading="Add a meeting",
        back="groups",
        done="The meeting is added.",
    )


def add_population(request: Request) -> HttpResponse:
    """A figure of residents."""

    def save(data: dict[str, Any]) -> None:
        partnerships.add_population(by=request.actor, **data)

    return _form(
        request,
        AddPopulation(request.POST or None),
        save,
        heading="Add a figure",
        back="populations",
        done="The figure is added.",
    )


def look(request: Request) -> HttpResponse:
    """The colour of the header."""
    permit(request.actor, Verb.MANAGE_PARTNERSHIP)
    here = request.hat.partnership
    form = Look(request.POST or None, initial={"colour": here.brand_colour})
    if request.method == "POST" and form.is_valid():
        before = here.brand_colour
        try:
            partnerships.set_brand(
                partnership=here, by=request.actor, **form.cleaned_data
            )
        except ValidationError as refusal:
            here.brand_colour = before
            refusals.show(form, refusal)
        else:
            messages.success(request, "Everybody in the partnership sees it now.")
            return redirect("look")
    return _tab(request, "look", form=form)


def words(request: Request) -> HttpResponse:
    """What this partnership calls the roles."""
    permit(request.actor, Verb.MANAGE_PARTNERSHIP)
    here = request.hat.partnership
    form = Words(request.POST or None, here=here)
    if request.method == "POST" and form.is_valid():
        try:
            partnerships.set_terms(
                partnership=here, words=form.cleaned_data, by=request.actor
            )
        except ValidationError as refusal:
            refusals.show(form, refusal)
        else:
            messages.success(request, "These words are used from now on.")
            return redirect("words")
    return _tab(request, "words", form=form)


def last_day(row: Team) -> dt.date | None:
    """The last day on which a row exists; nothing while it has none."""
    upper: dt.date | None = row.valid.upper
    return upper - dt.timedelta(days=1) if upper else None


def ages(row: Population) -> str:
    """An age band in words."""
    if row.age_to is None:
        return "All ages" if row.age_from == 0 else f"{row.age_from} and over"
    return f"{row.age_from} to {row.age_to}"


def _teams(request: Request) -> Any:
    return Team.objects.filter(partnership=request.hat.partnership)


def _tab(request: Request, name: str, **context: Any) -> HttpResponse:
    table = context.get("table")
    if table is not None and table.export:
        response: HttpResponse = table.response()
        return response
    tabs = [
        {"label": label, "url": reverse(view), "current": view == name}
        for view, label in VIEWS
    ]
    here = request.hat.partnership
    return render(
        request,
        f"desk/partnership/{name}.html",
        {"heading": here.name, "tabs": tabs, "here": here, **context},
    )


def _form(
    request: Request,
    form: forms.Form,
    save: Callable[[dict[str, Any]], None],
    *,
    heading: str,
    back: str,
    done: str,
    **context: Any,
) -> HttpResponse:
    """A page with one form: shown, refused with reasons, or saved."""
    permit(request.actor, Verb.MANAGE_PARTNERSHIP)
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data)
        except ValidationError as refusal:
            refusals.show(form, refusal)
        else:
            messages.success(request, done)
            return redirect(back)
    return render(
        request,
        "desk/partnership/form.html",
        {
            "heading": heading,
            "form": form,
            "back_url": reverse(back),
            "button": heading.split(" the ")[0] if "End" in heading else heading,
            **context,
        },
    )
