"""From candidates to a draft: which are believed, and under which priority they go."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from concord.plan.importing import wording
from concord.plan.importing.candidates import Candidate, Group
from concord.plan.importing.draft import Draft, DraftAction, DraftPriority
from concord.plan.importing.labels import KINDS, bare, is_stem, section_of
from concord.plan.importing.likeness import Likeness, same_wording
from concord.plan.importing.lists import Walk
from concord.plan.status import normalise

_FEW = 5
_RULES = re.compile(
    r"\b(?:protocol|policy|procedures?|guidance|guidelines|terms of reference|toolkit"
    r"|handbook|agreement|constitution|manual)\b",
    re.IGNORECASE,
)
_PLANS = re.compile(r"\b(?:strategy|strategic|plans?|programme)\b", re.IGNORECASE)


def place(state: Walk, draft: Draft) -> Draft:
    """Fills the draft's priorities, unplaced texts and warnings."""
    believed, doubted = _believed(state.candidates, state.groups)
    if no_plan := _is_no_plan(believed, state, draft):
        draft.warnings.append(no_plan)
        believed, doubted = [], [*believed, *doubted]
    believed = _without_repeats(believed, draft)
    kind = _chosen_kind(believed)
    homes = [_home(candidate, kind) for candidate in believed]
    homes = _heading_homes(believed, homes)
    homes = _column_homes(believed, homes)
    if believed and not any(homes):
        only = Group("heading", None, draft.title or "Actions")
        homes = [only] * len(believed)
        draft.warnings.append(
            "No priorities were found: all actions stand under one heading."
        )
    priorities = _Priorities(kind)
    for group in state.groups:
        if group.kind == kind and group.section not in ("consultation", "achievements"):
            priorities.know(group)
    placed = []
    for candidate, home in zip(believed, homes, strict=True):
        if home is None:
            doubted.append(candidate)
            continue
        placed.append(candidate)
        priorities.add(home, candidate, kind)
    draft.priorities = priorities.finished(draft)
    draft.unplaced = [_action(c, None, draft) for c in _fresh(doubted, placed)]
    return draft


# Belief -----------------------------------------------------------------------------


def _believed(
    candidates: Sequence[Candidate], groups: Sequence[Group]
) -> tuple[list[Candidate], list[Candidate]]:
    """A plan printed as tables outweighs lists in the text around it."""
    titles = Likeness(group.title for group in groups if group.title)
    real = [c for c in candidates if c.shape == "table" or not titles.has(c.text)]
    tables = [c for c in real if c.shape == "table"]
    others = [c for c in real if c.shape != "table"]
    if sum(c.record for c in tables) * 2 > len(tables):
        # Some items of a list may name their lead, and others not.
        listed = [c for c in real if c.shape == "table" or c.sure >= 0.8]
        return listed, [c for c in others if c.sure < 0.8 and c.groups]
    if len(tables) >= _FEW and len(tables) * 3 >= len(others):
        for candidate in others:
            candidate.why.append("the document has its plan in tables elsewhere")
            candidate.sure = min(candidate.sure, 0.3)
        # Lists outside any priority are aims and duties, not actions left out.
        return tables, [c for c in others if c.groups]
    return (others if not tables else real), []


def _is_no_plan(believed: Sequence[Candidate], state: Walk, draft: Draft) -> str | None:
    """Why nothing is believed of a document that only sounds like a plan."""
    if not believed:
        return None
    if _RULES.search(draft.title) and not _PLANS.search(draft.title):
        dated = [c for c in believed if c.shape == "table" and c.due and c.groups]
        if len(dated) < _FEW:
            return (
                f"“{_short(draft.title)}” reads like rules or guidance, not like a"
                f" plan: {len(believed)} things that it asks for were put aside."
            )
    weak = all(
        c.sure < 0.7 and not c.groups and c.shape != "table" and c.section != "plan"
        for c in believed
    )
    if weak and len(believed) < _FEW and not state.all_plan:
        return (
            f"{len(believed)} items of lists say what to do, but nothing around them"
            " speaks of a plan: they were put aside."
        )
    return None


def _without_repeats(candidates: list[Candidate], draft: Draft) -> list[Candidate]:
    """The same wording printed twice (a summary, an annex) is one action."""
    kept: list[Candidate] = []
    seen: dict[str, list[Candidate]] = defaultdict(list)
    dropped = 0
    for candidate in candidates:
        key = " ".join(wording.words(candidate.text)[:3])
        twin = next((c for c in seen[key] if _is_repeat(candidate, c)), None)
        if twin is not None:
            dropped += 1
            twin.why.append("printed again further on")
            continue
        seen[key].append(candidate)
        kept.append(candidate)
    if dropped:
        draft.warnings.append(
            f"{dropped} of the actions are printed twice in the document and were taken"
            " once."
        )
    return kept


