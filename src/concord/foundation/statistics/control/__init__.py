"""Control charts: whether a series has changed beyond its usual variation.

    >>> chart = judge(series(points, kind="count"), wanted="down")
    >>> chart.headline
    'Worse: 8 quarters above the mean'

`concord.foundation.documents.control_chart` draws the same object.
"""

from __future__ import annotations

from concord.foundation.statistics.control.as_data import as_data
from concord.foundation.statistics.control.chart import (
    Break,
    ControlChart,
    Point,
    Segment,
    State,
    Verdict,
    Wanted,
)
from concord.foundation.statistics.control.judging import (
    judge,
    judge_events,
    unjudged,
)
from concord.foundation.statistics.control.limits import Limits, Without
from concord.foundation.statistics.control.rules import (
    CONCORD_1,
    RULE_SETS,
    Rule,
    RuleSet,
    Signal,
)
from concord.foundation.statistics.control.series import (
    AcrossABreak,
    CannotChart,
    Kind,
    Series,
    comparable,
    series,
)

__all__ = [
    "CONCORD_1",
    "RULE_SETS",
    "AcrossABreak",
    "Break",
    "CannotChart",
    "ControlChart",
    "Kind",
    "Limits",
    "Point",
    "Rule",
    "RuleSet",
    "Segment",
    "Series",
    "Signal",
    "State",
    "Verdict",
    "Wanted",
    "Without",
    "as_data",
    "comparable",
    "judge",
    "judge_events",
    "series",
    "unjudged",
]
