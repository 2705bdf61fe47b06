"""How much a file may ask of the machine, and the account that is kept of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

Progress = Callable[[int, int, str], None]
"""Called with (done, total, what): pages, rows or blocks; total 0 while unknown."""


class UnreadableFile(Exception):
    """A file that can't or must not be read; the message is one line for a person."""


BY_HAND = "or type it in by hand"


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, ``seconds`` of computing, the rest in what their name says."""

    file_bytes: int = 60_000_000
    unpacked_bytes: int = 250_000_000
    unpacked_ratio: int = 200
    archive_parts: int = 5_000
    part_bytes: int = 60_000_000
    elements: int = 2_000_000
    depth: int = 60
    cells: int = 400_000
    characters: int = 8_000_000
    blocks: int = 200_000
    pages: int = 600
    columns: int = 120
    rows: int = 60_000
    seconds: float = 120.0


@dataclass(slots=True)
class Account:
    """What one reading has used so far; raises as soon as a limit is passed."""

    limits: Limits
    progress: Progress | None = None
    cells: int = 0
    characters: int = 0
    blocks: int = 0
    # The thread's own time: on a busy machine a file must not be refused for waiting.
    started: float = field(default_factory=time.thread_time)

    def block(self) -> None:
        self.blocks += 1
        self._check(self.blocks, self.limits.blocks, "paragraphs")
        self.tick()

    def text(self, text: str) -> str:
        self.characters += len(text)
        self._check(self.characters, self.limits.characters, "characters")
        return text

    def cell(self, count: int = 1) -> None:
        self.cells += count
        self._check(self.cells, self.limits.cells, "table cells")
        if self.cells % 256 < count:
            self.tick()

    def page(self, number: int) -> None:
        self._check(number, self.limits.pages, "pages")
        self.tick()

    def depth(self, level: int) -> None:
        self._check(level, self.limits.depth, "tables or lists inside one another")

    def tick(self) -> None:
        if time.thread_time() - self.started > self.limits.seconds:
            raise UnreadableFile(
                f"The file took longer than {self.limits.seconds:.0f} seconds to read:"
                f" save only the pages that you need and try again, {BY_HAND}."
            )

    def say(self, done: int, total: int, what: str) -> None:
        if self.progress is not None:
            self.progress(done, total, what)

    def _check(self, used: int, limit: int, what: str) -> None:
        if used > limit:
            raise UnreadableFile(
                f"The file has more than {limit:,} {what}: save only the part that"
                f" you need and try again, {BY_HAND}."
            )
