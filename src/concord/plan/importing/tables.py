"""Tables of actions: columns told apart, rows read, banners followed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from concord.foundation.documents.reading import Cell, Row, Source, Table
from concord.plan.importing import wording
from concord.plan.importing.candidates import Candidate, Group
from concord.plan.importing.cells import Part, count_dates, joined, parts_of, shared
from concord.plan.importing.columns import Role, Roles, guessed, header_roles, settled
from concord.plan.importing.labels import KINDS, label_of, section_of

_TICK = re.compile(r"^[✓✔☑xX•●yY√✅]$|^yes$", re.IGNORECASE)
_FILLS = {"green": "Green", "amber": "Amber", "red": "Red", "blue": "Blue"}


@dataclass(slots=True)
class Reading:
    """What is known while the rows of one table go by."""

    number: int
    roles: Roles | None
    explicit: bool
    first_roles: Roles | None = None
    headers: dict[int, str] = field(default_factory=dict)
    banner: Group | None = None
    column_group: Group | None = None
    outcome_group: Group | None = None
    outcome_value: Group | None = None
    outcome: str | None = None
    outcomes: list[str] = field(default_factory=list)
    made: list[Candidate] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    fresh_banner: bool = False
    blocked: bool = False
    next_row: Row | None = None


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
        reading.headers = dict(hint_headers)
        reading.explicit = reading.roles is not None and hint is not None
    for header, body in segments:
        if header is not None:
            roles = header_roles(header)
            assert roles is not None  # noqa: S101
            reading.roles = settled(roles, _data_rows(body, len(header.cells)))
            reading.headers = {n: c.text for n, c in enumerate(header.cells)}
            reading.explicit = Role.ACTION in reading.roles.values()
            if reading.first_roles is None:
                reading.first_roles = reading.roles
            _follow_header(header, reading)
        for nth, row in enumerate(body):
            reading.next_row = body[nth + 1] if nth + 1 < len(body) else None
            _read_row(row, reading)
    return reading


def _follow_header(header: Row, reading: Reading) -> None:
    """A label in the header heads the table: | Priority 1: Prevent | Lead | When |."""
    for cell in header.cells:
        label = label_of(cell.text) if cell.origin and not cell.blank else None
        if label is not None and label.ref is not None:
            group = Group(label.kind, label.ref, label.title, header.source)
            reading.groups.append(group)
            reading.banner, reading.outcome = group, None


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
    if _continues(row, roles, reading):
        return
    _inherit(row, roles, reading)
    _make(row, roles, reading)


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
        reading.banner = reading.banner
        return
    reading.banner = group
    reading.outcome = None
    reading.column_group = reading.outcome_group = None
    reading.fresh_banner = True
    first = reading.first_roles
    if first is not None and Role.ACTION not in first.values():
        reading.roles = first


def _note_outcome(row: Row, reading: Reading) -> None:
    for text in _texts(row, Role.OUTCOME, reading.roles or {}):
        held = reading.banner.outcomes if reading.banner else reading.outcomes
        if held and text[0].islower():
            held[-1] = f"{held[-1]} {text}"
            continue
        reading.outcomes.append(text)
        if reading.banner is not None and text not in reading.banner.outcomes:
            reading.banner.outcomes.append(text)


def _texts(row: Row, role: Role, roles: Roles) -> list[str]:
    found = []
    for _, cell in _cells(row, role, roles):
        if cell.origin and not cell.blank:
            found.append(" ".join(line.text for line in cell.lines))
    return found


def _cells(row: Row, role: Role, roles: Roles) -> list[tuple[int, Cell]]:
    return [
        (at, row.cells[at])
        for at, given in sorted(roles.items())
        if given is role and at < len(row.cells)
    ]


def _continues(row: Row, roles: Roles, reading: Reading) -> bool:
    """A row broken by the page: only its action cell goes on, in mid-sentence."""
    filled = {n for n, c in enumerate(row.cells) if c.origin and not c.blank}
    actions = [at for at, _ in _cells(row, Role.ACTION, roles)]
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
    outcomes = _texts(row, Role.OUTCOME, roles)
    groups = _texts(row, Role.GROUP, roles)
    if groups:
        _column_group(groups[0], row, reading)
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
            for at, _ in _cells(row, Role.GROUP, reading.roles or {})
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
        if not _texts(row, Role.OUTCOME, reading.roles or {}):
            reading.outcome = None


def _has_action(row: Row, roles: Roles) -> bool:
    return any(not cell.blank for _, cell in _cells(row, Role.ACTION, roles))


def _make(row: Row, roles: Roles, reading: Reading) -> None:
    cells = [
        (at, cell)
        for at, cell in _cells(row, Role.ACTION, roles)
        if cell.origin and not cell.blank
    ]
    for at, cell in cells:
        many = len([c for c in cells if not _TICK.match(c[1].text)]) > 1
        column_due = reading.headers.get(at) if many else None
        for candidate in _from_cell(row, cell, roles, reading):
            if column_due and candidate.due is None:
                candidate.due = column_due
            reading.made.append(candidate)


def _from_cell(row: Row, cell: Cell, roles: Roles, reading: Reading) -> list[Candidate]:
    due = _one(row, Role.DUE, roles)
    leads = _one(row, Role.LEAD, roles)
    dates = _dates_beside(due, leads, len(cell.lines))
    parts = [p for p in parts_of(cell, dates) if _is_wording(p.text)]
    refs = _texts(row, Role.REF, roles)
    columns = {
        "lead": leads,
        "due": due,
        "partners": _one(row, Role.PARTNERS, roles),
        "status_printed": _one(row, Role.STATUS, roles),
        "progress": _one(row, Role.PROGRESS, roles),
        "measure": _one(row, Role.MEASURE, roles),
    }
    values = {name: shared(column, parts) for name, column in columns.items()}
    made = []
    for nth, part in enumerate(parts):
        candidate = _candidate(part, row, cell, reading)
        own = refs[0].split("\n") if refs else []
        if part.ref is None and own:
            candidate.ref = wording.tidy_ref(own[min(nth, len(own) - 1)])
        for name, column in values.items():
            setattr(candidate, name, column[nth])
        _mark_status(candidate, row, reading)
        candidate.standards = _standards(row, roles, reading)
        _lead_from_partners(candidate, roles)
        made.append(candidate)
    return made


def _dates_beside(due: Cell | None, leads: Cell | None, lines: int) -> int:
    dates = count_dates(joined(due)) if due is not None else 1
    if due is not None and len(due.lines) > 1:
        return max(dates, len(due.lines))
    if dates == 1 and leads is not None and 1 < len(leads.lines) <= lines:
        return len(leads.lines)
    return dates


def _lead_from_partners(candidate: Candidate, roles: Roles) -> None:
    if candidate.lead is None and Role.LEAD not in roles.values():
        candidate.lead = candidate.partners


def _is_wording(text: str) -> bool:
    text = text.strip()
    if len(re.findall(r"[A-Za-z]{2,}", text)) < 2 or _TICK.match(text):
        return False
    return text.lower().strip(" .") not in {"see above", "as above", "not applicable"}


def _one(row: Row, role: Role, roles: Roles) -> Cell | None:
    """The cell of a role; of several columns the last that says something."""
    filled = [cell for _, cell in _cells(row, role, roles) if not cell.blank]
    if not filled and role is Role.STATUS:
        filled = [c for _, c in _cells(row, role, roles) if c.fill]
    return filled[-1] if filled else None


def _candidate(part: Part, row: Row, cell: Cell, reading: Reading) -> Candidate:
    source = cell.source if cell.source != Source() else row.source
    candidate = Candidate(
        part.text, "table", source, ref=part.ref, table=reading.number
    )
    candidate.outcome = reading.outcome
    candidate.column = reading.outcome_value if reading.outcome else None
    for group in (reading.outcome_group, reading.banner, reading.column_group):
        if group is not None:
            candidate.groups[group.kind] = group
    candidate.sure = 0.95 if reading.explicit else 0.7
    candidate.why.append(
        "stands in a column of actions"
        if reading.explicit
        else "stands in a table without header whose column reads like actions"
    )
    if part.why:
        candidate.why.append(part.why)
        candidate.sure -= 0.1
    if not wording.first_verb(part.text):
        candidate.sure -= 0.1
        candidate.why.append("does not open with something to do")
    candidate.around = " | ".join(
        " ".join(c.text.split())[:160] for c in row.cells if c.origin and not c.blank
    )[:600]
    return candidate


def _mark_status(candidate: Candidate, row: Row, reading: Reading) -> None:
    """Columns "Achieved" and "More to do" with ticks or text in them."""
    roles = reading.roles or {}
    marks = [
        (reading.headers.get(at, ""), cell)
        for at, cell in _cells(row, Role.STATUS_MARK, roles)
        if cell.origin and not cell.blank
    ]
    if marks:
        candidate.status_printed = ", ".join(
            " ".join(header.split()) for header, _ in marks
        )
        text = " ".join(c.text for _, c in marks if not _TICK.match(c.text))
        candidate.progress = " ".join(filter(None, [candidate.progress, text])) or None
    status = _one(row, Role.STATUS, roles)
    if status is not None and status.blank and status.fill in _FILLS:
        candidate.status_printed = f"{_FILLS[status.fill]} (colour of the cell)"


def _standards(row: Row, roles: Roles, reading: Reading) -> tuple[str, ...]:
    found: list[str] = []
    for at, cell in _cells(row, Role.STANDARDS, roles):
        header = reading.headers.get(at, "")
        for line in cell.lines:
            for piece in re.split(
                r"[;,\n]|\s&\s|\band\b", f"{line.marker} {line.text}"
            ):
                if piece.strip(" .-–"):
                    found.append(_standard(piece.strip(), header))
    return tuple(dict.fromkeys(found))


def _standard(piece: str, header: str) -> str:
    """ "5.7" in a column headed "NICE PH50" is "NICE PH50 5.7"."""
    name = re.search(r"(?:NICE\s*)?(?:PH ?50|QS ?116)|NICE|NSE|DAHA", header, re.I)
    if name and re.fullmatch(r"(?:R(?:ec)?\.? ?)?[\d.]+[a-z]?", piece, re.I):
        return f"{name[0]} {piece}"
    return piece
