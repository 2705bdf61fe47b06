"""One walk through a document, from its first block to its last.

Collects candidates with the headings they stand under. What is believed, and under
which priority it goes, is decided afterwards, with the whole document known: see
placing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from concord.foundation.documents.reading import (
    Block,
    Heading,
    ListItem,
    Paragraph,
    Source,
    Table,
)
from concord.plan.importing import wording
from concord.plan.importing.candidates import Group
from concord.plan.importing.headers import Role
from concord.plan.importing.labels import (
    NOT_PLAN,
    is_outcome_stem,
    is_stem,
    label_of,
    section_of,
)
from concord.plan.importing.lists import (
    Walk,
    add,
    enter,
    innermost,
    open_list,
    run_acts,
    short,
    take_item,
)
from concord.plan.importing.records import RECORD
from concord.plan.importing.tables import Reading, read_table

_STICKY = frozenset(
    {"measures", "consultation", "achievements", "past", "glossary", "services"}
)
# Parts that end the plan even where a heading's depth is only guessed.
_ENDING = frozenset(
    {"contents", "glossary", "services", "references", "governance"}
) | {"appendix"}
_LEADER = re.compile(r"(?:\.{3,}|…|\s{3,}|\t)\s*\d{1,3}$")


def walk(blocks: Sequence[Block]) -> Walk:
    state = Walk()
    state.all_plan = any(
        isinstance(block, Heading) and section_of(block.text) == "plan"
        for block in blocks[:3]
    )
    for at, block in enumerate(blocks):
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        if isinstance(block, Heading):
            _heading(block, following, state)
            continue
        state.headed = None
        if isinstance(block, Paragraph):
            _paragraph(block, following, state)
        elif isinstance(block, ListItem):
            if not (at and isinstance(blocks[at - 1], ListItem)):
                state.run_acts = run_acts(blocks, at)
            take_item(block, following, state)
        else:
            _table(block, state)
    return state


# Headings ---------------------------------------------------------------------------


def _heading(block: Heading, following: Block | None, state: Walk) -> None:
    text = block.text
    state.last_was_item = False
    if state.section == "contents" and _LEADER.search(text):
        return
    if _is_title_of_untitled(text, state):
        return
    if is_outcome_stem(text) and not label_of(text):
        open_list("outcomes", text, state)
        return
    if is_stem(text):
        open_list("actions", text, state)
        _drop_groups(block.level if block.certain else 99, state)
        _push(block, state)
        if state.section != "contents":
            state.section, state.section_level = "plan", block.level
        return
    label = label_of(text)
    if label is None and _is_numbered_action(block, following, state):
        return
    subtitle, state.headed = state.headed, None
    if label is not None:
        state.headed = block.level
        enter(
            Group(label.kind, label.ref, label.title, block.source, level=block.level),
            state,
        )
        _leave_section_for(block, state)
        _push(block, state)
        return
    if subtitle is not None and block.level >= subtitle and section_of(text) is None:
        # "Priority 1: Prevent" and, in the same style, what it means.
        return
    _section(block, state)
    _push(block, state)
    if not (state.stem and not block.certain and _small(block, following)):
        state.stem = None


def _small(block: Heading, following: Block | None) -> bool:
    """A short line between a lead-in and its list is no new part."""
    return isinstance(following, ListItem) and len(block.text.split()) < 4


def _is_title_of_untitled(text: str, state: Walk) -> bool:
    """ "Priority 1" alone on its line takes the next line for its title."""
    group = state.untitled
    state.untitled = None
    if group is None or len(text.split()) > 40 or text.rstrip().endswith(":"):
        return False
    if label_of(text) or (is_stem(text) and len(text.split()) < 5):
        return False
    if section_of(text) not in (None, "plan"):
        return False
    group.title = text
    state.stem = None
    return True


def _section(block: Heading, state: Walk) -> None:
    kind = section_of(block.text)
    chapter = re.match(r"^\d{1,2}[.)]?\s", block.text) is not None
    if block.certain:
        if kind is None and block.level > state.section_level:
            _drop_groups(block.level, state)
            return
        _drop_groups(block.level, state)
    elif chapter or kind in _ENDING:
        state.current.clear()
    elif kind is None:
        return
    state.section = kind
    state.section_level = block.level if kind else 9
    if kind not in (None, "plan"):
        state.roles = None


def _drop_groups(level: int, state: Walk) -> None:
    """A heading as high as that of a group ends the group."""
    for kind in [k for k, g in state.current.items() if g.level >= level]:
        del state.current[kind]


def _leave_section_for(block: Heading, state: Walk) -> None:
    if state.section in _STICKY and not (
        block.certain and block.level <= state.section_level
    ):
        return
    if state.section == "contents" and not block.certain:
        state.section = None
    if state.section != "plan":
        state.section, state.section_level = None, 9


def _push(block: Heading, state: Walk) -> None:
    while state.path and state.path[-1].level >= block.level:
        state.path.pop()
    ref, title = wording.split_ref(block.text)
    state.path.append(
        Group(
            "heading",
            ref,
            title or block.text,
            block.source,
            level=block.level,
            order=len(state.path),
            section=section_of(block.text),
        )
    )


def _is_numbered_action(block: Heading, following: Block | None, state: Walk) -> bool:
    """ "2.1 Encourage ..." is an action unless it heads something itself."""
    ref, text = wording.split_ref(block.text)
    if ref is None or "." not in ref or not wording.first_verb(text):
        return False
    if isinstance(following, (ListItem, Table)):
        return False
    if isinstance(following, Paragraph) and (
        is_stem(following.text) or len(following.text.split()) > 25
    ):
        return False
    return _numbered(ref, text, block.source, state)


# Paragraphs and lists ---------------------------------------------------------------


def _paragraph(block: Paragraph, following: Block | None, state: Walk) -> None:
    text = block.text.strip()
    if _goes_on(text, state):
        return
    after_item, state.last_was_item = state.last_was_item, False
    label = label_of(text)
    if label is not None and len(text.split()) <= 40 and not text.endswith(":"):
        group = Group(label.kind, label.ref, label.title, block.source, level=5)
        if label.ref is not None or state.current.get("priority") is not None:
            enter(group, state)
            return
    if _is_title_of_untitled(text, state):
        return
    if is_outcome_stem(text) and len(text.split()) < 25:
        open_list("outcomes", text, state)
        return
    if is_stem(text):
        open_list("actions", text, state)
        return
    if _heads_items(block, following, state):
        return
    if _is_numbered_paragraph(block, state):
        return
    if state.stem == "actions" and not after_item and _line(block, state):
        return
    state.stem = "other" if text.endswith((":", ":-")) else None
    state.stem_text = text


def _goes_on(text: str, state: Walk) -> bool:
    """The tail of an action that a page break cut in mid-sentence."""
    last = state.last
    if last is None or not re.match(r"[a-z]", text) or len(text.split()) > 60:
        return False
    if last.text.rstrip().endswith((".", "!", "?", ":")) or state.quiet:
        return False
    last.text = f"{last.text} {text}"
    last.why.append("goes on in the line below, as after a page break")
    state.last = None
    return True


def _heads_items(block: Paragraph, following: Block | None, state: Walk) -> bool:
    """ "6.2 Encourage ..." above "i. ...", "ii. ..." is an objective, not an action."""
    ref, text = wording.split_ref(block.text)
    if ref is None or "." not in ref or len(text.split()) > 45:
        return False
    if not isinstance(following, ListItem):
        return False
    _heading(Heading(block.text, 5, block.source, certain=False), following, state)
    state.stem, state.stem_text = "actions", text
    return True


def _is_numbered_paragraph(block: Paragraph, state: Walk) -> bool:
    ref, text = wording.split_ref(block.text)
    if ref is None or "." not in ref or len(text.split()) > 90:
        return False
    return wording.first_verb(text) and _numbered(ref, text, block.source, state)


def _numbered(ref: str, text: str, source: Source, state: Walk) -> bool:
    if state.section in NOT_PLAN or wording.is_indicator(text):
        return False
    candidate = add(text, "numbered", source, state)
    candidate.ref = ref
    candidate.sure = 0.75
    candidate.why.append("a numbered paragraph that says what to do")
    return True


def _line(block: Paragraph, state: Walk) -> bool:
    """A paragraph of its own below "We will:", where bullets were lost."""
    text = block.text.strip()
    if len(text.split()) > 70 or not wording.first_verb(text):
        return False
    candidate = add(text, "line", block.source, state)
    candidate.sure = 0.6
    candidate.why.append(f"a line below “{short(state.stem_text)}”")
    return True


# Tables -----------------------------------------------------------------------------


def _table(block: Table, state: Walk) -> None:
    state.tables += 1
    state.untitled = None
    state.last_was_item = False
    reading = read_table(block, state.tables, state.roles, state.headers)
    if not _table_counts(reading, state):
        state.last = None
        return
    for group in reading.groups:
        group.order = len(state.groups) + 1
        group.section = state.section
        group.in_table = True
        state.groups.append(group)
    outer = dict(state.current)
    for candidate in reading.made:
        candidate.groups = _with_outer(candidate.groups, outer)
        candidate.path = tuple(state.path)
        candidate.section = state.section
        candidate.record = block.caption == RECORD
        state.candidates.append(candidate)
    owner = innermost(state)
    if (
        owner is not None
        and not owner.in_table
        and reading.banner is None
        and reading.column_group is None
    ):
        owner.outcomes += [o for o in reading.outcomes if o not in owner.outcomes]
    state.stem = None
    state.last = reading.made[-1] if reading.made else state.last
    if reading.roles is not None and Role.ACTION in reading.roles.values():
        state.roles, state.headers = reading.roles, reading.headers
    state.current.update(reading.banners)


def _with_outer(inner: dict[str, Group], outer: dict[str, Group]) -> dict[str, Group]:
    return outer | inner


def _table_counts(reading: Reading, state: Walk) -> bool:
    if not reading.made:
        return False
    indicators = sum(wording.is_indicator(c.text) for c in reading.made)
    if indicators * 2 > len(reading.made):
        return False
    roles = set((reading.roles or {}).values())
    beside = roles & {Role.LEAD, Role.DUE, Role.STATUS, Role.STATUS_MARK, Role.OUTCOME}
    if state.section in NOT_PLAN | {"appendix"}:
        if state.section in ("past", "contents", "glossary", "services"):
            return False
        if state.section in ("achievements", "measures"):
            # A plan may follow such a part without a heading of its own.
            return reading.explicit and len(beside) > 1
        return reading.explicit and bool(beside)
    return reading.explicit or bool(
        state.current or reading.groups or state.section == "plan"
    )
