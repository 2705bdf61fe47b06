"""All checks of a return: each cell by itself, against others, against the past."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from concord.returns.checking.days import NotADay, day_in
from concord.returns.checking.numbers import NotANumber, number_in
from concord.returns.checking.problems import QUERY, Problem
from concord.returns.checking.rules import (
    NOTHING,
    TOTAL,
    Entry,
    Key,
    Rule,
    by_code,
    keys_of,
    label_of,
    read_out,
)

COMPARED_WITH = 4  # periods
FEWEST_TO_COMPARE = 3
# A jump: beyond half as much again as the highest, or below half the lowest, and by at
# least so many, because small counts vary. A setting of the house, no published rule.
BEYOND = Decimal("1.5")
BELOW = Decimal("0.5")
AT_LEAST = 5
LONGEST_WHY = 600
OLDEST_CHANGE = dt.timedelta(days=731)

EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}", re.IGNORECASE)
TELEPHONE = re.compile(r"(?<!\d)(?:\+44|0)[\d ()-]{9,13}\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Asked:
    """What `check` looks at. `earlier` holds accepted figures, oldest first."""

    rules: Sequence[Rule]
    entries: Mapping[Key, Entry]
    earlier: Mapping[Key, Sequence[Decimal]]
    last_day: dt.date
    is_to_send: bool

    def entry(self, key: Key) -> Entry:
        return self.entries.get(key, NOTHING)


def check(
    rules: Sequence[Rule],
    entries: Mapping[Key, Entry],
    *,
    last_day: dt.date,
    earlier: Mapping[Key, Sequence[Decimal]] | None = None,
    is_to_send: bool = True,
) -> list[Problem]:
    """Everything that is wrong or asked, in the order of the sheet.

    `last_day` is that of the period. While somebody is still typing (`is_to_send`
    false) what is empty is not a problem yet.
    """
    asked = Asked(rules, entries, earlier or {}, last_day, is_to_send)
    found: list[Problem] = []
    values: dict[Key, Decimal] = {}
    for rule in rules:
        for key in keys_of(rule):
            found += _alone(asked, rule, key, values)
    found += _against_others(asked, values)
    wrong = {problem.key for problem in found if problem.part == "typed"}
    found += _against_the_past(asked, values, wrong)
    place = {key: n for n, key in enumerate(k for r in rules for k in keys_of(r))}
    return sorted(found, key=lambda problem: place[problem.key])


def _alone(
    asked: Asked, rule: Rule, key: Key, values: dict[Key, Decimal]
) -> Iterator[Problem]:
    """A cell by itself. Puts its figure into `values`."""
    entry, name = asked.entry(key), label_of(rule, key[1])
    try:
        value = number_in(entry.typed, is_whole=rule.is_whole, example=rule.example)
    except NotANumber as error:
        yield Problem(key, name, str(error))
        value = None
    else:
        if value is None and asked.is_to_send and not entry.why.strip():
            yield Problem(key, name, "say why it is blank. A true zero is a figure: 0")
    if value is not None:
        out = _out_of_range(rule, value)
        if out:
            yield Problem(key, name, out)
        else:
            values[key] = value
    yield from _reason(key, name, entry)
    yield from _change(asked, key, name, entry, value)


def _out_of_range(rule: Rule, value: Decimal) -> str:
    if rule.lowest is not None and value < rule.lowest:
        return (
            f"{value:,} is less than {rule.lowest:,}, the least that it can be. Enter "
            f"{rule.lowest:,} or more"
        )
    if rule.highest is not None and value > rule.highest:
        return (
            f"{value:,} is more than {rule.highest:,}, the most that it can be. Enter "
            f"{rule.highest:,} or less"
        )
    return ""


def _reason(key: Key, name: str, entry: Entry) -> Iterator[Problem]:
    why = entry.why.strip()
    if len(why) > LONGEST_WHY:
        yield Problem(
            key,
            name,
            f"the reason has {len(why)} characters. Say it in {LONGEST_WHY}",
            part="why",
        )
    if EMAIL.search(why):
        said = "the reason holds an e-mail address. Name no person: take it out"
        yield Problem(key, name, said, part="why")
    if TELEPHONE.search(why):
        said = "the reason holds a telephone number. Name no person: take it out"
        yield Problem(key, name, said, part="why")


def _change(
    asked: Asked, key: Key, name: str, entry: Entry, value: Decimal | None
) -> Iterator[Problem]:
    """The day from which it is recorded in another way."""
    try:
        day = day_in(entry.changed_on)
    except NotADay as error:
        yield Problem(key, name, str(error), part="changed_on")
        return
    if day is None:
        return
    said = ""
    if day > asked.last_day:
        said = (
            f"recording changed on {day:%-d %B %Y}, after the period ends. Enter a day "
            f"up to {asked.last_day:%-d %B %Y}"
        )
    elif day < asked.last_day - OLDEST_CHANGE:
        said = (
            f"recording changed on {day:%-d %B %Y}, more than two years before. Enter "
            "the day of the last change"
        )
    elif not entry.why.strip():
        said = "say what changed in the way you record it"
    if said:
        yield Problem(key, name, said, part="changed_on")


# Against other cells ------------------------------------------------------------------


def _against_others(asked: Asked, values: Mapping[Key, Decimal]) -> Iterator[Problem]:
    rules = by_code(asked.rules)
    for rule in asked.rules:
        yield from _not_above(rule, rules, values)
        yield from _own_parts(asked, rule, values)
        yield from _parts(rule, asked.rules, values)


def _not_above(
    rule: Rule, rules: Mapping[str, Rule], values: Mapping[Key, Decimal]
) -> Iterator[Problem]:
    other = rules.get(rule.not_above)
    if other is None:
        return
    for key in keys_of(rule):
        most = values.get((other.code, key[1]))
        value = values.get(key)
        if value is not None and most is not None and value > most:
            said = f"{value:,} is more than {read_out(other, most)}. Put one right"
            yield Problem(key, label_of(rule, key[1]), said)


def _own_parts(
    asked: Asked, rule: Rule, values: Mapping[Key, Decimal]
) -> Iterator[Problem]:
    """The categories of a breakdown make its total."""
    if not rule.categories or not rule.has_total:
        return
    key = (rule.code, TOTAL)
    parts = [values.get((rule.code, code)) for code, _ in rule.categories]
    made = sum((part for part in parts if part is not None), Decimal(0))
    total, is_whole = values.get(key), None not in parts
    if total is not None:
        said = _does_not_add_up(total, made, is_whole)
        if said:
            yield Problem(key, rule.name, said)
    elif is_whole and not asked.entry(key).typed.strip() and asked.is_to_send:
        # Said besides "why is it blank", because here the figure is there to be had.
        yield Problem(key, rule.name, f"its parts make {made:,}. Type {made:,} here")


def _parts(
    rule: Rule, rules: Sequence[Rule], values: Mapping[Key, Decimal]
) -> Iterator[Problem]:
    """Other fields that are parts of this one make it."""
    parts = [one for one in rules if one.part_of == rule.code]
    if not parts:
        return
    for key in keys_of(rule):
        total = values.get(key)
        said = [values.get((part.code, key[1])) for part in parts]
        if total is None or all(one is None for one in said):
            continue
        made = sum((one for one in said if one is not None), Decimal(0))
        wrong = _does_not_add_up(total, made, None not in said)
        if wrong:
            yield Problem(key, label_of(rule, key[1]), wrong)


def _does_not_add_up(total: Decimal, made: Decimal, is_whole: bool) -> str:
    if is_whole and made != total:
        return f"the parts make {made:,}, and {total:,} stands here. Put one right"
    if made > total:
        return f"the parts make {made:,} already, more than the {total:,} here"
    return ""


# Against the past ---------------------------------------------------------------------


def usual(earlier: Sequence[Decimal]) -> tuple[Decimal, Decimal] | None:
    """Lowest and highest of the last four accepted figures; None with too few."""
    last = list(earlier)[-COMPARED_WITH:]
    return (min(last), max(last)) if len(last) >= FEWEST_TO_COMPARE else None


def jump(value: Decimal, earlier: Sequence[Decimal]) -> str:
    """ "up" or "down" for a figure far outside the usual, else nothing."""
    span = usual(earlier)
    if span is None:
        return ""
    low, high = span
    if value > high * BEYOND and value - high >= AT_LEAST:
        return "up"
    if value < low * BELOW and low - value >= AT_LEAST:
        return "down"
    return ""


def _against_the_past(
    asked: Asked, values: Mapping[Key, Decimal], wrong: set[Key]
) -> Iterator[Problem]:
    for rule in asked.rules:
        if not rule.watches_jump:
            continue
        for key in keys_of(rule):
            value, before = values.get(key), asked.earlier.get(key, ())
            if value is None or key in wrong or not jump(value, before):
                continue
            yield Problem(
                key,
                label_of(rule, key[1]),
                _far_from_usual(value, before),
                kind=QUERY,
                part="why",
                is_answered=bool(asked.entry(key).why.strip()),
            )


def _far_from_usual(value: Decimal, earlier: Sequence[Decimal]) -> str:
    span = usual(earlier)
    assert span is not None  # noqa: S101  # `jump` has looked
    low, high = span
    around = f"the usual {low:,} to {high:,}" if low != high else f"the usual {low:,}"
    if value < low:
        how = "far fewer than" if value else "none at all, against"
    else:
        times = value / ((low + high) / 2) if high else Decimal(99)
        how = (
            "about twice"
            if times < Decimal("2.5")
            else f"about {times:.0f} times"
            if times < 10
            else "far more than"
        )
    return f"{value:,} is {how} {around}. You can send it: say why"
