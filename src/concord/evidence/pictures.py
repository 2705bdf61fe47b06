"""What the figures look like: charts of an indicator, bars of groups."""

from __future__ import annotations

from dataclasses import dataclass

from concord.evidence.queries.equality import Group, Reach

WIDTH = 320  # units of a bar's picture
ROOM = 1.1  # the longest bar leaves a tenth of the width


@dataclass(frozen=True, slots=True)
class Bar:
    """One group's bar: its length, and where the share of residents stands."""

    group: Group
    length: int | None
    mark: int | None


def reach_bars(reach: Reach) -> list[Bar]:
    """A bar for each group, on one scale."""
    shares = [group.share for group in reach.groups if group.share is not None]
    lives = [group.residents for group in reach.groups if group.residents is not None]
    most = max([*shares, *lives, 1.0]) * ROOM
    return [
        Bar(
            group,
            None if group.share is None else round(WIDTH * group.share / most),
            None if group.residents is None else round(WIDTH * group.residents / most),
        )
        for group in reach.groups
    ]
