"""What each column of a table holds, from its header or, failing that, its contents."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from concord.foundation.documents.reading import Row
from concord.plan.due import DueKind, parse_due
from concord.plan.importing import wording
from concord.plan.importing.headers import Role, Roles
from concord.plan.status import normalise


def settled(roles: Roles, rows: Sequence[Row]) -> Roles:
    """The roles corrected by what the columns really hold."""
    roles = dict(roles)
    width = max((len(row.cells) for row in rows), default=0)
    columns = {at: _texts(rows, at) for at in range(width)}
    for at in range(width):
        role = roles.get(at)
        if _mostly(columns[at], wording.is_ref) and role in (
            None,
            Role.ACTION,
            Role.OUTCOME,
        ):
            roles[at] = Role.REF
            follows = at + 1
            if (
                role is Role.ACTION
                and follows < width
                and roles.get(follows, role) is role
            ):
                roles[follows] = Role.ACTION
    for at, role in list(roles.items()):
        # "Red | Amber | Green" above figures is a count of actions, not their state.
        if role is Role.STATUS_MARK and _mostly(columns.get(at, []), _is_figure):
            roles[at] = Role.OTHER
    if Role.GROUP in roles.values():
        _unless_levels(roles, columns)
    if Role.ACTION not in roles.values():
        _promote(roles, columns)
    return roles


def _unless_levels(roles: Roles, columns: dict[int, list[str]]) -> None:
    levels = {"high", "medium", "low", "h", "m", "l", "critical", "urgent", "yes", "no"}
    for at, role in list(roles.items()):
        texts = columns.get(at, []) if role is Role.GROUP else []
        if texts and all(text.lower().strip(" .") in levels for text in texts):
            roles[at] = Role.OTHER


def _promote(roles: Roles, columns: dict[int, list[str]]) -> None:
    """A plan may call its actions aims, objectives or commitments: the last of these
    columns is taken, where a lead, a date or a status stands beside it."""
    beside = {Role.LEAD, Role.DUE, Role.STATUS, Role.STATUS_MARK, Role.PROGRESS}
    if not beside & set(roles.values()):
        return
    blank_headers = [
        at
        for at, texts in columns.items()
        if at not in roles
        and texts
        and sum(map(wording.first_verb, texts)) * 2 > len(texts)
    ]
    if blank_headers:
        roles[blank_headers[0]] = Role.ACTION
        return
    for wanted in (Role.OUTCOME, Role.GROUP):
        named = [at for at, role in roles.items() if role is wanted]
        if named:
            roles[named[-1]] = Role.ACTION
            return


def guessed(rows: Sequence[Row], hint: Roles | None) -> Roles | None:
    """Roles from contents alone; ``hint`` is the header of the table it continues."""
    width = max((len(row.cells) for row in rows), default=0)
    columns = {at: _texts(rows, at) for at in range(width)}
    roles: Roles = {}
    for at, texts in columns.items():
        if not texts:
            continue
        if _mostly(texts, wording.is_ref):
            roles[at] = Role.REF
        elif _mostly(texts, is_due):
            roles[at] = Role.DUE
        elif _mostly(texts, _is_status):
            roles[at] = Role.STATUS
    free = [at for at, texts in columns.items() if texts and at not in roles]
    action = _action_column(free, columns, roles)
    if action is None:
        return None
    roles[action] = Role.ACTION
    _rest(roles, [at for at in free if at != action], action, hint)
    return roles


def _rest(roles: Roles, free: list[int], action: int, hint: Roles | None) -> None:
    hinted = set((hint or {}).values())
    for at in free:
        if at < action:
            roles[at] = (
                Role.GROUP
                if hinted and Role.OUTCOME not in hinted and (Role.GROUP in hinted)
                else Role.OUTCOME
            )
        elif Role.LEAD not in roles.values():
            roles[at] = Role.LEAD
        else:
            roles[at] = Role.PROGRESS


def _action_column(
    free: list[int], columns: dict[int, list[str]], roles: Roles
) -> int | None:
    def score(at: int) -> float:
        texts = columns[at]
        verbs = sum(map(wording.first_verb, texts)) / len(texts)
        after_ref = roles.get(at - 1) is Role.REF
        return verbs + (0.4 if after_ref else 0)

    good = [at for at in free if score(at) >= 0.6 and _average(columns[at]) >= 3]
    good = [
        at
        for at in good
        if sum(map(wording.is_indicator, columns[at])) < len(columns[at]) * 0.4
    ]
    return max(good, key=score) if good else None


def _average(texts: list[str]) -> float:
    return sum(len(text.split()) for text in texts) / len(texts)


def _texts(rows: Sequence[Row], at: int) -> list[str]:
    return [
        row.cells[at].text
        for row in rows
        if at < len(row.cells) and row.cells[at].origin and not row.cells[at].blank
    ]


def _mostly(texts: list[str], test: Callable[[str], object]) -> bool:
    return bool(texts) and sum(bool(test(text)) for text in texts) >= 0.7 * len(texts)


def is_due(text: str) -> bool:
    return len(text) < 60 and parse_due(text).kind is not DueKind.NONE


def _is_figure(text: str) -> bool:
    return text.strip(" %").isdigit()


def _is_status(text: str) -> bool:
    return len(text) < 30 and normalise(text)[0] is not None
