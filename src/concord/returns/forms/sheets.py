"""Designing a sheet: its name, and each question."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils.text import slugify

from concord.evidence.public import Category, Indicator
from concord.partnership.models import Team
from concord.returns.actions.sheets import Field
from concord.returns.models import Every, SheetField, SheetVersion


class SheetForm(forms.Form):
    """A new data sheet."""

    name = forms.CharField(label="Name", max_length=80, help_text="Such as Housing.")
    about = forms.CharField(label="What it is for", max_length=300, required=False)
    every = forms.ChoiceField(
        label="Sent for each",
        choices=Every.choices,
        initial=Every.QUARTER,
        widget=forms.RadioSelect,
    )
    run_by = forms.ChoiceField(
        label="Which team runs it",
        required=False,
        help_text="Its data officers may design it, ask teams and accept returns, as "
        "the strategic lead may.",
    )

    def __init__(self, *args: Any, teams: Sequence[Team], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["run_by"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [("", "The strategic lead alone")] + [
            (str(one.pk), one.name) for one in teams
        ]


class FieldForm(forms.Form):
    """One question. What it may be compared with are questions of the same sheet."""

    section = forms.CharField(
        label="Section", max_length=120, help_text="The heading that it stands under."
    )
    question = forms.CharField(
        label="Question",
        max_length=200,
        help_text="In plain words, such as Households who applied.",
    )
    name = forms.CharField(
        label="Short name",
        max_length=80,
        help_text="How a message calls it, such as Homelessness prevented.",
    )
    code = forms.CharField(
        label="Code",
        max_length=40,
        required=False,
        help_text="How files call it, such as applied. Made from the short name if "
        "empty.",
    )
    definition = forms.CharField(
        label="What counts",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Who or what is counted, and how often.",
    )
    example = forms.CharField(
        label="An example", max_length=12, initial="7", help_text="A usual figure."
    )
    after_number = forms.CharField(
        label="How a message reads it out",
        max_length=60,
        required=False,
        help_text="The words behind the number: who applied, as in 96 who applied.",
    )
    dimension = forms.ChoiceField(
        label="Broken down by",
        required=False,
        help_text="One figure for each group. Groups are kept with the indicators.",
    )
    has_total = forms.BooleanField(
        label="Ask for the total too", required=False, initial=True
    )
    is_whole = forms.BooleanField(
        label="Whole numbers only", required=False, initial=True
    )
    lowest = forms.DecimalField(
        label="At least", required=False, initial=0, max_digits=16, decimal_places=4
    )
    highest = forms.DecimalField(
        label="At most", required=False, max_digits=16, decimal_places=4
    )
    not_above = forms.ChoiceField(
        label="Never more than", required=False, help_text="The other question."
    )
    part_of = forms.ChoiceField(
        label="A part of",
        required=False,
        help_text="Its parts together make it.",
    )
    watches_jump = forms.BooleanField(
        label="Ask why when it is far from the last four periods",
        required=False,
        initial=True,
    )
    indicator = forms.ChoiceField(
        label="Which indicator it fills",
        required=False,
        help_text="Accepted figures go there. Several teams are added up.",
    )
    role = forms.ChoiceField(
        label="As which part of it",
        choices=SheetField.Role.choices,
        initial=SheetField.Role.NUMERATOR,
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        *args: Any,
        version: SheetVersion,
        own_code: str = "",
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        here = version.partnership_id
        self.categories = list(Category.objects.filter(partnership_id=here))
        others = [
            (one.code, one.name)
            for one in version.fields.order_by("position", "pk")
            if one.code != own_code
        ]
        named = dict(Category.Dimension.choices)
        dimensions = dict.fromkeys(one.dimension for one in self.categories)
        indicators = [
            (code, f"{title} ({code})") for code, title in titles_of(here).items()
        ]
        for name, choices in (
            ("dimension", [(one, str(named.get(one, one))) for one in dimensions]),
            ("not_above", others),
            ("part_of", others),
            ("indicator", indicators),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101
            field.choices = [("", "Nothing"), *choices]

    def clean(self) -> dict[str, Any]:
        """A code, where none was typed. Figures and letters of the short name."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        name = str(found.get("name") or "")
        found["code"] = found.get("code") or _code_of(name)
        return found

    def said(self) -> Field:
        """The question as the verb takes it."""
        data = dict(self.cleaned_data)
        pairs = [
            (one.code, one.label)
            for one in self.categories
            if one.dimension == data["dimension"]
        ]
        return Field(categories=pairs if data["dimension"] else (), **data)


def titles_of(
    partnership_id: int, codes: Collection[str] | None = None
) -> dict[str, str]:
    """What indicators are called, by code, in the order of the dictionary.

    Only those of `codes`, if given. Two queries.
    """
    found = Indicator.objects.filter(partnership_id=partnership_id)
    if codes is not None:
        found = found.filter(code__in=codes)
    return {
        one.code: str(one.versions.all()[0])
        for one in found.prefetch_related("versions")
    }


def _code_of(name: str) -> str:
    code = slugify(name).replace("-", "_")[:40].strip("_")
    return code if code[:1].isalpha() else f"q_{code}"[:40].strip("_")


def initial_of(field: SheetField) -> dict[str, Any]:
    """What the form begins with for a question that is there."""
    return {name: getattr(field, name) for name in FieldForm.base_fields}
