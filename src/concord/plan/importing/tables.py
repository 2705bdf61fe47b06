"""Tables of actions: columns told apart, rows read, banners followed."""

from __future__ import annotations

import re

from concord.foundation.documents.reading import Cell, Row, Table
from concord.plan.importing import wording
from concord.plan.importing.candidates import Group
from concord.plan.importing.columns import guessed, is_due, settled
from concord.plan.importing.headers import Role, Roles, header_roles
from concord.plan.importing.labels import KINDS, label_of, section_of
from concord.plan.importing.table_rows import Reading, cells_of, make_candidates, texts


def read_table(
    table: Table, number: int, hint: Roles | None, hint_headers: dict[int, str]
) -> Reading:
    """All candidates of a table, and the groups its banners and columns name.

    ``hint`` are the roles of the table before, which this one may continue.
    """
    rows = [row for row in table.rows if not row.blank]
    reading = Reading(number, None, False)
    segments = _segments(rows)
    if segments and segments[0][0] is None:
        reading.roles = _continued(segments[0][1], hint)
        if reading.roles is None and hint and _has_dated_rows(segments[0][1], hint):
            # Outcomes come first, and the header above the actions was lost.
            reading.roles = hint
            reading.before_header = reading.repeats = True
        reading.headers = dict(hint_headers)
        reading.explicit = reading.roles is not None and hint is not None
    for header, body in segments:
        if header is not None:
            roles = header_roles(header)
            assert roles is not None  # noqa: S101
            reading.roles = settled(roles, _data_rows(body, len(header.cells)))
            reading.headers = {n: c.text for n, c in enumerate(header.cells)}
            reading.before_header = False
            reading.explicit = Role.ACTION in reading.roles.values()
            if reading.first_roles is None:
                reading.first_roles = reading.roles
            _follow_header(header, reading)
        if header is not None:
            reading.repeats = _repeats_header(segments, header)
        for nth, row in enumerate(body):
            reading.next_row = body[nth + 1] if nth + 1 < len(body) else None
            _read_row(row, reading)
    return reading


def _repeats_header(segments: list[tuple[Row | None, list[Row]]], header: Row) -> bool:
    """Whether the same header is printed more than once."""
    text = [cell.text for cell in header.cells if not cell.blank]
    same = [
        h
        for h, _ in segments
        if h is not None and text == [cell.text for cell in h.cells if not cell.blank]
    ]
    return len(same) > 1


def _follow_header(header: Row, reading: Reading) -> None:
    """A label in the header heads the table: | Priority 1: Prevent | Lead | When |."""
    for cell in header.cells:
        label = label_of(cell.text) if cell.origin and not cell.blank else None
        if label is not None and label.ref is not None:
            group = Group(label.kind, label.ref, label.title, header.source)
            reading.groups.append(group)
            reading.head(group)
            reading.outcome = None


def _segments(rows: list[Row]) -> list[tuple[Row | None, list[Row]]]:
    segments: list[tuple[Row | None, list[Row]]] = []
    for row in rows:
        headed = any(header is not None for header, _ in segments)
        if header_roles(row, first=not headed) is not None:
            segments.append((row, []))
        elif segments:
            segments[-1][1].append(row)
        else:
            segments.append((None, [row]))
    return segments


def _has_dated_rows(rows: list[Row], hint: Roles) -> bool:
    if not {Role.ACTION, Role.DUE} <= set(hint.values()):
        return False
    return any(
        is_due(cell.lines[0].text)
        for row in rows
        for _, cell in cells_of(row, Role.DUE, hint)
        if not cell.blank
    )


def _continued(rows: list[Row], hint: Roles | None) -> Roles | None:
    data = _data_rows(rows, 99)
    width = max((len(row.cells) for row in data), default=0)
    alike = hint and max(hint) < width <= len(hint) + 1
    if hint and alike and Role.ACTION in hint.values() and _fits(hint, data):
        return settled(hint, data)
    if hint is None and len(data) < 2:
        return None
    return guessed(data, hint)


def _fits(hint: Roles, rows: list[Row]) -> bool:
    """Whether the columns of a table without header hold what the one before held."""
    for at, role in hint.items():
        texts = [
            r.cells[at].text
            for r in rows
            if at < len(r.cells) and not r.cells[at].blank
        ]
        if not texts:
            continue
        refs = sum(map(wording.is_ref, texts)) * 2 > len(texts)
        if refs != (role is Role.REF):
            return False
        lengths = sum(len(text.split()) for text in texts)
        if role in (Role.LEAD, Role.DUE) and lengths > 22 * len(texts):
            return False
        if role is Role.ACTION and sum(map(wording.is_indicator, texts)) * 2 > len(
            texts
        ):
            return False
    return True


def _data_rows(rows: list[Row], width: int) -> list[Row]:
    """Rows that are no banner, for judging what columns hold."""
    return [row for row in rows if _only_cell(row) is None] or list(rows)


