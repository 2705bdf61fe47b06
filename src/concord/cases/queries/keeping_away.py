"""Whom somebody can be kept from, and which colleague that could be."""

from __future__ import annotations

import uuid

from django.db import connection

from concord.access.actor import Actor
from concord.cases.models import Case, Party
from concord.cases.queries.cases import PartyLine, parties_of
from concord.partnership.models import Membership
from concord.partnership.terms import role_word
from concord.people.models import PersonVersion

MOST = 20


def persons_in(case: Case) -> list[PartyLine]:
    """Persons of a case that the asking hat sees by its work, not in an emergency."""
    found = parties_of(case)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p FROM unnest(%s::uuid[]) p WHERE access.sees_person(p)",
            [[line.party.person_id for line in found]],
        )
        seen = {row[0] for row in cursor.fetchall()}
    return [line for line in found if line.party.person_id in seen]


def colleagues_named(name: str, actor: Actor) -> list[tuple[str, str]]:
    """Accounts of the partnership by name, with their roles; at most `MOST`.

    One query. All words must be in the name.
    """
    words = name.replace("\0", "").split()
    if not words:
        return []
    hats = Membership.objects.valid_on().filter(partnership_id=actor.here)
    for word in words:
        hats = hats.filter(account__name__icontains=word)
    hats = hats.select_related("account", "team", "partnership")
    roles: dict[int, list[str]] = {}
    names: dict[int, str] = {}
    for hat in hats.order_by("account__name", "account_id", "team__short_name"):
        word = role_word(hat.partnership, hat.role)
        roles.setdefault(hat.account_id, []).append(f"{word}, {hat.team.short_name}")
        own = " (you)" if hat.account_id == actor.account_id else ""
        names[hat.account_id] = f"{hat.account.name}{own}"
    return [
        (str(account), f"{name}: {'; '.join(roles[account])}")
        for account, name in list(names.items())[:MOST]
    ]


def where_in_cases(person_id: uuid.UUID, actor: Actor) -> list[PartyLine]:
    """The cases in which a person of the own team's records is, with their name.

    Two queries. For the team that has to say whether they are a colleague.
    """
    parties = list(
        Party.objects.visible_to(actor)
        .filter(person_id=person_id)
        .select_related("case")
        .order_by("case__ref")
    )
    known = PersonVersion.objects.filter(person_id=person_id).order_by("-n").first()
    return [PartyLine(party, known) for party in parties]
