"""What is asked when a case is shared, handed over, or sharing ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from concord.access.actions.sharing import Opening, Reason
from concord.access.lawful_basis import Bases
from concord.access.models import Agreement, Consent, Part, Purpose, Side, Told
from concord.cases.queries.pieces import EXPLAINED, PARTS, SIDES, Piece
from concord.foundation.ui.forms import DateField
from concord.foundation.ui.words import long_date
from concord.partnership.models import Team

CHOSEN = "chosen"
PLACES_MEANT = (
    "I mean to share where they are. Whoever sees it can find them, and it can't be "
    "unseen when the sharing ends."
)


def on_all_sides(*parts: Part) -> frozenset[Piece]:
    """These parts of everybody in the case, and of the case as a whole."""
    return frozenset((part, side) for part in parts for side in Side)


PRESETS: dict[str, tuple[str, str, frozenset[Piece]]] = {
    "identity": (
        "Who they are",
        "Enough to find out whether a team knows them.",
        on_all_sides(Part.IDENTITY),
    ),
    "identity_risk": (
        "Who they are, and risk",
        "Enough to judge danger with others.",
        on_all_sides(Part.IDENTITY, Part.RISK),
    ),
    "hearing": (
        "Who they are, risk, research, actions and minutes",
        "What a meeting about them works with.",
        on_all_sides(
            Part.IDENTITY, Part.RISK, Part.RESEARCH, Part.ACTION, Part.MINUTES
        ),
    ),
}


class PieceGrid(forms.Widget):
    """Parts down, sides across, a box to tick in each."""

    template_name = "cases/sharing/grid.html"

    def value_from_datadict(self, data: Any, files: MultiValueDict, name: str) -> Any:
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name)

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return ""  # every box has a label of its own

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        ticked = set(value or [])
        context["described"] = (attrs or {}).get("aria-describedby", "")
        context["sides"] = [HEADS[side] for side in SIDES]
        context["rows"] = [
            {
                "part": words[:1].upper() + words[1:],
                "about": EXPLAINED[part],
                "is_place": part == Part.LOCATION,
                "boxes": [
                    {
                        "value": f"{part}:{side}",
                        "label": f"{words}: {SIDES[side]}",
                        "head": HEADS[side],
                        "checked": f"{part}:{side}" in ticked,
                        "id": _box_id(context["widget"]["attrs"], part, side),
                    }
                    for side in SIDES
                ],
            }
            for part, words in PARTS.items()
        ]
        return context


HEADS: dict[str, str] = {
    Side.VICTIM: "Victim",
    Side.CHILD: "Children",
    Side.ALLEGED: "Alleged",
    Side.NONE: "Whole case",
}


def _box_id(attrs: dict[str, Any], part: str, side: str) -> str:
    """The first box has the field's own id: a message of an error leads to it."""
    first = part == next(iter(PARTS)) and side == next(iter(SIDES))
    return str(attrs["id"]) if first else f"{attrs['id']}-{part}-{side}"


