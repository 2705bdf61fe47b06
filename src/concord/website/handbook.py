"""Who to go to when, as a handbook on paper: steps, thresholds, and every service."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from textwrap import shorten
from typing import Any

from concord.directory.public import Shown
from concord.foundation.documents.typesetting import typeset_pdf
from concord.website.pathway import Step, by_need, for_whom

TEMPLATE = Path(__file__).parent / "handbook.typ"
TITLE = "Who to go to when"
MOST_WORDS = 400  # letters of what a service says that it offers
MOST_AREAS = 12


def handbook(
    made: Sequence[Step], services: Sequence[Shown], *, area: str, dated: dt.date
) -> bytes:
    """The PDF. Paper can't be put right: it says when each service was checked."""
    data = {
        "title": TITLE,
        "area": area,
        "steps": [_step(one) for one in made],
        "needs": [
            {"label": label, "services": [_named(one) for one in found]}
            for label, found in by_need(services)
        ],
        "services": [
            _service(one) for one in sorted(services, key=lambda one: one.card.name)
        ],
        "printed": f"{dated.day} {dated:%B %Y}",
    }
    return _drawn(json.dumps(data), dated)


@lru_cache(maxsize=16)
def _drawn(data: str, dated: dt.date) -> bytes:
    """Drawn once for what is on it: it takes long, and anybody may ask for it."""
    return typeset_pdf(TEMPLATE, json.loads(data), dated=dated)


def _step(step: Step) -> dict[str, Any]:
    named = [(card.name, card.phones) for card in step.services]
    return {
        "question": step.question,
        "text": list(step.text),
        "when": list(step.when),
        "services": [
            f"{name}: {phones[0].number}" if phones else name for name, phones in named
        ],
    }


def _named(service: Shown) -> tuple[str, str]:
    numbers = service.card.phones
    return service.card.name, numbers[0].number if numbers else ""


def _service(service: Shown) -> dict[str, Any]:
    card = service.card
    checked = f"{card.verified_on:%B %Y}" if card.verified_on else ""
    facts = (
        ("Offers", shorten(service.description, MOST_WORDS, placeholder=" ...")),
        ("For", for_whom(service)),
        ("Does not", ". ".join(service.does_not)),
        ("To refer", service.how_to_refer),
        ("Cost", service.cost),
        ("Area", ", ".join(service.areas[:MOST_AREAS])),
        ("Languages", ", ".join(service.languages)),
    )
    return {
        "name": card.name,
        "organisation": card.organisation if card.organisation != card.name else "",
        "numbers": [one.number for one in card.phones[:2]],
        "facts": [(label, said) for label, said in facts if said],
        "checked": "" if card.is_late else checked,
    }
