"""One row of a table of actions: its actions, and what the cells beside them say."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from concord.foundation.documents.reading import Cell, Row, Source
from concord.plan.importing import wording
from concord.plan.importing.candidates import Candidate, Group
from concord.plan.importing.cells import Part, count_dates, joined, parts_of, shared
from concord.plan.importing.headers import Role, Roles

_TICK = re.compile(r"^[✓✔☑☒xX•●yY√✅]$|^yes$", re.IGNORECASE)
_NO_TICK = re.compile(r"^(?:[☐□○✗✘–—-]|no?)$", re.IGNORECASE)
_FILLS = {"green": "Green", "amber": "Amber", "red": "Red", "blue": "Blue"}


@dataclass(slots=True)
class Reading:
    """What is known while the rows of one table go by."""

    number: int
    roles: Roles | None
    explicit: bool
    first_roles: Roles | None = None
    headers: dict[int, str] = field(default_factory=dict)
    banners: dict[str, Group] = field(default_factory=dict)  # outermost first
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
    repeats: bool = False
    before_header: bool = False

    @property
    def banner(self) -> Group | None:
        """The innermost of the rows across that head what is being read."""
        return next(reversed(self.banners.values()), None)

    def head(self, group: Group) -> None:
        """A new banner ends the ones inside the former one of its kind."""
        kinds = list(self.banners)
        if group.kind in kinds:
            for inner in kinds[kinds.index(group.kind) :]:
                del self.banners[inner]
        self.banners[group.kind] = group


def make_candidates(row: Row, roles: Roles, reading: Reading) -> None:
    cells = [
        (at, cell)
        for at, cell in cells_of(row, Role.ACTION, roles)
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
    refs = texts(row, Role.REF, roles)
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
    filled = [cell for _, cell in cells_of(row, role, roles) if not cell.blank]
    if not filled and role is Role.STATUS:
        filled = [c for _, c in cells_of(row, role, roles) if c.fill]
    return filled[-1] if filled else None


def _candidate(part: Part, row: Row, cell: Cell, reading: Reading) -> Candidate:
    source = cell.source if cell.source != Source() else row.source
    candidate = Candidate(
        part.text, "table", source, ref=part.ref, table=reading.number
    )
    candidate.outcome = reading.outcome
    candidate.column = reading.outcome_value if reading.outcome else None
    heads = [reading.outcome_group, *reading.banners.values(), reading.column_group]
    for group in heads:
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
        for at, cell in cells_of(row, Role.STATUS_MARK, roles)
        if cell.origin and not cell.blank and not _NO_TICK.match(cell.text)
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
    for at, cell in cells_of(row, Role.STANDARDS, roles):
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


def texts(row: Row, role: Role, roles: Roles) -> list[str]:
    found = []
    for _, cell in cells_of(row, role, roles):
        if cell.origin and not cell.blank:
            found.append(" ".join(line.text for line in cell.lines))
    return found


def cells_of(row: Row, role: Role, roles: Roles) -> list[tuple[int, Cell]]:
    return [
        (at, row.cells[at])
        for at, given in sorted(roles.items())
        if given is role and at < len(row.cells)
    ]
