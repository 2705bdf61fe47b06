"""Everyday words, and what somebody who types them needs.

    >>> understood("he hits me").needs["safety"]
    3

A rule is a set of words that must all be there (any one of words divided by "/"), and
codes of `needs` with weights. A word with a typing mistake counts as the word it is
nearest to: one mistake from four letters on, two from eight.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

import jellyfish

_WORD = re.compile(r"[a-z0-9+']+")
# Words that say nothing of what is needed.
EMPTY_WORDS = """
24 hour hours open now today
a about always am an and any anybody anyone are as at be been being but by can
can't cant could did do does doing don't dont find for from get gets getting go
going had has have he he's help helping her her's here hers hes him his how i
i'm if im in is it it's its just keep keeps let lets like make me mine my near
need needs never no not of on or our please service services she so some
somebody someone something support that the their them there they this to too up
us want wants was we what when where which who will with won won't wont worried
worries worry would you your
"""
EMPTY = frozenset(EMPTY_WORDS.split())


@dataclass(frozen=True, slots=True)
class Rule:
    """`words`: groups; one of each must be there."""

    words: tuple[frozenset[str], ...]
    needs: tuple[tuple[str, int], ...] = ()
    marks: frozenset[str] = frozenset()


@dataclass
class Understood:
    """What a query seems to be about. `marks`: codes of sexes, groups, kinds; nrpf."""

    needs: dict[str, int] = field(default_factory=dict)
    marks: set[str] = field(default_factory=set)
    words: tuple[str, ...] = ()  # what is left to look for as text


def _rule(words: str, needs: str = "", marks: str = "") -> Rule:
    """`_rule("he/she hits", "safety:3 talk:2", "men")`."""
    return Rule(
        tuple(frozenset(group.split("/")) for group in words.split()),
        tuple(
            (code, int(weight or 1))
            for code, _, weight in (part.partition(":") for part in needs.split())
        ),
        frozenset(marks.split()),
    )


_HURT = (
    "hit/hits/hitting/hurt/hurts/hurting/beat/beats/beaten/beating/punch/punched/punches/"
    "kick/kicked/kicks/slap/slapped/slaps/choke/choked/chokes/strangle/strangled/push/"
    "pushed/pushes/violent/violence/attack/attacked/attacks/assault/assaulted/abuse/"
    "abused/abusive/abuser/bruise/bruises/burned/bitten"
)
RULES = (
    _rule(_HURT, "safety:3 talk:3"),
    _rule(
        "scared/frightened/afraid/fear/terrified/unsafe/threat/threatens/threatened/"
        "threatening/threats",
        "safety:3 talk:3",
    ),
    _rule("domestic", "safety:3 talk:3"),
    _rule("kill/killed/danger/emergency/999/knife/weapon/gun", "danger:3 safety:3"),
    _rule(
        "control/controls/controlling/coercive/coercion/gaslighting/jealous/isolate/"
        "isolated/shouts/shout/screams/insults/humiliates/bullies/bully/emotional/"
        "emotionally/toxic",
        "talk:3 safety:2",
    ),
    _rule("helpline/helplines/hotline", "", "helpline"),
    _rule("talk/talking/listen/helpline/phone/chat/speak/alone/lonely", "talk:3"),
    _rule("leave/leaving/escape/flee/fleeing/run/away", "safety:2 refuge:3 talk:1"),
    _rule(
        "refuge/shelter/stay/sleep/hostel/safehouse/tonight",
        "refuge:4 housing:1 talk:1",
    ),
    _rule("nowhere/somewhere/place go/stay/live/sleep", "refuge:4 housing:2 talk:1"),
    _rule(
        "homeless/homelessness/housing/house/rent/eviction/evicted/tenancy/flat/council/"
        "landlord/rehoused/kicked/home",
        "housing:4 refuge:1",
    ),
    _rule(
        "lock/locks/alarm/sanctuary/cctv/doorbell/safer",
        "safer_home:4 housing:1 safety:1",
    ),
    _rule("police/report/reporting/crime/statement/arrest/101", "police:4"),
    _rule(
        "court/order/injunction/solicitor/lawyer/legal/divorce/custody/molestation/"
        "occupation/judge/rights/law",
        "court:4",
    ),
    _rule(
        "child/children/kids/kid/baby/son/daughter/school/pregnant/family/families/"
        "parent/parents/parenting/toddler/teenager/mum/dad/safeguarding",
        "children:4",
    ),
    _rule("dementia/alzheimer/alzheimers", "mind:4 adult_care:3"),
    _rule("social worker", "children:3 adult_care:3"),
    _rule(
        "carer/care/caring/disabled/disability/wheelchair/elderly/nan/grandmother/"
        "grandfather/vulnerable",
        "adult_care:4",
    ),
    _rule("older/old/elderly/pensioner", "adult_care:2", "older"),
    _rule("deaf/bsl", "", "deaf"),
    _rule("young/teen/teenager/teenage/student", "children:1", "young"),
    _rule(
        "rape/raped/sex/sexual/sexually/touched/touches/forced/molested/consent/assaulted",
        "sexual:4",
    ),
    _rule(
        "stalk/stalks/stalking/stalker/stalked/follow/follows/following/watching/watches/"
        "harass/harasses/harassed/harassment/tracking/tracker/texts/messages",
        "stalking:4 safety:2 police:1",
    ),
    _rule("forced/arranged/force/forces marriage/marry/married/wedding", "honour:5"),
    _rule("marry/dishonour/honour/izzat/shame", "honour:4"),
    _rule("fgm/cutting/cut/circumcision/mutilation", "fgm:5"),
    _rule(
        "visa/immigration/asylum/refugee/passport/spouse/nrpf/recourse/funds/benefits/"
        "deported/deport/papers/migrant/overstayed/homeoffice",
        "immigration:4",
        "nrpf",
    ),
    _rule(
        "money/debt/debts/bank/wages/bills/financial/economic/finances/allowance/cash/"
        "loans/loan",
        "money:4 talk:1",
    ),
    _rule(
        "depressed/depression/anxiety/anxious/mental/suicidal/suicide/counselling/"
        "counsellor/therapy/therapist/panic/ptsd/trauma/sad/nightmares/sleeping",
        "mind:4 talk:1",
    ),
    _rule(
        "drink/drinks/drinking/drunk/alcohol/alcoholic/drugs/drug/addict/addiction/"
        "cocaine/heroin/cannabis/rehab/detox",
        "drink:4",
    ),
    _rule(
        "relationship/marriage/couple/couples/argue/arguing/arguments/partner/mediation/"
        "separate/separation",
        "relationship:3",
    ),
    _rule("argue/arguing/arguments/row/rows/couples/couple", "relationship:2"),
    _rule(
        "i/i've/my hit/hurt/temper/anger/angry/perpetrator/behaviour/stop/change",
        "own_behaviour:2",
    ),
    _rule(
        "anger/angry/temper/perpetrator/perpetrators/behaviour/lashed/rage/abuser",
        "own_behaviour:5",
    ),
    _rule(
        "hurt/hit/hurting/hitting wife/girlfriend/husband/partner/her/him i/i've/my",
        "own_behaviour:2",
    ),
    _rule("hospital/doctor/gp/injured/injury/nurse/clinic", "health:4"),
    _rule("man/men/male/males/guy", "", "men"),
    _rule("woman/women/female/females/girl/girls/lady/ladies", "", "women"),
    _rule(
        "gay/lesbian/bisexual/lgbt/lgbtq/lgbt+/lgbtq+/queer/trans/transgender/nonbinary",
        "talk:1",
        "lgbt",
    ),
    _rule("asian/punjabi/pakistani/indian/bangladeshi", "", "south_asian"),
    _rule("black/african/caribbean/minority/ethnic", "", "black_minoritised"),
    _rule("wife/girlfriend hits/hit/beats/hurts/abuses/attacks/me", "safety:2", "men"),
)
# What somebody does to others is not what is done to them.
OWN = re.compile(
    r"\b(?:i|i've|ive)\s+(?:have\s+|am\s+)?(?:hit|hurt|beat|hitting|hurting)\b"
    r"|\bstop\s+(?:hit|hurt|beat)ting?\b|\bstop\s+(?:hurting|beating|shouting at)\b"
)

# To be kicked out is no kick.
PUT_OUT = re.compile(r"\b(?:kicked|threw|thrown|chucked)\s+(?:me\s+|us\s+)?out\b")


def understood(query: str) -> Understood:
    """What somebody who typed this seems to need, and words left to look for."""
    text = PUT_OUT.sub("evicted nowhere go", query.lower().replace("’", "'"))
    said = [word.strip("'") for word in _WORD.findall(text)]
    meant = {nearest(word) for word in said} | set(said)
    found = Understood(words=tuple(word for word in said if word not in EMPTY))
    for rule in RULES:
        if all(group & meant for group in rule.words):
            for code, weight in rule.needs:
                found.needs[code] = max(found.needs.get(code, 0), weight)
            found.marks |= rule.marks
    if OWN.search(text):
        found.needs = {"own_behaviour": 6}
    return found


@cache
def _known() -> frozenset[str]:
    words = {word for rule in RULES for group in rule.words for word in group}
    return frozenset(words)


@cache
def _by_length() -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    for word in sorted(_known()):
        found.setdefault(len(word), []).append(word)
    return {length: tuple(words) for length, words in found.items()}


def is_everyday(word: str) -> bool:
    """Whether a rule knows this word, typing mistakes allowed."""
    return nearest(word) in _known()


def nearest(word: str) -> str:
    """The known word that this one is, with at most one or two typing mistakes."""
    if word in _known() or word in EMPTY or len(word) < 4 or len(word) > 30:
        return word
    allowed = 2 if len(word) >= 8 else 1
    best, least = word, allowed + 1
    for other in _around(len(word), allowed):
        if len(other) < 4:
            continue
        far = jellyfish.damerau_levenshtein_distance(word, other)
        if far < least:
            best, least = other, far
    return best


def _around(length: int, allowed: int) -> Iterable[str]:
    for near in range(length - allowed, length + allowed + 1):
        yield from _by_length().get(near, ())
