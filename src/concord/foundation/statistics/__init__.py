"""Figures that hold up: rates and shares with their limits, and control charts.

Knows no framework and no database; what a figure is about is nothing to it.
"""

from __future__ import annotations
