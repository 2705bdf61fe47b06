"""Who to go to when, as a handbook on paper: steps, thresholds, and every service."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from concord.directory.public import Shown
from concord.foundation.documents.typesetting import typeset_pdf
from concord.website.pathway import Step, by_need, for_whom

TEMPLATE = Path(__file__).parent / "handbook.typ"
TITLE = "Who to go to when"


def handbook(
    made: Sequence[Step], services: Sequence[Shown], *, area: str, dated: dt.date
) -> bytes:
    """The PDF. Paper can't be put right: it says when each service was checked."""
    data = {
        "title": TITLE,
        "area": area,
        "steps": [_step(one) for one in made],
        "needs": [
            {"label": label, "services": [_service(one) for one in found]}
            for label, found in by_need(services)
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


def _service(service: Shown) -> dict[str, Any]:
    card = service.card
    checked = f"{card.verified_on:%B %Y}" if card.verified_on else ""
    return {
        "name": card.name,
        "organisation": card.organisation if card.organisation != card.name else "",
        "numbers": [one.number for one in card.phones[:2]],
        "for": for_whom(service),
        "not": list(service.does_not),
        "refer": service.how_to_refer,
        "areas": ", ".join(service.areas[:12]),
        "cost": service.cost,
        "checked": "" if card.is_late else checked,
    }
