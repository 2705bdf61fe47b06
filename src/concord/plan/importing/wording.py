"""How published plans word things: what opens an action, and what only looks like one.

Rules here are about the language of English plans in general; none of them knows a
particular council or document.
"""

from __future__ import annotations

import re

_VERBS = re.findall(
    r"[\w-]+",
    """
access achieve acknowledge act adapt address adhere adopt advertise advise advocate
agree align allocate amend analyse analyze apply appoint appraise approach arrange
ascertain assess assign assist assure attend attract audit automate avoid award bid
blend brief bring broaden build calculate campaign capture carry cascade celebrate
centralise challenge champion change check circulate clarify co-design co-locate co-
ordinate co-produce coach collaborate collate collect combine commission commit
communicate compare compile complete conduct confirm connect consider consolidate
consult contact continue contribute convene coordinate coproduce create cultivate
decide deepen define deliver demonstrate deploy describe design detect determine
develop devise direct disrupt disseminate distribute diversify divert document draft
drive educate effect elevate embed empower enable enact encourage end enforce engage
enhance enlist ensure equip escalate establish evaluate evidence examine expand
explore extend facilitate feed finalise find flag focus follow form formalise
formulate foster fulfil fund further gain gather generate get give grow guarantee
guide hear help highlight hold host identify implement improve include incorporate
increase influence inform initiate innovate inspect instigate integrate intensify
introduce invest investigate invite involve issue join keep launch lead learn lessen
leverage liaise link listen lobby look maintain make manage map market maximise
measure meet mentor minimise mitigate mobilise model modernise monitor move negotiate
nominate normalise notify nurture obtain offer open optimise organise outline oversee
participate partner pilot plan pool prepare present prevent print prioritise procure
produce profile progress promote propose protect provide publicise publish purchase
pursue put raise reach re-commission re-establish re-launch recognise recommission
record recruit redesign reduce refer refine refresh regularise reinforce relaunch
remodel remove renew reopen repeat replace report request require research resource
respond restrict retain review revise revisit roll run safeguard scale scope
scrutinise secure seek select send set share shape showcase signpost simplify source
speak spread stop standardise start streamline strengthen structure submit supply
support survey sustain tackle tailor take target task teach tender test track train
transform translate trial undertake understand unite update upskill use utilise value
verify visit walk widen work write
""",
)


def _gerunds(verb: str) -> tuple[str, ...]:
    """Both spellings where the last letter may double: "planning", "training"."""
    if verb.endswith("e") and not verb.endswith("ee"):
        return (f"{verb[:-1]}ing",)
    if re.search(r"[^aeiou][aeiou][bdfglmnprt]$", verb):
        return (f"{verb}ing", f"{verb}{verb[-1]}ing")
    return (f"{verb}ing",)


VERBS = frozenset(_VERBS)
GERUNDS = frozenset(gerund for verb in _VERBS for gerund in _gerunds(verb))

