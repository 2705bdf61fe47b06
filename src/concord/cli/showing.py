"""What commands print for people: progress and drafts."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import Any

import click

Told = Callable[[int, int, str], None]  # done, total (0 while unknown), of what


@contextlib.contextmanager
def progress(label: str) -> Iterator[Told]:
    """A bar on stderr where that is a terminal; silence elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done, total, what: None
        return
    with click.progressbar(length=1000, label=label, file=sys.stderr) as bar:

        def told(done: int, total: int, what: str) -> None:
            if total:
                bar.label = f"{label} ({done} of {total} {what})"
                bar.update(max(0, 1000 * done // total - bar.pos))

        yield told


def draft_as_text(draft: dict[str, Any]) -> str:
    """A draft plan as an indented list with a count for each priority."""
    actions = sum(len(p["actions"]) for p in draft["priorities"])
    lines = [draft["title"] or "(no title found)"]
    period = draft["period"]
    if period["start"] or period["end"]:
        lines.append(f"{period['start'] or '?'} to {period['end'] or '?'}")
    lines.append(f"{len(draft['priorities'])} priorities, {actions} actions")
    for priority in draft["priorities"]:
        lines += ["", _labelled(priority)]
        lines += [f"  {_labelled(action, 'title')}" for action in priority["actions"]]
    if draft["unplaced"]:
        lines += ["", f"{len(draft['unplaced'])} items without a priority:"]
        lines += [f"  {_text(item)}" for item in draft["unplaced"]]
    if draft["warnings"]:
        lines += ["", "Please look at:", *(f"  {w}" for w in draft["warnings"])]
    return "\n".join(lines)


def _labelled(item: dict[str, Any], key: str = "title") -> str:
    return f"{item['ref']} {item[key]}" if item.get("ref") else str(item[key])


def _text(item: Any) -> str:
    return str(item.get("title", item)) if isinstance(item, dict) else str(item)
