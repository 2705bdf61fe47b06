"""The plan names no victim, child or person who causes harm: it has no doors."""

from __future__ import annotations

from concord.access.doors import no_door

no_door("plan.", "About actions of the delivery plan, which names nobody in a case.")
no_door("plan:", "Pages of the delivery plan, which names nobody in a case.")
