"""Tables of actions that a converter flattened into lines, put together again.

Two shapes are known. Each cell in a paragraph of its own: the header's labels one below
the other, then the cells of one row after another. Or each row in one paragraph, below
a line of labels: "Action Lead Key date", the gaps between the cells lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from concord.foundation.documents.reading import (
    Block,
    Cell,
    Heading,
    Line,
    Row,
    Table,
)
from concord.plan.due import DueKind, parse_due
from concord.plan.importing import wording
from concord.plan.importing.headers import Role, role_of
from concord.plan.importing.labels import label_of, section_of
from concord.plan.importing.run_together import header_line, parted, run_together
from concord.plan.status import normalise

_MOST_LABELS = 9
_PRECISE = frozenset({Role.LEAD, Role.DUE, Role.STATUS, Role.MEASURE, Role.PROGRESS})


def unflattened(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with each flattened table as a table."""
    blocks = [part for block in blocks for part in parted(block)]
    made: list[Block] = []
    at = 0
    while at < len(blocks):
        labels = _labels(blocks, at)
        if labels:
            table, after = _stacked(blocks, at + len(labels), labels)
            if table is not None:
                made.append(table)
                at = after
                continue
        roles = header_line(blocks[at])
        if roles:
            rows, after = run_together(blocks, at + 1, roles)
            made += rows
            at = after
            continue
        made.append(blocks[at])
        at += 1
    return made


# Each cell in a paragraph of its own ------------------------------------------------


def _labels(blocks: Sequence[Block], at: int) -> list[tuple[Role, str]]:
    """Three or more different header labels in a row, an action among them."""
    found: list[tuple[Role, str]] = []
    for block in blocks[at : at + _MOST_LABELS]:
        if isinstance(block, Table) or len(block.text) > 60:
            break
        role = role_of(block.text)
        if role is None or role in [known for known, _ in found]:
            break
        if label_of(block.text) or re.search(r" plan\b|[.;]$", block.text, re.I):
            break
        found.append((role, block.text))
    roles = [role for role, _ in found]
    if len(set(roles)) < 3 or not set(roles) & _PRECISE:
        return []
    doing = {Role.ACTION, Role.OUTCOME, Role.GROUP}
    return found if doing & set(roles) else []


def _stacked(
    blocks: Sequence[Block], at: int, labels: list[tuple[Role, str]]
) -> tuple[Table | None, int]:
    cells: list[Block] = []
    rows: list[Row] = [
        Row(tuple(Cell((Line(text),)) for _, text in labels), header=True)
    ]
    roles = [role for role, _ in labels]
    while at < len(blocks) and not _ends(blocks[at], cells, roles):
        block = blocks[at]
        banner = not isinstance(block, Table) and label_of(block.text)
        if banner:
            rows += _rows(cells, roles)
            cells = []
            rows.append(_banner(block, len(roles)))
        elif [role_of(_text(b)) for b in blocks[at : at + len(roles)]] == roles:
            at += len(roles)
            continue
        else:
            cells.append(block)
        at += 1
    rows += _rows(cells, roles)
    if len(rows) < 2:
        return None, at
    return Table(tuple(rows), rows[1].source), at


def _ends(block: Block, cells: list[Block], roles: list[Role]) -> bool:
    if isinstance(block, Table):
        return True
    if len(block.text.split()) > 90:
        return True
    if isinstance(block, Heading) and not label_of(block.text):
        full = len(cells) % len(roles) == 0
        return block.certain or (full and section_of(block.text) is not None)
    return False


def _text(block: Block) -> str:
    return "" if isinstance(block, Table) else block.text


def _banner(block: Block, width: int) -> Row:
    cell = Cell((Line(_text(block)),), columns=width, source=block.source)
    blank = Cell()
    return Row((cell, *(blank,) * (width - 1)), source=block.source)


def _rows(cells: list[Block], roles: list[Role]) -> list[Row]:
    """Cells shared out into rows: by their numbers, their dates, or else by count."""
    groups = _by_number(cells, roles) or _by_date(cells, roles)
    if not groups:
        width = len(roles)
        groups = [cells[n : n + width] for n in range(0, len(cells), width)]
    return [_row(group, roles) for group in groups if group]


def _by_number(cells: list[Block], roles: list[Role]) -> list[list[Block]]:
    if not roles or roles[0] is not Role.REF:
        return []
    groups: list[list[Block]] = []
    for cell in cells:
        if wording.is_ref(_text(cell)) or wording.is_ref(getattr(cell, "marker", "")):
            groups.append([cell])
        elif groups:
            groups[-1].append(cell)
    return groups


def _by_date(cells: list[Block], roles: list[Role]) -> list[list[Block]]:
    if roles[-1] is not Role.DUE or len(cells) % len(roles) == 0:
        return []
    groups: list[list[Block]] = [[]]
    for cell in cells:
        groups[-1].append(cell)
        if len(groups[-1]) > 1 and _is_due(_text(cell)):
            groups.append([])
    return groups if len(groups) > 2 else []


def _row(group: list[Block], roles: list[Role]) -> Row:
    if len(group) == len(roles):
        order: list[Block | None] = list(group)
    else:
        order = _fitted(group, roles)
    cells = tuple(
        Cell((Line(_text(block), getattr(block, "marker", "")),), source=block.source)
        if block is not None
        else Cell()
        for block in order
    )
    return Row(cells, source=group[0].source)


def _fitted(group: list[Block], roles: list[Role]) -> list[Block | None]:
    """A row with empty cells: what is sure goes to its column, the rest in order."""
    places: list[Block | None] = [None] * len(roles)
    rest = list(group)
    for role, test in (
        (Role.REF, wording.is_ref),
        (Role.DUE, _is_due),
        (Role.STATUS, _is_status),
    ):
        if role in roles:
            found = next((b for b in rest if test(_text(b))), None)
            if found is not None:
                places[roles.index(role)] = found
                rest.remove(found)
    if Role.ACTION in roles and rest:
        verbs = [block for block in rest if wording.first_verb(_text(block))]
        action = (verbs or [max(rest, key=lambda b: len(_text(b)))])[0]
        places[roles.index(Role.ACTION)] = action
        rest.remove(action)
    free = [
        n
        for n, held in enumerate(places)
        if held is None and roles[n] not in (Role.REF, Role.DUE, Role.STATUS)
    ]
    for place, block in zip(free, rest, strict=False):
        places[place] = block
    return places


def _is_due(text: str) -> bool:
    return len(text) < 50 and parse_due(text).kind is not DueKind.NONE


def _is_status(text: str) -> bool:
    return len(text) < 30 and normalise(text)[0] is not None
