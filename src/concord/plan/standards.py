"""Printed references to standards ("NICE PH50 2.1") and the standards they name."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PRINTED = (
    (
        re.compile(r"^(?:NICE\s*)?PH\s*50[\s:,-]*(?:rec\w*\.?\s*)?(\d+)(\.\w+)?", re.I),
        "NICE PH50",
    ),
    (
        re.compile(r"^(?:NICE\s*)?QS\s*116[\s:,-]*(?:st\w*\.?\s*)?(\d+)(\.\w+)?", re.I),
        "NICE QS116",
    ),
    (
        re.compile(
            r"^(?:NSE|National Statement of Expectations|Expectation)"
            r"[\s:,-]*(\d+)(\.\w+)?",
            re.I,
        ),
        "NSE",
    ),
    (re.compile(r"^NICE[\s:,-]*(\d+)(\.\w+)?$", re.I), "NICE PH50"),
)


@dataclass(frozen=True, slots=True)
class Reference:
    """`code` is a Standard's, or None when the reference names none we know."""

    code: str | None
    sub_ref: str = ""


def split(printed: str) -> Reference:
    """The standard that a printed reference names, and which part of it.

    "NICE PH50 2.1" is part 2.1 of "NICE PH50 2"; "PH50 rec 4" is the whole of 4.
    """
    from concord.plan.models import Standard

    text = printed.strip()
    for pattern, family in _PRINTED:
        match = pattern.match(text)
        if match:
            code = f"{family} {match[1]}"
            sub_ref = f"{match[1]}{match[2]}" if match[2] else ""
            return Reference(code if _known(code) else None, sub_ref)
    known = Standard.objects.filter(code__iexact=text).values_list("code", flat=True)
    return Reference(known.first())


def _known(code: str) -> bool:
    from concord.plan.models import Standard

    return Standard.objects.filter(code=code).exists()
