"""The labels that head the columns of a plan's tables."""

from __future__ import annotations

import re
from enum import StrEnum

from concord.foundation.documents.reading import Row
from concord.plan.importing import wording
from concord.plan.importing.labels import label_of
from concord.plan.phrases import phrases


class Role(StrEnum):
    REF = "ref"
    GROUP = "group"
    OUTCOME = "outcome"
    ACTION = "action"
    LEAD = "lead"
    PARTNERS = "partners"
    DUE = "due"
    STATUS = "status"
    STATUS_MARK = "status mark"
    PROGRESS = "progress"
    MEASURE = "measure"
    STANDARDS = "standards"
    OTHER = "other"


Roles = dict[int, Role]

# The first that fits decides: "outcome measure" is a measure, "action lead" is a lead.
_HEADERS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (
        Role.REF,
        phrases(r"""
            (action |item |our |unique )?(ref(erence)?|no|number|id|#|item)( no|
            & number)?
            action (no|number|ref|id|point no)
            s/?n
            (action )?code
            """),
    ),
    (
        Role.STANDARDS,
        phrases(r"""
            .*\b(nice|ph ?50|qs ?116|nse|daha|standards?|statutory (duty|
            &guidance))\b.*
            (link(s|ed)? to|contributes to|meets) (nice|national|statutory|standard|
            &strateg).*
            national statement.*
            recommendation (no|number|ref).*
            """),
    ),
    (
        Role.MEASURE,
        phrases(r"""
            .*\b(measures?|measured|measurable|kpis?|indicators?|metrics?|
            &targets? and)\b.*
            success.*
            how (will|do|would) (we|you) (know|measure).*
            evidence.*
            (expected |anticipated |intended )?impact.*
            what (will )?(success|good) (will )?looks? like.*
            what will (be different|change).*
            monitoring.*
            baseline.*
            performance.*
            target
            outputs?.*
            benefits?.*
            difference.*
            .*we will have seen.*
            milestones?(/ ?(measures|outputs).*)?
            .*\bby when will we know.*
            """),
    ),
    (
        Role.DUE,
        phrases(r"""
            (key |target |due |completion |end |delivery |finish |expected |review |
            &milestone |planned |proposed |estimated )*(dates?|deadlines?|
            &time ?(scales?|frames?|lines?|table))( for (completion|delivery|
            &action))?
            by( when| date)?
            when( by| will .*)?
            due( by| date)?
            complete(d)? by
            to be completed by
            timing
            deliver(y|ed) by
            target
            completion
            date (due|for completion|to be completed|by)
            due/? ?completed
            start/end date
            quarter
            year due
            """),
    ),
    (
        Role.STATUS,
        phrases(r"""
            ((current|latest|overall|q[1-4]) )?(b?rag|rag/?b|brag)( .*)?
            .*\b(b?rag) (status|rating|rag)
            (current |overall |action |delivery |progress )?(status|rating|position)
            &(/ ?progress)?( \(?.*)?
            (q[1-4]|quarter [1-4]) (rag|status|rating).*
            traffic light.*
            status (of|at).*
            complete\??
            completed\??( y/?n)?
            """),
    ),
    (
        Role.PROGRESS,
        phrases(r"""
            (latest |current |quarterly |q[1-4] |progress |half[- ]year |
            &year[- ]end |\w+ 20\d\d )*(progress|updates?|comments?|commentary|
            &notes?|narrative|headlines?|position statement)( .*)?
            what (has|have) (been|we) .*
            (q[1-4]|quarter [1-4])( 20\d\d.*)?
            highlights
            achievements?( to date)?
            actions? (taken|completed)( to date)?
            next steps?
            """),
    ),
    (
        Role.LEAD,
        phrases(r"""
            (action |delivery |overall |strategic |named |accountable |responsible |
            &key |operational |project |agency |partnership |board )*(leads?|
            &owners?|responsib\w+|accountab\w+)( .*)?
            (by )?who(m)?( (is|will|leads|by|owns).*)?
            by whom
            who\??
            lead.*
            responsible .*
            (named |lead )?officers?( responsible)?
            (lead )?(agency|agencies|organisations?|services?|partner|department|
            &board|team)
            sro
            (delivered|managed|owned|led|actioned) by
            (assigned|allocated)( to)?
            owner.*
            (person|agency|partner)s? responsible.*
            """),
    ),
    (
        Role.PARTNERS,
        phrases(r"""
            (key |supporting |other |delivery |partner |contributing )*(partners?|
            &partner agencies|supported by|support(ing)?( agenc(y|ies))?|
            &contributors?|stakeholders?|agencies involved|involved|with whom|
            &working with)( involved)?
            """),
    ),
    (
        Role.OTHER,
        phrases(r"""
            (resource|cost|budget|fund|financ|risk|barrier|challenge|issue|
            &date (started|added|raised|updated|completed)|start( date)?|page|
            &dependenc|gap|rationale|why|strategic link|cross|forum|meeting|
            &category|type|link|source|origin|frequency|area|ward|count|rate|
            &population|year$|total).*
            date
            """),
    ),
    (
        Role.GROUP,
        phrases(r"""
            (strategic |key |our |overarching |strategy |linked |related |
            &plan )*(priorit(y|ies)( areas?| themes?| no\.?| number| ref)?|themes?|
            &pillars?|strands?|work ?streams?|goals?|focus areas?|areas? of focus|
            &4ps?|ps?)( .{0,30})?
            """),
    ),
    (
        Role.OUTCOME,
        phrases(r"""
            (strategic |key |our |intended |expected |desired |overall |related |
            &linked |high[- ]level )*(outcomes?|objectives?|aims?|ambitions?|
            &results?|commitments?)( .{0,60})?
            what (do )?we want( to (achieve|see|do))?.*
            where (do )?we want to be.*
            we want.*
            goal
            """),
    ),
    (
        Role.ACTION,
        phrases(r"""
            (key |planned |specific |agreed |proposed |main |priority |our |
            &strategic |delivery |high[- ]level |recommended |headline |smart |
            &required |sub[- ]?|the )*(actions?|activit(y|ies)|tasks?|steps?|
            &deliverables?|initiatives?|projects?|interventions?|work|
            &recommendations?|pledges?)( (required|to (be )?\w+.*|points?|plan|
            &needed|items?|description|we .*|for .*|and .*|in .*|title|20\d\d.*|
            &year .*|\d.*|agreed|that .*)|s?/.*)?
            (what|how) (are )?(we|will we)(['’]ll)?( will| are| are going to|
            & plan to| need to)?( going to)? (do|deliver|achieve|act|get|be doing).*
            we will.*
            how( will (this|it) .*)?\??
            what( needs to (happen|be done).*)?\??
            (year|yr\.?) ?(\d|one|two|three|four|five)( .*)?
            description( of action)?
            what (will|needs|must) .*
            next steps
            details?( of action)?
            delivery
            """),
    ),
)
_LONG_HEADER = re.compile(r"success|how|what|we |outcome|in |by |action|date|who", re.I)
_YEAR = re.compile(r"(?:year|yr\.?) ?(?:\d|one|two|three|four|five)\b", re.I)
_MILESTONE = re.compile(r"(?:key |our )?(?:milestone|output|target)s?\b", re.I)
_WAY = re.compile(r"how\b|(?:further )?details?\b|description\b", re.I)
_MARKS = phrases(r"""
    (fully )?(achieved|completed?|done|met)
    (some )?progress( made)?,? ?(but )?more to do
    in progress|under ?way|on ?going|partially (achieved|met|complete)
    not (yet )?(started|progressed|achieved|met|begun)
    on track|off track|at risk|red|amber|green|delayed|outstanding
    """)


