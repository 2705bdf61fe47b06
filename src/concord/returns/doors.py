"""Returns are counts: they name nobody in a case, so there are no doors."""

from __future__ import annotations

from concord.access.doors import no_door

no_door("returns.", "Messages and jobs about figures that teams send, of nobody.")
no_door("returns:", "Pages of figures that teams send: counts, and no person in them.")
for name in ("returns_api", "return_api", "returns_openapi"):
    no_door(name, "Figures that a team sends: counts, and no person in them.")
