"""Nothing of a person or case is in this room."""

from __future__ import annotations

from concord.access.doors import no_door

PUBLISHED = "A public page: it shows what the partnership publishes, to everybody."

for name in ("help", "help_page", "help_find", "help_service", "help_work"):
    no_door(name, PUBLISHED)
    no_door(f"{name}_in", PUBLISHED)
no_door("help_paper", PUBLISHED)
no_door("help_handbook", PUBLISHED)
TOLD = "Takes what somebody says of the pages, and shows nothing of anybody."
for name in ("help_tell", "help_tell_in"):
    no_door(name, TOLD)
no_door("website:", "Texts of public pages, how often shown, what was said of them.")
