"""Whose copy it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever takes a copy out: their name, their hat, the moment, all in words."""

    name: str
    hat: str
    moment: str

    @property
    def mark(self) -> str:
        """What stands across each page."""
        return f"{self.name}, {self.hat}, {self.moment}"

    @property
    def line(self) -> str:
        """What stands below each page."""
        return f"Copy of {self.name}, {self.hat}, taken {self.moment}"
