"""An entry of the directory, as an editor or the service itself writes it."""

from __future__ import annotations

from typing import Any

from django import forms

from concord.directory.entry import Entry, SaidLanguage, SaidPhone, SaidPlace
from concord.directory.hours_words import NotHours, read_hours, write_hours
from concord.directory.models import Service
from concord.directory.needs import GROUPS, KINDS, LANGUAGES, NEEDS, NO_FUNDS, SEXES
from concord.directory.open_referral.reading import NUMBER
from concord.directory.postcodes import outward_codes, whole_postcode
from concord.foundation.ui.forms import DateField

LONG = forms.Textarea(attrs={"rows": 3})
ONE_A_LINE = "One a line."


def _text(label: str, *, most: int = 2000, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=options.pop("required", False),
        widget=forms.Textarea(attrs={"rows": options.pop("rows", 3)}),
        **options,
    )


def _choices(label: str, choices: list[tuple[str, str]], **options: Any) -> Any:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        **options,
    )


class ToldForm(forms.Form):
    """What a service can say of itself. Its names are those of `Service`."""

    name = forms.CharField(label="Name of the service", max_length=200)
    description = _text("What it does", help_text="Two sentences in plain words.")
    phones = _text(
        "Telephone numbers",
        help_text=f"{ONE_A_LINE} Words after the number say what it is for: "
        "07700 900001 at night",
    )
    email = forms.EmailField(label="E-mail", required=False)
    url = forms.URLField(
        label="Website", required=False, max_length=500, assume_scheme="https"
    )
    hours = _text(
        "Opening hours",
        rows=4,
        help_text=f"{ONE_A_LINE} Monday to Friday 9am to 4:30pm. Every day day and "
        "night. Bank holidays closed. Closed 2026-12-25 to 2026-12-28.",
    )
    schedule_note = forms.CharField(
        label="Hours, in words, where the lines above can't say it",
        max_length=500,
        required=False,
    )
    who_answers = forms.CharField(label="Who answers", max_length=200, required=False)
    does_not = _text("What it does not do", help_text=f"{ONE_A_LINE} Say who does.")
    how_to_refer = _text("How to refer")
    self_referral = forms.BooleanField(
        label="People can come by themselves", required=False
    )
    fees = _text("Cost", rows=2)
    alert = _text("What is different at the moment", rows=2)
    access_note = _text("Access for disabled people", rows=2)
    language_note = forms.CharField(
        label="Interpreters and other languages", max_length=300, required=False
    )
    accreditations = _text("Quality marks", rows=2)

    def clean_hours(self) -> str:
        try:
            read_hours(self.cleaned_data["hours"])
        except NotHours as error:
            raise forms.ValidationError(f"Opening hours: {error}") from error
        return str(self.cleaned_data["hours"])

    def clean_phones(self) -> str:
        text = str(self.cleaned_data["phones"])
        read_phones(text)
        return text

    def entry(self) -> Entry:
        """The entry that was said."""
        return entry_of(self.cleaned_data)


class EntryForm(ToldForm):
    """All of an entry, for an editor."""

    organisation = forms.CharField(label="Organisation that runs it", max_length=200)
    kind = forms.ChoiceField(label="Where it is", choices=KINDS.choices)
    status = forms.ChoiceField(label="Is it running?", choices=Service.Status.choices)
    is_secret_place = forms.BooleanField(
        label="Refuge or safe accommodation",
        required=False,
        help_text="Its address is kept secret, so none can be entered.",
    )
    nationwide = forms.BooleanField(label="It serves the whole country", required=False)
    outward_codes = forms.CharField(
        label="Postcodes it serves, first halves",
        required=False,
        max_length=1000,
        help_text="Such as ZZ1 ZZ2. Leave it empty if it serves all of the area.",
    )
    needs = _choices("What it helps with", NEEDS.choices)
    sexes = _choices("Who it is for", SEXES.choices, help_text="None: anybody.")
    by_and_for = _choices("By and for", GROUPS.choices)
    nrpf = forms.ChoiceField(
        label="No recourse to public funds",
        choices=[("", "Not known"), *NO_FUNDS.choices],
        required=False,
    )
    minimum_age = forms.FloatField(
        label="From age", required=False, min_value=0, max_value=120
    )
    maximum_age = forms.FloatField(
        label="Up to age", required=False, min_value=0, max_value=120
    )
    languages = _choices("Languages", LANGUAGES.choices)
    call_safely = _text("How to call safely")
    capacity_note = _text(
        "Capacity, for professionals", help_text="Not shown to the public."
    )
    field_order = (
        "organisation",
        "name",
        "description",
        "kind",
        "status",
        "is_secret_place",
        "needs",
        "sexes",
        "by_and_for",
        "nrpf",
        "minimum_age",
        "maximum_age",
        "nationwide",
        "outward_codes",
    )

    def clean_outward_codes(self) -> list[str]:
        try:
            return outward_codes(self.cleaned_data["outward_codes"])
        except ValueError as error:
            raise forms.ValidationError(f"Postcodes it serves: {error}") from error


