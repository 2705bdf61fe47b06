"""What the board is to do with a paper."""

from __future__ import annotations

from concord.foundation.documents.phrases import number_of


def purpose_of(decisions: int) -> str:
    """ "Decision on 2 items; the rest to note", or "To note"."""
    if not decisions:
        return "To note"
    return f"Decision on {number_of(decisions, 'item', 'items')}; the rest to note"
