"""Names made comparable: without marks and titles, by sound, by short forms."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import NamedTuple

import jellyfish

_TITLES = "mr mrs ms miss mx dr prof rev sir dame lord lady master fr sr hon"
TITLES = frozenset(_TITLES.split())
_PARTICLES = "mc mac o de da di du la le van von der den al el bin ibn"
PARTICLES = frozenset(_PARTICLES.split())
_SUFFIXES = "jr jnr snr ii iii iv esq"
SUFFIXES = frozenset(_SUFFIXES.split())
_NOT_NAMES = (
    "unknown unk nk na n/a none null nan nil test notknown anonymous not known tbc"
)
NOT_NAMES = frozenset(_NOT_NAMES.split())
LETTERS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "ı": "i",
        **dict.fromkeys("'’‘`´ʼ\".", ""),
    }
)
# What English lists of short names leave out, and spellings common in the UK.
ALSO = """
abdul abdullah abdallah|mohammed mohammad muhammad mohamed muhammed mohamad mohd|
ahmed ahmad|hussain hussein husain|fatima fatimah fatema|aisha ayesha aysha aishah|
khadija khadijah|yusuf yousef yousuf|ali aly|sara sarah|ann anne anna annie|
siobhan chevonne shivaun|sean shaun shawn|niamh neve|stephen steven steve|
catherine katherine kathryn katharine kate katie cathy kathy|geoffrey jeffrey geoff|
alan allan allen|philip phillip phil|teresa theresa terri tess|deborah debra debbie|
isobel isabel isabelle isabella izzy|elisabeth elizabeth liz beth betty lizzie|
jon john johnny jonny jack|jonathan jonathon jon|harry harold henry|
peggy meg maggie margaret|ellen helen nell nellie|sandra alexandra sandy|
gill gillian jill jillian|jacqueline jackie jacqui|susan sue susie suzanne|
agnieszka aga|katarzyna kasia|malgorzata gosia|piotr peter|pawel paul|jan john|
tomasz thomas|krzysztof kris|michal michael|mick mike michael|ian iain|eoin owen
"""
# In the list of short names, but sisters and brothers have them side by side.
TWO_NAMES = {("emily", "emma"), ("amelia", "emily"), ("aaron", "erin")}
# Common forenames that are short for nothing, and so are in no list of short names.
COMMON = """
adam aidan aiden alfie amelia amy anya archie arlo aria arthur ava ayaan beau bella ben
blake callum chloe cody corey daisy dylan eddie eden elijah eliza ella ellie elodie
elsie emily emma erin esme ethan eva evan eve evelyn evie ezra faith felix finley finn
freya gemma george gracie hannah harley harper harriet holly hugo ibrahim imogen iris
isaac isla ivy jacob jade jake jamie jason jayden jude kayla keira kian kyle kylie layla
lara leah leo leon lewis lexi liam lila lily logan lola luca lucas lucy luke luna lydia
lyla maisie maria mark martha mary mason maya mia mila millie molly nathan niamh noah
nora olive oliver olivia ollie oscar owen paige penelope phoebe poppy reece reuben riley
rory rosalind rosamund rose rosie ruby ryan sean sebastian sienna sofia sophia sophie
stanley summer thea
tia tilly toby tom tim tommy tyler violet willow zac zachary zara zoe
"""


class Name(NamedTuple):
    """A name in pieces. `whole` keeps all words in order, without spaces."""

    whole: str
    first: str
    words: tuple[str, ...]
    sound: str


NO_NAME = Name("", "", (), "")


def plain(text: str) -> str:
    """Lower case, without accents and marks within words; others become spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.lower())
        text = "".join(c for c in text if not unicodedata.combining(c))
    text = text.lower().translate(LETTERS)
    return " ".join(re.sub(r"[\W_\d]+", " ", text).split())


@functools.cache
def forename(text: str) -> Name:
    """The forenames of a cell; the first is what the person is mostly called."""
    words = [w for w in plain(text).split() if w not in TITLES and w not in SUFFIXES]
    return _name(words, joined=False)


@functools.cache
def surname(text: str) -> Name:
    """The surname of a cell, its particles joined to what follows: “de la Cruz”."""
    words: list[str] = []
    held = ""
    for word in plain(text).split():
        if word in SUFFIXES and words:
            continue
        if word in PARTICLES:
            held += word
        else:
            words.append(held + word)
            held = ""
    return _name(words or [held] * bool(held), joined=True)


def _name(words: list[str], *, joined: bool) -> Name:
    if not words or (len(words) <= 2 and all(w in NOT_NAMES for w in words)):
        return NO_NAME
    whole = "".join(words)
    return Name(
        whole=whole,
        first=whole if joined else words[0],
        words=tuple(dict.fromkeys(words)),
        sound=sound(whole if joined else words[0]),
    )


@functools.cache
def sound(word: str) -> str:
    """How an English speaker hears it; the word itself in other scripts."""
    return (jellyfish.metaphone(word) if word.isascii() else word) or word


def divided(text: str) -> tuple[str, str]:
    """Forenames and surname out of one cell: “Smith, John” or “John Smith”.

    One word is a surname unless it is known as a forename: two members of a family
    would else have one forename.
    """
    if "," in text:
        last, _, first = text.partition(",")
        return first.strip(), last.strip()
    words = text.split()
    while len(words) > 1 and plain(words[-1]) in SUFFIXES:
        words.pop()
    if len(words) < 2:
        known = is_a_known_forename(plain(text))
        return (text, "") if known else ("", text)
    cut = len(words) - 1
    while cut > 1 and plain(words[cut - 1]) in PARTICLES:
        cut -= 1
    return " ".join(words[:cut]), " ".join(words[cut:])


@functools.cache
def _short_names() -> dict[str, frozenset[str]]:
    """Forename -> those that it is short for, and itself, in both directions."""
    from nicknames import NickNamer

    found: dict[str, set[str]] = {}

    def same(one: str, two: str) -> None:
        found.setdefault(one, {one}).add(f"{two}+{one}")
        found.setdefault(two, {two}).add(f"{two}+{one}")

    for whole, shorts in NickNamer.default_lookup().items():
        for short in shorts:
            if (whole, short) not in TWO_NAMES:
                same(short, whole)
    for group in ALSO.replace("\n", "").split("|"):
        for word in group.split():
            found.setdefault(word, {word}).add(f"={group.split()[0]}")
    return {name: frozenset(others) for name, others in found.items()}


@functools.cache
def aliases(word: str) -> tuple[str, ...]:
    """Marks that two forenames share when one may be short for the other."""
    return tuple(sorted(_short_names().get(word, ()))) or ((word,) if word else ())


def is_a_known_forename(word: str) -> bool:
    """Whether it stands in the lists, and so is hardly a slip for another."""
    return word in _short_names() or word in _common()


@functools.cache
def _common() -> frozenset[str]:
    return frozenset(COMMON.split())
