"""An assessment as it is read and printed: its items with what was answered."""

from __future__ import annotations

from dataclasses import dataclass

from concord.risk.models import RiskAssessment
from concord.risk.scoring import Answer


@dataclass(frozen=True, slots=True)
class Row:
    """One item: number, words, answer, and what was noted to it."""

    n: int
    words: str
    answer: str
    is_yes: bool
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class Part:
    """Items that stand together."""

    title: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All of it, with the words of the local rules that raised the band."""

    parts: list[Part]
    fired: list[str]


def sheet_of(made: RiskAssessment) -> Sheet:
    """The assessment as parts and rows. No query beyond its instrument."""
    pack = made.pack
    labels = {cluster.code: cluster.label for cluster in pack.clusters}
    return Sheet(
        parts=[
            Part(
                part.title,
                [
                    Row(
                        n=item.n,
                        words=pack.says(item),
                        answer=made.answer_in_words(item.n),
                        is_yes=made.answer(item.n) == Answer.YES,
                        note=made.answers.get(str(item.n), {}).get("note", ""),
                        source=made.answers.get(str(item.n), {}).get("source", ""),
                    )
                    for item in part.items
                ],
            )
            for part in pack.parts
        ],
        fired=[labels.get(code, code) for code in made.overrides],
    )
