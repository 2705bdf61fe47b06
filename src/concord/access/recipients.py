"""Whose address an e-mail may go to: an account's, or an invitation's."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models.functions import Lower

from concord.partnership.models import Account, Invitation


def nobodys(addresses: Sequence[str]) -> set[str]:
    """Of these addresses, in lower case, those of no account and no invitation.

    Sees the invitations of the running actor's partnership only: whoever sends one
    acts there. One query, or two.
    """
    left = set(addresses)
    for people in (Account.objects.all(), Invitation.objects.all()):
        if left:
            known = people.annotate(said=Lower("email")).filter(said__in=left)
            left -= set(known.values_list("said", flat=True))
    return left
