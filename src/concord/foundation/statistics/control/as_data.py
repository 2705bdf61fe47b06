"""A chart as plain data, with keys that stay: docs/statistics.md describes them."""

from __future__ import annotations

from typing import Any

from concord.foundation.statistics.control.chart import ControlChart, Point, Segment


def as_data(chart: ControlChart) -> dict[str, Any]:
    """For JSON; `mean`, `lower` and `upper` are those of the last stretch, or null."""
    limits = chart.limits
    latest = chart.latest
    return {
        "rules": chart.rules,
        "chart": chart.method,
        "kind": str(chart.kind),
        "direction": str(chart.wanted),
        "verdict": str(chart.verdict),
        "headline": chart.headline,
        "sentence": chart.sentence,
        "between": chart.between or None,
        "latest": None if latest is None else _point(latest),
        "mean": limits and limits.mean,
        "lower": limits and limits.lower,
        "upper": limits and limits.upper,
        "moving_range": limits and limits.moving_range,
        "segments": [_segment(each) for each in chart.segments],
        "signals": [
            {
                "rule": str(signal.rule),
                "side": "up" if signal.up else "down",
                "periods": [chart.points[n].period for n in signal.at],
            }
            for signal in chart.signals
        ],
        "points": [_point(each) for each in chart.points],
        "missing": [point.period for point in chart.missing],
        "breaks": [each.period for each in chart.breaks],
    }


def _point(point: Point) -> dict[str, Any]:
    return {
        "period": point.period,
        "value": point.value,
        "state": str(point.state),
        "rules": [str(rule) for rule in point.rules],
        **({"open": True} if point.open else {}),
    }


def _segment(segment: Segment) -> dict[str, Any]:
    limits = segment.limits
    return {
        "first": segment.first,
        "last": segment.last,
        "points": segment.known,
        "counted": segment.counted,
        "chart": limits and limits.method,
        "mean": limits and limits.mean,
        "middle": limits and limits.middle,
        "lower": limits and limits.lower,
        "upper": limits and limits.upper,
        "lower_clipped": bool(limits and limits.lower_clipped),
        "upper_clipped": bool(limits and limits.upper_clipped),
        "moving_range": limits and limits.moving_range,
        "without": segment.without and str(segment.without),
    }
