"""The audit, for auditors: who looked at what, and whether the log is whole."""

from __future__ import annotations