def _only_cell(row: Row) -> int | None:
    filled = [n for n, cell in enumerate(row.cells) if cell.origin and not cell.blank]
    return filled[0] if len(filled) == 1 and len(row.cells) > 1 else None


def _read_row(row: Row, reading: Reading) -> None:
    if _banner(row, reading):
        return
    if reading.blocked or reading.roles is None:
        return
    fresh, reading.fresh_banner = reading.fresh_banner, False
    roles = _roles_of_row(row, reading.roles)
    if Role.ACTION not in roles.values():
        only = _only_cell(row)
        if not (fresh and only is not None):
            _note_outcome(row, reading)
        return
    if reading.before_header and not _dated(row, roles):
        return
    if _continues(row, roles, reading):
        return
    _inherit(row, roles, reading)
    make_candidates(row, roles, reading)


def _dated(row: Row, roles: Roles) -> bool:
    dues = [cell for _, cell in cells_of(row, Role.DUE, roles) if not cell.blank]
    marks = [cell for _, cell in cells_of(row, Role.STATUS, roles) if not cell.blank]
    known = {Role.DUE, Role.STATUS} & set(roles.values())
    return not known or bool(marks) or any(is_due(c.lines[0].text) for c in dues)


def _roles_of_row(row: Row, roles: Roles) -> Roles:
    """A table may give the number a column of its own from some row on."""
    for at, role in roles.items():
        if role is not Role.ACTION or at + 1 >= len(row.cells):
            continue
        right = row.cells[at + 1]
        if (
            wording.is_ref(row.cells[at].text)
            and at + 1 not in roles
            and not right.blank
        ):
            return roles | {at: Role.REF, at + 1: Role.ACTION}
        if row.cells[at].blank and at + 1 not in roles and not right.blank:
            return roles | {at + 1: Role.ACTION}
    return roles


def _banner(row: Row, reading: Reading) -> bool:
    """Follows a row that heads what comes below it; False for a row of data."""
    filled = [n for n, cell in enumerate(row.cells) if cell.origin and not cell.blank]
    if not filled:
        return True
    first = row.cells[filled[0]]
    lead_text = first.lines[0].text if not first.lines[0].marker else ""
    only = len(filled) == 1
    label = label_of(" ".join(filter(None, [lead_text, _second(row, filled)])))
    if label and (only or (len(filled) == 2 and not label_of(lead_text))):
        if not label.title and len(first.lines) > 1:
            label = label_of(f"{lead_text}: {first.lines[1].text}") or label
        _enter(reading, Group(label.kind, label.ref, label.title, row.source))
        return True
    if _heads_by_number(row, filled, reading.next_row):
        code, name = wording.tidy_ref(first.text), row.cells[filled[1]].text
        _enter(reading, Group("banner", code, name, row.source))
        return True
    if not only or len(row.cells) == 1:
        return False
    text = first.text
    if section_of(text) in {"measures", "achievements", "past", "glossary"} and _wide(
        first, row
    ):
        reading.blocked = True
        return True
    if _is_plain_banner(row, filled[0], reading):
        ref, title = wording.split_ref(first.lines[0].text)
        _enter(reading, Group("banner", ref, title or text, row.source))
        return True
    return False


def _heads_by_number(row: Row, filled: list[int], following: Row | None) -> bool:
    """ "DA24 1 | Prevention" and nothing else, above "DA24 1.1 | Deliver ..."."""
    if len(filled) != 2 or len(row.cells) < 4 or following is None:
        return False
    number, below = (r.cells[filled[0]].text.strip(" .:") for r in (row, following))
    return (
        wording.is_ref(number)
        and wording.is_ref(below)
        and re.match(re.escape(number) + r"[./-]", below) is not None
    )


def _second(row: Row, filled: list[int]) -> str:
    """The title beside a bare label: | Priority 1 | Prevention |."""
    return row.cells[filled[1]].lines[0].text if len(filled) == 2 else ""


def _wide(cell: Cell, row: Row) -> bool:
    return cell.columns >= max(2, len(row.cells) - 1)


def _is_plain_banner(row: Row, at: int, reading: Reading) -> bool:
    cell = row.cells[at]
    if len(cell.lines) > 2 or len(cell.text.split()) > 40:
        return False
    if _wide(cell, row):
        return not reading.fresh_banner or reading.banner is None or len(cell.text) < 60
    role = (reading.roles or {}).get(at)
    if at != 0 or role in (Role.OUTCOME, Role.GROUP) or reading.roles is None:
        return False
    text = cell.text
    short = len(text.split()) <= 14 and not text.rstrip().endswith((".", ";"))
    if role is Role.ACTION:
        return len(row.cells) > 2 and (
            (text.isupper() and short) or _heads_sub_items(text, reading.next_row, at)
        )
    return short and text[0].isupper() and not wording.is_ref(text)