_LEADING = re.compile(
    r"^(?:(?:we|partners|the \w+(?: \w+){0,3}|all \w+(?: \w+){0,2}|agencies)"
    r" (?:will|shall|must|should|aim to|intend to|commit to|are to|need to|to)"
    r"(?: also)? |to |will |by |also |and "
    r"|where (?:appropriate|possible|safe)[^,]{0,40},"
    r" ?|in partnership(?: with [^,]{1,60})?, ?"
    r"|(?:with|through|together with) [^,]{1,60},"
    r" ?|jointly |actively |regularly |routinely |proactively |fully |further |formally"
    r" |annually |continuously |effectively |collectively |better |clearly )+",
    re.IGNORECASE,
)
_SOMEBODY_WILL = re.compile(
    r"^(?:[A-Z][\w’'&/-]*(?: (?:[\w’'&/-]+)){0,6}|we|all \w+|partners|agencies)"
    r" (?:will|to)(?: \w+ly)? ([a-z][\w-]+)"
)
_INDICATOR = re.compile(
    r"^(?:(?:an? |the )?(?:significant |overall |measurable |sustained |year on year )?"
    r"(?:increase|decrease|reduction|rise|fall|improvement|change|growth|decline)s?"
    r" (?:in|of|to the number)\b"
    r"|(?:total |the )*(?:number|no\.?|#|percentage|proportion"
    r"|percent|rate|rates|volume|level|levels|%|average|count)s? (?:of|who|that|in)\b"
    r"|%|\d+(?:\.\d+)?%|(?:increased|decreased|reduced|improved|fewer|higher|lower"
    r"|more|greater|positive|evidence of|feedback from|baseline)\b)",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"^(?:we (?:have|had|were|are|delivered|launched|commissioned|set up|worked"
    r"|introduced|established|developed)|(?:the )?(?:introduction|establishment|launch"
    r"|delivery|creation) of|(?:launched|introduced|established|delivered|developed"
    r"|commissioned|completed|secured|appointed|recruited|trained|supported|achieved"
    r"|implemented|created|held|produced|piloted|reviewed|successfully \w+ed)\b)"
    r"|\b(?:was|were|has been|have been) (?:\w+ly )?\w+(?:ed|t|wn|un)\b",
    re.IGNORECASE,
)
_REF = re.compile(
    r"^(?P<ref>\(?(?:(?:action|ref|no)\.? ?)?(?:[A-Z]{1,3}[ .-]?)?\d{1,3}"
    r"(?:\.\d{1,2}){0,3}(?: ?\((?:[a-z]|[ivx]{1,5})\)| ?[a-z]\)|[a-z](?![a-z]))?[.):]?)"
    r"(?:\s+|\s*[:–-]\s+)"
    r"(?=[\W]*[A-Za-z])",
)
_COUNTED = re.compile(r"^\d+\s+(?:of|in|out|per|to|(?:day|month|year|week|hour)s?|x)\b")
_WHOLE_REF = re.compile(
    r"^\(?(?:(?:action|ref|no|priority|objective|p|a)\.? ?)?(?:[A-Z]{1,4}[ ./-]?)?"
    r"\d{1,3}(?:[./-]\d{1,3}){0,3} ?(?:\([a-z]{1,4}\)|\(?[a-z]?\)?)[.):]?$"
    r"|^\(?[a-z]{1,5}[.)]$"
    r"|^[A-Z]\d?$|^[A-Z]{1,6}[-/. ]?\d{1,3}[a-z]?$"
    r"|^[A-Z]{2,6}[-/ ]?\d{0,4}[-/ ._][A-Z]{0,3}\d{1,3}(?:[.-]\d{1,3}){0,3}[a-z]?$",
    re.IGNORECASE,
)
ROMAN = re.compile(r"^\(?(?:x{0,2}(?:ix|iv|v?i{0,3}))[.)]$", re.IGNORECASE)


def first_verb(text: str) -> bool:
    """Whether the wording opens like something to be done."""
    words = text.strip(" “\"'‘’•-–")
    for _ in range(2):
        opening = re.match(r"[A-Za-z][\w-]*", words)
        word = opening[0].lower() if opening else ""
        if word in VERBS or word in GERUNDS:
            return True
        if (match := _SOMEBODY_WILL.match(words)) and match[1].lower() in VERBS | {
            "be"
        }:
            return True
        stripped = _LEADING.sub("", words, count=1)
        if stripped == words:
            return False
        words = stripped
    return False


def is_gerund(text: str) -> bool:
    opening = re.match(r"[A-Za-z-]+", text)
    return opening is not None and opening[0].lower() in GERUNDS


def is_indicator(text: str) -> bool:
    """A thing that is counted ("Increase in number of ..."), not a thing to do."""
    return bool(_INDICATOR.match(text.strip(" •-–")))


def is_past(text: str) -> bool:
    return bool(_PAST.search(text[:160])) and not first_verb(text)


def split_ref(text: str) -> tuple[str | None, str]:
    """("2.4", "Continue ...") from "2.4 Continue ..."; (None, text) without one."""
    match = _REF.match(text)
    if not match or re.match(r"^(?:19|20)\d\d\b", text):
        return None, text
    if _COUNTED.match(text):
        return None, text
    return tidy_ref(match["ref"]), text[match.end() :].strip()


def tidy_ref(text: str) -> str:
    text = re.sub(r"^\(?(?:action|ref|no)\.? ?(?=\d)", "", text.strip(), flags=re.I)
    text = text.strip(" .:")
    if text.count("(") != text.count(")") or re.fullmatch(r"\([^()]*\)", text):
        text = text.strip(" .:()")
    return text or "()"


def is_ref(text: str) -> bool:
    text = text.strip()
    return bool(_WHOLE_REF.match(text)) and not re.fullmatch(r"(?:19|20)\d\d", text)


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower().replace("’", "'").replace("'", ""))
