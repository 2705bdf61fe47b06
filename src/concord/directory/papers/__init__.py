"""The sheet of a shortlist: whom to call, when, for whom, how to refer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from concord.directory.queries.cards import Shown
from concord.foundation.documents.printable import breakable
from concord.foundation.documents.typesetting import typeset_pdf
from concord.foundation.ui.words import long_date
from concord.partnership.models import Partnership

TEMPLATE = Path(__file__).parent / "sheet.typ"
ALONE = "People can’t come by themselves."
NEVER = "Nobody has checked this yet: call first."


def sheet_pdf(
    services: Sequence[Shown], partnership: Partnership, *, day: dt.date
) -> bytes:
    """An accessible PDF (PDF/UA-1). Raises TypesettingError."""
    data = {
        "title": "Services",
        "author": partnership.name,
        "printed": long_date(day),
        "services": [_of(one) for one in services],
    }
    return typeset_pdf(TEMPLATE, breakable(data), dated=day)


def _of(one: Shown) -> dict[str, Any]:
    card = one.card
    return {
        "name": card.name,
        "organisation": card.organisation,
        "about": one.description.strip(),
        "note": note(one),
        "numbers": [[phone.number, _label(phone)] for phone in card.phones],
        "facts": [[label, said] for label, said in facts(one) if said],
        "checked": checked(one),
    }


def note(one: Shown) -> str:
    """That it is an example, and what is different at the moment."""
    return " ".join(filter(None, [one.card.example_note, one.card.alert]))


def _label(phone: Any) -> str:
    said = [phone.label, "text messages" if phone.is_text else ""]
    return ", ".join(filter(None, [*said, "free" if phone.is_free else ""]))


def facts(one: Shown) -> list[tuple[str, str]]:
    """What stands below the numbers, with its label. Some may be empty."""
    hours = "\n".join(f"{row.days}: {row.times}" for row in one.hours)
    refer = [one.how_to_refer, "" if one.self_referral else ALONE]
    return [
        ("Open", "\n".join(filter(None, [hours, one.hours_note])) or "Call to check"),
        ("For", one.card.for_whom),
        ("Public funds", one.no_funds),
        ("Helps with", ", ".join(one.need_labels)),
        ("How to refer", " ".join(filter(None, refer))),
        ("What it does not do", "\n".join(one.does_not)),
        ("Cost", one.cost),
        (
            "Languages",
            " ".join(filter(None, [", ".join(one.languages), one.language_note])),
        ),
        ("Access", one.access),
        ("E-mail", one.email),
        ("Website", one.url),
        ("Where", "\n".join(_place(place) for place in one.places) or one.card.where),
        ("Call safely", one.call_safely),
    ]


def _place(place: Any) -> str:
    return ", ".join(filter(None, [place.name, *place.lines, place.postcode]))


def checked(one: Shown) -> str:
    """When somebody last looked over it."""
    on = one.card.verified_on
    if on is None:
        return NEVER
    late = " It may be out of date: call first." if one.card.is_late else ""
    return f"Verified on {long_date(on)}.{late}"