def _heads_sub_items(text: str, following: Row | None, at: int) -> bool:
    """ "6.2 Encourage ..." in a row of its own, above rows "i. ...", "ii. ..."."""
    if following is None or at >= len(following.cells) or following.cells[at].blank:
        return False
    marker = following.cells[at].lines[0].marker
    filled = [cell for cell in following.cells if cell.origin and not cell.blank]
    return len(filled) > 1 and re.fullmatch(r"\(?[a-z]{1,4}[.)]", marker) is not None


def _enter(reading: Reading, group: Group) -> None:
    reading.groups.append(group)
    reading.blocked = False
    if group.kind == "outcome":
        reading.outcome = group.title or None
        return
    reading.head(group)
    reading.outcome = None
    reading.column_group = reading.outcome_group = None
    reading.fresh_banner = True
    # What stands between a banner and the header repeated below it are its outcomes.
    reading.before_header = reading.repeats
    first = reading.first_roles
    if first is not None and Role.ACTION not in first.values():
        reading.roles = first


def _note_outcome(row: Row, reading: Reading) -> None:
    for text in texts(row, Role.OUTCOME, reading.roles or {}):
        held = reading.banner.outcomes if reading.banner else reading.outcomes
        if held and text[0].islower():
            held[-1] = f"{held[-1]} {text}"
            continue
        reading.outcomes.append(text)
        if reading.banner is not None and text not in reading.banner.outcomes:
            reading.banner.outcomes.append(text)


def _continues(row: Row, roles: Roles, reading: Reading) -> bool:
    """A row broken by the page: only its action cell goes on, in mid-sentence."""
    filled = {n for n, c in enumerate(row.cells) if c.origin and not c.blank}
    actions = [at for at, _ in cells_of(row, Role.ACTION, roles)]
    if not reading.made or len(filled) != 1 or not filled <= set(actions):
        return False
    cell = row.cells[filled.pop()]
    last = reading.made[-1]
    opening = cell.lines[0].text
    if cell.lines[0].marker or not re.match(r"[a-z(&,]", opening):
        return False
    last.text = f"{last.text} {' '.join(line.text for line in cell.lines)}"
    last.why.append("goes on in the next row, as after a page break")
    return True


def _inherit(row: Row, roles: Roles, reading: Reading) -> None:
    """Outcome and priority cells left empty stand for the one above."""
    outcomes = texts(row, Role.OUTCOME, roles)
    groups = texts(row, Role.GROUP, roles)
    if groups:
        _column_group(_numbered(row, roles) or groups[0], row, reading)
    if outcomes:
        text = outcomes[-1]
        label = label_of(text)
        if reading.outcome and text[0].islower() and not _has_action(row, roles):
            text = f"{reading.outcome} {text}"
        if label and label.ref:
            _outcome_group(
                Group(label.kind, label.ref, label.title, row.source), reading
            )
        reading.outcome = label.title if label and label.title else text
        if (
            reading.outcome_value is None
            or reading.outcome_value.title != reading.outcome
        ):
            ref, title = wording.split_ref(reading.outcome)
            reading.outcome_value = Group("column", ref, title, row.source)
        reading.outcomes.append(reading.outcome)


def _numbered(row: Row, roles: Roles) -> str:
    """The priority's cell where its number was taken for the marker of a list."""
    cell = next(c for _, c in cells_of(row, Role.GROUP, roles) if not c.blank)
    line = cell.lines[0]
    if len(cell.lines) > 1 or not re.fullmatch(r"\(?\w{1,3}[.)]", line.marker):
        return ""
    return f"{line.marker} {line.text}"


def _outcome_group(group: Group, reading: Reading) -> None:
    """ "Objective 2: Safe at home" in the column of outcomes heads its actions too."""
    held = reading.outcome_group
    if held is None or (held.ref, held.title) != (group.ref, group.title):
        reading.outcome_group = group
        reading.groups.append(group)


def _column_group(text: str, row: Row, reading: Reading) -> None:
    label = label_of(text)
    header = next(
        (
            reading.headers.get(at, "")
            for at, _ in cells_of(row, Role.GROUP, reading.roles or {})
        ),
        "",
    ).lower()
    kind = next((k for k in KINDS if k[:-1] in header), "priority")
    if label:
        group = Group(kind, label.ref, label.title, row.source)
    else:
        ref, title = wording.split_ref(text)
        if wording.is_ref(text):
            ref, title = wording.tidy_ref(text), ""
        group = Group(kind, ref, title, row.source)
    held = reading.column_group
    if held is None or (held.ref, held.title) != (group.ref, group.title):
        reading.column_group = group
        reading.groups.append(group)
        if not texts(row, Role.OUTCOME, reading.roles or {}):
            reading.outcome = None


def _has_action(row: Row, roles: Roles) -> bool:
    return any(not cell.blank for _, cell in cells_of(row, Role.ACTION, roles))
