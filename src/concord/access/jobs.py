"""The jobs of the trust floor, where the worker looks for them."""

from __future__ import annotations

from concord.access import telling

__all__ = ["telling"]
