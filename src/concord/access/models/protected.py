"""What every protected row carries: whose it is, which case, which part, which side."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from typing import Any, Self, TypeVar

from django.db import models

from concord.access import reading
from concord.access.actor import Actor
from concord.foundation.classified import classified
from concord.partnership.models import Membership, Partnership, Team
from concord.partnership.roles import SEES_PEOPLE

Row = TypeVar("Row", bound=models.Model)


class Part(models.TextChoices):
    """What a piece of a case is about. A grant opens one part of one side."""

    IDENTITY = "identity", "Who they are"
    CONTACT = "contact", "How to reach them"
    LOCATION = "location", "Where they are"
    RISK = "risk", "Risk"
    RESEARCH = "research", "Research"
    ACTION = "action", "Actions"
    MINUTES = "minutes", "Minutes"
    NOTE = "note", "Notes"


class Side(models.TextChoices):
    """Whom a piece of a case is about. Nothing ever crosses from one to another."""

    VICTIM = "victim", "Victim"
    ALLEGED = "alleged", "Person alleged to cause harm"
    CHILD = "child", "Child"
    NONE = "none", "The case as a whole"


class NoSuchColumns(Exception):
    """Only keys of protected rows can be read without loading the row."""


class ProtectedQuerySet(models.QuerySet[Row]):
    """Rows whose loading is recorded; the row policy decides which there are."""

    def visible_to(self, actor: Actor) -> ProtectedQuerySet[Row]:
        """Rows of the actor's partnership, for a role that sees people at all.

        This is the first lock. Which of them is for the row policy: it alone knows
        grants, openings in an emergency, and locks.
        """
        if actor.role not in SEES_PEOPLE:
            return self.none()
        return self.filter(partnership_id=actor.here)

    def values(self, *fields: Any, **expressions: Any) -> Any:
        _only_keys(fields, expressions)
        return super().values(*fields, **expressions)

    def values_list(self, *fields: Any, flat: bool = False, named: bool = False) -> Any:
        _only_keys(fields, {})
        return super().values_list(*fields, flat=flat, named=named)


def _only_keys(fields: Sequence[Any], expressions: dict[str, Any]) -> None:
    """Values would come without a row, and nobody would record the reading."""
    told = [str(name) for name in fields if name not in ("pk", "id", "n", "side")]
    if not fields or expressions or [n for n in told if not n.endswith("_id")]:
        raise NoSuchColumns(
            "Load rows, not values: only then is their reading recorded. Keys are free."
        )


@classified(
    internal="id partnership owner_team written_by written_at",
)
class Protected(models.Model):
    """A row that one team has written and keeps. Others see it by a decision only.

    `case_id` and `person_id` of the concrete model, where there are any, and `part`,
    go into the record of who has read it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    owner_team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    written_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    objects = ProtectedQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def from_db(
        cls,
        db: str | None,
        field_names: Collection[str],
        values: Collection[Any],
        **options: Any,
    ) -> Self:
        """Load a row and have it recorded. Its keys can't be deferred."""
        row = super().from_db(db, field_names, values, **options)
        reading.loaded(
            case=row.case_read(), person=row.person_read(), part=row.part_read()
        )
        return row

    def case_read(self) -> uuid.UUID | None:
        """The case that loading this row has shown something of."""
        return self._key("case_id")

    def person_read(self) -> uuid.UUID | None:
        """The person that loading this row has shown something of."""
        return self._key("person_id")

    def part_read(self) -> str | None:
        """The part of the case that loading this row has shown."""
        return self.__dict__.get("part")

    def _key(self, name: str) -> uuid.UUID | None:
        loaded = self.__dict__
        if name in loaded:
            return loaded[name]  # type: ignore[no-any-return]
        if name.removesuffix("_id") in {f.name for f in self._meta.fields}:
            raise reading.NotRecorded(f"{name} must be loaded with its row.")
        return None


def written(actor: Actor) -> dict[str, Any]:
    """Who writes a protected row, as its columns: partnership, team and hat."""
    return {
        "partnership_id": actor.here,
        "owner_team_id": actor.team_id,
        "written_by_id": actor.membership_id,
    }
