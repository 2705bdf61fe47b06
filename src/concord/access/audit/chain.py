"""What auditors see of the chain: the latest heads, and what checking it found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from concord.access.actor import Actor
from concord.access.audit.findings import NOTES
from concord.access.audit.telling import spelled
from concord.access.models import Seal, Verification
from concord.access.permit import Verb, permit

LATEST = 60


@dataclass(frozen=True, slots=True)
class Head:
    """One seal, its hash spelled as in the daily letter."""

    seal: Seal
    root: str


@dataclass(frozen=True, slots=True)
class Check:
    """One check of the log, and what it found in words: faults, then notes."""

    verification: Verification
    faults: list[str]
    notes: list[str]


def latest_heads(*, by: Actor, limit: int = LATEST) -> list[Head]:
    """The heads that have left the database, the newest first. One query.

    Of seals that left together it is the newest. Raises NotPermitted for whoever may
    not read the audit.
    """
    permit(by, Verb.READ_AUDIT)
    last = (
        Seal.objects.exclude(anchored_at=None)
        .values("anchored_at")
        .annotate(n=Max("n"))
        .order_by("-n")
        .values("n")[:limit]
    )
    seals = Seal.objects.defer("leaves", "prev_root").filter(n__in=last).order_by("-n")
    return [Head(seal, spelled(bytes(seal.root))) for seal in seals]


def head_of(n: int, *, by: Actor) -> list[Head]:
    """The seal with this number, as a letter names it. One query."""
    permit(by, Verb.READ_AUDIT)
    seals = Seal.objects.defer("leaves", "prev_root").filter(n=n)
    return [Head(seal, spelled(bytes(seal.root))) for seal in seals]


def newest_seal(*, by: Actor) -> Seal | None:
    """The newest seal, kept outside or not. One query."""
    permit(by, Verb.READ_AUDIT)
    return Seal.objects.defer("leaves", "prev_root").first()


def latest_checks(*, by: Actor, limit: int = 14) -> list[Check]:
    """The last checks of the log, the newest first. One query."""
    permit(by, Verb.READ_AUDIT)
    return [_read(one) for one in Verification.objects.all()[:limit]]


def _read(verification: Verification) -> Check:
    findings: list[dict[str, Any]] = verification.report.get("findings", [])
    return Check(
        verification,
        faults=[one["said"] for one in findings if one["kind"] not in NOTES],
        notes=[one["said"] for one in findings if one["kind"] in NOTES],
    )
