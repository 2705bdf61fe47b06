"""What a file says, in reading order, whatever kind of file it was."""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Source:
    """Where a piece of text stands in the file. Pages and lines count from 1.

    ``line`` is the line of a text file, the row of a sheet or the ordinal number of the
    paragraph in a file that has no lines. ``cell`` is a spreadsheet name, "B7".
    """

    page: int | None = None
    line: int | None = None
    sheet: str | None = None
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """``certain`` is False where the heading was guessed from the look of its line."""

    text: str
    level: int
    source: Source = Source()
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    source: Source = Source()


@dataclass(frozen=True, slots=True)
class ListItem:
    """``level`` is 0 for the outermost list; ``marker`` is printed: "•", "1."."""

    text: str
    level: int = 0
    marker: str = ""
    source: Source = Source()


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph or list item inside a cell."""

    text: str
    marker: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of the grid.

    A merged cell stands at each place it covers: ``origin`` is True at its top left
    place only, and the others repeat its lines. ``fill`` names a background colour:
    "green", "amber", "red", "blue" or "".
    """

    lines: tuple[Line, ...] = ()
    origin: bool = True
    columns: int = 1
    rows: int = 1
    fill: str = ""
    source: Source = Source()

    @property
    def text(self) -> str:
        return "\n".join(
            f"{line.marker} {line.text}".strip() for line in self.lines if line.text
        )

    @property
    def blank(self) -> bool:
        return not any(line.text.strip() for line in self.lines)


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]
    header: bool = False
    source: Source = Source()

    @property
    def blank(self) -> bool:
        return all(cell.blank for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[Row, ...]
    source: Source = Source()
    caption: str = ""

    @property
    def width(self) -> int:
        return max((len(row.cells) for row in self.rows), default=0)

    def widened(self, width: int) -> Table:
        """The same table with every row brought to ``width`` places."""
        blank = Cell(origin=True)
        rows = (
            replace(row, cells=row.cells + (blank,) * (width - len(row.cells)))
            for row in self.rows
        )
        return replace(self, rows=tuple(rows))


Block = Heading | Paragraph | ListItem | Table


@dataclass(frozen=True, slots=True)
class Document:
    """``kind`` is the extension without its dot; ``notes`` are plain remarks on what
    could not be read in full."""

    blocks: tuple[Block, ...]
    kind: str
    pages: int | None = None
    notes: tuple[str, ...] = field(default=())
