"""Where the walk stands, and the lists that it meets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from concord.foundation.documents.reading import Block, Line, ListItem, Source
from concord.plan.importing import wording
from concord.plan.importing.candidates import Candidate, Group
from concord.plan.importing.cells import folded
from concord.plan.importing.headers import Roles
from concord.plan.importing.labels import NOT_PLAN, label_of


@dataclass(slots=True)
class Walk:
    candidates: list[Candidate] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    current: dict[str, Group] = field(default_factory=dict)
    path: list[Group] = field(default_factory=list)
    section: str | None = None
    section_level: int = 9
    stem: str | None = None  # "actions", "outcomes", "other" or None
    stem_text: str = ""
    untitled: Group | None = None
    roles: Roles | None = None
    headers: dict[int, str] = field(default_factory=dict)
    tables: int = 0
    last: Candidate | None = None
    last_was_item: bool = False
    last_level: int = 0
    headed: int | None = None
    quiet: bool = False
    run_acts: bool = False
    all_plan: bool = False  # the title says that the whole document is a plan


def open_list(kind: str, text: str, state: Walk) -> None:
    state.stem = kind
    state.stem_text = text
    state.untitled = None
    state.last = None


def take_item(block: ListItem, following: Block | None, state: Walk) -> None:
    text = block.text.strip()
    if state.stem == "outcomes":
        _outcome_item(text, state)
        state.last_was_item = True
        return
    if _sub_item(block, state):
        return
    state.last_was_item = True
    ref, bare = wording.split_ref(text)
    if ref is None and wording.is_ref(block.marker):
        ref = wording.tidy_ref(block.marker)
    label = label_of(text)
    inner = isinstance(following, ListItem) and following.level > block.level
    if label is not None and label.ref is not None:
        state.last = None
        if inner:
            stem = state.stem
            group = Group(label.kind, label.ref, label.title, block.source, level=6)
            enter(group, state)
            state.stem = stem
        return
    if inner and _names_subject(bare, state):
        enter(Group("banner", ref, bare.rstrip(":"), block.source, level=6), state)
        state.stem, state.stem_text = "actions", bare
        state.last = None
        return
    if not _item_counts(bare, state):
        state.last = None
        return
    candidate = add(bare, "list", block.source, state)
    candidate.ref = ref
    state.last_level = block.level
    if state.stem == "actions":
        candidate.sure = 0.85
        candidate.why.append(f"listed below “{short(state.stem_text)}”")
    else:
        candidate.sure = 0.6
        candidate.why.append("listed under its heading, and says what to do")


def _item_counts(text: str, state: Walk) -> bool:
    if len(re.findall(r"[A-Za-z]{2,}", text)) < 2 or wording.is_indicator(text):
        return False
    if state.stem == "actions":
        return not wording.is_past(text) and state.section not in (
            "values",
            "achievements",
            "glossary",
            "contents",
        )
    if state.stem == "other" or state.section in NOT_PLAN or not state.path:
        return False
    if wording.is_past(text):
        return False
    in_plan = bool(state.current) or state.section == "plan" or state.all_plan
    return wording.first_verb(text) or (state.run_acts and in_plan)


def _names_subject(text: str, state: Walk) -> bool:
    """An outer item of a plan in bullets that only heads the inner ones."""
    if state.section != "plan" or len(text.split()) > 10 or text.endswith("."):
        return False
    return not wording.first_verb(text) and not wording.is_indicator(text)


def run_acts(blocks: Sequence[Block], at: int) -> bool:
    """Whether most items of the list that begins here say what to do, so that the
    others ("Training pathway agreed and published") are meant to."""
    items: list[str] = []
    outer = getattr(blocks[at], "level", 0)
    for block in blocks[at:]:
        if not isinstance(block, ListItem):
            break
        if block.level == outer:
            items.append(wording.split_ref(block.text)[1])
    if any(wording.is_indicator(text) or text.endswith("?") for text in items):
        return False
    acting = sum(map(wording.first_verb, items))
    return len(items) > 2 and acting * 2 >= len(items)


def enter(group: Group, state: Walk) -> None:
    """A new group ends the groups that stood inside the former one of its kind."""
    former = state.current.get(group.kind)
    if former is not None:
        inner = [k for k, g in state.current.items() if g.order > former.order]
        for kind in inner:
            del state.current[kind]
    group.order = len(state.groups) + 1
    group.section = state.section
    state.groups.append(group)
    state.current[group.kind] = group
    state.untitled = None if group.title else group
    state.stem = None
    state.quiet = False


def _sub_item(block: ListItem, state: Walk) -> bool:
    """Items below an item are parts of it, and are folded into its wording."""
    last = state.last
    if (
        last is None
        or not state.last_was_item
        or last.shape not in ("list", "numbered")
    ):
        return False
    if block.level <= state.last_level:
        return False
    last.text = folded(last.text, Line(block.text, block.marker or "•"))
    return True


def _outcome_item(text: str, state: Walk) -> None:
    group = innermost(state)
    if (
        group is not None
        and not group.in_table
        and text not in group.outcomes
        and len(group.outcomes) < 40
    ):
        group.outcomes.append(text)


def innermost(state: Walk) -> Group | None:
    groups = sorted(state.current.values(), key=lambda group: group.order)
    return groups[-1] if groups else (state.path[-1] if state.path else None)


def add(text: str, shape: str, source: Source, state: Walk) -> Candidate:
    candidate = Candidate(text, shape, source)
    candidate.groups = dict(state.current)
    candidate.path = tuple(state.path)
    candidate.section = state.section
    candidate.around = " / ".join(
        filter(
            None, [state.path[-1].title if state.path else "", state.stem_text, text]
        )
    )[:600]
    state.candidates.append(candidate)
    state.last = candidate
    return candidate


def short(text: str) -> str:
    return text if len(text) <= 50 else f"{text[:47]}..."
