"""Headings: which name a priority, which a part of the document, which open a list."""

from __future__ import annotations

import re
from dataclasses import dataclass

from concord.plan.phrases import phrases

KINDS = (
    "priority",
    "theme",
    "pillar",
    "strand",
    "goal",
    "ambition",
    "workstream",
    "aim",
    "objective",
    "commitment",
    "banner",
    "outcome",
)
"""Words that head a group of actions, the one to be taken as the priority first."""

_NUMBER_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_NOUN = (
    r"(?P<noun>priorit(?:y|ies)(?: (?:area|theme|objective|outcome))?|themes?|pillars?"
    r"|strands?|goals?|ambitions?|work ?streams?|aims?|objectives?|commitments?"
    r"|outcomes?"
    r"|areas? of focus|focus areas?|key areas?|p(?=\d))"
)
_LABEL = re.compile(
    r"^(?:(?:our|key|strategic|overarching|delivery|the|main|cross[- ]cutting"
    r"|high[- ]level"
    r"|shared|core|partnership|local)\s+){0,3}"
    rf"{_NOUN}(?:(?:\s*(?=\d)|\s+)(?:no\.?\s*|number\s+)?"
    rf"(?P<ref>\d{{1,2}}(?:\.\d{{1,2}})?|[A-Z]|[ivx]{{1,4}}|{_NUMBER_WORDS})(?![\w.]\w)"
    r"(?:\s*[:.)|–—-]+\s*|\s+|$)|\s*[:–—]\s*|\s+-\s+)(?P<title>.*)$",
    re.IGNORECASE,
)
_BARE_NOUN_TITLE = re.compile(r"^(?:is|are|was|were|will|to|for|of|and|the|in|that)\b")
_KIND_OF = {
    "priorit": "priority",
    "theme": "theme",
    "pillar": "pillar",
    "strand": "strand",
    "goal": "goal",
    "ambition": "ambition",
    "workstream": "workstream",
    "work stream": "workstream",
    "aim": "aim",
    "objective": "objective",
    "commitment": "commitment",
    "outcome": "outcome",
    "area": "priority",
    "focus": "priority",
    "key": "priority",
    "p": "priority",
}


@dataclass(frozen=True, slots=True)
class Label:
    """A heading that names a group: "Priority 1: Prevent" is priority, 1, Prevent."""

    kind: str
    ref: str | None
    title: str


def label_of(text: str) -> Label | None:
    """The group that a heading or banner names, or None."""
    text = " ".join(text.split())
    match = _LABEL.match(text)
    if not match or len(text) > 300:
        return None
    noun, ref, title = (
        match["noun"].lower(),
        match["ref"],
        match["title"].strip(" :–—-"),
    )
    if ref and re.fullmatch(r"[a-z]", ref) and not title[:1].isupper():
        return None
    if _BARE_NOUN_TITLE.match(title) or re.fullmatch(r"[\d\s.]+", title):
        return None
    if not ref and (not title or noun.endswith("s")):
        return None
    if ref and ref.lower() in _NUMBER_WORDS.split("|"):
        ref = str(_NUMBER_WORDS.split("|").index(ref.lower()) + 1)
    kind = next(kind for stem, kind in _KIND_OF.items() if noun.startswith(stem))
    return Label(kind, ref, title)


_SECTIONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "contents",
        phrases(r"""
            (table of )?contents
            """),
    ),
    (
        "glossary",
        phrases(r"""
            glossary.*
            (list of )?(abbreviations|acronyms).*
            definitions?
            terminology
            jargon buster
            """),
    ),
    (
        "measures",
        phrases(r"""
            (measur|monitoring|evaluat|performance|outcomes? framework|dashboard|
            &(key )?(performance )?indicators?|kpis?|targets?$).*
            .*measur(e|ing) (of )?(success|impact|progress|performance|
            &effectiveness)\b.*
            .*how (will|do|are) we (know|measure|going to measure).*
            .*dashboard
            what (will )?(success|good) (will )?looks? like.*
            success measures?.*
            .*\bperformance (framework|indicators|measures)\b.*
            """),
    ),
    (
        "past",
        phrases(r"""
            (progress|update|report) (since|against|on|made|under)\b.*\b(previous|last|
            &former)\b.*
            (looking|look) back.*
            review of (the |our )?(previous|last|former|20\d\d).*
            (our |the )?(previous|last|former) (strategy|plan|action plan).*
            """),
    ),
    (
        "achievements",
        phrases(r"""
            (what|how) (have we|we have|we['’]ve) (achieved|done|delivered|come|
            &progressed).*
            (our |key |main |recent )*(achievements?|successes|progress so far|
            &progress to date|highlights)\b.*
            (what|where) has (been )?(achieved|changed).*
            the story so far
            our journey.*
            what we( have|['’]ve)? (did|achieved|delivered|done).*
            what(['’]s| is) (already )?(working|in place|happening).*
            what (do )?(we|services|partners) (do )?(already|currently|now)( do|
            & provide| offer| have)?.*
            where (are )?we( are)? now.*
            current (position|provision|offer|activity|work)\b.*
            case stud(y|ies).*
            """),
    ),
    (
        "values",
        phrases(r"""
            (our |partnership )?(shared |guiding |core )?(values|principles|
            &vision( and values)?|mission)( and .*)?
            values and .*
            """),
    ),
    (
        "consultation",
        phrases(r"""
            .*\bconsult(ation|ing|ed)?\b.*
            engag(ement|ing) with .*
            what (survivors|people|you|residents|victims|
            &stakeholders) (have )?(told|said).*
            voices? of .*
            hearing (from|the voice).*
            survivor (voice|engagement|feedback).*
            you said.*
            (.* )?lived experience.*
            how (this|the|we developed).*(developed|strategy).*
            """),
    ),
    (
        "governance",
        phrases(r"""
            (our )?governance.*
            .*\bgovernance (structure|arrangements)?
            accountability.*
            (our |the )?(partners|partnership)( structure| board| approach)?
            terms of reference
            membership
            delivering (the|this|our) strategy
            resourc.*
            reporting (arrangements|structure).*
            risk(s| register).*
            equalit.*
            """),
    ),
    (
        "context",
        phrases(r"""
            (executive )?summary
            (an )?introduction.*
            foreword.*
            preface.*
            background.*
            ((the )?(local|national|legal|legislative|policy|strategic|
            &our) )+(and \w+ )?(context|picture|landscape|drivers|framework|
            &policy).*
            context
            scope.*
            what is .*
            the (national|local|\w+) picture
            needs assessment.*
            .*\bprofile\b.*
            why .*
            about (this|the|us).*
            purpose.*
            the (law|purpose|need|case for).*
            (key )?(facts|findings|statistics|data|legislation|definitions?)\b.*
            who .*
            impact of .*
            understanding (the|need).*
            prevalence.*
            the cost of .*
            types of .*
            acknowledge?ments?
            statement.*
            links (to|with) .*
            a picture of .*
            case for .*
            """),
    ),
    (
        "services",
        phrases(r"""
            (.* )?(directory|list) of services.*
            (our |current |existing |local |support |
            &available )*services\b(?!.* plan).*
            getting (help|support).*
            help and support.*
            useful (contacts|links|information).*
            contacts?( us| details)?
            related (pages|links|content|documents|services|information)
            where to get help.*
            how to get help.*
            further (information|reading).*
            """),
    ),
    (
        "references",
        phrases(r"""
            references
            bibliography
            sources?
            end ?notes
            footnotes
            """),
    ),
    (
        "appendix",
        phrases(r"""
            appendi(x|ces)\b.*
            annex(es)?\b.*
            """),
    ),
)
_PLAN = phrases(r"""
    (.* )?(action|delivery|implementation|work|improvement|strategic|
    &performance) plans?\b.*
    (our |the |strategic |key )*(priorities|objectives|themes|aims|ambitions|goals|
    &pillars|commitments)( and (actions|objectives|priorities|outcomes|aims|
    &commitments))?( \d{4}.*| for .*)?
    what we (will|are going to|want to|plan to) (do|achieve|deliver).*
    how we will .*
    (the |our )?plan( on a page)?
    (our |key |planned )*actions?\b.*
    taking action.*
    next steps.*
    making it happen.*
    what (we )?(will|are we going to) (we )?do.*
    .*quarterly update.*
    """)
NOT_PLAN = frozenset(
    {
        *("contents", "glossary", "measures", "achievements", "values", "consultation"),
        *("governance", "context", "services", "references", "past"),
    }
)


