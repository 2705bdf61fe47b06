"""To whom a letter may go: members of staff, and nobody else.

A letter says "you have work to do" and links to this site: that alone would tell on
somebody whom the work is about. So an address is given as `Staff(address)`, and what is
registered here is asked whether it really is one. This package knows nothing of
accounts: a room that does registers its check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

# Of these addresses, in lower case, those that are nobody's among the staff.
Check = Callable[[Sequence[str]], Iterable[str]]

_CHECKS: list[Check] = []


class NotStaffError(Exception):
    """A letter was about to go to an address that is no member of staff's.

    The message names its place in the list, never the address.
    """


@dataclass(frozen=True, slots=True)
class Staff:
    """The address at work of a member of staff, of an account or an invitation."""

    address: str = field(repr=False)


def register_check(check: Check) -> Check:
    """Ask `check` about the addresses of every letter. Twice is once."""
    if check not in _CHECKS:
        _CHECKS.append(check)
    return check


def refuse_others(addresses: Sequence[str]) -> None:
    """Raise NotStaffError for the first address that a check does not know."""
    lower = [address.casefold() for address in addresses]
    for check in _CHECKS:
        unknown = {address.casefold() for address in check(lower)}
        for place, address in enumerate(lower, start=1):
            if address in unknown:
                raise NotStaffError(
                    f"Address {place} of the letter belongs to no account and no "
                    "invitation: e-mail goes to staff only."
                )
