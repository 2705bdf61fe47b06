"""Shapes of the file of services of an example. Facts are as published, not checked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PrintedWrong:
    """A contact that was printed and belongs to somebody else: never used."""

    field: str
    printed: str
    why: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One service. `phones`: number and label; `codes`: first halves of postcodes."""

    organisation: str
    name: str
    kind: str
    about: str
    needs: tuple[str, ...]
    sexes: tuple[str, ...] = ()
    by_and_for: tuple[str, ...] = ()
    nrpf: str = ""
    minimum_age: float | None = None
    maximum_age: float | None = None
    codes: tuple[str, ...] = ()
    phones: tuple[tuple[str, str], ...] = ()
    email: str = ""
    url: str = ""
    hours: str = ""
    hours_note: str = ""
    doubts: tuple[PrintedWrong, ...] = ()


@dataclass(frozen=True, slots=True)
class ListedServices:
    """The whole file. `note` stands beside each of its services."""

    format: int
    source: str
    note: str
    local_codes: tuple[str, ...]
    services: tuple[Listed, ...]
