"""What a chart says: one line for a card, and a sentence with the figures."""

from __future__ import annotations

from collections.abc import Sequence

from concord.foundation.statistics.control.chart import (
    Break,
    Segment,
    Verdict,
)
from concord.foundation.statistics.control.limits import Limits, Without
from concord.foundation.statistics.control.rules import Rule, RuleSet, Signal
from concord.foundation.statistics.control.series import Kind
from concord.foundation.statistics.control.trace import Trace
from concord.foundation.statistics.numbers import places_of, text_of

NO_CHANGE = "No change beyond usual variation"
LEADS = {
    Verdict.IMPROVING: "Better",
    Verdict.WORSENING: "Worse",
    Verdict.CHANGED: "Changed",
}
TOO_LITTLE = {
    Without.SCATTERED: "too many gaps",
    Without.FLAT: "what they are judged by never varies",
}


def of_signal(signal: Signal, limits: Limits, unit: tuple[str, str]) -> str:
    """The rule that held, of figures by period: "8 quarters above the mean"."""
    many = len(signal.at)
    side = "above" if signal.up else "below"
    if signal.rule is Rule.OUTSIDE:
        lasting = f" for {many} {unit[1]}" if many > 1 else ""
        return f"{side} the usual range{lasting}"
    if signal.rule is Rule.RUN:
        line = "mean" if limits.method == "xmr" else "median"
        return f"{many} {unit[1]} {side} the {line}"
    if signal.rule is Rule.TREND:
        return f"{many} {unit[1]} {'rising' if signal.up else 'falling'}"
    end = "upper" if signal.up else "lower"
    return f"{many} of {_over(signal)} {unit[1]} near the {end} limit"


def of_gap_signal(signal: Signal, *, so_far: bool) -> str:
    """The rule that held, of times between events; `so_far`: none since the last."""
    many = len(signal.at)
    longer = "longer" if signal.up else "shorter"
    if signal.rule is Rule.OUTSIDE:
        if so_far:
            return "no event for longer than usual"
        apart = "further apart" if signal.up else "closer together"
        return f"events {apart} than usual"
    if signal.rule is Rule.RUN:
        return f"{many} times between events in a row {longer} than the median"
    if signal.rule is Rule.TREND:
        return f"{many} times between events in a row, each {longer}"
    return f"{many} of {_over(signal)} times between events much {longer} than usual"


def _over(signal: Signal) -> int:
    """Of how many neighbours: a signal of two next to each other took in a third."""
    return max(signal.at[-1] - signal.at[0] + 1, 3)


def headline(
    verdict: Verdict,
    said: Sequence[str],
    segment: Segment,
    rules: RuleSet,
    *,
    since: Break | None,
    between: str,
) -> str:
    """`said`: the deciding rule in words, and one that points the other way."""
    if verdict in LEADS:
        return f"{LEADS[verdict]}: {', but '.join(said)}"
    if verdict is Verdict.NO_CHANGE:
        small = segment.limits is not None and segment.limits.method == "poisson"
        return f"{NO_CHANGE}; small numbers" if small else NO_CHANGE
    if verdict is Verdict.BROKEN and since:
        return f"Recording changed in {since.label}: not compared"
    if segment.without in TOO_LITTLE:
        return f"Not enough data to judge: {TOO_LITTLE[segment.without]}"
    needed = "times between events" if between else "points"
    return f"Not enough data to judge: {rules.fewest} {needed} needed"


def sentence(line: str, trace: Trace, segment: Segment, *, since: Break | None) -> str:
    """The headline, the figures behind it, and what they leave out."""
    sign = "%" if trace.kind is Kind.PERCENT else ""
    parts = [f"{line}."]
    known = [mark for mark in trace.marks if mark.value is not None]
    if segment.limits is not None:
        parts.append(_usual(segment.limits, sign, trace.between))
        if since:
            parts.append(f"Compared only since {since.label}, when recording changed.")
    elif segment.without is Without.ALIKE:
        parts.append(f"Each figure is {text_of(known[-1].value or 0)}{sign}.")
    if not trace.between and trace.marks[-1].value is None:
        late, latest = trace.marks[-1].label, known[-1].label
        parts.append(f"No figure for {late}; the latest is that of {latest}.")
    return " ".join(parts)


def _usual(limits: Limits, sign: str, between: str) -> str:
    unit = f" {between} between events" if between else ""
    places = places_of(max(abs(limits.lower), abs(limits.upper)))
    if limits.method in ("poisson", "g"):
        places = 0  # of the range: no count lies between two whole numbers
    mean, lower, upper = (
        text_of(limits.mean),
        text_of(limits.lower, places),
        text_of(limits.upper, places),
    )
    return (
        f"{limits.centre} {mean}{sign}{unit}, usual range {lower}{sign} to "
        f"{upper}{sign}."
    )
