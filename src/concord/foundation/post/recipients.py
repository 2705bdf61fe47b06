"""To whom a letter may go: members of staff, and professionals who have asked for one.

A letter says "you have work to do" and links to this site: that alone would tell on
somebody whom the work is about. So an address is given as `Staff(address)`, and what is
registered here is asked whether it really is one. This package knows nothing of
accounts: a room that does registers its check.

`AtWork(address)` is for a professional without an account, at an organisation that the
partnership lists; `ListedService(address)` for a service of the directory. Where no
room has registered a check for them, none is written to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

# Of these addresses, in lower case, those that may not be written to.
Check = Callable[[Sequence[str]], Iterable[str]]


class NotStaffError(Exception):
    """A letter was about to go to an address that is no member of staff's.

    The message names its place in the list, never the address.
    """


@dataclass(frozen=True, slots=True)
class Staff:
    """The address at work of a member of staff, of an account or an invitation."""

    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AtWork:
    """The address of a professional without an account, at a listed organisation."""

    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ListedService:
    """The address that a service of the directory lists for itself."""

    address: str = field(repr=False)


Recipient = Staff | AtWork | ListedService
RECIPIENTS = (Staff, AtWork, ListedService)
_CHECKS: dict[type[Recipient], list[Check]] = {Staff: [], AtWork: [], ListedService: []}


def register_check(check: Check, kind: type[Recipient] = Staff) -> Check:
    """Ask `check` about the addresses of this kind in every letter. Twice is once."""
    if check not in _CHECKS[kind]:
        _CHECKS[kind].append(check)
    return check


def refuse_others(addresses: Sequence[str], kind: type[Recipient] = Staff) -> None:
    """Raise NotStaffError for the first address that a check does not know."""
    lower = [address.casefold() for address in addresses]
    if lower and kind is not Staff and not _CHECKS[kind]:
        raise NotStaffError("Address 1 of the letter: no room knows professionals.")
    for check in _CHECKS[kind]:
        unknown = {address.casefold() for address in check(lower)}
        for place, address in enumerate(lower, start=1):
            if address in unknown:
                raise NotStaffError(
                    f"Address {place} of the letter belongs to no account and no "
                    "invitation: e-mail goes to staff only."
                    if kind is Staff
                    else f"Address {place} of the letter has not asked to refer, "
                    "and is that of no service that was given a link."
                )
