"""Which phone lines a page shows."""

from __future__ import annotations

from collections.abc import Sequence

from concord.website.lines import Line, national
from concord.website.queries.site import Site

ALL = "*"


def lines_for(site: Site, keys: Sequence[str]) -> list[Line]:
    """The lines with these keys, in this order; `*` is every line.

    There is always one that is open day and night among them.
    """
    known = {one.key: one for one in national()}
    if ALL in keys:
        return list(known.values())
    found = [known[key] for key in keys if key in known]
    if not any(one.always for one in found):
        found.append(known["ndah"])
    return found
