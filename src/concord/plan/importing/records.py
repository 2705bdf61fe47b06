"""Actions printed as records, made into tables that are read like any other.

Three shapes are known. Labelled lines below the wording: "1.1 Train ...", "Lead: ...",
"By when: ...". The same behind the wording, in its own paragraph. And a small table
with the labels in its first column, one for each action.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from concord.foundation.documents.reading import (
    Block,
    Cell,
    Heading,
    Line,
    ListItem,
    Paragraph,
    Row,
    Source,
    Table,
)
from concord.plan.importing import wording
from concord.plan.importing.headers import Role, header_roles, role_of
from concord.plan.importing.labels import label_of, section_of

RECORD = "record"
"""Caption of a table that was made of labelled lines."""

_FEW = 3
_TELLING = frozenset({Role.LEAD, Role.DUE, Role.STATUS})
_BESIDE = _TELLING | {
    *(Role.PARTNERS, Role.PROGRESS, Role.MEASURE, Role.STANDARDS, Role.OTHER),
}
_ACTION = re.compile(
    r"^(?:key |agreed |proposed )?(?:action|deliverable|task|recommendation|activity)"
    r"(?:\s+(?:no\.?\s*|point\s+)?(?P<ref>[A-Z]{0,4}[ .-]?\d{1,3}(?:[.-]\d{1,3}){0,3}"
    r"(?:\s?\(?[a-z]{1,4}\)|[a-z])?|[A-Z]\d?))?"
    r"\s*(?:[:.–—-]\s*|$)(?P<text>.*)$",
    re.IGNORECASE | re.DOTALL,
)

_BARE = re.compile(
    r"^(?:action|commitment|pledge|promise|recommendation|deliverable)\s+"
    r"(?:no\.?\s*)?(?P<ref>[A-Z]{0,3}\d{1,3}(?:\.\d{1,3}){0,3}[a-z]?)\s*[:.–-]?$",
    re.IGNORECASE,
)
_MARK = re.compile(r"[|;\t]\s*")

Facts = list[tuple[str, Role, str]]
"""(printed label, what it names, value) of each labelled part of a line."""


def with_records(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with each record as a table of one row below its labels."""
    blocks = [_opened(block) if isinstance(block, Table) else block for block in blocks]
    found = _records(blocks)
    if len(found) < _FEW:
        return blocks
    made: list[Block] = []
    at = 0
    while at < len(blocks):
        if at in found:
            table, at = found[at]
            made.append(table)
            continue
        made.append(blocks[at])
        at += 1
    return made


def _records(blocks: Sequence[Block]) -> dict[int, tuple[Table, int]]:
    """Where each record begins -> its table, and where what follows it begins."""
    found: dict[int, tuple[Table, int]] = {}
    at = 0
    while at < len(blocks):
        block = blocks[at]
        if isinstance(block, Table):
            at += 1
            continue
        facts = facts_of(block.text)
        if facts and at:
            after = at + 1
            while after < len(blocks) and (more := _facts_at(blocks, after)):
                facts += more
                after += 1
            head = _head(blocks, at, found)
            if head is not None and _believable(blocks, head, facts, after):
                table = _table(blocks[head:at], facts)
                found[head] = (table, after)
            at = after
            continue
        before, facts = _tail(block)
        if facts:
            found[at] = (_row_table(before, block.source, facts), at + 1)
        at += 1
    return found


def _facts_at(blocks: Sequence[Block], at: int) -> Facts:
    block = blocks[at]
    return [] if isinstance(block, Table) else facts_of(block.text)


# Labelled lines ---------------------------------------------------------------------


def facts_of(text: str) -> Facts:
    """The labelled parts of a line that is made of nothing else."""
    places = _labels_in(text)
    if not places or places[0][0] != 0:
        return []
    return _valued(text, places)