class ReasonForm(forms.Form):
    """Why sharing is lawful, necessary and proportionate, and who knows of it."""

    purpose = forms.ChoiceField(label="What it is for", choices=[])
    agreement = forms.ModelChoiceField(
        queryset=Agreement.objects.none(),
        label="Agreement that it is made under",
        required=False,
        empty_label="None",
    )
    basis = forms.ChoiceField(
        label="Lawful basis", choices=[], widget=forms.RadioSelect
    )
    condition = forms.ChoiceField(
        label="Condition for special categories",
        choices=[],
        widget=forms.RadioSelect,
        help_text="Health, ethnicity, sexuality, and what is said about offences.",
    )
    why = forms.CharField(
        label="Why it is necessary and proportionate",
        help_text="What would go wrong without it, and why no less will do. The teams "
        "that you share with read this.",
        max_length=2000,
        widget=forms.Textarea,
    )
    told = forms.ChoiceField(
        label="Has the victim been told?",
        choices=[(Told.TOLD, "Yes"), (Told.NOT_TOLD, "No")],
        widget=forms.RadioSelect,
    )
    told_on = DateField(label="Told on", required=False)
    why_not_told = forms.CharField(
        label="Why not",
        required=False,
        max_length=1000,
        widget=forms.Textarea,
        help_text="Such as: telling would put her in more danger.",
    )
    consent = forms.ChoiceField(
        label="Was consent asked for?",
        choices=[
            (Consent.GIVEN, "Yes, and given"),
            (Consent.REFUSED, "Yes, and refused"),
            (Consent.NOT_SOUGHT, "No"),
        ],
        widget=forms.RadioSelect,
        help_text="Consent is not the lawful basis here: a refusal does not stop what "
        "is necessary. It is kept, and read by whoever you share with.",
    )
    views = forms.CharField(
        label="What she says about it",
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        help_text="In her own words where you can.",
    )

    def __init__(self, *args: Any, bases: Bases, **options: Any) -> None:
        super().__init__(*args, **options)
        self.bases = bases
        self._offer(bases)
        self.ui: dict[str, dict[str, Any]] = {
            "told": {
                "conditional": {
                    Told.TOLD: self["told_on"],
                    Told.NOT_TOLD: self["why_not_told"],
                }
            },
            "told_on": {"optional": False},
            "why_not_told": {"optional": False, "rows": 2},
            "views": {"rows": 3},
            "basis": {"hint": _told_apart(bases)},
        }

    def _offer(self, bases: Bases) -> None:
        fields: dict[str, Any] = self.fields
        fields["purpose"].choices = [
            ("", "Choose one"),
            *(one for one in Purpose.choices if one[0] != Purpose.HAND_OVER),
        ]
        fields["basis"].choices = list(bases.bases.items())
        fields["condition"].choices = list(bases.conditions.items())
        fields["agreement"].queryset = Agreement.objects.valid_on().order_by("title")
        fields["agreement"].label_from_instance = with_its_review

    def reason(self) -> Reason:
        """What was said, once it is valid."""
        said = self.cleaned_data
        is_told = said["told"] == Told.TOLD
        return Reason(
            purpose=said.get("purpose") or Purpose.HAND_OVER,
            basis=said["basis"],
            condition=said["condition"],
            why=said["why"],
            told=said["told"],
            told_on=said["told_on"] if is_told else None,
            why_not_told="" if is_told else said["why_not_told"],
            consent=said["consent"],
            views=said["views"],
            agreement=said["agreement"],
        )


def with_its_review(agreement: Agreement) -> str:
    """The title, and when it is to be reviewed or should have been."""
    day = long_date(agreement.review_on)
    if agreement.review_on < timezone.localdate():
        return f"{agreement.title}: its review was due on {day}"
    return f"{agreement.title}, to be reviewed by {day}"


def _told_apart(bases: Bases) -> str:
    return (
        f"These fit your agency ({bases.agency.get_kind_display()}, "
        f"{bases.agency.get_regime_display()}). Others choose from others. Version "
        f"{bases.definition.version} of the list."
    )


