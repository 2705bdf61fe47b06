"""Which standards the plan answers, and which have no action."""

from __future__ import annotations

from dataclasses import dataclass

from concord.plan.models import PlanActionStandard, Standard
from concord.plan.queries.overview import Overview, Row


@dataclass(frozen=True, slots=True)
class Covered:
    """One standard with the actions that answer it (none: a gap)."""

    standard: Standard
    rows: list[tuple[Row, str]]  # with the printed reference

    @property
    def is_gap(self) -> bool:
        return not self.rows


def coverage(view: Overview) -> list[tuple[str, list[Covered]]]:
    """Standards by family, in order. Two queries.

    Only families that at least one action of the plan names are shown: a plan that
    never speaks of a scheme is not measured against it.
    """
    by_action = {row.action.pk: row for row in view.rows}
    answers: dict[str, list[tuple[Row, str]]] = {}
    links = PlanActionStandard.objects.filter(
        plan_action__plan=view.plan, standard__isnull=False
    ).values_list("standard_id", "plan_action_id", "printed")
    for code, action, printed in links:
        if action in by_action:
            answers.setdefault(code, []).append((by_action[action], printed))
    families: dict[str, list[Covered]] = {}
    for standard in Standard.objects.all():
        rows = sorted(
            answers.get(standard.code, []), key=lambda pair: pair[0].action.position
        )
        families.setdefault(standard.family, []).append(Covered(standard, rows))
    return [
        (family, found)
        for family, found in families.items()
        if any(not covered.is_gap for covered in found)
    ]
