"""Invented content that strains the layout: very many actions, very long words.

Nothing in here is real.
"""

from __future__ import annotations

from datetime import date

from ..content import (
    AnnexAction,
    AnnexPriority,
    BoardPaper,
    Change,
    ExceptionItem,
    PriorityProgress,
    SilentAgency,
)
from ..ratings import SEVERITY, Rating
from .invented import counts

LONG_AGENCY = (
    "South East London and Surrey Borders Integrated Community Safety, Housing and "
    "Rehabilitation Partnership Foundation Trust (Non-Departmental)"
)
_LONG_WORD = "Antidisestablishmentarianism-Multiagencysafeguardingarrangements"


def straining_paper() -> BoardPaper:
    """120 actions, 12 priorities, no decisions, no statements, very long words."""
    ratings: tuple[Rating, ...] = tuple(SEVERITY)  # type: ignore[arg-type]
    annex = tuple(
        AnnexPriority(
            str(number),
            f"Priority with a title of some length about {_LONG_WORD.lower()} and "
            f"the agencies’ ‘own’ promises {number}",
            tuple(
                _straining_action(number, index, ratings)
                for index in range(37 if number == 1 else 3 if number == 2 else 8)
            ),
        )
        for number in range(1, 13)
    )
    actions = [action for priority in annex for action in priority.actions]
    return BoardPaper(
        partnership=f"{LONG_AGENCY} Domestic Abuse Partnership",
        title=f"Highlight report on the {_LONG_WORD} strategy",
        quarter_label="Quarter 3, 2022 to 2023 (October to December 2022)",
        as_at=date(2022, 12, 31),
        since="October",
        to=LONG_AGENCY,
        from_role="Domestic abuse strategic lead",
        purpose="To note",
        meeting_on=None,
        sponsor_role="Director of Children’s Services",
        author_role="Domestic abuse strategic lead",
        number="HR 2022/23 Q3",
        issue=12,
        summary=("Of 120 actions, 15 are complete.",),
        counts=counts(annex),
        exceptions=tuple(
            ExceptionItem(
                each.ref,
                each.title,
                each.lead,
                each.rating,
                "complete",
                each.due,
                each.overdue,
                "Someone’s answer is awaited. " * 6,
            )
            for each in actions
            if each.rating in ("off_track", "at_risk")
        ),
        progress=(
            *(_straining_progress(priority) for priority in annex[:-1]),
            PriorityProgress("12", annex[-1].title, (), 8),
        ),
        silent=tuple(
            SilentAgency(f"{LONG_AGENCY} {number}" if number % 3 else "Police", number)
            for number in range(1, 19)
        ),
        annex=annex,
    )


def _straining_action(
    number: int, index: int, ratings: tuple[Rating, ...]
) -> AnnexAction:
    return AnnexAction(
        ref=f"{number}.{index + 1}.{'iv' * (index % 3)}",
        title=f"Agencies’ {_LONG_WORD} and the action that follows from it {index}",
        lead=LONG_AGENCY,
        due="Before the end of the strategy’s second year",
        overdue=index % 2 == 0,
        rating=ratings[(number + index) % len(ratings)],
        was=ratings[index % len(ratings)],
        printed="Not yet progressed (see note)",
        latest="Words that go on. " * (60 if index == 5 else 3),
        latest_on=date(2023, 1, 9),
    )


def _straining_progress(priority: AnnexPriority) -> PriorityProgress:
    listed = priority.actions[: 20 if priority.ref == "1" else 4]
    changes = tuple(
        Change(
            ("moved_down", "date_moved"),
            each.ref,
            each.title,
            each.rating,
            "complete",
            each.latest,
            each.due,
            "March 2022",
        )
        for each in listed
    )
    return PriorityProgress(priority.ref, priority.title, changes, 5)
