"""A referral as JSON: which fields there are, of what kind, and what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from concord.foundation.ui.forms import DateField
from concord.frontdoor.forms.intake import Intake, Parts, Wrong, fields_of

# These stand at the top of the body, each under its own name.
FLAT = ("danger", "about", "wishes")
ONE = ("referrer", "victim")
SEVERAL = {"alleged": "alleged", "children": "child"}  # in the body: part
MOST = 20  # of one kind
KEY = "key"
UNKNOWN = "This is no field of a referral. Take it out, or correct its name."
NOBODY = "Say whom it is about. Give an empty object where nothing is known of them."
NO_DAY = "This day can't be used. Write it as 1988, 1988-05 or 1988-05-21."
UNUSABLE = "This can't be used here. See what the description of the API says of it."

Fault = tuple[str, str]  # field, message


class NotJson(ValueError):
    """What came is no JSON that can be kept."""


def read_json(raw: bytes) -> dict[str, Any]:
    """The object in a body. Raises NotJson for another thing, and for a name twice."""
    try:
        found = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_once,
            parse_constant=_no_constant,
        )
        # Halves of characters and zero characters can be written in JSON, not kept.
        text = json.dumps(found, ensure_ascii=False)
        text.encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise NotJson from error
    if not isinstance(found, dict) or "\\u0000" in text:
        raise NotJson
    return found


def canonical(body: Mapping[str, Any]) -> bytes:
    """The same bytes for the same content, whatever the order and the spaces."""
    plain = {name: value for name, value in body.items() if name != KEY}
    return json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()


class Body:
    """A referral as it came: `intake` checks it as the page does its own."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self.faults: list[Fault] = []
        self._given: dict[str, Any] = {}  # what came, by field
        self.intake = Intake(self._parts(body))

    def all_faults(self) -> list[Fault]:
        """Everything that is wrong, none of it with the words that came."""
        seen = {path for path, _ in self.faults}
        found = [self._quiet(one) for one in self.intake.wrong]
        return self.faults + [one for one in found if one[0] not in seen]

    def _parts(self, body: Mapping[str, Any]) -> Parts:
        parts: dict[str, dict[str, Any]] = {}
        if "victim" not in body:
            self.faults.append(("victim", NOBODY))
        known = {name: part for part in FLAT for name in fields_of(part)}
        for name, value in body.items():
            if name in known:
                part = known[name]
                parts.setdefault(part, {}).update(self._fields(part, {name: value}, ""))
            elif name in ONE:
                parts[name] = self._object(name, value, name)
            elif name in SEVERAL:
                parts.update(self._several(name, value))
            elif name != KEY:
                self.faults.append((name[:80], UNKNOWN))
        return parts

    def _several(self, name: str, value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
        if not isinstance(value, list) or len(value) > MOST:
            self.faults.append((name, f"Give a list of at most {MOST} objects."))
            return
        for at, one in enumerate(value):
            part = f"{SEVERAL[name]}-{at}"
            yield part, self._object(part, one, f"{name}[{at}]")

    def _object(self, part: str, value: Any, path: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            self.faults.append((path, "Give an object with fields."))
            return {}
        return self._fields(part, value, f"{path}.")

    def _fields(
        self, part: str, given: Mapping[str, Any], before: str
    ) -> dict[str, Any]:
        known = fields_of(part)
        made: dict[str, Any] = {}
        for name, value in given.items():
            if name not in known:
                self.faults.append((f"{before}{name[:80]}", UNKNOWN))
            elif value is not None:
                wrong = _wrong_kind(name, known[name], value)
                if wrong:
                    self.faults.append((f"{before}{name}", wrong))
                else:
                    made[name] = value
                    self._given[f"{before}{name}"] = value
        return made

    def _quiet(self, wrong: Wrong) -> Fault:
        """Without what came: an answer may be kept in a log of theirs."""
        path = path_of(wrong.part, wrong.name)
        if isinstance(fields_of(wrong.part or "about").get(wrong.name), DateField):
            return path, NO_DAY
        given = self._given.get(path, "")
        texts = given if isinstance(given, list) else [given]
        said = [str(text).strip().lower() for text in texts]
        echoes = any(text and text in wrong.words.lower() for text in said)
        return path, UNUSABLE if echoes else wrong.words


def path_of(part: str, name: str) -> str:
    """Where a field stands in the body: `victim.phone`, `children[1].born`."""
    kind, _, number = part.partition("-")
    if kind in FLAT or not kind:
        return name or "body"
    place = next((n for n, p in SEVERAL.items() if p == kind), kind)
    at = f"{place}[{number}]" if number else place
    return f"{at}.{name}" if name else at


def _wrong_kind(name: str, field: forms.Field, value: Any) -> str:
    """What kind of value the field takes, where it is another."""
    if isinstance(field, forms.BooleanField):
        return "" if isinstance(value, bool) else "Give true or false."
    if isinstance(field, forms.MultipleChoiceField) or name == "other_names":
        is_good = isinstance(value, list) and len(value) <= MOST
        is_good = is_good and all(isinstance(one, str) for one in value)
        return "" if is_good else f"Give a list of at most {MOST} texts."
    return "" if isinstance(value, str) else "Give a text."


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise NotJson
    return made


def _no_constant(_: str) -> Any:
    raise NotJson
