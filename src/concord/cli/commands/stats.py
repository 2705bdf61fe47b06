"""Chapter "Figures": stats spc, stats rate; protect is in a file of its own."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from concord.cli.commands.stats_protect import protect_

if TYPE_CHECKING:
    from concord.foundation.statistics.control import ControlChart
    from concord.foundation.statistics.rates import Rate

FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


def _number(text: str) -> float:
    """Whole numbers stay whole, so that a refusal says what was typed."""
    for kind in (int, float):
        with contextlib.suppress(ValueError):
            return kind(text)
    raise click.BadParameter(f'"{text}" is not a number.')


@click.group()
def stats() -> None:
    """Figures that hold up; no database, no settings."""


stats.add_command(protect_)


@stats.command("spc")
@click.argument("file", metavar="IN.csv", type=FILE)
@click.option("--period", metavar="COL", help="Column of months, quarters or years.")
@click.option("--value", metavar="COL", help="Column of the figures.")
@click.option(
    "--events",
    metavar="COL",
    help="In place of both: a column with the day of each rare event.",
)
@click.option("--until", metavar="DAY", help="Until when the events are known.")
@click.option(
    "--kind",
    type=click.Choice(["count", "percent", "rate", "number"]),
    help="What the figures are. Without it, whole numbers count as counts, figures "
    "with a % as percentages, others as any number.",
)
@click.option(
    "--direction",
    type=click.Choice(["up", "down", "none"]),
    default="none",
    show_default=True,
    help="Which way is wanted.",
)
@click.option(
    "--breaks",
    metavar="PERIOD",
    multiple=True,
    help="First period (or day) recorded in a new way. May be given several times.",
)
@click.option(
    "--baseline",
    metavar="N",
    type=int,
    help="Limits from the first N points of each stretch, not from all.",
)
@click.option(
    "--covers",
    metavar="N",
    type=int,
    default=1,
    help="Over how many periods each figure counts; more than one is refused.",
)
@click.option(
    "--method",
    type=click.Choice(["auto", "poisson", "g"]),
    default="auto",
    show_default=True,
    help="For small counts: exact limits, or the time between events.",
)
@click.option("--json", "as_json", is_flag=True, help="All of it as JSON.")
def spc(file: Path, as_json: bool, **asked: Any) -> None:
    """Judge a series by a control chart.

    Says whether it has changed beyond its usual variation, by which rule, and between
    which limits it usually lies. docs/statistics.md explains rules and keys.
    """
    with _refused("spc"):
        chart = _events(file, asked) if asked["events"] else _series(file, asked)
        from concord.foundation.statistics.control import as_data

        if as_json:
            click.echo(json.dumps(as_data(chart), indent=2, ensure_ascii=False))
            return
        for line in _in_words(chart):
            click.echo(line)


@stats.command("rate")
@click.option(
    "--count", metavar="N", type=_number, required=True, help="How many events."
)
@click.option(
    "--population", metavar="P", type=_number, required=True, help="Among how many."
)
@click.option(
    "--per",
    metavar="K",
    type=_number,
    default=1_000,
    show_default=True,
    help="For each so many of the population.",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def rate_(count: float, population: float, per: float, as_json: bool) -> None:
    """Work out a rate with its 95 % limits.

    Limits are exact (Poisson) for fewer than 10 events, and Byar's from 10 on.
    """
    with _refused("rate"):
        from concord.foundation.statistics.rates import rate

        found = rate(count=count, population=population, per=per)
        if as_json:
            click.echo(json.dumps(_tidied(found), indent=2))
            return
        click.echo(_rate_in_words(found))


def _series(file: Path, asked: dict[str, Any]) -> ControlChart:
    from concord.foundation.statistics import reading
    from concord.foundation.statistics.control import judge, series

    if not (asked["period"] and asked["value"]):
        raise click.UsageError(
            "Name both columns, --period COL --value COL, or --events COL alone."
        )
    if asked["until"]:
        raise click.UsageError("--until goes with --events only.")
    read = reading.read_figures(file, period=asked["period"], value=asked["value"])
    given = series(
        read.points,
        kind=asked["kind"] or read.seem,
        breaks=[reading.read_period(text) for text in asked["breaks"]],
        covers=asked["covers"],
    )
    return judge(
        given,
        wanted=asked["direction"],
        baseline=asked["baseline"],
        method=asked["method"],
    )


def _events(file: Path, asked: dict[str, Any]) -> ControlChart:
    from concord.foundation.statistics import reading
    from concord.foundation.statistics.control import judge_events

    if asked["period"] or asked["value"] or asked["kind"] or asked["method"] != "auto":
        raise click.UsageError(
            "--events stands alone: leave out --period, --value, --kind and --method."
        )

    def day(text: str, option: str) -> Any:
        found = reading.read_day(text)
        if found is None:
            raise click.UsageError(
                f'{option}: "{text}" is not a day. Write it like 2026-04-30.'
            )
        return found

    return judge_events(
        reading.read_days(file, column=asked["events"]),
        until=day(asked["until"], "--until") if asked["until"] else None,
        wanted=asked["direction"],
        breaks=[day(text, "--breaks") for text in asked["breaks"]],
        baseline=asked["baseline"],
    )


def _in_words(chart: ControlChart) -> Iterator[str]:
    from concord.foundation.statistics.numbers import text_of

    yield chart.sentence
    names = {"xmr": "XmR", "poisson": "exact Poisson limits", "g": "g", "t": "t"}
    kind = names[chart.method] if chart.method else "no limits"
    known = chart.current.known
    yield f"{known} point{'' if known == 1 else 's'}, {kind}, rules {chart.rules}."
    for point in chart.points:
        shown = "missing" if point.value is None else text_of(point.value)
        rules = f"  ({', '.join(point.rules)})" if point.rules else ""
        yield f"  {point.label:<16} {shown:>10}  {point.state}{rules}"


def _rate_in_words(found: Rate) -> str:
    from concord.foundation.statistics.numbers import places_of, text_of

    places = places_of(found.upper) + 1
    rate, lower, upper = (
        text_of(value, places) for value in (found.rate, found.lower, found.upper)
    )
    how = "exact Poisson" if found.method == "exact" else "Byar"
    return (
        f"{rate} per {text_of(found.per)} (95 % limits {lower} to {upper}, {how}): "
        f"{text_of(found.count)} of {text_of(found.population)}."
    )


def _tidied(found: Rate) -> dict[str, Any]:
    """Whole numbers without a decimal point."""
    return {
        key: int(value) if isinstance(value, float) and value == int(value) else value
        for key, value in asdict(found).items()
    }


@contextlib.contextmanager
def _refused(command: str) -> Iterator[None]:
    """One line for what is wrong with the figures or the file, and code 2."""
    try:
        yield
    except ValueError as error:
        click.echo(f"concord stats {command}: {error}", err=True)
        raise SystemExit(2) from None
    except OSError as error:
        click.echo(
            f"concord stats {command}: {error.filename}: {error.strerror}.", err=True
        )
        raise SystemExit(2) from None
