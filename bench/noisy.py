"""Invented files as bad as real ones: four error models, with and without households.

scans   two files read off paper: letters mistaken for others, households, full address
calls   one file taken down by ear: names as they sound, no address but a postcode
keyed   one file from abroad: neighbouring keys, cut-off names, initials; single people
archive one file with many records of each person: titles, bare years, postcodes only
mixed   the same, with one person in twenty in a household; dynasties: everybody
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from bench.households import Makers, Person, households

MISREAD = dict(
    pair.split(":")
    for pair in "rn:m m:rn l:i i:l e:c c:e h:b n:u u:n o:0 s:5 b:6 cl:d vv:w g:q t:f".split()  # noqa: E501, SIM905
)
MISHEARD = dict(
    pair.split(":")
    for pair in "ph:f f:ph ck:k k:ck ee:ea ea:ee ai:ay y:ie ie:y s:z c:k th:t ll:l mm:m nn:n wh:w oa:o ou:oo i:y".split()  # noqa: E501, SIM905
)
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
NEAR = {
    letter: row[max(at - 1, 0) : at] + row[at + 1 : at + 2]
    for row in ROWS
    for at, letter in enumerate(row)
}
TITLES = "1st Baron|2nd Baronet|Sir|of the Hill|the Younger|Dr".split("|")  # noqa: SIM905
TRADES = "painter farmer writer soldier singer lawyer printer teacher nurse".split()  # noqa: SIM905
STATES = "nsw vic qld wa sa".split()  # noqa: SIM905
Slip = Callable[[random.Random, str], str]


def misread(dice: random.Random, text: str) -> str:
    """One or two letters as a scanner takes them for others."""
    return _replaced(dice, text, MISREAD)


def misheard(dice: random.Random, text: str) -> str:
    """One or two sounds written otherwise."""
    return _replaced(dice, text, MISHEARD)


def _replaced(dice: random.Random, text: str, table: dict[str, str]) -> str:
    for _ in range(dice.choice((1, 1, 2))):
        low = text.lower()
        there = [bit for bit in table if bit in low]
        if there:
            bit = dice.choice(there)
            at = low.index(bit)
            text = text[:at] + table[bit] + text[at + len(bit) :]
    return text


def mistyped(dice: random.Random, text: str) -> str:
    """One or two neighbouring keys, doubled, left out, or in the wrong order."""
    for _ in range(dice.choice((1, 1, 2))):
        if len(text) < 3:
            return text
        at = dice.randrange(len(text) - 1)
        kind = dice.randrange(4)
        if kind == 0:
            text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        elif kind == 1:
            text = text[:at] + text[at + 1 :]
        elif kind == 2:
            text = text[:at] + text[at] + text[at:]
        else:
            near = NEAR.get(text[at].lower(), "x")
            text = text[:at] + dice.choice(near) + text[at + 1 :]
    return text


def write(folder: Path, world: str, persons: int, seed: int) -> list[Path]:
    """The files of a world and truth.csv (record, person, household) in a folder."""
    make = Makers(seed, persons)
    rows, truth, header = WORLDS[world](make, persons)
    paths = [folder / f"{side}.csv" for side in rows]
    for path, side in zip(paths, rows, strict=True):
        make.dice.shuffle(rows[side])
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([header, *rows[side]])
    with (folder / "truth.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["record", "person", "household"], *truth])
    return paths


Rows = dict[str, list[list[str]]]
World = tuple[Rows, list[list[object]], list[str]]


def alone(make: Makers, persons: int) -> Iterator[Person]:
    """So many persons of whom no two share anything."""
    for number in range(1, persons + 1):
        sex = make.dice.choice("fm")
        address, postcode = make.place()
        yield Person(
            number=number,
            household=number,
            forename=make.forename(sex),
            surname=make.surname(),
            born=make.day(1, 90),
            sex=sex,
            address=address,
            postcode=postcode,
            phone=make.phone(),
            email=f"p{number}@person.example",
        )


def scans(make: Makers, persons: int) -> World:
    header = [
        "Ref",
        "Forename(s)",
        "Surname",
        "D.O.B.",
        "M/F",
        "House",
        "Street",
        "Town",
        "PCode",
        "Tel",
    ]
    rows: Rows = {"left": [], "right": []}
    truth: list[list[object]] = []
    dice = make.dice
    towns = [make._syllables().title() for _ in range(40)]
    for person in households(make, persons):
        for side in rows:
            if dice.random() < 0.3:
                continue
            record = f"{side[0]}{person.number}"
            seen = spoilt(make, person, misread, 2.0)
            number, _, street = seen.address.partition(" ")
            born = seen.born.strftime("%d.%m.%Y") if seen.born else ""
            born = misread(dice, born) if dice.random() < 0.05 else born
            names = seen.forename
            if dice.random() < 0.2:
                names += " " + make.forename(person.sex)
            town = towns[len(street) % 40]
            rows[side].append(
                [
                    record,
                    names,
                    seen.surname,
                    born,
                    seen.sex.upper(),
                    number,
                    street,
                    town,
                    seen.postcode,
                    seen.phone,
                ]
            )
            truth.append([record, person.number, person.household])
    return rows, truth, header


def calls(make: Makers, persons: int) -> World:
    header = ["case no", "Caller", "born", "gender", "area code", "mobile no"]
    rows: Rows = {"calls": []}
    truth: list[list[object]] = []
    dice = make.dice
    for person in households(make, persons):
        for time in range(dice.choice((1, 1, 2, 3))):
            record = f"{person.number}-{time}"
            seen = spoilt(make, person, misheard, 3.0)
            name = f"{seen.forename} {seen.surname}"
            if dice.random() < 0.2:
                name = f"{seen.surname}, {seen.forename}"
            born = seen.born.strftime("%d/%m/%y") if seen.born else ""
            if seen.born and dice.random() < 0.1:
                born = str(seen.born.year)
            phone = seen.phone if dice.random() < 0.6 else ""
            rows["calls"].append(
                [record, name, born, seen.sex, seen.postcode, f"0{phone}"]
            )
            truth.append([record, person.number, person.household])
    return rows, truth, header


def keyed(make: Makers, persons: int) -> World:
    header = [
        "rec_no",
        "fname",
        "lname",
        "birth_dt",
        "addr_street",
        "suburb",
        "state",
        "zip",
    ]
    rows: Rows = {"keyed": []}
    truth: list[list[object]] = []
    dice = make.dice
    suburbs = [make._syllables() for _ in range(300)]
    for person in alone(make, persons):
        suburb = dice.randrange(300)
        for time in range(dice.choice((1, 1, 2, 3, 4))):
            record = f"{person.number}-{time}"
            seen = spoilt(make, person, mistyped, 3.0)
            first, last = seen.forename, seen.surname
            if dice.random() < 0.06:
                first = first[:1]
            elif dice.random() < 0.06:
                first, last = first[:4], last[:6]
            if dice.random() < 0.03:
                first, last = make.forename(person.sex), make.surname()
            place = suburbs[suburb] if dice.random() < 0.95 else dice.choice(suburbs)
            place = mistyped(dice, place) if dice.random() < 0.15 else place
            zipcode = f"{2000 + suburb * 7}"
            zipcode = mistyped(dice, zipcode) if dice.random() < 0.1 else zipcode
            rows["keyed"].append(
                [
                    record,
                    first.lower(),
                    last.lower(),
                    seen.born.strftime("%m/%d/%Y") if seen.born else "",
                    seen.address.lower(),
                    place,
                    STATES[suburb % 5] if dice.random() < 0.9 else "",
                    zipcode if dice.random() < 0.95 else "",
                ]
            )
            truth.append([record, person.number, person.household])
    return rows, truth, header


def archive(make: Makers, persons: int) -> World:
    return _archive(make, alone(make, persons))


def mixed(make: Makers, persons: int) -> World:
    """One person in twenty lives with others."""
    families = list(households(make, persons // 20))
    singles = [
        replace(p, number=p.number + persons, household=p.number + persons)
        for p in alone(make, persons - persons // 20)
    ]
    return _archive(make, iter([*families, *singles]))


def dynasties(make: Makers, persons: int) -> World:
    return _archive(make, households(make, persons))


def _archive(make: Makers, people: Iterator[Person]) -> World:
    header = [
        "uid",
        "full_name",
        "given",
        "family",
        "dob",
        "place",
        "postcode",
        "gender",
        "trade",
    ]
    rows: Rows = {"archive": []}
    truth: list[list[object]] = []
    dice = make.dice
    towns = [make._syllables() for _ in range(60)]
    for person in people:
        town, trade = dice.choice(towns), dice.choice(TRADES)
        second = make.forename(person.sex) if dice.random() < 0.4 else ""
        title = dice.choice(TITLES) if dice.random() < 0.2 else ""
        known = {"born": dice.random() < 0.85}
        for time in range(dice.choice((1, 2, 4, 6, 8, 10, 12))):
            record = f"Q{person.number}-{time}"
            seen = spoilt(make, person, mistyped, 3.0 if time else 0.3)
            first, last = seen.forename, seen.surname
            middle = second if dice.random() < 0.6 else second[:1]
            full = " ".join(w for w in (first, middle, last, title) if w)
            if dice.random() < 0.08:
                full = f"{first} {last}"
            born = seen.born.isoformat() if seen.born and known["born"] else ""
            if born and dice.random() < 0.08:
                born = born[:4] + "-01-01"
            code = seen.postcode
            if dice.random() < 0.15:
                code = code[:-2] + dice.choice("ABDEF") + dice.choice("GHJLN")
            rows["archive"].append(
                [
                    record,
                    full.lower(),
                    first.lower(),
                    last.lower(),
                    born,
                    town if dice.random() < 0.9 else dice.choice(["", *towns]),
                    code.lower(),
                    {"f": "female", "m": "male"}.get(seen.sex, ""),
                    trade if dice.random() < 0.7 else "",
                ]
            )
            truth.append([record, person.number, person.household])
    return rows, truth, header


def spoilt(make: Makers, person: Person, slip: Slip, errors: float) -> Person:
    """The person as written down by somebody in a hurry."""
    dice = make.dice

    def happens(share: float) -> bool:
        return dice.random() < share * errors

    first, last, born = person.forename, person.surname, person.born
    if happens(0.05):
        shorts = sorted(make.shorts.get(first.lower(), ()))
        first = dice.choice(shorts).title() if shorts else first
    first = slip(dice, first) if happens(0.06) else first
    last = slip(dice, last) if happens(0.07) else last
    if person.sex == "f" and happens(0.02):
        last = make.surname()
    if happens(0.01):
        first, last = last, first
    if happens(0.02):
        first = ""
    address, code = person.address, person.postcode
    if happens(0.05):
        address, code = make.place()
    return replace(
        person,
        forename=first,
        surname="" if happens(0.005) else last,
        born=None if happens(0.05) else _misdated(dice, born, happens),
        sex="" if happens(0.05) else person.sex,
        address="" if happens(0.03) else _sometimes(slip, dice, address, happens),
        postcode="" if happens(0.04) else _sometimes(mistyped, dice, code, happens),
        phone="" if happens(0.1) else person.phone,
    )


def _sometimes(
    slip: Slip, dice: random.Random, text: str, happens: Callable[[float], bool]
) -> str:
    return slip(dice, text) if happens(0.05) else text


def _misdated(
    dice: random.Random, born: date | None, happens: Callable[[float], bool]
) -> date | None:
    if born is None or not happens(0.06):
        return born
    kind = dice.randrange(5)
    if kind == 0 and born.day <= 12:
        return born.replace(month=born.day, day=born.month)
    if kind == 1:
        return born.replace(day=1)
    if kind == 2:
        return born.replace(day=1, month=1)
    if kind == 3:
        return date(born.year, dice.randrange(1, 13), dice.randrange(1, 29))
    year = born.year + dice.choice((-10, -2, -1, 1, 2, 10))
    return born.replace(year=year, day=min(born.day, 28))


WORLDS: dict[str, Callable[[Makers, int], World]] = {
    "scans": scans,
    "calls": calls,
    "keyed": keyed,
    "archive": archive,
    "dynasties": dynasties,
    "mixed": mixed,
}
