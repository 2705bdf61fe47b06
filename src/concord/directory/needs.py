"""What people need, in fixed words; whom a service is for. Ids are the same everywhere.

Other systems know a word by its id in a taxonomy. Ours are worked out from the word, so
that two installations of Concord understand each other without asking.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

# The space of ids of this vocabulary. Never change it: other systems keep the ids.
SPACE = uuid.UUID("6f0c1b1e-3a57-5c2e-9d55-0d1c7a2f4e10")


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a vocabulary. `plain` is how somebody frightened would say it."""

    code: str
    label: str
    plain: str

    @property
    def choice(self) -> tuple[str, str]:
        return (self.code, self.label)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A taxonomy of our own."""

    code: str
    name: str
    about: str
    terms: tuple[Term, ...]

    @property
    def id(self) -> uuid.UUID:
        return uuid.uuid5(SPACE, self.code)

    def id_of(self, code: str) -> uuid.UUID:
        return uuid.uuid5(SPACE, f"{self.code}:{code}")

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [term.choice for term in self.terms]

    @property
    def labels(self) -> dict[str, str]:
        return dict(self.choices)


NEEDS = Vocabulary(
    "need",
    "What the service helps with",
    "Kinds of help around domestic abuse, in Concord's words.",
    (
        Term("danger", "Danger now", "I am in danger now"),
        Term("talk", "Somebody to talk to", "I want to talk to someone"),
        Term("safety", "Planning to be safe", "I want to be safer"),
        Term("refuge", "Refuge and a safe place to stay", "I need somewhere to stay"),
        Term("housing", "Housing", "I need help with my home"),
        Term("safer_home", "A safer home", "I want my own home to be safer"),
        Term("police", "Police and reporting a crime", "I want to tell the police"),
        Term(
            "court", "Courts, orders and legal advice", "I want an order from a court"
        ),
        Term("children", "Children and families", "I worry about the children"),
        Term("adult_care", "Care for adults", "I or someone else needs care"),
        Term("sexual", "Sexual violence", "Someone made me do sexual things"),
        Term("stalking", "Stalking and harassment", "Someone follows or watches me"),
        Term("honour", "Forced marriage and so-called honour", "My family forces me"),
        Term("fgm", "Female genital mutilation", "I am worried about cutting"),
        Term("immigration", "Visa, immigration and benefits", "I worry about my visa"),
        Term("money", "Money and debt", "They control my money"),
        Term("mind", "Mental health", "I feel very low or afraid"),
        Term("drink", "Alcohol and drugs", "Drink or drugs are part of it"),
        Term("relationship", "Relationships", "We want help with our relationship"),
        Term("own_behaviour", "Own behaviour", "I am worried about what I do"),
        Term("health", "Health", "I am hurt or ill"),
    ),
)
SEXES = Vocabulary(
    "sex",
    "Who the service is for",
    "Empty means anybody.",
    (
        Term("women", "Women and girls", "Women"),
        Term("men", "Men and boys", "Men"),
        Term("trans", "Trans and non-binary people", "Trans people"),
    ),
)
GROUPS = Vocabulary(
    "by_and_for",
    "By and for",
    "Run by and for people who share an experience.",
    (
        Term("black_minoritised", "Black and minoritised people", "Black people"),
        Term("south_asian", "South Asian people", "South Asian people"),
        Term("lgbt", "LGBT+ people", "LGBT+ people"),
        Term("deaf", "Deaf people", "Deaf people"),
        Term("disabled", "Disabled people", "Disabled people"),
        Term("older", "Older people", "Older people"),
        Term("young", "Young people", "Young people"),
        Term("faith", "People of one faith", "People of a faith"),
        Term("migrant", "Migrants and refugees", "Migrants"),
    ),
)
NO_FUNDS = Vocabulary(
    "nrpf",
    "No recourse to public funds",
    "Whether people without a right to benefits are taken.",
    (
        Term("yes", "Takes people with no recourse to public funds", "Yes"),
        Term("no", "Can't take people with no recourse to public funds", "No"),
        Term("ask", "Ask about no recourse to public funds", "Ask them"),
    ),
)
KINDS = Vocabulary(
    "kind",
    "Where the service is",
    "How near to the area of this directory.",
    (
        Term("local", "In our area", "Near you"),
        Term("neighbour", "In a neighbouring area", "In the next area"),
        Term("national", "For the whole country", "Everywhere"),
        Term("helpline", "Helpline", "Helpline"),
    ),
)
LANGUAGES = Vocabulary(
    "language",
    "Languages",
    "In which somebody can speak with the service, by ISO 639 code.",
    tuple(
        Term(code, name, name)
        for code, name in (
            ("en", "English"),
            ("ar", "Arabic"),
            ("bn", "Bengali"),
            ("bfi", "British Sign Language"),
            ("zh", "Chinese"),
            ("cy", "Welsh"),
            ("fa", "Farsi"),
            ("fr", "French"),
            ("gu", "Gujarati"),
            ("hi", "Hindi"),
            ("it", "Italian"),
            ("ku", "Kurdish"),
            ("lt", "Lithuanian"),
            ("ne", "Nepali"),
            ("pl", "Polish"),
            ("ps", "Pashto"),
            ("pt", "Portuguese"),
            ("pa", "Punjabi"),
            ("ro", "Romanian"),
            ("ru", "Russian"),
            ("so", "Somali"),
            ("es", "Spanish"),
            ("ta", "Tamil"),
            ("ti", "Tigrinya"),
            ("tr", "Turkish"),
            ("uk", "Ukrainian"),
            ("ur", "Urdu"),
            ("vi", "Vietnamese"),
            ("yo", "Yoruba"),
        )
    ),
)
OURS = (NEEDS, SEXES, GROUPS, NO_FUNDS, KINDS, LANGUAGES)
# By the id of a term: which of our vocabularies, and the code in it.
BY_ID: dict[uuid.UUID, tuple[Vocabulary, str]] = {
    vocabulary.id_of(term.code): (vocabulary, term.code)
    for vocabulary in OURS
    for term in vocabulary.terms
}
# The help of such a service is a place whose address must not be known.
SECRET_PLACES = frozenset({"refuge"})
