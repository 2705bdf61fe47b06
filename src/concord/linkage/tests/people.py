"""Invented records, and the shortest way from them to an answer."""

from __future__ import annotations

import csv
from pathlib import Path

from concord.linkage import linking
from concord.linkage.linking import Found, Wanted

FORENAMES = "Amber Bruno Celia Dmitri Elodie Farouk Greta Hamish Imogen Jasper".split()  # noqa: SIM905
SURNAMES = "Abbott Barlow Castell Dunmore Eastley Farrant Gorse Hollis Ibbott".split()  # noqa: SIM905
HEADER = ["id", "forename", "surname", "dob", "address", "postcode"]


def crowd(number: int) -> list[list[str]]:
    """Different people at different addresses."""
    return [
        [
            f"c{at}",
            FORENAMES[at % 10],
            SURNAMES[at // 10 % 9] + "abcdefghij"[at // 90 % 10] * (at > 89),
            f"{1940 + at * 7 % 60}-{at * 5 % 12 + 1:02}-{at * 11 % 28 + 1:02}",
            f"{at + 1} {SURNAMES[at % 9]} Lane",
            f"ZZ{at % 50 + 1} {at % 9}{'ABDEFGH'[at % 7]}{'JLNPQRS'[at // 7 % 7]}",
        ]
        for at in range(number)
    ]


def write(
    path: Path, rows: list[list[str]], header: list[str] | None = None, mark: str = ","
) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=mark).writerows([header or HEADER, *rows])
    return path


def silent(step: str) -> None:
    """Nobody is told."""


def deduped(folder: Path, rows: list[list[str]], **asked: object) -> Found:
    """The answer for some records in a crowd of others."""
    path = write(folder / "file.csv", [*crowd(120), *rows])
    return linking.dedupe(path, Wanted(**asked), silent)  # type: ignore[arg-type]


def together(found: Found) -> list[list[str]]:
    """The clusters by their ids."""
    return [[found.id_of(number) for number in one] for one in found.clusters]
