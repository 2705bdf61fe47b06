"""Figures of indicators name nobody: evidence has no doors."""

from __future__ import annotations

from concord.access.doors import no_door

no_door("evidence:", "Indicators and figures: counts, which name nobody in a case.")
no_door("evidence.", "Counts for indicators: how many, never who or which case.")