def role_of(header: str) -> Role | None:
    """The role that a header cell names; None where it is no header that is known."""
    text = " ".join(header.replace("\n", " ").split()).strip(" :.*–-")
    text = (
        re.sub(r"\s*\((?![^)]*rag)[^)]{0,60}\)\s*$", "", text, flags=re.I).strip(" :.?")
        or text
    )
    if not text or len(text.split()) > 14 or len(text) > 110:
        return None
    if len(text.split()) > 7 and not _LONG_HEADER.match(text):
        return None
    if _MARKS.fullmatch(text):
        return Role.STATUS_MARK
    return next((role for role, p in _HEADERS if p.fullmatch(text)), None)


def header_roles(row: Row, first: bool = True) -> Roles | None:
    """The roles of a header row, or None where the row is no header.

    Below another header (``first`` is False) more of the labels must be known ones.
    """
    filled = {at: cell for at, cell in enumerate(row.cells) if not cell.blank}
    found: Roles = {}
    for at, cell in filled.items():
        role = role_of(cell.text)
        if label_of(cell.text) is not None and Role.ACTION not in found.values():
            # "Priority 1: Prevent | Lead | By when" heads a column of actions.
            role = Role.ACTION
        if role is not None:
            found[at] = role
        elif len(cell.text.split()) > 5 and wording.first_verb(cell.text):
            return None
    if not filled or any(len(cell.text) > 110 for cell in filled.values()):
        return None
    if len(found) < len(filled) * (0.5 if first else 0.75):
        return None
    _settle_doing(found, row)
    return _marks_or_status(found) if _is_header(found, row, len(filled)) else None


def _settle_doing(found: Roles, row: Row) -> None:
    """Which of several columns holds what is to be done.

    Milestones or outputs do where nothing else does; "what" before "how"; an action
    before the years that it is ticked in.
    """
    doing = [
        at
        for at, role in found.items()
        if role in (Role.ACTION, Role.OUTCOME, Role.GROUP)
        and not _YEAR.match(row.cells[at].text)
    ]
    measures = [
        at
        for at, role in found.items()
        if role is Role.MEASURE and _MILESTONE.match(row.cells[at].text)
    ]
    if measures and not doing:
        found[measures[0]] = Role.ACTION
        doing = measures[:1]
    ways = [at for at in doing if found[at] is Role.ACTION]
    for at, role in list(found.items()):
        text = row.cells[at].text
        if role is Role.ACTION and (
            (ways and _YEAR.match(text)) or (at in ways[1:] and _WAY.match(text))
        ):
            found[at] = Role.OTHER


def _is_header(found: Roles, row: Row, filled: int) -> bool:
    distinct = set(found.values())
    if label_of(row.cells[next(iter(found))].text) and not distinct & {
        Role.LEAD,
        Role.DUE,
        Role.STATUS,
        Role.PARTNERS,
    }:
        return False
    if not distinct & {Role.ACTION, Role.OUTCOME, Role.GROUP, Role.MEASURE}:
        # "Date | Lead | Update" may head a plan too, but data look like that as well.
        return len(distinct - {Role.OTHER, Role.STATUS_MARK}) >= 3
    if filled == 1:
        return Role.ACTION in distinct and (row.header or len(row.cells) == 1)
    return len(distinct) > 1 or (row.header and Role.ACTION in distinct)


def _marks_or_status(roles: Roles) -> Roles:
    """A lone "Complete" column holds a status; two or more of the kind hold ticks."""
    marks = [at for at, role in roles.items() if role is Role.STATUS_MARK]
    if len(marks) == 1:
        roles[marks[0]] = Role.STATUS
    return roles
