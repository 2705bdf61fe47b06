"""The register of letters: what may be sent, and with which variables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context, Template
from django.template.loader import get_template

Value = str | int | bool | list[str]


class LetterError(Exception):
    """The letter is not registered, or was given other variables than it has."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A kind of e-mail: one subject, one text, and the variables of both."""

    name: str
    subject: str
    template: str
    variables: frozenset[str]


_REGISTER: dict[str, Letter] = {}

FOOT = (
    "\n\n-- \n{site}\n"
    "Messages from this service carry no details, on purpose: sign in to see them.\n"
)


def letter(
    name: str, *, subject: str, template: str, variables: Iterable[str]
) -> Letter:
    """Register a letter. `subject` is a template too; `template` names a text file.

    Raises LetterError for a name that another letter has.
    """
    new = Letter(name, subject, template, frozenset(variables))
    if _REGISTER.setdefault(name, new) != new:
        raise LetterError(f'Two letters are called "{name}": rename one of them.')
    return new


def registered(name: str) -> Letter:
    try:
        return _REGISTER[name]
    except KeyError:
        raise LetterError(
            f'No letter is called "{name}": register it in a letters.py.'
        ) from None


def checked(of: Letter, context: Mapping[str, Any]) -> dict[str, Value]:
    """The context, when it has exactly the variables of the letter, in plain values.

    Raises LetterError naming the variable, never its value.
    """
    if _REGISTER.get(of.name) != of:
        raise LetterError(f'The letter "{of.name}" is not registered: use letter(...).')
    unknown = sorted(context.keys() - of.variables)
    missing = sorted(of.variables - context.keys())
    if unknown or missing:
        raise LetterError(
            f'The letter "{of.name}" takes {_listed(of.variables)}; '
            f"not known: {_listed(unknown)}; missing: {_listed(missing)}."
        )
    for name, value in context.items():
        if not _plain(value):
            raise LetterError(
                f'The variable "{name}" of the letter "{of.name}" is a '
                f"{type(value).__name__}: give text, a whole number or a list of texts."
            )
    return dict(context)


def rendered(of: Letter, context: Mapping[str, Value]) -> tuple[str, str]:
    """Subject, on one line, and text. Raises LetterError for an unknown variable."""
    subject = Template(of.subject).render(_Strict(of, context))
    engine_template: Any = get_template(of.template)
    body = engine_template.template.render(_Strict(of, context))
    foot = FOOT.format(site=settings.CONCORD_BASE_URL)
    return " ".join(subject.split()), body.strip() + foot


class _Strict(Context):
    """Plain text, and no variable that the letter doesn't name."""

    def __init__(self, of: Letter, context: Mapping[str, Value]) -> None:
        super().__init__(dict(context), autoescape=False)
        self._of = of

    def __getitem__(self, key: Any) -> Any:
        try:
            return super().__getitem__(key)
        except KeyError:
            # Not a KeyError: the engine would quietly print nothing instead.
            raise LetterError(
                f'The template of the letter "{self._of.name}" uses "{key}", which '
                "the letter does not name."
            ) from None


def _plain(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(item, str) for item in value)
    return isinstance(value, str | int)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"
