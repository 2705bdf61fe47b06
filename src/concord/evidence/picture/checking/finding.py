"""A finding: one sentence about figures that do not fit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One sentence about what does not fit, and the things it is said of.

    `about` holds codes of measures and keys of stated figures: where the page shows one
    of these, it says the sentence.
    """

    kind: str
    sentence: str
    about: frozenset[str]
    where: str = ""
