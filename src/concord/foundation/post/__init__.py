"""E-mail that leaves only after commit, once, and carries no personal data."""

from __future__ import annotations
