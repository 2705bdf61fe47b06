"""What an author should know before a paper is issued."""

from __future__ import annotations

from dataclasses import dataclass

from concord.foundation.documents.phrases import listed, number_of
from concord.reports.content import BoardPaper
from concord.reports.models import Paper


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to look at, and the part of the paper where it can be put right."""

    words: str
    part: str = ""


def gaps_of(paper: Paper, content: BoardPaper) -> list[Gap]:
    """Gaps of a draft, in the order of the paper. None of them stops it."""
    found = [
        *_front_page(content),
        *_decisions(paper),
        *_exceptions(content),
        *_updates(content),
        *_statements(content),
    ]
    if not content.summary:
        found.insert(0, Gap("The summary is empty.", "summary"))
    return found


def _front_page(content: BoardPaper) -> list[Gap]:
    missing = [
        words
        for words, value in (
            ("whom it is for", content.to),
            ("the meeting", content.meeting_on),
            ("the sponsor", content.sponsor_role),
        )
        if not value
    ]
    if not missing:
        return []
    return [Gap(f"The front page does not name {listed(missing)}.", "details")]


def _decisions(paper: Paper) -> list[Gap]:
    left_out = [
        item
        for item in paper.edits.get("decisions", [])
        if item.get("left_out") and item["key"].startswith("matter:")
    ]
    if not left_out:
        return []
    said = number_of(len(left_out), "matter", "matters")
    was = "was" if len(left_out) == 1 else "were"
    return [Gap(f"{said} that {was} raised to the board left out.", "decisions")]


def _exceptions(content: BoardPaper) -> list[Gap]:
    found = []
    undecided = [
        each.ref or each.title
        for each in content.exceptions
        if each.rating == "off_track" and each.decision_ref is None
    ]
    silent = [
        each.ref or each.title for each in content.exceptions if not each.doing.strip()
    ]
    if undecided:
        said = number_of(len(undecided), "action is", "actions are")
        words = f"{said} off track, and no decision is sought: {listed(undecided)}."
        found.append(Gap(words, "decisions"))
    if silent:
        said = number_of(len(silent), "exception does", "exceptions do")
        words = f"{said} not say what is being done: {listed(silent)}."
        found.append(Gap(words, "doing"))
    return found


def _updates(content: BoardPaper) -> list[Gap]:
    never = sum(each.rating == "no_update" for each in content.actions)
    now = sum(
        "no_update" in change.kinds and change.rating != "no_update"
        for priority in content.progress
        for change in priority.changes
    )
    found = []
    if now:
        said = number_of(now, "action has", "actions have")
        found.append(Gap(f"{said} no update for this quarter."))
    if never:
        said = number_of(never, "action has", "actions have")
        found.append(Gap(f"{said} never had an update."))
    return found


def _statements(content: BoardPaper) -> list[Gap]:
    if not content.silent:
        return []
    names = listed([each.agency for each in content.silent])
    said = number_of(len(content.silent), "agency", "agencies")
    return [Gap(f"{said} sent no statement: {names}.")]
