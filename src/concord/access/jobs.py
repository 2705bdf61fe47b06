"""The jobs of the trust floor, where the worker looks for them."""

from __future__ import annotations

from concord.access.audit import jobs as audit

__all__ = ["audit"]
