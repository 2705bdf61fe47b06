"""The questions of the papers' room: what a paper says, and which papers there are."""

from __future__ import annotations

from concord.reports.queries.compiling import Compiled, compile_content
from concord.reports.queries.window import Window, window_for

__all__ = ["Compiled", "Window", "compile_content", "window_for"]
