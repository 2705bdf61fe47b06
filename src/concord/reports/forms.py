"""Forms for the parts of a paper that people write, and for starting one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from concord.foundation.periods import Quarter
from concord.foundation.ui.forms import DateField
from concord.plan.models import Plan
from concord.reports.content import BoardPaper
from concord.reports.edits import DETAILS, items_of
from concord.reports.models import Paper

DAYS = ("meeting_on", "counted_until")
LONG = forms.Textarea(attrs={"rows": 3})


class StartForm(forms.Form):
    """Which quarter of which plan."""

    quarter = forms.ChoiceField(label="Quarter")

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        choices: list[tuple[Plan, Quarter]],
        today: dt.date,
    ) -> None:
        super().__init__(data)
        self.found = {f"{plan.pk}-{q.code}": (plan, q) for plan, q in choices}
        several = len({plan.strategy_id for plan, _ in choices}) > 1
        field = self.fields["quarter"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = [
            (key, f"{q.long_label}, {plan.strategy.title}" if several else q.long_label)
            for key, (plan, q) in self.found.items()
        ]
        # A board hears of a quarter that is over; one that runs can be begun early.
        over = [key for key, (_, q) in self.found.items() if q.last_day < today]
        field.initial = over[0] if over else None

    @property
    def chosen(self) -> tuple[Plan, Quarter]:
        return self.found[self.cleaned_data["quarter"]]


class DetailsForm(forms.Form):
    """The front page, and the days that decide what counts."""

    title = forms.CharField(max_length=120)
    to = forms.CharField(
        label="To", max_length=160, required=False, help_text="The board"
    )
    meeting_on = DateField(label="Meeting", required=False)
    from_role = forms.CharField(
        label="From", max_length=120, required=False, help_text="A role, not a name"
    )
    sponsor_role = forms.CharField(
        label="Sponsor",
        max_length=120,
        required=False,
        help_text="The role that signs, such as Director of children’s services",
    )
    author_role = forms.CharField(
        label="Author", max_length=120, required=False, help_text="A role"
    )
    purpose = forms.CharField(
        label="For",
        max_length=120,
        required=False,
        help_text="Empty: counted from the decisions, such as “Decision on 2 items; "
        "the rest to note”",
    )
    marking = forms.CharField(max_length=120, help_text="At the foot of each page")
    counted_until = DateField(
        label="Count what was said until",
        required=False,
        help_text="The last day that counts. Empty: everything said for the quarter, "
        "until the next board has met",
    )

    ui = {
        name: {"optional": False}
        for name in ("to", "meeting_on", "from_role", "sponsor_role", "author_role")
    }

    @staticmethod
    def of(paper: Paper) -> dict[str, Any]:
        """What stands in the paper now."""
        content = paper.content
        standing = {name: getattr(content, name) for name in DETAILS}
        standing["purpose"] = paper.edits.get("details", {}).get("purpose", "")
        return standing | {
            "meeting_on": paper.meeting_on,
            "counted_until": paper.counted_until,
        }

    def days(self) -> dict[str, Any]:
        return {
            name: self.cleaned_data[name] for name in ("meeting_on", "counted_until")
        }

    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in DETAILS}


class SummaryForm(forms.Form):
    """The first words that the board reads."""

    sentences = forms.CharField(
        label="Summary",
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="One sentence a line. The first stands in bold: what the counts are. "
        "Then what changed, and last the largest risk.",
    )
    ui = {"sentences": {"optional": False}}

    @staticmethod
    def of(paper: Paper) -> dict[str, Any]:
        return {"sentences": "\n".join(paper.content.summary)}

    def words(self) -> list[str]:
        lines = self.cleaned_data["sentences"].splitlines()
        return [" ".join(line.split()) for line in lines if line.strip()]


class DoingForm(forms.Form):
    """What is being done about each exception: one box for each."""

    def __init__(self, data: Mapping[str, Any] | None, *, paper: Paper) -> None:
        super().__init__(data)
        self.keys = paper.keys.get("exceptions", [])
        for key, item in zip(self.keys, paper.content.exceptions, strict=True):
            late = ", past its date" if item.overdue else ""
            self.fields[self.name(key)] = forms.CharField(
                label=f"{item.ref} {item.title}".strip(),
                required=False,
                max_length=1000,
                initial=item.doing,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=f"{_rating(item.rating)}{late}. Lead: {item.lead}. "
                "A verb and a date.",
            )
        self.ui = {name: {"optional": False} for name in self.fields}

    @staticmethod
    def name(key: str) -> str:
        return key.replace(":", "-")

    def words(self) -> dict[str, str]:
        return {key: self.cleaned_data[self.name(key)].strip() for key in self.keys}


def _rating(rating: str) -> str:
    return rating.replace("_", " ").capitalize()


class ItemForm(forms.Form):
    """One thing of a list. Its place is a number, so that no script is needed."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    place = forms.IntegerField(required=False, min_value=1, max_value=99)
    left_out = forms.BooleanField(required=False, label="Leave it out of the paper")
    ui = {
        "place": {"width": 2, "optional": False},
        "left_out": {"optional": False},
    }
    needed: tuple[str, ...] = ("title",)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if self.is_own and self.is_empty(found):
            return found
        for name in self.needed:
            if not found.get("left_out") and not str(found.get(name, "")).strip():
                label = str(self.fields[name].label).lower()
                self.add_error(name, f"Enter the {label}, or leave the whole of it out")
        return found

    @property
    def is_own(self) -> bool:
        return not self.data.get(self.add_prefix("key"))

    @property
    def heading(self) -> str:
        """The thing's own first words, or that there could be one more."""
        return str(self.initial.get(self.needed[0]) or "Add another")

    def is_empty(self, found: Mapping[str, Any]) -> bool:
        """Whether nothing was typed into the form of a new thing."""
        return not any(str(found.get(name) or "").strip() for name in self.worded)

    @property
    def worded(self) -> list[str]:
        return [n for n in self.fields if n not in ("key", "place", "left_out")]