def _labels_in(text: str) -> list[tuple[int, int, Role]]:
    """(start, end behind the colon, role) of each label that stands in a text."""
    places: list[tuple[int, int, Role]] = []
    for colon in re.finditer(r"\s?:(?=\s|$)", text):
        low = places[-1][1] if places else 0
        low = max([low, *(m.end() for m in _MARK.finditer(text, low, colon.start()))])
        before = text[low : colon.start()]
        starts = [m.start() for m in re.finditer(r"(?<![\w’'&/-])[A-Z]", before)]
        found: tuple[int, Role] | None = None
        # The shortest that is a label, and longer ones of the same kind: "Lead
        # officer", but not the last word of a lead before "By".
        for start in reversed(starts[-5:]):
            label = before[start:]
            role = role_of(label) if len(label.split()) < 6 else None
            if role in _BESIDE and (found is None or found[1] is role):
                found = (start, role)
        if found is not None:
            places.append((low + found[0], colon.end(), found[1]))
    return places


def _valued(text: str, places: list[tuple[int, int, Role]]) -> Facts:
    ends = [place[0] for place in places[1:]] + [len(text)]
    return [
        (
            text[start:behind].rstrip(" :"),
            role,
            text[behind:end].strip().strip(";,|[("),
        )
        for (start, behind, role), end in zip(places, ends, strict=True)
    ]


def _tail(block: Heading | Paragraph | ListItem) -> tuple[str, Facts]:
    """A wording with its lead or date labelled at its end."""
    text = block.text
    if isinstance(block, Heading):
        return text, []
    if isinstance(block, ListItem) and wording.is_ref(block.marker):
        text = f"{block.marker} {text}"
    places = _labels_in(text)
    if not places or len(text.split()) > 120:
        return text, []
    before = text[: places[0][0]].rstrip(" ([–—-;,")
    facts = _valued(text, places)
    telling = any(role in _TELLING for _, role, _ in facts)
    opens = (
        isinstance(block, ListItem)
        or wording.first_verb(wording.split_ref(before)[1])
        or _ACTION.match(before)
    )
    if len(before.split()) < 4 or not telling or not opens:
        return text, []
    if any(len(value.split()) > 25 for _, role, value in facts if role in _TELLING):
        return text, []
    return before, [(label, role, value.rstrip(".)] ")) for label, role, value in facts]


def _head(
    blocks: Sequence[Block], at: int, found: dict[int, tuple[Table, int]]
) -> int | None:
    """The block with the wording that labelled lines speak of."""
    taken = max((after for _, after in found.values()), default=0)
    near = blocks[at - 1]
    if at - 1 < taken or isinstance(near, Table):
        return None
    if isinstance(near, Paragraph) and at - 2 >= taken:
        above = blocks[at - 2]
        if isinstance(above, Heading) and _names_action(above.text):
            return at - 2
        if not isinstance(above, Table) and _BARE.match(above.text):
            return at - 2
    return at - 1


def _names_action(text: str) -> bool:
    ref, rest = wording.split_ref(text)
    if label_of(text) is not None:
        return False
    return bool(_ACTION.match(text)) or (
        ref is not None and ("." in ref or wording.first_verb(rest))
    )


def _believable(blocks: Sequence[Block], head: int, facts: Facts, after: int) -> bool:
    block = blocks[head]
    assert not isinstance(block, Table)  # noqa: S101
    roles = {role for _, role, _ in facts}
    text = block.text
    if not roles & _TELLING or len(text.split()) > 120 or text.endswith(":"):
        return False
    if _names_action(text) or _BARE.match(text):
        return True
    if label_of(text) or section_of(text) or len(text.split()) < 3:
        return False
    if isinstance(block, Heading) and not wording.first_verb(text):
        following = blocks[after] if after < len(blocks) else None
        # A part of the plan may have a lead of its own, above its list of actions.
        heads = isinstance(following, (ListItem, Table, Heading))
        return len(roles & _TELLING) > 1 and not (
            heads and not isinstance(following, Heading)
        )
    return True


