"""A referral that nobody typed into the page: from a sheet, or from another system.

The page's own forms check it, so that the same is right and wrong in each way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Form

from concord.access.models import Side
from concord.foundation.ui.forms import DateField, wording
from concord.foundation.ui.forms.fields import PARTS as BOXES
from concord.frontdoor.actions.referring import check
from concord.frontdoor.forms.people import (
    AllegedInReferral,
    ChildInReferral,
    Reached,
    VictimInReferral,
)
from concord.frontdoor.forms.referral import (
    AboutForm,
    DangerForm,
    ReferrerForm,
    WishesForm,
)
from concord.frontdoor.said import Referrer, Said, Somebody
from concord.people.models import Relationship

ONE: dict[str, type[Form]] = {
    "danger": DangerForm,
    "about": AboutForm,
    "wishes": WishesForm,
    "referrer": ReferrerForm,
    "victim": VictimInReferral,
}
# Of these there may be several: `alleged-0`, `child-1` ...
SEVERAL: dict[str, type[Form]] = {
    "alleged": AllegedInReferral,
    "child": ChildInReferral,
}
# Fields of the page's own conversation: a record that was found, and "not known".
ONLY_ON_THE_PAGE = ("record", "unknown")
NAMES = ("given_name", "family_name")
DAY = (
    re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d?)(?:-(?P<day>\d\d?))?)?"),
    re.compile(r"(?:(?:(?P<day>\d\d?)[/. ])?(?P<month>\d\d?)[/. ])(?P<year>\d{4})"),
    re.compile(r"(?:(?P<day>\d\d?) )?(?P<month>[A-Za-z]{3,9}) (?P<year>\d{4})"),
)
NOT_A_DAY = "{label}: this is not a date. Write it like 21/05/1988 or 1988-05-21"

Parts = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with one field of one part. `name` is empty for the whole part."""

    part: str
    name: str
    words: str


def form_of(part: str) -> type[Form]:
    """The form that checks a part: `victim`, `child-2`."""
    return ONE.get(part) or SEVERAL[part.partition("-")[0]]


def fields_of(part: str) -> dict[str, Any]:
    """The fields that may come for a part, by name."""
    fields = form_of(part).base_fields
    return {n: field for n, field in fields.items() if n not in ONLY_ON_THE_PAGE}


class Intake:
    """A referral as it came, part by part.

    Values are text; `True` or `False`; or lists of text for what may be several. Dates
    are text, the day or day and month left out where they are not known.
    """

    def __init__(self, parts: Parts) -> None:
        self.forms: dict[str, Form] = {}
        self.wrong: list[Wrong] = []
        for part in (*ONE, *(p for p in parts if p not in ONE)):
            given, no_days = _filled(part, parts.get(part, {}))
            form = self.forms[part] = form_of(part)(given)
            self.wrong += no_days
            seen = {one.name for one in no_days}
            self.wrong += [one for one in _errors(part, form) if one.name not in seen]

    def said(self, *, source: str, key: str) -> Said | None:
        """For the verb; None when something is `wrong`, which the verb may add to."""
        if self.wrong:
            return None
        data = {part: self.forms[part].cleaned_data for part in ONE}
        said = Said(
            source=source,
            people=list(self._people()),
            referrer=Referrer(**data["referrer"]),
            key=key,
            **data["danger"],
            **data["about"],
            **data["wishes"],
        )
        try:
            check(said, professional=True)
        except ValidationError as error:
            self.wrong += [
                Wrong(self._part_with(name), name, words)
                for name, texts in error.message_dict.items()
                for words in texts
            ]
            return None
        return said

    def _people(self) -> Iterator[Somebody]:
        for side in (Side.VICTIM, Side.ALLEGED, Side.CHILD):
            for form in self.forms.values():
                if isinstance(form, Reached) and form.side == side:
                    yield form.somebody()

    def _part_with(self, name: str) -> str:
        return next((p for p in ONE if name in self.forms[p].fields), "")


def _filled(part: str, given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Wrong]]:
    """What the form of a part is given: dates in boxes, names in lines."""
    made, wrong = dict(given), []
    for name, field in fields_of(part).items():
        value = made.get(name)
        if isinstance(field, DateField) and value:
            boxes = _boxes(str(value))
            if boxes is None:
                words = NOT_A_DAY.format(label=field.label)
                wrong.append(Wrong(part, name, words))
            made |= {f"{name}_{box}": (boxes or {}).get(box, "") for box in BOXES}
    if isinstance(made.get("other_names"), list | tuple):
        made["other_names"] = "\n".join(made["other_names"])
    if part == "victim" or part.startswith("alleged"):
        made["unknown"] = not any(str(made.get(n) or "").strip() for n in NAMES)
    if part.startswith("child"):
        made["relation"] = made.get("relation") or Relationship.Kind.CHILD
    return made, wrong


def _boxes(text: str) -> dict[str, str] | None:
    """Day, month and year of a date as people and machines write it."""
    tidy = " ".join(text.split())
    found = next((hit for one in DAY if (hit := one.fullmatch(tidy))), None)
    if found is None:
        return None
    return {box: value or "" for box, value in found.groupdict().items()}


def _errors(part: str, form: Form) -> Iterator[Wrong]:
    for name, errors in form.errors.as_data().items():
        if name not in form.fields:
            yield from (Wrong(part, "", w) for e in errors for w in e.messages)
            continue
        for error in errors:
            for words in wording.say(form[name], error):
                yield Wrong(part, name, words)
