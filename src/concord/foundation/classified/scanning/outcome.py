"""What a scan has found. Names of fields and tests stand in it, and no value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from concord.foundation.classified.scanning.leaving import Leaving, Way, readings
from concord.foundation.classified.scanning.looking import Looking, shaped, shapes_in
from concord.foundation.classified.scanning.values import LINKS, Values

# A link in a letter is there to be read and opened, and may stand nowhere else.
MEANT = {(LINKS, Way.MAIL), (LINKS, Way.ADDRESS)}
# What a run of all tests learns and keeps at the very least, about half of what it did
# when this was written: a scan that has seen nothing must not pass.
LEAST_VALUES = 8000
LEAST = {
    Way.LOG: 2000,
    Way.PRINTED: 200,
    Way.EXCEPTION: 1,
    Way.ERROR_PAGE: 1,
    Way.ADDRESS: 15_000,
    Way.TITLE: 600,
    Way.MAIL: 60,
}
LEAST_OF_OUR_SERVER = {Way.DATABASE_LOG: 100}  # another server's log can't be read

Finding = tuple[str, str, str]  # the field, the way out, the test


@dataclass
class Outcome:
    """Of one process, or of several put together."""

    findings: set[Finding] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    values: int = 0
    set_aside: int = 0

    def as_data(self) -> dict[str, Any]:
        """Plain values, to be handed from one process to another."""
        return {
            "findings": [list(one) for one in sorted(self.findings)],
            "counts": dict(self.counts),
            "values": self.values,
            "set_aside": self.set_aside,
        }

    def add(self, data: dict[str, Any]) -> None:
        """Put what another process found to this."""
        self.findings |= {(one[0], one[1], one[2]) for one in data["findings"]}
        self.counts.update(data["counts"])
        self.values += data["values"]
        self.set_aside += data["set_aside"]

    def short_of(self, expected: Mapping[Way, int]) -> list[str]:
        """What a run of all tests should have seen, and this one has not."""
        seen = [("values to look for", self.values, LEAST_VALUES)]
        for way, least in expected.items():
            seen.append((f"texts by {way}", self.counts[way], least))
        return [
            f"only {count} {what}, at least {least} were expected: is a tap broken?"
            for what, count, least in seen
            if count < least
        ]

    def in_short(self) -> str:
        """One line: how much was looked for in how much."""
        return (
            f"Personal values: {self.values} looked for in {self.counts.total()} texts "
            f"that left, {len(self.findings)} found"
        )

    def by_way(self) -> str:
        """How much left by each way, for a run of all tests."""
        ways = ", ".join(f"{self.counts[way]} by {way}" for way in Way)
        return f"({ways}; {self.set_aside} values set aside: words of the program)"


def look(values: Values, leaving: Leaving, program: Iterable[str]) -> Outcome:
    """Looks for each value in each text that left.

    A value that the program's own text holds is set aside: nothing can be told from
    finding it.
    """
    texts = list(program)
    ours = Looking(values.by_text())
    common = {value for text in texts for value in ours.found_in(text)}
    printed = {value for text in texts for value in shaped(text)}
    values.forget(common)
    fields, looking = values.by_text(), Looking(values.by_text())
    findings: set[Finding] = set()
    for left in leaving:
        places = set(shapes_in(left.text, printed))
        for text in readings(left):
            places.update(*(fields[value] for value in looking.found_in(text)))
        findings |= {
            (place, str(left.way), without_parameters(left.test))
            for place in places
            if (place, left.way) not in MEANT
        }
    counts = Counter({str(way): count for way, count in leaving.counts.items()})
    return Outcome(findings, counts, len(values), len(common))


def without_parameters(test: str) -> str:
    """The name of a test, without what it is given: that may be such a value."""
    return test.partition("[")[0]