class DecisionForm(ItemForm):
    title = forms.CharField(label="Title", max_length=200, required=False)
    why = forms.CharField(
        label="Why",
        required=False,
        max_length=2000,
        widget=LONG,
        help_text="In two sentences",
    )
    asked_to = forms.CharField(
        label="The board is asked to",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Goes on from these words: agree one year of bridging money.",
    )
    lead = forms.CharField(
        label="Led by", required=False, max_length=120, help_text="A role"
    )
    needed = ("title", "asked_to")
    ui = ItemForm.ui | {name: {"optional": False} for name in ("title", "asked_to")}


class AchievementForm(ItemForm):
    title = forms.CharField(
        label="What went well", max_length=200, required=False, help_text="In bold"
    )
    text = forms.CharField(
        label="More about it", required=False, max_length=1000, widget=LONG
    )
    ui = ItemForm.ui | {"title": {"optional": False}}


class FigureForm(ItemForm):
    measure = forms.CharField(
        label="Measure and unit",
        max_length=120,
        required=False,
        help_text="Such as MARAC cases, people. Never a count of fewer than ten people",
    )
    figure = forms.CharField(label="Figure", max_length=120, required=False)
    reading = forms.CharField(
        label="How to read it", max_length=1000, required=False, widget=LONG
    )
    compare = forms.BooleanField(
        label="It may be compared with earlier figures", required=False, initial=True
    )
    needed = ("measure", "figure", "reading")
    ui = ItemForm.ui | {name: {"optional": False} for name in (*needed, "compare")}

    @property
    def worded(self) -> list[str]:
        return ["measure", "figure", "reading"]


ITEM_FORMS: dict[str, type[ItemForm]] = {
    "decisions": DecisionForm,
    "achievements": AchievementForm,
    "figures": FigureForm,
}


def items_formset(
    part: str, paper: Paper, data: Mapping[str, Any] | None
) -> BaseFormSet:
    """A form for every item of a list, the left-out ones too, and one for a new one."""
    made = formset_factory(ITEM_FORMS[part], extra=1, max_num=60)
    items = items_of(part, paper.from_plan, paper.keys, paper.edits)
    initial = [{**item, "place": n} for n, item in enumerate(items, start=1)]
    return made(data, initial=initial, prefix="item")


def items_words(formset: BaseFormSet) -> list[dict[str, Any]]:
    """The items as `concord.reports.edits` keeps them, in the order of their places."""
    kept = []
    taken = {form.cleaned_data.get("key") for form in formset.forms}
    for n, form in enumerate(formset.forms, start=1):
        found = form.cleaned_data
        if not found.get("key") and form.is_empty(found):
            continue
        item: dict[str, Any] = {name: _tidy(found[name]) for name in form.worded}
        if "compare" in found:
            item["compare"] = found["compare"]
        if isinstance(form, DecisionForm):
            item["ref"] = ""
        item["key"] = found.get("key") or _own_key(taken)
        if found.get("left_out"):
            item["left_out"] = True
        kept.append((found.get("place") or n, n, item))
    return [item for _, _, item in sorted(kept, key=lambda each: each[:2])]


def _tidy(words: str) -> str:
    return words.replace("\r\n", "\n").strip()


def _own_key(taken: set[Any]) -> str:
    number = 1
    while f"own:{number}" in taken:
        number += 1
    taken.add(f"own:{number}")
    return f"own:{number}"


def words_now(part: str, content: BoardPaper, paper: Paper) -> list[str]:
    """What a part says now, a line for each thing: for the second of two editors."""
    if part == "details":
        return [
            f"{getattr(content, name)}" for name in DETAILS if getattr(content, name)
        ]
    if part == "summary":
        return list(content.summary)
    if part == "doing":
        return [f"{e.ref} {e.doing or '-'}" for e in content.exceptions]
    if part == "decisions":
        return [
            f"{e.ref} {e.title}. {e.why} To {e.asked_to}" for e in content.decisions
        ]
    if part == "achievements":
        return [f"{e.title} {e.text}" for e in content.achievements]
    return [f"{e.measure}: {e.figure}. {e.reading}" for e in content.figures]
