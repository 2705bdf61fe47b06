"""Several people of one side in a form, added and taken out one by one without scripts.

Each row is a form with the prefix `child-0`, `child-1` ...; `child-rows` says how many
there are. The buttons `more` and `less` come back with everything that was typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.http import QueryDict

from concord.cases.forms.people import AllegedForm, ChildForm, NewcomerForm
from concord.foundation.ui.posted import whole_number

MOST = 20  # people of one side in one form
KINDS: Mapping[str, type[NewcomerForm]] = {"alleged": AllegedForm, "child": ChildForm}
FIRST = {"alleged": 1, "child": 0}  # rows of an untouched form


class Rows:
    """The rows of one side, as the browser sent them.

    `kinds`: the form of each side, where a page asks for more than who they are.
    """

    def __init__(
        self,
        side: str,
        data: QueryDict | None,
        *,
        quiet: bool,
        kinds: Mapping[str, type[NewcomerForm]] = KINDS,
    ) -> None:
        self.side = side
        count = _count(data, side) if data is not None else FIRST[side]
        self.forms = [
            kinds[side](data, prefix=f"{side}-{n}", quiet=quiet) for n in range(count)
        ]

    def __iter__(self) -> Iterator[NewcomerForm]:
        return iter(self.forms)

    @property
    def count(self) -> int:
        """How many rows there are: what `{side}-rows` says."""
        return len(self.forms)

    @property
    def is_full(self) -> bool:
        """Whether no more can be added in one go."""
        return self.count >= MOST


def rearranged(posted: QueryDict) -> QueryDict | None:
    """What was typed with one row more or less; None when no such button was used.

    The button `look` changes no row: it asks for records like one of them.
    """
    if "look" in posted:
        return posted.copy()
    side = str(posted.get("more", ""))
    if side in KINDS:
        data = posted.copy()
        data[f"{side}-rows"] = str(min(MOST, _count(posted, side) + 1))
        return data
    side, _, number = str(posted.get("less", "")).rpartition("-")
    if side in KINDS and number.isascii() and number.isdigit():
        return _without(posted, side, whole_number(number))
    return None


def _without(posted: QueryDict, side: str, gone: int) -> QueryDict:
    """The rows after the one that goes move up by one."""
    count = _count(posted, side)
    if gone >= count:
        return posted.copy()
    data = QueryDict(mutable=True)
    for key, values in posted.lists():
        row, name = _place(key, side)
        if row is None or row < gone:
            data.setlist(key, values)
        elif row > gone:
            data.setlist(f"{side}-{row - 1}-{name}", values)
    data[f"{side}-rows"] = str(count - 1)
    return data


def _place(key: str, side: str) -> tuple[int | None, str]:
    """Which row a control belongs to, and its name there."""
    start, _, rest = key.partition("-")
    number, _, name = rest.partition("-")
    if start == side and name and number.isascii() and number.isdigit():
        return whole_number(number), name
    return None, ""


def _count(data: QueryDict, side: str) -> int:
    return min(MOST, whole_number(str(data.get(f"{side}-rows", ""))))