def _is_repeat(candidate: Candidate, earlier: Candidate) -> bool:
    if candidate.shape == "table" and candidate.table == earlier.table:
        return False
    if not same_wording(candidate.text, earlier.text):
        return False
    return _agrees(candidate.groups, earlier.groups)


def _agrees(a: dict[str, Group], b: dict[str, Group]) -> bool:
    """Not under two different priorities."""
    shared = set(a) & set(b)
    return all(a[k].ref == b[k].ref or a[k].title == b[k].title for k in shared)


# Where it belongs -------------------------------------------------------------------


def _chosen_kind(candidates: Sequence[Candidate]) -> str | None:
    """The word that heads most of the actions; "priority" before all others."""
    cover: Counter[str] = Counter()
    titles: dict[str, set[tuple[str | None, str]]] = defaultdict(set)
    for candidate in candidates:
        for kind, group in candidate.groups.items():
            cover[kind] += 1
            titles[kind].add((group.ref, group.title))
    enough = [k for k in KINDS if cover[k] * 2 >= len(candidates) and cover[k]]
    several = [k for k in enough if len(titles[k]) > 1]
    if several and several[0] in ("banner", "outcome"):
        return several[0]
    chosen = several or enough
    return chosen[0] if chosen else None


def _home(candidate: Candidate, kind: str | None) -> Group | None:
    if kind is None:
        return None
    if kind in candidate.groups:
        return candidate.groups[kind]
    if candidate.shape == "table":
        return next((candidate.groups[k] for k in KINDS if k in candidate.groups), None)
    return None


def _heading_homes(
    candidates: Sequence[Candidate], homes: list[Group | None]
) -> list[Group | None]:
    """Where no label heads the actions, the headings above them do."""
    without = [c for c, home in zip(candidates, homes, strict=True) if home is None]
    labelled = len(candidates) - len(without)
    without = [c for c in without if c.shape == "table" or labelled < len(without)]
    if not without:
        return homes
    paths = {
        id(c): _telling(c.path) or (c.path[-1:] if c.shape == "table" else ())
        for c in without
    }
    level = _telling_level(list(paths.values()))
    found: list[Group | None] = []
    for candidate, home in zip(candidates, homes, strict=True):
        path = paths.get(id(candidate), ())
        if home is None and path:
            home = path[min(level, len(path) - 1)]
        found.append(home)
    return found


def _column_homes(
    candidates: Sequence[Candidate], homes: list[Group | None]
) -> list[Group | None]:
    """Where neither labels nor headings part the actions, a column of aims may."""
    titles = {home.title for home in homes if home is not None}
    columns = {c.column.title for c in candidates if c.column is not None}
    covered = sum(c.column is not None for c in candidates)
    if len(titles) > 1 or not 2 <= len(columns) <= 15:
        return homes
    if covered * 2 < len(candidates) or len(columns) * 2 > covered:
        return homes
    if any(home is not None and home.kind != "heading" for home in homes):
        return homes
    return [c.column or home for c, home in zip(candidates, homes, strict=True)]


def _telling(path: Sequence[Group]) -> tuple[Group, ...]:
    """The headings that name a subject, not a part of the document."""
    told = [
        g
        for g in path
        if not is_stem(g.title)
        and section_of(g.title) in (None, "services")
        and not re.search(r"strategy\b.*(?:20\d\d)|\b20\d\d\b.*strategy", g.title, re.I)
    ]
    return tuple(told) or tuple(g for g in path if g.section == "plan")[-1:]


def _telling_level(paths: Sequence[tuple[Group, ...]]) -> int:
    depth = max((len(path) for path in paths), default=0)
    for level in range(depth):
        titles = {id(path[level]) for path in paths if len(path) > level}
        if len(titles) > 1:
            return level
    return max(depth - 1, 0)


# Building ---------------------------------------------------------------------------


