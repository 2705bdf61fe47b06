"""What other rooms may use of data returns."""

from __future__ import annotations

from concord.returns.queries.waiting import Line, Waiting, waiting

__all__ = ["Line", "Waiting", "waiting"]