def _table(head: Sequence[Block], facts: Facts) -> Table:
    first = head[0]
    assert not isinstance(first, Table)  # noqa: S101
    text = first.text
    marker = getattr(first, "marker", "")
    match = _BARE.match(text)
    if match and len(head) > 1:
        text = f"{match['ref'] or ''} {getattr(head[1], 'text', '')}".strip()
    elif wording.is_ref(marker):
        text = f"{marker} {text}"
    return _row_table(text, first.source, facts)


def _row_table(text: str, source: Source, facts: Facts) -> Table:
    ref, text = _ref_and_text(text)
    labels = [("Ref", ref), ("Action", text)]
    known = {Role.REF, Role.ACTION}
    for label, role, value in facts:
        if role not in known:
            known.add(role)
            labels.append((label, value))
    header = Row(tuple(Cell((Line(label),)) for label, _ in labels), header=True)
    cells = tuple(
        Cell((Line(value),) if value else (), source=source) for _, value in labels
    )
    return Table((header, Row(cells, source=source)), source, RECORD)


def _ref_and_text(text: str) -> tuple[str, str]:
    match = _ACTION.match(text)
    if match and match["text"].strip():
        return match["ref"] or "", match["text"].strip()
    listed = re.match(r"(\(?\w{1,4}[.)])\s+(?=\S)", text)
    if listed and wording.is_ref(listed[1]):
        return wording.tidy_ref(listed[1]), text[listed.end() :]
    ref, rest = wording.split_ref(text)
    return ref or "", rest


# Small tables with their labels at the left -----------------------------------------


def _opened(table: Table) -> Block:
    """A row of labelled cells is a line; a card becomes a table with a header."""
    if len(table.rows) == 1:
        row = table.rows[0]
        texts = [" ".join(cell.text.split()) for cell in row.cells if cell.origin]
        line = " | ".join(filter(None, texts))
        return Paragraph(line, row.source) if facts_of(line) else table
    return _card(table)


def _card(table: Table) -> Table:
    """The table with a row for each record; as it was where it holds none."""
    if len(table.rows) < 2 or header_roles(table.rows[0]) is not None:
        return table
    records: list[dict[str, Cell]] = []
    for row in table.rows:
        pairs = _pairs(row)
        if pairs is None:
            return table
        for label, cell in pairs:
            if not records or label == "Action":
                records.append({})
            if label in records[-1] or ("Action" not in records[-1] and records[1:]):
                return table
            records[-1][label] = cell
    labels = list(dict.fromkeys(label for record in records for label in record))
    roles = {role_of(label) for label in labels}
    if Role.ACTION not in roles or not roles & _TELLING:
        return table
    header = Row(tuple(Cell((Line(label),)) for label in labels), header=True)
    rows = (
        Row(
            tuple(record.get(label, Cell()) for label in labels),
            source=next(iter(record.values())).source,
        )
        for record in records
    )
    return Table((header, *rows), table.source)


def _pairs(row: Row) -> list[tuple[str, Cell]] | None:
    cells = [cell for cell in row.cells if cell.origin]
    filled = [cell for cell in cells if not cell.blank]
    if not filled:
        return []
    if len(filled) == 1 and filled[0] is cells[0]:
        match = _ACTION.match(filled[0].text)
        if match and match["text"].strip():
            return [("Action", filled[0])]
        return None if role_of(filled[0].text) is None else []
    if len(cells) % 2:
        return None
    found: list[tuple[str, Cell]] = []
    for label, value in zip(cells[::2], cells[1::2], strict=True):
        pair = _pair(label, value)
        if pair is None:
            return None
        found.append(pair)
    return found


def _pair(label: Cell, value: Cell) -> tuple[str, Cell] | None:
    text = " ".join(label.text.split()).rstrip(" :")
    match = _ACTION.match(text)
    if match and not match["text"].strip():
        if match["ref"] and value.lines:
            opening = Line(f"{match['ref']} {value.lines[0].text}")
            value = Cell((opening, *value.lines[1:]), source=value.source)
        return "Action", value
    role = role_of(text)
    if role is None or len(text.split()) > 8:
        return None
    return ("Action" if role is Role.ACTION else text), value
