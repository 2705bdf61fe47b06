"""Forms of the dictionary. They parse and explain; the verbs decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import slugify

from concord.access.measures import MEASURES
from concord.evidence.actions.keeping import PLACE, WORDS
from concord.evidence.models import (
    Area,
    Frequency,
    Indicator,
    IndicatorPhase,
    IndicatorVersion,
    Multiplier,
    Phase,
    Unit,
)
from concord.foundation.ui.forms import DateField

TWO_LINES = {"rows": 2}
WHY = "It is kept with the change."


def measures() -> list[tuple[str, str]]:
    """What Concord can count, by room."""
    known = sorted(MEASURES.values(), key=lambda one: (one.room, one.label))
    return [
        ("", "Nothing: the figures come from elsewhere"),
        *((one.code, f"{one.room}: {one.label}") for one in known),
    ]


class WordsForm(forms.Form):
    """What can be put in other words without another series."""

    title = forms.CharField(label="Title", max_length=200)
    why_it_matters = forms.CharField(
        label="Why it matters", required=False, widget=forms.Textarea(attrs=TWO_LINES)
    )
    numerator = forms.CharField(
        label="What is counted",
        widget=forms.Textarea(attrs=TWO_LINES),
        help_text="One sentence: what counts, and what does not.",
    )
    denominator = forms.CharField(
        label="Of what",
        required=False,
        widget=forms.Textarea(attrs=TWO_LINES),
        help_text="For a percentage or a rate. Empty where the count itself is shown.",
    )
    population_words = forms.CharField(
        label="Population in a few words",
        required=False,
        max_length=80,
        help_text="Such as: adult females. It stands behind the rate.",
    )
    age_band = forms.CharField(label="Ages", required=False, max_length=40)
    source = forms.CharField(label="Source", required=False, max_length=200)
    caveats = forms.CharField(
        label="Caveats",
        required=False,
        widget=forms.Textarea(attrs=TWO_LINES),
        help_text="What a reader has to know before drawing a conclusion.",
    )
    owner = forms.CharField(
        label="Owner",
        required=False,
        max_length=120,
        help_text="The team or role that answers for it. No name of a person.",
    )
    measure = forms.ChoiceField(
        label="Counted by Concord",
        required=False,
        choices=measures,
        help_text="Then nobody types it: it is counted each night from the work.",
    )


class PlaceForm(forms.Form):
    """Where an indicator stands in the dictionary."""

    priority = forms.CharField(
        label="Priority",
        required=False,
        max_length=120,
        help_text="Of the strategy, as it is printed.",
    )
    printed_ref = forms.CharField(
        label="Number as printed",
        required=False,
        max_length=20,
        help_text="A label. It may repeat.",
    )
    is_long_term = forms.BooleanField(
        label="Watched in the later years, as a successor", required=False
    )


class MeaningForm(WordsForm):
    """All that a version says of how it is counted."""

    unit = forms.ChoiceField(
        label="Unit of count",
        choices=[(value, label.capitalize()) for value, label in Unit.choices],
        help_text="What one counts. Different units are never added or divided.",
    )
    multiplier = forms.ChoiceField(
        label="Shown as", choices=Multiplier.choices, initial=Multiplier.COUNT
    )
    frequency = forms.ChoiceField(
        label="Period", choices=Frequency.choices, initial=Frequency.QUARTER
    )
    is_rolling = forms.BooleanField(
        label="Each period covers twelve months, so periods overlap", required=False
    )
    field_order: Sequence[str] = (
        "title",
        "why_it_matters",
        "numerator",
        "denominator",
        "unit",
        "multiplier",
        "population_words",
        "age_band",
        "frequency",
        "is_rolling",
        "source",
        "measure",
        "caveats",
        "owner",
    )


class DefineForm(PlaceForm, MeaningForm):
    """A new indicator."""

    code = forms.SlugField(
        label="Code",
        required=False,
        max_length=60,
        help_text="Ours, unique and for good: letters, figures and hyphens. "
        "Left empty, it is made from the title.",
    )
    field_order = (
        *MeaningForm.field_order,
        "priority",
        "printed_ref",
        "is_long_term",
        "code",
    )

    def asked(self) -> dict[str, Any]:
        """The answers, for the verb."""
        found = dict(self.cleaned_data)
        found["code"] = found["code"] or slugify(found["title"])[:60].strip("-")
        return found


class CorrectForm(PlaceForm, WordsForm):
    """Other words for the same."""

    why = forms.CharField(label="Why", max_length=500, help_text=WHY)
    field_order = (*WORDS, *PLACE, "why")

    @staticmethod
    def of(version: IndicatorVersion) -> dict[str, Any]:
        """What it says now."""
        said = {name: getattr(version, name) for name in WORDS}
        return said | {name: getattr(version.indicator, name) for name in PLACE}


class ReviseForm(MeaningForm):
    """Another version from a day on."""

    starts_on = DateField(
        label="First day of the new version",
        help_text="Figures of periods that end on this day or later are counted by it.",
    )
    why = forms.CharField(
        label="What changes, and why",
        max_length=500,
        help_text="Whoever reads the chart sees it where the line is cut.",
    )
    field_order = ("starts_on", "why", *MeaningForm.field_order)

    @staticmethod
    def of(version: IndicatorVersion) -> dict[str, Any]:
        """What the version before says."""
        return {name: getattr(version, name) for name in MeaningForm.base_fields}


class BreakForm(forms.Form):
    """From a day on, recorded in another way."""

    at = DateField(label="First day of the new way of recording")
    why = forms.CharField(
        label="What changed",
        max_length=500,
        widget=forms.Textarea(attrs=TWO_LINES),
        help_text="Whoever reads the chart sees it where the line is cut.",
    )
    area = forms.ModelChoiceField(
        label="Where",
        queryset=Area.objects.none(),
        required=False,
        empty_label="Everywhere",
    )

    def __init__(self, *args: Any, areas: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]


class TakeBackForm(forms.Form):
    """Recording did not change after all."""

    why = forms.CharField(
        label="Why it is taken back",
        max_length=500,
        widget=forms.Textarea(attrs=TWO_LINES),
        help_text="It stays beside the break, for whoever asks later.",
    )


class WantForm(forms.Form):
    """Which way is wanted in a phase."""

    phase = forms.ModelChoiceField(
        label="Phase of the strategy", queryset=Phase.objects.none(), empty_label=None
    )
    direction = forms.ChoiceField(
        label="Direction wanted",
        choices=IndicatorPhase.Direction.choices,
        help_text="Some indicators have none: watched, and not judged.",
    )
    target = forms.DecimalField(
        label="Target",
        required=False,
        max_digits=14,
        decimal_places=4,
        help_text="A number in the unit that is shown. Leave it empty for none.",
    )
    target_words = forms.CharField(
        label="Target in words", required=False, max_length=200
    )
    successor = forms.ModelChoiceField(
        label="Followed by",
        queryset=Indicator.objects.none(),
        required=False,
        empty_label="Nothing follows",
        help_text="Another indicator takes over after this phase.",
    )

    def __init__(
        self,
        *args: Any,
        phases: Any,
        successors: Sequence[tuple[int, str]],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.fields["phase"].queryset = phases  # type: ignore[attr-defined]
        field: Any = self.fields["successor"]
        field.queryset = Indicator.objects.filter(pk__in=[pk for pk, _ in successors])
        titles = dict(successors)
        field.label_from_instance = lambda one: titles[one.pk]


class PhaseForm(forms.Form):
    """Some years of a strategy."""

    label = forms.CharField(
        label="Name", max_length=80, help_text="Such as: Years 1 to 3."
    )
    first_day = DateField(label="First day")
    last_day = DateField(label="Last day")


class BenchmarkForm(forms.Form):
    """What others reach."""

    label = forms.CharField(
        label="Name", max_length=80, help_text="Such as: England and Wales."
    )
    value = forms.DecimalField(
        label="Value",
        max_digits=14,
        decimal_places=4,
        help_text="In the unit that is shown: 32 for 32 %.",
    )
    upper = forms.DecimalField(
        label="Upper end",
        required=False,
        max_digits=14,
        decimal_places=4,
        help_text="Where the benchmark is a range; the value is its lower end then.",
    )
    source = forms.CharField(label="Source", max_length=300)
    reading_words = forms.CharField(
        label="How it is read",
        required=False,
        max_length=300,
        help_text="Above all where it disagrees with the direction that is wanted: "
        "a low rate may mean poor flagging.",
    )

    def clean(self) -> dict[str, Any]:
        """The upper end is above the value."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        value, upper = found.get("value"), found.get("upper")
        if value is not None and upper is not None and upper <= value:
            self.add_error(
                "upper",
                f"Upper end: {upper} is not above {value}. Enter a higher number, or "
                "leave it empty",
            )
        return found
