"""Areas that figures are for, and the groups of breakdowns."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concord.access.permit import Verb, may
from concord.evidence.actions import keeping
from concord.evidence.forms.places import AreaForm, AreasFileForm, CategoryForm
from concord.evidence.models import Area, Category
from concord.evidence.views.defining import KEEP, page
from concord.evidence.views.entry import row_of
from concord.evidence.views.finding import actor_of
from concord.foundation.ui.forms.trying import tried
from concord.foundation.ui.tables import Column, Table
from concord.foundation.ui.words import count


class Areas(Table):
    """Every area."""

    name, noun = "areas", "area"
    empty = "No areas yet. Add your own area, then its wards and what it is part of."
    empty_action = "Add an area"
    title = Column(
        "Area",
        "name",
        row_header=True,
        sort="name",
        search=["name", "code"],
    )
    code = Column("Code", "code", sort="code")
    kind = Column(
        "Kind",
        "get_kind_display",
        sort="kind",
        filter=Area.Kind.choices,
        filter_path="kind",
    )
    parent = Column("Part of", lambda one: one.parent.name if one.parent else "")
    home = Column("Own area", "is_home")


class KeptAreas(Areas):
    """The same for whoever keeps them."""

    title = Column(
        "Area",
        "name",
        row_header=True,
        sort="name",
        search=["name", "code"],
        link=lambda one: reverse("evidence:area", args=[one.pk]),
    )


class Groups(Table):
    """Every group, under what it is a group of."""

    name, noun = "groups", "group"
    empty = "No groups yet. Add those by which your figures are broken down."
    empty_action = "Add a group"
    dimension = Column(
        "Broken down by",
        "get_dimension_display",
        filter=Category.Dimension.choices,
        filter_path="dimension",
    )
    label = Column("Group", row_header=True, search=True)
    code = Column("Code")
    position = Column("Place", align="num")
    no_answer = Column("Means no answer")


class KeptGroups(Groups):
    """The same for whoever keeps them."""

    label = Column(
        "Group",
        row_header=True,
        search=True,
        link=lambda one: reverse("evidence:group", args=[one.pk]),
    )


@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    """Every area that figures are for."""
    actor = actor_of(request)
    may_keep = may(actor, Verb.KEEP_EVIDENCE)
    rows = Area.objects.visible_to(actor).select_related("parent")
    table = (KeptAreas if may_keep else Areas)(rows, request)
    if table.export:
        return table.response()
    table.empty_url = reverse("evidence:add_area") if may_keep else ""
    return render(
        request,
        "evidence/dictionary/areas.html",
        {"heading": "Areas", "table": table, "may_keep": may_keep},
    )


def add_area(request: HttpRequest) -> HttpResponse:
    """One more area; the first borough is the partnership's own."""
    actor = actor_of(request, KEEP)
    there = Area.objects.visible_to(actor)
    form = AreaForm(request.POST or None, areas=there, is_new=True)
    if tried(
        request,
        form,
        lambda: keeping.add_area(**form.cleaned_data, by=actor),
    ):
        messages.success(request, "The area is kept.")
        return redirect("evidence:areas")
    return page(
        request, "Add an area", form, "Add the area", back=reverse("evidence:areas")
    )


def area(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words for an area."""
    actor = actor_of(request, KEEP)
    found = row_of(Area, pk, actor)
    others = Area.objects.visible_to(actor).exclude(pk=pk)
    now = {"name": found.name, "kind": found.kind, "parent": found.parent_id}
    form = AreaForm(request.POST or None, areas=others, is_new=False, initial=now)
    if tried(
        request,
        form,
        lambda: keeping.change_area(area=found, **form.cleaned_data, by=actor),
    ):
        messages.success(request, "The area is changed.")
        return redirect("evidence:areas")
    return page(
        request, f"Change {found.name}", form, "Keep the change",
        back=reverse("evidence:areas"),
    )  # fmt: skip


def import_areas(request: HttpRequest) -> HttpResponse:
    """Many areas at once, all or none."""
    actor = actor_of(request, KEEP)
    form = AreasFileForm(request.POST or None, request.FILES or None)
    done = tried(
        request,
        form,
        lambda: keeping.bring_in_areas(lines=form.cleaned_data["areas"], by=actor),
    )
    if done:
        added, changed = done
        messages.success(request, f"{count(added, 'area')} added, {changed} changed.")
        return redirect("evidence:areas")
    return page(
        request, "Bring in areas", form, "Bring them in", template="import_areas",
        back=reverse("evidence:areas"),
    )  # fmt: skip


@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """Every group of every breakdown."""
    actor = actor_of(request)
    may_keep = may(actor, Verb.KEEP_EVIDENCE)
    rows = Category.objects.visible_to(actor)
    table = (KeptGroups if may_keep else Groups)(rows, request)
    if table.export:
        return table.response()
    table.empty_url = reverse("evidence:add_group") if may_keep else ""
    return render(
        request,
        "evidence/dictionary/groups.html",
        {
            "heading": "Groups of breakdowns",
            "table": table,
            "may_keep": may_keep,
        },
    )


def add_group(request: HttpRequest) -> HttpResponse:
    """One more group."""
    actor = actor_of(request, KEEP)
    form = CategoryForm(request.POST or None, is_new=True)
    if tried(
        request, form, lambda: keeping.add_category(**form.cleaned_data, by=actor)
    ):
        messages.success(request, "The group is kept.")
        return redirect("evidence:groups")
    return page(
        request, "Add a group", form, "Add the group", back=reverse("evidence:groups")
    )


def group(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words for a group."""
    actor = actor_of(request, KEEP)
    found = row_of(Category, pk, actor)
    now = {name: getattr(found, name) for name in ("label", "position", "no_answer")}
    form = CategoryForm(request.POST or None, is_new=False, initial=now)
    if tried(
        request,
        form,
        lambda: keeping.change_category(category=found, **form.cleaned_data, by=actor),
    ):
        messages.success(request, "The group is changed.")
        return redirect("evidence:groups")
    return page(
        request, f"Change {found.label}", form, "Keep the change",
        back=reverse("evidence:groups"),
    )  # fmt: skip
