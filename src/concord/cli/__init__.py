"""The `concord` command. Every command imports its room only when it runs."""

from __future__ import annotations

from concord.cli.manual import main

__all__ = ["main"]
