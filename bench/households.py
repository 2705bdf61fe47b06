"""Invented persons in households, as two services would have written them down.

Everybody is made up from syllables and a list of forenames. What makes households hard
is in it: one address, telephone and e-mail for several, twins, fathers and sons of one
forename, couples of one age; and so is what clerks do: slips, short forms, swapped
names and dates, what is missing, who moved, who married.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from nicknames import NickNamer

_STARTS = "b br c ch cl d dr f fl g gr h j k kn l m n p pr r s sh st t th tr v w wh"
_ENDS = "ck d ddle ft g ll lton m mer n nd ng ngton nt r rd rley rton s sby st t w"
_STREETS = "Street Road Avenue Close Lane Drive Gardens Way Crescent Court"
STARTS, ENDS = _STARTS.split(), _ENDS.split()
MIDDLES = ["a", "e", "i", "o", "u", "ai", "ea", "ee", "oa", "oo"]
STREETS = _STREETS.split()
SHORTS = {"Street": "St", "Road": "Rd", "Avenue": "Ave", "Lane": "Ln", "Drive": "Dr"}
TODAY = date(2026, 6, 30)
_LEFT = "client_ref first last dob gender addr pcode mobile mail"
LEFT = _LEFT.split()
RIGHT = [
    "Person ID",
    "Given Name",
    "Family Name",
    "Date of Birth",
    "Sex",
    "Street Address",
    "Post Code",
    "Telephone",
    "Email Address",
]


@dataclass(frozen=True)
class Person:
    """Somebody who never lived."""

    number: int
    household: int
    forename: str
    surname: str
    born: date | None
    sex: str
    address: str
    postcode: str
    phone: str
    email: str


class Makers:
    """Pools from which households are drawn, the same for the same seed."""

    def __init__(self, seed: int, persons: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 (nothing secret is drawn)
        self.shorts = NickNamer.default_lookup()
        names = sorted(name for name in self.shorts if len(name) > 2)
        self.dice.shuffle(names)
        self.forenames = {"f": names[0::2], "m": names[1::2]}
        wanted = max(2000, min(40_000, persons // 20))
        self.surnames = sorted({self._syllables() for _ in range(wanted)})
        self.dice.shuffle(self.surnames)
        self.streets = [
            f"{self._syllables().title()} {self.dice.choice(STREETS)}"
            for _ in range(max(200, persons // 100))
        ]
        self.numbers = count(1)

    def _syllables(self) -> str:
        parts = [
            self.dice.choice(STARTS) + self.dice.choice(MIDDLES)
            for _ in range(self.dice.choice((1, 1, 2)))
        ]
        return "".join(parts) + self.dice.choice(ENDS)

    def _often_the_first(self, pool: list[str]) -> str:
        """A few are common and most are rare, as names are."""
        return pool[int(len(pool) * self.dice.random() ** 3)]

    def forename(self, sex: str) -> str:
        return self._often_the_first(self.forenames[sex]).title()

    def surname(self) -> str:
        return self._often_the_first(self.surnames).title()

    def day(self, youngest: float, oldest: float) -> date:
        age = self.dice.uniform(youngest, oldest)
        return TODAY - timedelta(days=int(age * 365.25))

    def phone(self) -> str:
        return f"05{self.dice.randrange(10**9):09}"

    def place(self) -> tuple[str, str]:
        at = self.dice.randrange(len(self.streets))
        number = self.dice.randrange(1, 200)
        code = f"ZZ{at // 400 % 90 + 1} {at // 26 % 10}{_pair(at * 7 + number // 15)}"
        return f"{number} {self.streets[at]}", code


def _pair(number: int) -> str:
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    return letters[number % 20] + letters[number // 20 % 20]


def households(make: Makers, persons: int) -> Iterator[Person]:
    """So many persons, household by household."""
    made = 0
    for household in count(1):
        for person in _household(make, household):
            yield person
            made += 1
            if made == persons:
                return


def _household(make: Makers, household: int) -> list[Person]:
    dice = make.dice
    address, postcode = make.place()
    surname, phone = make.surname(), make.phone()
    size = dice.choices((1, 2, 3, 4, 5, 6), (30, 33, 15, 13, 6, 3))[0]
    mail = f"{surname.lower()}{household}@household.example"

    def person(forename: str, surname: str, born: date, sex: str) -> Person:
        own = next(make.numbers)
        return Person(
            number=own,
            household=household,
            forename=forename,
            surname=surname,
            born=born,
            sex=sex,
            address=address,
            postcode=postcode,
            phone=phone if dice.random() < 0.5 else make.phone(),
            email=mail if dice.random() < 0.15 else f"p{own}@person.example",
        )

    sex = dice.choice("fm")
    first = person(make.forename(sex), surname, make.day(18, 90), sex)
    found = [first]
    if size > 1:
        found.append(_partner(make, person, first))
    while len(found) < size:
        found += _child(make, person, found)
    return found[:size]


def _partner(make: Makers, person, first: Person) -> Person:  # type: ignore[no-untyped-def]
    sex = "fm"[first.sex == "f"] if make.dice.random() < 0.95 else first.sex
    surname = first.surname if make.dice.random() < 0.7 else make.surname()
    years = make.dice.gauss(0, 4)
    born = (first.born or TODAY) + timedelta(days=int(years * 365))
    return person(make.forename(sex), surname, born, sex)  # type: ignore[no-any-return]


def _child(make: Makers, person, found: list[Person]) -> list[Person]:  # type: ignore[no-untyped-def]
    dice = make.dice
    parent = found[dice.randrange(2)]
    born = (parent.born or TODAY) + timedelta(days=int(dice.uniform(18, 38) * 365))
    sex = dice.choice("fm")
    forename = make.forename(sex)
    if sex == parent.sex and dice.random() < 0.06:
        forename = parent.forename
    child = person(forename, found[0].surname, born, sex)
    if dice.random() < 0.04:
        other = dice.choice("fm")
        name = make.forename(other)
        if dice.random() < 0.3:  # twins are often given names that begin alike
            alike = [n for n in make.forenames[other] if n[0] == forename[0].lower()]
            name = dice.choice(alike or [name.lower()]).title()
        if name != forename:
            return [child, person(name, found[0].surname, born, other)]
    return [child]


def written_down(make: Makers, person: Person, errors: float) -> Person:
    """The person as a clerk wrote them. `errors` multiplies how often they err."""
    dice = make.dice

    def happens(share: float) -> bool:
        return dice.random() < share * errors

    forename, surname, born = person.forename, person.surname, person.born
    if happens(0.05):
        shorts = sorted(make.shorts.get(forename.lower(), ()))
        forename = dice.choice(shorts).title() if shorts else forename
    forename = _slip(dice, forename) if happens(0.05) else forename
    surname = _slip(dice, surname) if happens(0.06) else surname
    if person.sex == "f" and happens(0.02):
        surname = make.surname()
    if happens(0.01):
        forename, surname = surname, forename
    if happens(0.02):
        forename = ""
    born = _misdated(dice, born) if born and happens(0.05) else born
    address, postcode = person.address, person.postcode
    if happens(0.10):
        address, postcode = make.place()
    address = _readdressed(dice, address, happens)
    postcode = _slip(dice, postcode) if happens(0.03) else postcode
    return replace(
        person,
        forename=forename,
        surname=surname,
        born=None if happens(0.03) else born,
        sex=dice.choice(["", "f", "m"]) if happens(0.03) else person.sex,
        address="" if happens(0.05) else address,
        postcode="" if happens(0.04) else postcode,
        phone=_phone(make, person, happens),
        email="" if happens(0.4) else person.email,
    )


def _phone(make: Makers, person: Person, happens) -> str:  # type: ignore[no-untyped-def]
    if happens(0.15):
        return ""
    return make.phone() if happens(0.1) else person.phone


def _readdressed(dice: random.Random, address: str, happens) -> str:  # type: ignore[no-untyped-def]
    for whole, short in SHORTS.items():
        if address.endswith(whole) and dice.random() < 0.3:
            address = address.removesuffix(whole) + short
    if happens(0.05):
        address = _slip(dice, address)
    return f"Flat {dice.randrange(1, 9)}, {address}" if happens(0.02) else address


def _slip(dice: random.Random, text: str) -> str:
    if len(text) < 3:
        return text
    at = dice.randrange(len(text) - 1)
    kind = dice.randrange(4)
    if kind == 0:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if kind == 1:
        return text[:at] + text[at + 1 :]
    letter = dice.choice("abcdefghijklmnopqrstuvwxyz")
    return text[:at] + letter + text[at + (kind == 2) :]


def _misdated(dice: random.Random, born: date) -> date:
    kind = dice.randrange(4)
    if kind == 0 and born.day <= 12:
        return born.replace(month=born.day, day=born.month)
    if kind == 1:
        return born.replace(day=1)
    if kind == 2:
        return born + timedelta(days=dice.choice((-10, -1, 1, 10)))
    year = born.year + dice.choice((-10, -1, 1, 10))
    return born.replace(year=year, day=min(born.day, 28))


def write(folder: Path, persons: int, *, errors: float = 1.0, seed: int = 7) -> None:
    """left.csv, right.csv and truth.csv (record, person, household) in a folder.

    Each person is in each file with a chance of 7 in 10, so members of a household
    often stand on different sides.
    """
    make = Makers(seed, persons)
    with (
        (folder / "left.csv").open("w", newline="") as left,
        (folder / "right.csv").open("w", newline="") as right,
        (folder / "truth.csv").open("w", newline="") as truth,
    ):
        files = {"L": csv.writer(left), "R": csv.writer(right, delimiter=";")}
        known = csv.writer(truth)
        files["L"].writerow(LEFT)
        files["R"].writerow(RIGHT)
        known.writerow(["record", "person", "household"])
        for person in households(make, persons):
            for side, file in files.items():
                if make.dice.random() < 0.7:
                    record = f"{side}{person.number}"
                    file.writerow(
                        _row(side, record, written_down(make, person, errors))
                    )
                    known.writerow([record, person.number, person.household])


def _row(side: str, record: str, person: Person) -> list[str]:
    if side == "L":
        born = person.born.isoformat() if person.born else ""
        names = [person.forename, person.surname]
        sex = person.sex.upper()
    else:
        born = person.born.strftime("%d/%m/%Y") if person.born else ""
        names = [person.forename.upper(), person.surname.upper()]
        sex = {"f": "Female", "m": "Male"}.get(person.sex, "")
    return [
        record,
        *names,
        born,
        sex,
        person.address,
        person.postcode,
        person.phone,
        person.email,
    ]
