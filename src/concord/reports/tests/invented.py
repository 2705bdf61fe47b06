"""Invented content for tests: an ordinary paper.

No person, date, rating or statement in here is real.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

from ..content import (
    Achievement,
    AnnexAction,
    AnnexPriority,
    BoardPaper,
    CareFigure,
    Change,
    ChangeKind,
    Decision,
    DueItem,
    ExceptionItem,
    NextReport,
    PriorityCounts,
    PriorityProgress,
    SilentAgency,
    Statement,
)
from ..ratings import SEVERITY, Rating

PRIORITIES = (
    ("1", "Everyone’s business", "Make tackling abuse the job of every agency"),
    ("2", "Services for victims", "Commission services that work for victims"),
    (
        "3",
        "People who cause harm",
        "Challenge people who cause harm and see whether they change",
    ),
    ("4", "Training", "Widen and deepen training for local staff"),
    ("5", "Support at work", "Place trained ambassadors in workplaces"),
)

# ref, action, lead, due, overdue, rating, was, printed, latest word
_Row = tuple[str, str, str, str, bool, Rating, Rating | None, str, str]
_ROWS: tuple[_Row, ...] = (
    ("1.1", "Run a joint publicity campaign in each season", "Council communications",
     "Mar 2023", False, "on_track", "on_track", "Green",
     "The winter campaign ran for 16 days. A plan for spring is drafted."),
    ("1.2", "Turn local and national learning into practice", "Strategic lead",
     "Ongoing", False, "on_track", "on_track", "In progress",
     "A learning note went to both forums."),
    ("1.3", "Reach groups that services seldom hear from", "Voluntary sector lead",
     "Dec 2022", True, "at_risk", "on_track", "Amber",
     "Two of four listening events were held. The others wait for childcare."),
    ("1.4", "Publish the way into every service", "Strategic lead", "Nov 2022", False,
     "complete", "at_risk", "Achieved",
     "The directory is out again, with two wrong contacts put right."),
    ("1.5", "Name champions in partner agencies", "Chair of the operational forum",
     "Mar 2023", False, "at_risk", "at_risk", "Amber",
     "11 of 18 agencies have two champions."),
    ("2.1", "Let survivors’ experience shape services", "Specialist service",
     "Ongoing", False, "on_track", "on_track", "Green",
     "The group met twice. The feedback form changed on its advice."),
    ("2.2", "Secure money to keep specialist support", "Commissioner", "Jan 2023",
     False, "off_track", "at_risk", "Red",
     "One adviser post has no funding after March."),
    ("2.3", "Renew the information-sharing protocol", "Information governance",
     "Dec 2022", True, "at_risk", "at_risk", "Amber",
     "9 of 12 members agreed the draft."),
    ("3.1", "Learn from programmes used elsewhere", "Probation", "Sep 2022", False,
     "complete", "complete", "Achieved", "The options paper came in September."),
    ("3.2", "Train staff to work with people who cause harm",
     "Learning and development", "Mar 2023", False, "not_started", "not_started",
     "Not yet progressed", "Starts after 3.1. The first course is planned for March."),
    ("3.3", "Build links with agencies that already work with them", "Probation",
     "Ongoing", False, "in_progress", "in_progress", "In process",
     "Housing has joined the panel."),
    ("3.4", "Bring the whole family into assessments", "Children’s social care",
     "Mar 2023", False, "on_track", "at_risk", "Green",
     "A new prompt is in the assessment since November."),
    ("4.1", "Roll out MARAC training", "MARAC coordinator", "Dec 2022", False,
     "complete", "on_track", "Achieved", "Three sessions were held."),
    ("4.2", "Train staff on what keeps people from reporting",
     "Learning and development", "Mar 2023", False, "on_track", "on_track", "Green",
     "Two courses are commissioned with local groups."),
    ("4.3", "Promote help for parents in conflict", "Early intervention service",
     "Ongoing", False, "no_update", "on_track", "", ""),
    ("5.1", "Agree workplace policies for managers", "Human resources", "Dec 2022",
     True, "at_risk", "at_risk", "Amber",
     "The council’s policy is agreed. Partners’ policies were not seen yet."),
    ("5.2", "Train ambassadors", "Human resources", "Mar 2023", False, "on_track",
     "on_track", "Green", "The second group is full."),
    ("5.3", "Point staff to support", "Human resources", "Oct 2022", False, "complete",
     "on_track", "Achieved", "The staff page and the payslip message are live."),
    ("5.4", "Tell staff what is on offer", "Council communications", "Feb 2023", False,
     "not_started", None, "", "Waits for 5.1."),
)  # fmt: skip


def ordinary_paper() -> BoardPaper:
    """Nineteen actions under five priorities, three decisions, four statements."""
    annex = tuple(
        AnnexPriority(ref, full, tuple(_action(row) for row in _rows(ref)))
        for ref, _short, full in PRIORITIES
    )
    return BoardPaper(
        partnership="Bromley Domestic Abuse Partnership",
        title="Domestic abuse strategy: highlight report",
        quarter_label="Quarter 3, 2022 to 2023 (October to December 2022)",
        as_at=date(2022, 12, 31),
        since="October",
        to="Domestic Abuse Strategic Board",
        from_role="Domestic abuse strategic lead",
        purpose="Decision on 3 items; the rest to note",
        meeting_on=date(2023, 1, 26),
        sponsor_role="Director of Children’s Services",
        author_role="Domestic abuse strategic lead",
        number="HR 2022/23 Q3",
        issue=1,
        state="issued",
        issued_on=date(2023, 1, 17),
        example_note=(
            "Priorities come from a document that the partnership published, put in "
            "other words. Ratings, dates, progress, statements and decisions are "
            "invented to show the layout."
        ),
        plan_title="Delivery plan 2022 to 2023",
        summary=(
            "Of 19 actions, 4 are complete and 6 are on track.",
            "1 is in progress, 4 are at risk, 1 is off track, 2 have not started and "
            "1 has no update.",
            "Since the last board, 3 actions were finished, 1 moved up, 3 moved down "
            "and 1 is new.",
            "The largest risk is action 2.2 (Secure money to keep specialist "
            "support), which is off track.",
        ),
        counts=counts(annex),
        decisions=_DECISIONS,
        exceptions=_exceptions(),
        progress=_progress(),
        achievements=_ACHIEVEMENTS,
        statements=_STATEMENTS,
        silent=(
            SilentAgency("Health, acute trust"),
            SilentAgency("Housing association forum"),
            SilentAgency("Adult social care", 2),
        ),
        statements_closed="5 pm on 13 January 2023",
        statements_asked="Each agency was asked for up to 80 words by 13 January.",
        due_label="January to March 2023",
        due_next=_DUE,
        next_report=NextReport(date(2023, 4, 20), date(2023, 4, 6)),
        figures=_FIGURES,
        annex=annex,
    )


def _rows(priority: str) -> list[_Row]:
    return [row for row in _ROWS if row[0].startswith(f"{priority}.")]


def _action(row: _Row) -> AnnexAction:
    ref, title, lead, due, overdue, rating, was, printed, latest = row
    said_on = date(2023, 1, 9) if latest else None
    return AnnexAction(
        ref, title, lead, due, overdue, rating, was, printed, latest, said_on
    )


def counts(annex: tuple[AnnexPriority, ...]) -> tuple[PriorityCounts, ...]:
    shorts = {ref: short for ref, short, _full in PRIORITIES}
    return tuple(
        PriorityCounts(
            each.ref,
            shorts.get(each.ref, each.title),
            dict(Counter(action.rating for action in each.actions)),
            dict(Counter(action.was for action in each.actions if action.was)),
        )
        for each in annex
    )


def _exceptions() -> tuple[ExceptionItem, ...]:
    doing = {
        "2.2": ("", "D1"),
        "1.3": ("Two events are booked for March.", "D3"),
        "1.5": ("The chair writes to seven agencies by 31 January.", None),
        "2.3": ("", "D2"),
        "5.1": ("Partners send their policies by 10 February.", None),
    }
    items = [
        ExceptionItem(
            row[0], row[1], row[2], row[5], row[6] if row[6] != row[5] else None,
            row[3], row[4], *doing[row[0]],
        )
        for row in _ROWS
        if row[0] in doing
    ]  # fmt: skip
    return tuple(sorted(items, key=lambda item: SEVERITY.index(item.rating)))


def _progress() -> tuple[PriorityProgress, ...]:
    progress = []
    for ref, _short, full in PRIORITIES:
        changes = [_change(row) for row in _rows(ref)]
        moved = tuple(change for change in changes if change.kinds != ("unchanged",))
        others = len(changes) - len(moved)
        progress.append(PriorityProgress(ref, full, moved, others))
    return tuple(progress)


def _change(row: _Row) -> Change:
    ref, title, _lead, due, _overdue, rating, was, _printed, latest = row
    kinds: tuple[ChangeKind, ...] = ("unchanged",)
    if was is None:
        kinds = ("new",)
    elif was != rating:
        better = SEVERITY.index(rating) > SEVERITY.index(was)
        kinds = ("moved_up",) if better else ("moved_down",)
        kinds = ("finished",) if rating == "complete" else kinds
        kinds = ("no_update",) if rating == "no_update" else kinds
    due_was = None
    if ref == "3.4":
        kinds, due_was = (*kinds, "date_moved"), "Jan 2023"
    return Change(kinds, ref, title, rating, was, latest, due, due_was)


_DECISIONS = (
    Decision(
        "D1",
        "Keep the third adviser post",
        "Three advisers support victims at high risk. The grant for one of them ends "
        "on 31 March; without it the other two take on half as many cases again.",
        "agree one year of bridging money, shared by the council, health and police.",
        "Commissioner",
    ),
    Decision(
        "D2",
        "Finish the information-sharing protocol",
        "Three of twelve members have not signed. None of them objects to the text.",
        "ask each remaining member to sign by 28 February.",
        "Information governance",
    ),
    Decision(
        "D3",
        "Move the date of action 1.3",
        "Two listening events were put off, so that people can come in daylight and "
        "with childcare.",
        "move the date from December 2022 to April 2023. The first date stays on "
        "record.",
        "Voluntary sector lead",
    ),
)

_ACHIEVEMENTS = (
    Achievement("Every core agency had MARAC training.", "Three sessions, all full."),
    Achievement(
        "The directory is right again.",
        "One service stood under the address of another; one pointed to the wrong "
        "council. Every entry now shows the day it was checked.",
    ),
    Achievement("GP practices.", "41 practices take part in the referral programme."),
)

_STATEMENTS = (
    Statement(
        "Specialist domestic abuse service",
        "Demand stayed high after the summer. We opened a Saturday session, and it "
        "was full within two weeks. Our worry is the adviser post: we cannot promise "
        "the same response after March.",
        date(2023, 1, 9),
        "Service manager",
    ),
    Statement(
        "Children’s social care",
        "The new prompt asks about each adult in the home. In a sample of 20 files, "
        "17 had used it.\n\nWe look at a second sample in April.",
        date(2023, 1, 11),
        "Head of service",
    ),
    Statement(
        "Police, borough command",
        "Officers leave the contact card at every call. Please tell us when a number "
        "on it changes.",
        date(2023, 1, 12),
        "Detective inspector",
    ),
    Statement(
        "Probation",
        "The options paper is with all members. We lead the first course in March.",
        date(2023, 1, 13),
        "MAPPA coordinator",
    ),
)

_DUE = (
    DueItem("January", "2.2", "Money for specialist support", "Commissioner"),
    DueItem("February", "5.4", "Tell staff what is on offer", "Council communications"),
    DueItem("March", "1.1", "Spring campaign", "Council communications"),
    DueItem("March", "3.2", "First course for staff", "Learning and development"),
    DueItem("March", "5.2", "Second group of ambassadors", "Human resources"),
)

_FIGURES = (
    CareFigure(
        "One Stop Shop, uses",
        "358, then 500",
        "Uses are recorded in another way since April. The rise is not a rise in need.",
        compare=False,
    ),
    CareFigure(
        "GP practices in the programme, practices",
        "41",
        "Counts practices that signed up, not patients who were asked.",
    ),
)
