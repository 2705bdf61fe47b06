"""Concord: the shared system of a local domestic abuse partnership."""

from __future__ import annotations

__version__ = "0.1.0"
