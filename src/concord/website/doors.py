"""Nothing of a person or case is in this room."""

from __future__ import annotations

from concord.access.doors import no_door

PUBLISHED = "A public page: it shows what the partnership publishes, to everybody."

for name in ("help", "help_page", "help_find", "help_service", "help_work"):
    no_door(name, PUBLISHED)
    no_door(f"{name}_in", PUBLISHED)
no_door("help_paper", PUBLISHED)
no_door("website:", "Texts of public pages, and how often they were shown.")