class PlaceForm(forms.Form):
    """Where a service is seen."""

    name = forms.CharField(label="Name of the place", max_length=200, required=False)
    address_1 = forms.CharField(label="Number and street", max_length=300)
    city = forms.CharField(label="Town", max_length=120)
    county = forms.CharField(label="County", max_length=120)
    postcode = forms.CharField(label="Postcode", max_length=10)
    access = _text("Access", help_text=f"{ONE_A_LINE} Such as: A ramp at the side.")

    def clean_postcode(self) -> str:
        code = whole_postcode(self.cleaned_data["postcode"])
        if not code:
            raise forms.ValidationError("Postcode: write one such as ZZ1 1ZZ.")
        return code

    def place(self) -> SaidPlace:
        said = dict(self.cleaned_data)
        lines = tuple(line.strip() for line in said.pop("access").splitlines())
        return SaidPlace(**said, access=tuple(line for line in lines if line))


class HideForm(forms.Form):
    why = forms.CharField(label="Why it is hidden", max_length=300)


class CheckedForm(forms.Form):
    by_whom = forms.CharField(
        label="Who has looked over it", max_length=120, help_text="Such as: the service"
    )
    on = DateField(label="On which day")


class DecideForm(forms.Form):
    answer = forms.ChoiceField(
        label="What the service has said",
        choices=[("accept", "Take it over"), ("refuse", "Don't take it over")],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label="Why not", max_length=500, required=False, help_text="If you don't."
    )


def read_phones(text: str) -> tuple[SaidPhone, ...]:
    """Numbers with their labels, one a line. Raises forms.ValidationError."""
    found = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        number = NUMBER.match(line)
        if not number or sum(sign.isdigit() for sign in number[0]) < 3:
            raise forms.ValidationError(
                "Telephone numbers: each line begins with a number."
            )
        label = line[number.end() :].strip(" -:,()")
        found.append(SaidPhone(number[0].strip(), label[:120]))
    return tuple(found)


PARTS = ("phones", "hours", "languages", "organisation")


def entry_of(said: dict[str, Any]) -> Entry:
    """An entry from what a form has cleaned; fields it lacks stay as they are."""
    columns = {name: value for name, value in said.items() if name not in PARTS}
    languages = None
    if "languages" in said:
        languages = tuple(
            SaidLanguage(code, LANGUAGES.labels[code]) for code in said["languages"]
        )
    return Entry(
        organisation=said.get("organisation", ""),
        columns=columns,
        phones=read_phones(said["phones"]) if "phones" in said else None,
        hours=read_hours(said["hours"]) if "hours" in said else None,
        languages=languages,
    )


def initial_of(service: Service) -> dict[str, Any]:
    """What a form begins with: the entry as it is."""
    names = [*EntryForm.base_fields]
    found = {name: getattr(service, name) for name in names if name not in PARTS}
    found |= {
        "organisation": service.organisation.name,
        "outward_codes": " ".join(service.outward_codes),
        "phones": "\n".join(
            f"{one.number} {one.label}".strip() for one in service.phones.all()
        ),
        "hours": write_hours(service.schedules.all()),
        "languages": [one.code for one in service.languages.all()],
    }
    return found
