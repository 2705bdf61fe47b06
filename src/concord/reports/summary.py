"""The first words of a paper, proposed from its figures; the author edits them.

First what the counts are, then what changed, last the largest risk. No adjectives of
comfort. Numbers are digits, as everywhere in the paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from concord.foundation.documents.phrases import listed, number_of

from .content import Change, ExceptionItem
from .ratings import MARKS, SEVERITY, Rating

# Finished and promised first; the rest in the order of the chart.
_GOOD = ("complete", "on_track")

_AFTER_COUNT = {
    "complete": ("is complete", "are complete"),
    "on_track": ("is on track", "are on track"),
    "in_progress": ("is in progress", "are in progress"),
    "at_risk": ("is at risk", "are at risk"),
    "off_track": ("is off track", "are off track"),
    "not_started": ("has not started", "have not started"),
    "closed_not_done": ("was closed, not done", "were closed, not done"),
    "no_update": ("has no update", "have no update"),
}

_CHANGES = (
    ("finished", "was finished", "were finished"),
    ("closed", "was closed, not done", "were closed, not done"),
    ("moved_up", "moved up", "moved up"),
    ("moved_down", "moved down", "moved down"),
    ("date_moved", "has a new date", "have new dates"),
    ("new", "is new", "are new"),
)


def summary_sentences(
    counts_now: Mapping[Rating, int],
    counts_before: Mapping[Rating, int],
    changes: Iterable[Change],
    exceptions: Sequence[ExceptionItem],
) -> list[str]:
    """Two to four sentences, in the order in which a board reads them.

    The counts are of the whole plan; `counts_before` is empty for a first paper.
    """
    sentences = _counted({str(key): n for key, n in counts_now.items() if n})
    if not sentences:
        return ["The plan has no actions yet."]
    sentences.append(_changed(counts_before, list(changes)))
    sentences.append(_largest_risk(exceptions))
    return sentences


def worst_first(exceptions: Iterable[ExceptionItem]) -> list[ExceptionItem]:
    """Off track, then at risk, then the rest; overdue before not; else plan order."""
    return sorted(
        exceptions,
        key=lambda item: (SEVERITY.index(item.rating), not item.overdue),
    )


def _counted(counts: Mapping[str, int]) -> list[str]:
    total = sum(counts.values())
    if not total:
        return []
    present = [key for key in MARKS if key in counts]
    if len(present) == 1:
        return [_all_alike(present[0], total)]
    good = [key for key in present if key in _GOOD]
    rest = [key for key in present if key not in _GOOD]
    of_all = f"Of {total} actions, "
    if not good:
        return [f"{of_all}{_clauses(rest, counts)}."]
    sentences = [f"{of_all}{_clauses(good, counts)}."]
    if rest:
        sentences.append(f"{_clauses(rest, counts)}.")
    return sentences


def _all_alike(key: str, total: int) -> str:
    if total == 1:
        return f"The plan’s 1 action {_AFTER_COUNT[key][0]}."
    return f"All {total} actions {_AFTER_COUNT[key][1]}."


def _clauses(keys: Iterable[str], counts: Mapping[str, int]) -> str:
    return listed([number_of(counts[key], *_AFTER_COUNT[key]) for key in keys])


def _changed(before: Mapping[Rating, int], changes: list[Change]) -> str:
    if not sum(before.values()):
        return "This is the first paper on this plan, so nothing is compared."
    counted = [
        (number, one, many)
        for kind, one, many in _CHANGES
        if (number := sum(kind in change.kinds for change in changes))
    ]
    if not counted:
        return "Since the last board, no rating and no date changed."
    number, one, many = counted[0]
    action = "action" if number == 1 else "actions"
    first = f"{number} {action} {one if number == 1 else many}"
    rest = [number_of(*each) for each in counted[1:]]
    return f"Since the last board, {listed([first, *rest])}."


def _largest_risk(exceptions: Sequence[ExceptionItem]) -> str:
    if not exceptions:
        return "No action is off track, at risk or past its date."
    worst = worst_first(exceptions)[0]
    state = _AFTER_COUNT[worst.rating][0]
    late = " and is past its date" if worst.overdue else ""
    name = f"action {worst.ref}" if worst.ref else "an action"
    title = worst.title.strip().rstrip(".")
    return f"The largest risk is {name} ({title}): it {state}{late}."
