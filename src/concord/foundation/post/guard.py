"""Nothing that looks like a person goes into an e-mail.

E-mail passes through servers of others and lies in inboxes for years. A letter says
"you have work to do" and links to a page behind the sign-in. This guard is the second
fence; the first is that a letter has named variables.

Another guard can be named in settings: `POST_GUARD = "dotted.path"`, a function of
the letter and its context that raises PersonalDataError.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from django.conf import settings
from django.utils.module_loading import import_string

from concord.foundation.post.letters import Letter, Value

DEFAULT = "concord.foundation.post.guard.no_personal_data"

_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_TEN_DIGITS = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
_TELEPHONE = re.compile(r"(?<![\d-])(?:\+44|0)[\d ()-]{9,14}\d?(?!\d)")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
_WEB = re.compile(r"https?://\S+", re.IGNORECASE)


class PersonalDataError(Exception):
    """A letter was about to carry something that looks like personal data.

    The message names the letter and the variable, never the value.
    """


def check(letter: Letter, context: Mapping[str, Value]) -> None:
    """Ask the guard of this installation."""
    path = getattr(settings, "POST_GUARD", DEFAULT)
    guard: Callable[[Letter, Mapping[str, Value]], None] = import_string(path)
    guard(letter, context)


def no_personal_data(letter: Letter, context: Mapping[str, Value]) -> None:
    """Raises PersonalDataError for an address, a telephone or NHS number, a postcode.

    A link must lead to this site: one that leads elsewhere is refused too.
    """
    for name, value in context.items():
        for text in value if isinstance(value, list) else [str(value)]:
            if found := _looks_like(text):
                raise PersonalDataError(
                    f'The variable "{name}" of the letter "{letter.name}" looks like '
                    f"{found}. Say that there is work to do, and link to it."
                )


def _looks_like(text: str) -> str | None:
    links = _WEB.findall(text)
    if any(not _ours(link) for link in links):
        return "a link to another site"
    # Links to this site hold ids and signed tokens, which can look like anything.
    words = _WEB.sub("", text)
    if _ADDRESS.search(words):
        return "an e-mail address"
    if any(map(_nhs_number, _TEN_DIGITS.findall(words))):
        return "an NHS number"
    if _TELEPHONE.search(words):
        return "a telephone number"
    if _POSTCODE.search(words):
        return "a postcode"
    return None


def _ours(link: str) -> bool:
    site = settings.CONCORD_BASE_URL.rstrip("/")
    return link == site or link.startswith(f"{site}/")


def _nhs_number(text: str) -> bool:
    """Ten digits of which the last is right: modulo 11, NHS Data Dictionary."""
    digits = [int(c) for c in text if c.isdigit()]
    total = sum(d * weight for d, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - total % 11) % 11 == digits[9]
