"""The audit: who did what with protected records, kept so that nobody can change it.

Events are written one by one, unchained, so that readers never wait for each other.
A job seals what is over in blocks, each with the hash of the one before; the newest
hash, the head, leaves the database. `verifying` finds and places any later change.
See docs/adr/0017.
"""

from __future__ import annotations
