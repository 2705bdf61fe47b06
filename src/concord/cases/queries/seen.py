"""What a hat's team can see, and why: its own cases, and what is shared with it."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import Grant
from concord.cases.queries.sharing import Line, by_grants, with_their_decisions


@dataclass(frozen=True, slots=True)
class Counted:
    """How many cases a team sees, each once: as holder, and by decisions of others."""

    own: int
    shared: int


def counted(actor: Actor) -> Counted:
    """Counts of the team of this hat. One query."""
    kinds: dict[uuid.UUID, str] = {}
    for case, kind in (
        Grant.objects.filter(team_id=actor.own_team, during__contains=timezone.now())
        .order_by()
        .values_list("case_id", "kind")
        .distinct()
    ):
        if kinds.get(case) != Grant.Kind.OWN:
            kinds[case] = kind
    own = sum(kind == Grant.Kind.OWN for kind in kinds.values())
    return Counted(own, len(kinds) - own)


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a team sees one case: by which decisions, and of which team."""

    lines: list[Line]

    @property
    def is_own(self) -> bool:
        return any(line.decision is None for line in self.lines)


def reasons_for(cases: Collection[uuid.UUID], actor: Actor) -> dict[uuid.UUID, Reasons]:
    """Why the team of this hat sees each of these cases. One query."""
    by_case: dict[uuid.UUID, list[Grant]] = {}
    for grant in with_their_decisions(
        Grant.objects.filter(
            case_id__in=cases,
            team_id=actor.own_team,
            during__contains=timezone.now(),
        )
    ):
        by_case.setdefault(grant.case_id, []).append(grant)
    return {case: Reasons(list(by_grants(of))) for case, of in by_case.items()}