class ShareForm(ReasonForm):
    """With whom, what they will see, until when, and why."""

    teams = forms.ModelMultipleChoiceField(
        queryset=Team.objects.none(),
        label="Share with",
        widget=forms.CheckboxSelectMultiple,
        help_text="Each team is let in by itself, and can be let out by itself.",
    )
    sees = forms.ChoiceField(
        label="What they will see",
        choices=[
            *((code, words) for code, (words, _, _) in PRESETS.items()),
            (CHOSEN, "Parts that I choose"),
        ],
        widget=forms.RadioSelect,
        help_text="Of everybody in the case. Where they are is in none of the first "
        "three.",
    )
    pieces = forms.MultipleChoiceField(
        label="Parts of the case",
        choices=[(f"{p}:{s}", f"{p}:{s}") for p in PARTS for s in SIDES],
        required=False,
        widget=PieceGrid,
    )
    places_meant = forms.BooleanField(label=PLACES_MEANT, required=False)
    until = DateField(
        label="Last day",
        required=False,
        help_text="The last day on which they see it, for example 19 11 2027. Empty: "
        "until somebody ends it.",
    )

    field_order = (
        "teams",
        "sees",
        "pieces",
        "places_meant",
        "until",
        "purpose",
        "agreement",
        "basis",
        "condition",
        "why",
        "told",
        "told_on",
        "why_not_told",
        "consent",
        "views",
    )

    def __init__(
        self,
        *args: Any,
        teams: Sequence[Team],
        seen: dict[int, str],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["teams"].queryset = Team.objects.filter(
            pk__in=[team.pk for team in teams]
        ).select_related("agency")
        fields["teams"].label_from_instance = full_name
        self.ui |= {
            "teams": {"items_hint": {str(pk): words for pk, words in seen.items()}},
            "sees": {
                "conditional": {CHOSEN: [self["pieces"], self["places_meant"]]},
                "items_hint": {code: hint for code, (_, hint, _) in PRESETS.items()},
            },
            "pieces": {"optional": False},
        }

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("sees") == CHOSEN:
            if not said.get("pieces"):
                self.add_error("pieces", "Tick at least one part of the case.")
            elif self._names_places() and not said.get("places_meant"):
                self.add_error("places_meant", PLACES_NEED_A_TICK)
        return said

    def _names_places(self) -> bool:
        return any(part == Part.LOCATION for part, _ in self.chosen())

    def chosen(self) -> frozenset[Piece]:
        """Parts and sides, by a preset or ticked one by one."""
        said = self.cleaned_data
        if said["sees"] != CHOSEN:
            return PRESETS[said["sees"]][2]
        pairs = (value.partition(":") for value in said["pieces"])
        return frozenset((Part(part), Side(side)) for part, _, side in pairs)

    def openings(self) -> list[Opening]:
        """One for each team."""
        until = end_of(self.cleaned_data["until"])
        pieces = frozenset((Part(part), Side(side)) for part, side in self.chosen())
        return [Opening(team, pieces, until) for team in self.cleaned_data["teams"]]


PLACES_NEED_A_TICK = (
    "You ticked where they are. Tick this too if you mean it, or take places out"
)


def end_of(day: dt.date | None) -> dt.datetime | None:
    """The moment at which a day is over, where people are."""
    if day is None:
        return None
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time())
    return timezone.make_aware(midnight)


def full_name(team: Team) -> str:
    """The team, and its agency where that says more."""
    if team.agency.name in (team.name, team.short_name):
        return team.name
    return f"{team.name} ({team.agency.name})"


class EndForm(forms.Form):
    """Whose sharing ends, and why."""

    teams = forms.ModelMultipleChoiceField(
        queryset=Team.objects.none(),
        label="Whose sight ends now",
        widget=forms.CheckboxSelectMultiple,
    )
    why = forms.CharField(
        label="Why it ends",
        max_length=300,
        widget=forms.Textarea,
        help_text="It is kept with the decision.",
    )
    ui = {"why": {"rows": 3}}

    def __init__(self, *args: Any, teams: Sequence[Team], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["teams"].queryset = Team.objects.filter(
            pk__in=[team.pk for team in teams]
        ).select_related("agency")
        fields["teams"].label_from_instance = full_name


class HandOverForm(ReasonForm):
    """To which team, and why. A team of another agency needs a lawful basis too."""

    to = forms.ModelChoiceField(
        queryset=Team.objects.none(), label="Team", empty_label="Choose a team"
    )
    field_order = (
        "to",
        "why",
        "agreement",
        "basis",
        "condition",
        "told",
        "told_on",
        "why_not_told",
        "consent",
        "views",
    )
    ABOUT_THE_REASON = ("basis", "condition", "told", "consent")

    def __init__(
        self, *args: Any, teams: Sequence[Team], own_agency: int, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.own_agency = own_agency
        fields: dict[str, Any] = self.fields
        fields.pop("purpose")
        fields["to"].queryset = Team.objects.filter(
            pk__in=[team.pk for team in teams]
        ).select_related("agency")
        fields["to"].label_from_instance = full_name
        fields["why"].label = "Why the case changes hands"
        fields["why"].help_text = "It is kept. The team that takes it over reads it."
        for name in self.ABOUT_THE_REASON:
            fields[name].required = False
            self.ui.setdefault(name, {})["optional"] = False

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for name in self.ABOUT_THE_REASON:
            if self.leaves_the_agency and not said.get(name):
                words = self.fields[name].label
                message = f"{words}: choose one, because it goes to another agency."
                self.add_error(name, ValidationError(message))
        return said

    @property
    def leaves_the_agency(self) -> bool:
        to = self.cleaned_data.get("to")
        return to is not None and to.agency_id != self.own_agency
