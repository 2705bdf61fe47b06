"""The hat that a session wears, and changing it."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest

from concord.partnership.models import Membership

SESSION_KEY = "hat"


def hats_of(account_id: int) -> QuerySet[Membership]:
    """The hats an account may wear today."""
    return (
        Membership.objects.valid_on()
        .filter(account_id=account_id)
        .select_related("partnership", "team__agency", "account")
        .order_by("partnership__name", "team__short_name", "role")
    )


def hat_of_session(request: HttpRequest) -> Membership | None:
    """The hat worn in this session: the chosen one, or the only one there is."""
    chosen = request.session.get(SESSION_KEY)
    mine = hats_of(request.user.pk)  # type: ignore[arg-type]
    if chosen is not None:
        found = mine.filter(pk=chosen).first()
        if found is not None:
            return found
        del request.session[SESSION_KEY]
    first_two = list(mine[:2])
    if len(first_two) == 1:
        request.session[SESSION_KEY] = first_two[0].pk
        return first_two[0]
    return None


def wear(request: HttpRequest, hat_id: int) -> Membership | None:
    """Change the hat of this session; None when the account has no such hat."""
    found = hats_of(request.user.pk).filter(pk=hat_id).first()  # type: ignore[arg-type]
    if found is not None:
        request.session[SESSION_KEY] = found.pk
    return found