def bare(heading: str) -> str:
    """A heading without its number and without a trailing colon or page number."""
    text = re.sub(
        r"^(?:section |part |chapter )?(?:\d{1,2}(?:\.\d{1,2})*|[A-Z](?=[.):]))"
        r"[.):]?\s+",
        "",
        heading.strip(),
        flags=re.IGNORECASE,
    )
    text = re.sub(
        r"^(?:section|part|chapter) (?:\d+|[A-Z])\s*[:.–-]\s*", "", text, flags=re.I
    )
    return text.strip(" :?–-.")


def section_of(heading: str) -> str | None:
    """ "plan", one of the kinds that hold no actions, "appendix", or None."""
    text = bare(heading)
    if not text:
        return None
    for kind, pattern in _SECTIONS:
        if pattern.fullmatch(text):
            if kind == "appendix" and _PLAN.fullmatch(_after_appendix(text)):
                return "plan"
            if kind == "appendix" and (inner := section_of(_after_appendix(text))):
                return inner
            return kind
    return "plan" if _PLAN.fullmatch(text) else None


def _after_appendix(text: str) -> str:
    return re.sub(
        r"^(?:appendi(?:x|ces)|annex(?:es)?)\s*(?:\w{1,3}\b)?\s*[:.–—-]*\s*",
        "",
        text,
        flags=re.I,
    )


_STEM = phrases(r"""
    (.*\b)?(we|partners|agencies|services|(the|our|all) (\w+ ){0,3}(partnership|
    &board|council|partners|agencies|group|forum|service|county|borough|city)s?)
    &(,[^,]+,)? (will|shall|are going to|intend to|aim to|commit to|plan to|
    &are committed to|have committed to|have agreed to|propose to)(?! (know|
    &have seen|see\b|measure|be (successful|monitored|accountable)))(( also|
    & therefore| continue to| work( together)?| jointly)*( to)?|( do| achieve|
    & deliver| meet| address| realise| accomplish| make| take| work| focus|
    & collaborat\w+|\s)[^.]{0,90})\s*[:–—-]*$
    (how|what) (will |are |do )?(we|partners)(['’]re|['’]ll)?( will| are| plan|
    & intend| need)?( going)?( to)? (do|deliver|achieve|act|get there|address|make|
    &take)\b[^.]{0,60}[:?]?$
    what (will|needs to) (happen|be done)( next)?[:?]?$
    (our |key |main |priority |planned |strategic |agreed |the |specific |
    &proposed )*(actions?|commitments?|activities|next steps|deliverables|
    &action points|pledges|action plan)( (for|to|in|under|we|that|over|
    &include)\b.*)?:?$
    (this|these|it|they|the (priority|objective|aim|outcome|
    &above)s?) will be (achieved|delivered|done|met|addressed|
    &progressed)[^.]{0,40}(by|through)\s*[:–-]*$
    (over|during|in) the (next|coming|first|life|
    &period)[^.]{0,60},? we will\b.{0,40}:$
    (to|in order to) (achieve|deliver|do|meet|support|help|address|
    &realise)[^.]{0,120}\b(we|partners|partnership|board|
    &council)\b[^.]{0,30}will[^.]{0,40}[:–-]*$
    areas? (of|for) (focus|action|development)( for .*)?:?$
    we (pledge|commit):?$
    """)
_OUTCOME_STEM = phrases(r"""
    (our |key |intended |expected |desired |the |strategic )*outcomes?( (we|for|
    &that|are|will|by)\b.*)?:?$
    what (do )?we want( to (achieve|see))?.*
    we want to see.*
    what (will )?(success|good) (will )?looks? like.*
    success (will|looks|means).*
    by 20\d\d.{0,40}(will|want).*
    we will (know|have seen|see).*
    (our )?aims?:?$
    how (will )?we( will)? (know|measure).*
    what will (be different|change).*
    (measures?|indicators?)( of success)?:?$
    (this|these|it) (will|should) (mean|result|lead).*
    """)


def is_stem(text: str) -> bool:
    """Whether a line opens a list of actions: "We will:", "How we will do this"."""
    text = bare(text) + (":" if text.rstrip().endswith((":", ":-", ":–")) else "")
    return len(text) < 400 and not is_outcome_stem(text) and bool(_STEM.fullmatch(text))


def is_outcome_stem(text: str) -> bool:
    return bool(_OUTCOME_STEM.fullmatch(bare(text)))
