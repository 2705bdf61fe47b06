"""Who to go to when, for somebody who works in a service: a picture, and its words.

Pure: the thresholds and the services come in, so that picture and words can't differ.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field

from concord.directory.public import NEEDS, Card, Shown
from concord.risk.public import Thresholds

MOST = 3  # services in a step; the table below has them all
RESPECT = ("Respect Phoneline", "0808 802 4040")
HIGH = (
    "Do the risk checklist with the person. Refer to MARAC and to an independent "
    "adviser (IDVA) if one of these is true. Judgement can raise the risk. It never "
    "lowers it. You do not need consent: tell the person if it is safe, and record "
    "what you told them."
)
# For which needs a local service answers each question.
NEEDS_OF = {
    "children": ("children",),
    "adults": ("adult_care",),
    "specialist": ("talk", "safety"),
    "behaviour": ("own_behaviour",),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A question, and where a yes leads. `picture` is the answer in a few lines."""

    question: str
    short: tuple[str, ...]
    answer: tuple[str, ...]
    text: tuple[str, ...]
    when: tuple[str, ...] = ()
    services: tuple[Card, ...] = ()
    is_danger: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the picture; the first of its lines is bold."""

    x: int
    y: int
    width: int
    height: int
    fill: str
    stroke: str
    ink: str
    lines: list[tuple[int, int, str, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Picture:
    """Boxes and arrows. `yes`: where the word beside an arrow stands."""

    width: int
    height: int
    size: float
    boxes: list[Box]
    arrows: list[tuple[int, int, int, int]]
    yes: list[tuple[int, int]]


def steps(limits: Thresholds, cards: Sequence[Card]) -> list[Step]:
    """The five questions, in the order in which they are asked."""
    children = _local(cards, "children")
    adults = _local(cards, "adults")
    special = _local(cards, "specialist")
    behaviour = _local(cards, "behaviour")
    return [
        Step(
            "Is someone in danger now?",
            ("Danger now?",),
            ("Call 999", "Can’t speak: from a mobile, press 55 when asked"),
            ("Call 999. Do not tell the person causing harm.",),
            is_danger=True,
        ),
        Step(
            "Is there a child, or an adult with care needs?",
            ("A child, or an adult with care needs?",),
            ("Safeguarding, today", *_named(_once(children[:1], adults[:1]))),
            (
                "Tell safeguarding today, even if you are also doing steps 3 to 5. A "
                "child who sees or hears abuse is a victim too.",
            ),
            services=_once(children, adults),
        ),
        Step(
            "Is the risk high?",
            ("High risk?", _limits_in_short(limits)),
            ("MARAC and an IDVA", "One form goes to both. Tell them, if it is safe"),
            (HIGH,),
            when=(
                f"{limits.high_from} or more ticks for Yes. “Don’t know” is not a Yes",
                f"fewer than {limits.high_from}, but your judgement says high: say why",
                f"{limits.events} events in {limits.months} months",
                "heard before, and new abuse by the same person within 12 months of "
                "the last referral",
            ),
        ),
        Step(
            "Is it abuse, at lower risk?",
            ("Abuse, lower risk?",),
            ("Local specialists", *_named(special[:2])),
            ("With the person’s agreement, refer to a local specialist service.",),
            services=special,
        ),
        Step(
            "Is the person worried about their own behaviour?",
            ("They worry about what they do?",),
            (RESPECT[0], RESPECT[1], "Support the victim too"),
            (
                f"Give them the number of {RESPECT[0]}, {RESPECT[1]}. Never arrange "
                "couple counselling. Check who is supporting the person being harmed.",
            ),
            services=behaviour,
        ),
    ]


def by_need(services: Sequence[Shown]) -> list[tuple[str, list[Shown]]]:
    """Every service under each need that it helps with, in the order of needs."""
    return [
        (label, found)
        for code, label in NEEDS.choices
        if (found := [one for one in services if code in one.card.needs])
    ]


def for_whom(service: Shown) -> str:
    """Who may come: sex and age, by and for whom, and public funds where that is known.

    What is not said stays unsaid: "ask them" about public funds is no rule.
    """
    said = [service.card.for_whom or "Anyone"]
    if service.card.by_and_for:
        said.append(f"By and for: {', '.join(service.group_labels)}")
    funds = {"yes": "Takes people with", "no": "Not with"}.get(service.card.nrpf)
    if funds:
        said.append(f"{funds} no recourse to public funds")
    return ". ".join(said)


def wide(made: Sequence[Step]) -> Picture:
    """Questions from left to right, answers below."""
    boxes, arrows, yes = [], [], []
    for at, step in enumerate(made):
        x = at * 214
        boxes += [
            _box(x, 4, 184, 112, step.short, 20),
            _box(x, 166, 184, 118, step.answer, 20, step.is_danger, is_answer=True),
        ]
        arrows.append((x + 92, 116, x + 92, 163))
        yes.append((x + 101, 146))
        if at + 1 < len(made):
            arrows.append((x + 184, 60, x + 211, 60))
    return Picture(1044, 290, 14, boxes, arrows, yes)


def narrow(made: Sequence[Step]) -> Picture:
    """Questions from top to bottom, answers beside."""
    boxes, arrows, yes = [], [], []
    for at, step in enumerate(made):
        y = 4 + at * 136
        boxes += [
            _box(0, y, 158, 112, step.short, 19),
            _box(190, y, 168, 112, step.answer, 20, step.is_danger, is_answer=True),
        ]
        arrows.append((158, y + 56, 187, y + 56))
        yes.append((162, y + 48))
        if at + 1 < len(made):
            arrows.append((79, y + 112, 79, y + 133))
    return Picture(362, 4 + 136 * len(made), 12.5, boxes, arrows, yes)


def _box(
    x: int,
    y: int,
    width: int,
    height: int,
    words: Sequence[str],
    letters: int,
    is_dark: bool = False,
    *,
    is_answer: bool = False,
) -> Box:
    fill = "#13262f" if is_dark else "#fff"
    stroke = "#13262f" if is_dark else "#0b5563" if is_answer else "#6b7a82"
    bold = len(textwrap.wrap(words[0], letters))
    lines = [line for text in words for line in textwrap.wrap(text, letters)][:5]
    top = y + (height - 20 * len(lines)) // 2 + 15
    placed = [
        (x + 10, top + 20 * n, line, 700 if n < bold else 400)
        for n, line in enumerate(lines)
    ]
    ink = "#fff" if is_dark else "#13262f"
    return Box(x, y, width, height, fill, stroke, ink, placed)


def _local(cards: Sequence[Card], what: str) -> tuple[Card, ...]:
    wanted = set(NEEDS_OF[what])
    found = [
        card for card in cards if card.kind == "local" and wanted & set(card.needs)
    ]
    return tuple(found[:MOST])


def _once(*groups: Sequence[Card]) -> tuple[Card, ...]:
    """All of them in their order; one that stands in two groups comes once."""
    return tuple({card.id: card for cards in groups for card in cards}.values())


def _named(cards: Sequence[Card]) -> list[str]:
    """A short name and a number for each."""
    said = []
    for card in cards:
        said.append(textwrap.shorten(card.name, 24, placeholder="…"))
        said += [card.phones[0].number] if card.phones else []
    return said


def _limits_in_short(limits: Thresholds) -> str:
    by_number = f"{limits.high_from} or more Yes"
    return f"{by_number}, judgement, {limits.events} events, or a repeat"
