"""Filling in the form from a notification that was pasted in. What was typed stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from concord.cases.forms.rows import MOST
from concord.foundation.ui.forms.fields import PARTS
from concord.foundation.ui.posted import whole_number
from concord.frontdoor.notifications import Notification, Words, read

BOX = "pasted"  # the box, which is empty again afterwards
BUTTON = "paste"
LONGEST = 20_000
IN_WORDS = "about-what_happened"
PEOPLE = {
    "victim": "Whom it is about",
    "alleged": "Alleged to cause harm",
    "child": "Child",
}
# The controls of a person that the page shows, and what they are called.
PERSON = {
    "given_name": "given name",
    "family_name": "family name",
    "born": "date of birth",
    "sex": "sex",
    "other_names": "other names",
    "language": "language",
    "needs_interpreter": "interpreter",
}
REACHED = {
    "phone": "telephone",
    "email": "e-mail",
    "address": "address",
    "postcode": "postcode",
}
OFFERED: Mapping[str, Mapping[str, str]] = {
    "victim": PERSON | REACHED | {"gp": "GP practice"},
    "alleged": PERSON | REACHED | {"relation": "what they are to the victim"},
    "child": PERSON | {"relation": "what they are to the victim", "school": "school"},
}
ABOUT = {
    "danger_now": ("danger", "danger now"),
    "event_on": ("about", "when it happened last"),
    "children_seen": ("about", "whether children saw it"),
    "wishes": ("wishes", "what they want to happen"),
    "told": ("wishes", "whether they know of it"),
    "consent": ("wishes", "consent"),
}
UNSAID = {"", "not_known"}
# A child's form says "child" by itself.
FIRST = {"relation": "child"}


@dataclass(frozen=True, slots=True)
class Pasted:
    """The form with what it says in it, and what was done, in words.

    `took`: for each person, and for the rest, which fields. `left`: the lines that went
    into what happened, word for word.
    """

    data: QueryDict
    took: Sequence[str]
    left: Sequence[str]

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing in the box."""
        return not self.took and not self.left


def filled(posted: QueryDict) -> Pasted:
    """What was typed, with the notification in the fields that were empty."""
    data = posted.copy()
    text = str(data.pop(BOX, [""])[-1])
    told = read(text[:LONGEST])
    left = list(told.left)
    if text[LONGEST:]:
        left.append(text[LONGEST:])
    took = _people(data, told, left)
    rest = _about(data, told, left)
    said = [told.about.get("what_happened", ""), *left]
    words = "\n".join(one for one in said if one)
    if words:
        before = str(data.get(IN_WORDS, "")).rstrip()
        data[IN_WORDS] = f"{before}\n\n{words}" if before else words
    if told.about.get("what_happened"):
        rest.append("what happened")
    if rest:
        took.append(f"The referral: {', '.join(rest)}")
    return Pasted(data, took, left)


def _people(data: QueryDict, told: Notification, left: list[str]) -> list[str]:
    """Put everybody where there is room. Which fields, in words."""
    took: list[str] = []
    people = [("victim", one) for one in (told.victim,) if one]
    for side, several in (("alleged", told.alleged), ("child", told.children)):
        people += [(side, one) for one in several[:MOST]]
        left += [_in_words(PEOPLE[side], {}, one) for one in several[MOST:]]
    for side, said in people:
        prefix = "victim" if side == "victim" else _row(data, side)
        names = _fill(data, prefix, OFFERED[side], said) if prefix else []
        if names:
            listed = ", ".join(OFFERED[side][name] for name in names)
            took.append(f"{PEOPLE[side]}: {listed}")
        rest = _without(said, names)
        if rest:
            left.append(_in_words(PEOPLE[side], said, rest))
    return took


def _row(data: QueryDict, side: str) -> str:
    """The first row in which nobody stands, or a new one; empty where all are taken."""
    count = min(MOST, whole_number(str(data.get(f"{side}-rows", ""))))
    for number in range(count):
        if not _stands(data, f"{side}-{number}", side):
            return f"{side}-{number}"
    if count == MOST:
        return ""
    data[f"{side}-rows"] = str(count + 1)
    return f"{side}-{count}"


def _stands(data: QueryDict, prefix: str, side: str) -> bool:
    names = [name for name in OFFERED[side] if name != "relation"]
    return any(_is_said(data, f"{prefix}-{name}") for name in names)


def _is_said(data: QueryDict, control: str) -> bool:
    controls = [control, *(f"{control}_{part}" for part in PARTS)]
    return any(str(data.get(one, "")).strip() not in UNSAID for one in controls)


def _fill(
    data: QueryDict, prefix: str, offered: Mapping[str, str], said: Words
) -> list[str]:
    """Which of the offered fields took what was said of them: those that were empty."""
    took: list[str] = []
    for name in offered:
        values = _values(name, said)
        control = f"{prefix}-{name}"
        is_free = not _is_said(data, control) or data.get(control) == FIRST.get(name)
        if values and is_free:
            for key, value in values.items():
                data[f"{prefix}-{key}"] = value
            took.append(name)
    return took


def _about(data: QueryDict, told: Notification, left: list[str]) -> list[str]:
    rest: list[str] = []
    for name, (prefix, words) in ABOUT.items():
        if not _values(name, told.about):
            continue
        if _fill(data, prefix, {name: words}, told.about):
            rest.append(words)
        else:
            said = ", ".join(_values(name, told.about).values())
            left.append(f"{words.capitalize()}: {said}")
    return rest


def _values(name: str, said: Words) -> Words:
    """What is said of a field: one word, or the parts of a date."""
    parts = [name, *(f"{name}_{part}" for part in PARTS)]
    return {part: said[part] for part in parts if part in said}


def _without(said: Words, names: Sequence[str]) -> Words:
    gone = {part for name in names for part in _values(name, said)}
    return {key: value for key, value in said.items() if key not in gone}


def _in_words(who: str, said: Words, rest: Words) -> str:
    """ "Child Tansy Wychwood: 4 Lantern Row": what no empty field was left for."""
    name = f"{said.get('given_name', '')} {said.get('family_name', '')}".strip()
    return f"{f'{who} {name}'.strip()}: {', '.join(rest.values())}"
