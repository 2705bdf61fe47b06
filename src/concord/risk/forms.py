"""Forms of risk: a checklist by its pack, a recorded result, and what is local."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone

from concord.foundation.ui.forms import DateField, FileField
from concord.risk.actions.assessing import Result, Said, Talk
from concord.risk.actions.instruments import Decision
from concord.risk.models import Known, Mode, RiskAssessment, Setting
from concord.risk.pack import MOST_BYTES, Item, Pack
from concord.risk.scoring import (
    ANSWER_WORDS,
    Answer,
    Band,
    Local,
    Score,
    high_from,
    score_of,
)

EITHER = [("yes", "Yes"), ("no", "No")]
MOST_NOTE, MOST_TEXT = 1000, 4000
DAYS = ("assessed_on", "reassess_on")
KEYS = {Answer.YES: "y", Answer.NO: "n", Answer.DONT_KNOW: "d", Answer.NOT_ASKED: "a"}


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})


def _words(label: str, hint: str = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=MOST_TEXT,
        widget=_area(rows),
    )


def _one_of(label: str, choices: Any, hint: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=False,
        help_text=hint,
        widget=forms.RadioSelect,
    )


@dataclass(frozen=True, slots=True)
class Question:
    """One item on the page: its words, its four answers, a note and a source."""

    item: Item
    words: str
    field: BoundField
    note: BoundField
    source: BoundField

    @property
    def answers(self) -> list[tuple[str, str, str, bool]]:
        """Value, key that chooses it, words, and whether it is chosen."""
        chosen = str(self.field.value() or "")
        return [
            (a.value, KEYS[a], word, a.value == chosen)
            for a, word in ANSWER_WORDS.items()
        ]

    @property
    def has_note(self) -> bool:
        return bool(self.note.value() or self.source.value())


@dataclass(frozen=True, slots=True)
class Section:
    """Items that stand together."""

    title: str
    questions: list[Question]

    @property
    def numbers(self) -> str:
        """ "1 to 5"."""
        return f"{self.questions[0].item.n} to {self.questions[-1].item.n}"

    @property
    def anchor(self) -> str:
        return f"part-{self.questions[0].item.n}"


class OfAssessment(forms.Form):
    """What every assessment has: its day, a judgement, and why it is corrected."""

    pack: Pack

    def __init__(
        self,
        *args: Any,
        pack: Pack,
        local: Local,
        corrects: RiskAssessment | None = None,
        **options: Any,
    ) -> None:
        options["initial"] = {
            "assessed_on": timezone.localdate(),
            **(_of_made(corrects) if corrects else {}),
            **(options.get("initial") or {}),
        }
        super().__init__(*args, **options)
        self.pack, self.local = pack, local
        if corrects is None:
            del self.fields["corrected_why"]

    def _day(self, name: str) -> dt.date | None:
        found: dt.date | None = self.cleaned_data.get(name)
        return found

    def judged(self) -> Band | None:
        """How high somebody judges it, if they do."""
        chosen = self.cleaned_data.get("judged_band")
        return Band(int(chosen)) if chosen else None


class AssessmentForm(OfAssessment):
    """A checklist: its items, about the talk, the judgement, and what the victim wants.

    Nothing but the day is required: what is not answered was not asked.
    """

    corrected_why = forms.CharField(
        label="Why you correct it", max_length=300, help_text="The first one stays."
    )
    assessed_on = DateField(label="Done on")
    mode = forms.ChoiceField(
        label="How it was done",
        choices=Mode.choices,
        widget=forms.RadioSelect,
    )
    setting = forms.ChoiceField(
        label="Where", choices=[("", "Not said"), *Setting.choices], required=False
    )
    seen_alone = _one_of("Seen alone", Known.choices)
    interpreter = _one_of("With an interpreter", Known.choices)
    events_12_months = forms.IntegerField(
        label="Domestic abuse events in the past 12 months",
        required=False,
        min_value=0,
        max_value=999,
        help_text="All that anybody knows of, not only calls to the police.",
        widget=forms.NumberInput(attrs={"autocomplete": "off"}),
    )
    events_note = _words("Which ones, and how they got worse", rows=2)
    judged_band = _one_of("You judge the risk to be", Band.choices)
    judged_why = _words("Why you judge it so")
    marac_grounds = _one_of("Reasonable grounds to refer to MARAC", EITHER)
    weapons = _one_of("Weapons within their reach", Known.choices)
    weapons_note = _words("Which weapons", rows=2)
    vulnerabilities = _words("What makes the victim more vulnerable")
    other_information = _words("Other information about the risk")
    priorities = _words("What the victim wants first", "In their own words.")
    reassess_on = DateField(label="Assess again by", required=False)

    ui = {
        "seen_alone": {"inline": True},
        "interpreter": {"inline": True},
        "judged_band": {"inline": True},
        "marac_grounds": {"inline": True},
        "weapons": {"inline": True},
        "events_12_months": {"width": 3},
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        modes: Any = self.fields["mode"]
        modes.choices = [(m.value, m.label) for m in (Mode.LIVE, Mode.PAPER)]
        if not self.pack.may_be_live:
            del self.fields["mode"]
        weeks = self.local.weeks
        self.fields[
            "reassess_on"
        ].help_text = f"{weeks} weeks after it, if you leave this empty."
        high = high_from(self.pack)
        self.fields["judged_band"].required = high is None
        self.fields["judged_band"].help_text = (
            "Leave it empty if the answers say enough. Judgement makes it higher, "
            "never lower."
            if high
            else f"{self.pack.name} has no cut-off: nothing is worked out for you."
        )
        for item in self.pack.items:
            self._add(item)

    def _add(self, item: Item) -> None:
        self.fields[f"q{item.n}"] = _one_of(item.label, list(ANSWER_WORDS.items()))
        self.fields[f"q{item.n}_note"] = forms.CharField(
            label=f"Note to question {item.n}",
            required=False,
            max_length=MOST_NOTE,
            widget=_area(2),
        )
        self.fields[f"q{item.n}_source"] = forms.CharField(
            label="Who said so, if not the victim",
            required=False,
            max_length=120,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )

    def sections(self) -> Iterator[Section]:
        """The items as they stand on the page."""
        for part in self.pack.parts:
            yield Section(
                part.title,
                [
                    Question(
                        item,
                        self.pack.says(item),
                        self[f"q{item.n}"],
                        self[f"q{item.n}_note"],
                        self[f"q{item.n}_source"],
                    )
                    for item in part.items
                ],
            )

    def so_far(self) -> Score:
        """What is answered up to now, whatever else is right or wrong."""
        said = {
            item.n: str(self[f"q{item.n}"].value() or "") for item in self.pack.items
        }
        known = {a.value for a in Answer}
        return score_of(self.pack, {n: a for n, a in said.items() if a in known})

    def answers(self) -> dict[int, Said]:
        """The answers by item, those left out among them as not asked."""
        given = self.cleaned_data
        return {
            item.n: Said(
                Answer(given[f"q{item.n}"] or Answer.NOT_ASKED.value),
                given[f"q{item.n}_note"],
                given[f"q{item.n}_source"],
            )
            for item in self.pack.items
        }

    def talk(self) -> Talk:
        """All but the answers, as the verb takes it."""
        given = self.cleaned_data
        grounds = given["marac_grounds"]
        return Talk(
            assessed_on=given["assessed_on"],
            mode=Mode(given.get("mode") or Mode.PAPER),
            judged_band=self.judged(),
            marac_grounds=grounds == "yes" if grounds else None,
            **{
                name: given[name]
                for name in (
                    "setting",
                    "interpreter",
                    "seen_alone",
                    "judged_why",
                    "events_12_months",
                    "events_note",
                    "other_information",
                    "vulnerabilities",
                    "weapons",
                    "weapons_note",
                    "priorities",
                    "reassess_on",
                )
            },
        )


class ResultForm(OfAssessment):
    """What another tool found, as it was recorded elsewhere."""

    corrected_why = forms.CharField(
        label="Why you correct it", max_length=300, help_text="The first one stays."
    )
    assessed_on = DateField(label="Done on")
    result = forms.CharField(
        label="Result",
        max_length=MOST_TEXT,
        help_text="In the words of whoever recorded it. Nothing is scored here.",
        widget=_area(4),
    )
    result_by = forms.CharField(
        label="Recorded by",
        max_length=120,
        help_text="Role and service, such as: offender manager, probation.",
    )
    judged_band = _one_of("What was judged", Band.choices)
    judged_why = _words("Why it was judged so")
    reassess_on = DateField(label="Look again by", required=False)

    ui = {"judged_band": {"inline": True, "optional": False}}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.pack.is_judged:
            del self.fields["judged_band"], self.fields["judged_why"]

    def given(self) -> Result:
        """As the verb takes it."""
        data = self.cleaned_data
        return Result(
            assessed_on=data["assessed_on"],
            result=data["result"],
            result_by=data["result_by"],
            judged_band=self.judged(),
            judged_why=data.get("judged_why", ""),
            reassess_on=data["reassess_on"],
        )


class LocalForm(forms.Form):
    """What a partnership decides about an instrument."""

    medium_from = forms.IntegerField(
        label="Medium from",
        required=False,
        min_value=1,
        help_text="So many Yes. Leave it empty if you use no medium band.",
    )
    clusters = forms.MultipleChoiceField(
        label="High whatever the score, when the answer is Yes to",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    events = forms.IntegerField(
        label="Escalation: so many events in 12 months",
        min_value=1,
        max_value=99,
    )
    weeks = forms.IntegerField(
        label="Assess again after so many weeks", min_value=1, max_value=104
    )
    why = forms.CharField(
        label="Who decided it, and when",
        max_length=300,
        help_text="Such as: MARAC steering group, 3 November.",
        widget=_area(2),
    )
    ui = {
        "medium_from": {"width": 3},
        "events": {"width": 3},
        "weeks": {"width": 3},
    }

    def __init__(self, *args: Any, pack: Pack, local: Local, **options: Any) -> None:
        options["initial"] = {
            "medium_from": local.medium_from,
            "clusters": list(local.clusters),
            "events": local.events,
            "weeks": local.weeks,
        }
        super().__init__(*args, **options)
        clusters: Any = self.fields["clusters"]
        clusters.choices = [(c.code, c.label) for c in pack.clusters]
        if not pack.clusters:
            del self.fields["clusters"]
        if not any(step.is_local for step in pack.bands):
            del self.fields["medium_from"]
        if pack.kind == "result":
            del self.fields["events"]
        self.events_before = local.events

    def decision(self) -> Decision:
        """As the verb takes it."""
        data = self.cleaned_data
        return Decision(
            medium_from=data.get("medium_from"),
            clusters=tuple(data.get("clusters", ())),
            events=data.get("events") or self.events_before,
            weeks=data["weeks"],
            why=data["why"],
        )


class LoadForm(forms.Form):
    """A pack from a file."""

    file = FileField(label="The file", accept=[".toml"], most_bytes=MOST_BYTES)


def typed_of(data: Mapping[str, Any], form: forms.Form) -> dict[str, str]:
    """What was typed into the form, by name of control: as a draft keeps it."""
    names = (set(form.fields) - set(DAYS)) | {
        f"{name}_{part}" for name in DAYS for part in ("day", "month", "year")
    }
    typed = {name: str(data.get(name, "")) for name in sorted(names)}
    # The database keeps no NUL, and a draft is checked by no form.
    return {name: text.replace("\0", "") for name, text in typed.items() if text}


def initial_of(typed: Mapping[str, str]) -> dict[str, Any]:
    """A draft as what a form begins with; a day as its three boxes."""
    found: dict[str, Any] = dict(typed)
    for name in DAYS:
        parts = {p: typed.get(f"{name}_{p}", "") for p in ("day", "month", "year")}
        if any(parts.values()):
            found[name] = parts
    return found


def _of_made(made: RiskAssessment) -> dict[str, Any]:
    """What a correction begins with: everything that stands in the one before."""
    names = (
        "assessed_on mode setting interpreter seen_alone judged_band judged_why "
        "events_12_months events_note other_information vulnerabilities weapons "
        "weapons_note priorities result result_by reassess_on"
    )
    found = {name: getattr(made, name) for name in names.split()}
    if made.marac_grounds is not None:
        found["marac_grounds"] = "yes" if made.marac_grounds else "no"
    for n, said in made.answers.items():
        found |= {
            f"q{n}": said["answer"],
            f"q{n}_note": said["note"],
            f"q{n}_source": said["source"],
        }
    return found