class _Priorities:
    """Priorities by the label they were printed with; printed numbers may repeat."""

    def __init__(self, kind: str | None) -> None:
        self.kind = kind
        self.made: list[tuple[DraftPriority, Group]] = []
        self.candidates: dict[int, list[Candidate]] = defaultdict(list)

    def know(self, group: Group) -> DraftPriority:
        for priority, first in self.made:
            if _same_group(first, group):
                if not priority.title:
                    priority.title = group.title
                priority.outcomes += [
                    o for o in group.outcomes if o not in priority.outcomes
                ]
                return priority
        title = bare(group.title) if group.kind == "heading" else group.title
        priority = DraftPriority(
            title, group.ref, list(group.outcomes), source=group.source
        )
        priority.sure, priority.why = _sure_of(group)
        self.made.append((priority, group))
        return priority

    def add(self, group: Group, candidate: Candidate, kind: str | None) -> None:
        priority = self.know(group)
        self.candidates[id(priority)].append(candidate)

    def finished(self, draft: Draft) -> list[DraftPriority]:
        done: list[DraftPriority] = []
        for priority, group in self.made:
            for candidate in self.candidates[id(priority)]:
                outcome = candidate.outcome or _inner_title(candidate, group)
                if outcome in (priority.title, group.title):
                    outcome = None
                if outcome and outcome not in priority.outcomes:
                    priority.outcomes.append(outcome)
                priority.actions.append(_action(candidate, outcome, draft))
            if not priority.title:
                priority.title = f"{group.kind.title()} {priority.ref or ''}".strip()
            if priority.actions or (
                self.kind == group.kind
                and group.kind not in ("banner", "outcome", "aim", "commitment")
            ):
                done.append(priority)
                if not priority.actions:
                    draft.warnings.append(f"No actions found under “{priority.title}”.")
        return done


def _same_group(a: Group, b: Group) -> bool:
    if a.kind != b.kind:
        return False
    titles_agree = not a.title or not b.title or same_wording(a.title, b.title, 0.6)
    if a.ref and b.ref:
        return a.ref.lower() == b.ref.lower() and (
            titles_agree or _opens_alike(a.title, b.title)
        )
    return bool(a.title and b.title) and (
        same_wording(a.title, b.title, 0.85) or _opens_alike(a.title, b.title)
    )


def _opens_alike(a: str, b: str) -> bool:
    """ "PREVENT" and "Prevent: stopping abuse before it starts"."""
    one, other = wording.words(a), wording.words(b)
    shorter = min(len(one), len(other))
    return shorter > 0 and one[:shorter] == other[:shorter]


def _sure_of(group: Group) -> tuple[float, list[str]]:
    if group.kind == "heading":
        return 0.6, ["a heading with actions below it; no label says priority"]
    if group.kind == "column":
        return 0.6, ["a value of the column of aims; nothing else heads the actions"]
    if group.kind == "banner":
        return 0.75, ["a row across the table of actions"]
    return 0.95, [f"printed with the label “{group.kind}”"]


def _inner_title(candidate: Candidate, home: Group) -> str | None:
    """An objective or outcome printed between the priority and the action."""
    inner = [
        g
        for g in candidate.groups.values()
        if g is not home and g.title and g.order > home.order
    ]
    return max(inner, key=lambda g: g.order).title if inner else None


def _action(candidate: Candidate, outcome: str | None, draft: Draft) -> DraftAction:
    status, warning = normalise(
        (candidate.status_printed or "").removesuffix(" (colour of the cell)"),
        candidate.progress or "",
    )
    if warning:
        where = candidate.ref or _short(candidate.text)
        draft.warnings.append(f"{where}: {warning}")
    return DraftAction(
        title=_title(candidate.text),
        ref=candidate.ref,
        outcome=outcome,
        lead=_clean(candidate.lead),
        partners=_clean(candidate.partners),
        due=_clean(candidate.due),
        status_printed=_clean(candidate.status_printed),
        status=status,
        progress=_clean(candidate.progress),
        measure=_clean(candidate.measure),
        standards=list(candidate.standards),
        source=candidate.source,
        sure=round(max(0.05, min(candidate.sure, 0.99)), 2),
        why=list(candidate.why),
        around=candidate.around,
    )


def _title(text: str) -> str:
    return " ".join(text.split()).strip(" ;|")


def _clean(text: str | None) -> str | None:
    text = " ".join((text or "").split()).strip(" ;")
    return text if text.strip("-–—.") else None


def _fresh(doubted: list[Candidate], believed: list[Candidate]) -> list[Candidate]:
    known = Likeness(candidate.text for candidate in believed)
    fresh = []
    for candidate in doubted:
        if not known.has(candidate.text):
            known.learn(candidate.text)
            fresh.append(candidate)
    return fresh


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"“{text[:57]}...”"
