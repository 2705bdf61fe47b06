"""Bringing a published strategy in: upload, read, correct, commit or drop."""

from __future__ import annotations

from concord.plan.actions.importing.bringing import (
    AlreadyHere,
    NotHere,
    bring,
    drop,
    finish,
    note_progress,
    read_again,
    refuse,
    start_reading,
)
from concord.plan.actions.importing.correcting import (
    Overtaken,
    Wish,
    correct,
    take_back,
)

__all__ = [
    "AlreadyHere",
    "NotHere",
    "Overtaken",
    "Wish",
    "bring",
    "correct",
    "drop",
    "finish",
    "note_progress",
    "read_again",
    "refuse",
    "start_reading",
    "take_back",
]
