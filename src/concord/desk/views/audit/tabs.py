"""The parts of the audit, as tabs over its pages."""

from __future__ import annotations

from django.urls import reverse

PARTS = (
    ("audit", "Events"),
    ("audit_reads", "Reads by auditors"),
    ("audit_unusual", "Unusual access"),
    ("audit_terms", "Search words"),
    ("audit_checks", "Seals and checks"),
)


def tabs(current: str) -> list[dict[str, object]]:
    """The parts, with the present one marked."""
    return [
        {"label": label, "url": reverse(name), "current": name == current}
        for name, label in PARTS
    ]
