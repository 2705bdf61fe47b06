"""The values of a column, and what each of them means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import QueryDict

from concord.evidence.extracts.mapping import tidy
from concord.evidence.extracts.sampling import Sample
from concord.evidence.forms.mapping.known import Choices, Known
from concord.evidence.forms.mapping.posting import lines_in, put_values, values_in


@dataclass(frozen=True, slots=True)
class Row:
    """A value, what it means ("" for nothing), and how many rows of the sample have it.

    `name`: of its controls, which end in "-value" and "-means".
    """

    name: str
    value: str
    means: str
    rows: int


class Table:
    """What each value of a column means: those of the sample, and those once said.

    A value that is called like an area or a group is taken for it, until somebody says
    otherwise.
    """

    def __init__(
        self,
        posted: QueryDict,
        prefix: str,
        *,
        column: str,
        known: Known,
        choices: Choices,
        like: Callable[[str], str],
    ) -> None:
        self.prefix, self.choices = prefix, choices
        sample = known.sample
        there = sample.different(column) if sample is not None and column else []
        self.has_many = sample is not None and sample.has_many(column)
        self.rows = self._rows(posted, there, like, sample, column)
        put_values(posted, prefix, [(one.value, one.means) for one in self.rows])
        posted[f"{prefix}-more"] = ""

    def _rows(
        self,
        posted: QueryDict,
        there: list[str],
        like: Callable[[str], str],
        sample: Sample | None,
        column: str,
    ) -> list[Row]:
        said = values_in(posted, self.prefix)
        before = {tidy(value): (value, means) for value, means in said}
        typed = lines_in(posted, f"{self.prefix}-more")
        values = {tidy(one): one for one in [*typed, *there][::-1]}
        # What has a meaning stays, also where the sample does not have it.
        values |= {key: one for key, (one, means) in before.items() if means}
        counted: dict[str, int] = {}
        if sample is not None:
            counted = dict(sample.values.get(tidy(column), {}))
        often = {tidy(one): rows for one, rows in counted.items()}
        found = []
        order = sorted(values, key=lambda key: (-often.get(key, 0), key))
        for at, key in enumerate(order):
            means = before[key][1] if key in before else like(values[key])
            name = f"{self.prefix}-{at}"
            found.append(Row(name, values[key], means, often.get(key, 0)))
        return found

    @property
    def meanings(self) -> dict[str, str]:
        """Each value that means something."""
        return {one.value: one.means for one in self.rows if one.means}
