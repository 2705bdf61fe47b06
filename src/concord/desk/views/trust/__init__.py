"""Agreements, openings in emergencies, and locks: what is kept about who sees whom."""
