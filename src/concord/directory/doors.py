"""The directory is of services and knows nobody: it has no doors."""

from __future__ import annotations

from concord.access.doors import no_door

no_door("directory:", "Pages of the directory of services, which knows no person.")
no_door("directory.", "About entries of services, which know no person.")
no_door("open_referral:", "Published services, for other systems.")
no_door("open_referral_only:", "The same, where only one partnership publishes.")
no_door("open_referral_root", "The same, or a list of the feeds.")
no_door("open_referral_of", "What a feed is, as its root says it.")
no_door("open_referral_otherwise", "What is no address of a feed.")
no_door("directory_check", "A service looks over its own entry, which names nobody.")
