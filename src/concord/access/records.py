"""Row policies of protected records: one declaration per table, one template.

A migration says `ProtectRecord("people_contactpoint")`. The template, in words: a hat
that sees people reads a row of its partnership whose case and person are not locked
for its account, when its team wrote the row, or a grant in force opens this part of
this side to its team, or it opened the case in an emergency (never a location).

The inner SELECTs are evaluated once per query; the grant is looked up by its index.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation

from concord.access.policies import RUNTIME

SEES_HERE = (
    "(SELECT access.sees_people())"
    " AND {t}.partnership_id = (SELECT access.my_partnership())"
)
CASE_NOT_LOCKED = " AND NOT ({case} = ANY ((SELECT access.locked_cases())::uuid[]))"
# Null is in no list, and in SQL not outside of one either.
CASE_NOT_LOCKED_IF_ANY = (
    " AND ({case} IS NULL"
    " OR NOT ({case} = ANY ((SELECT access.locked_cases())::uuid[])))"
)
PERSON_NOT_LOCKED = (
    " AND ({person} IS NULL"
    " OR NOT ({person} = ANY ((SELECT access.locked_persons())::uuid[])))"
)
MINE = "{t}.owner_team_id = (SELECT access.my_team())"
GRANTED = (
    "EXISTS (SELECT 1 FROM access_grant g WHERE g.case_id = {case}"
    " AND g.team_id = (SELECT access.my_team())"
    " AND g.during @> statement_timestamp()"
    " AND (g.part = {part} AND g.side = {side}"
    " AND ({part} <> 'location' OR g.from_team_id = {t}.owner_team_id)"
    " OR g.part = 'all' AND {part} <> 'location'))"
)
ANY_GRANT = (
    "EXISTS (SELECT 1 FROM access_grant g WHERE g.case_id = {case}"
    " AND g.team_id = (SELECT access.my_team())"
    " AND g.during @> statement_timestamp())"
)
EMERGENCY = "{case} = ANY ((SELECT access.my_emergencies())::uuid[])"
WRITER = MINE + " AND {t}.written_by_id = (SELECT access.my_hat())"


class ProtectRecord(Operation):
    """Protects a table of records by the template; nothing can be deleted from it.

    `case` and `person` name its columns, "" where there is none. `seen` replaces who
    may read, after the conditions on role, partnership and locks; `added` is one more
    condition for a new row, `read_besides` one more for reading. `changes` names the
    columns that may change: of a row of one's own, or of a case that one's team holds
    (`changed_by` replaces this). `may_have_no_case`: the row can be there before its
    case is. Each write becomes an event of the audit.
    """

    reversible = False

    def __init__(
        self,
        table: str,
        *,
        case: str = "case_id",
        person: str = "",
        seen: str = "",
        read_besides: str = "",
        added: str = "",
        changes: tuple[str, ...] = (),
        changed_by: str = "",
        may_have_no_case: bool = False,
    ) -> None:
        self.table, self.case, self.person = table, case, person
        self.seen, self.added, self.read_besides = seen, added, read_besides
        self.changes, self.changed_by = changes, changed_by
        self.may_have_no_case = may_have_no_case

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return ("ProtectRecord", [self.table], {})

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Changes no model state."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for statement in self.statements():
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"Protect the records of {self.table}"

    def statements(self) -> list[str]:
        """The SQL of policies, rights and triggers."""
        t = f'"{self.table}"'
        found = [
            f"ALTER TABLE {t} ENABLE ROW LEVEL SECURITY",
            *(
                f"DROP POLICY IF EXISTS {name} ON {t}"
                for name in ("read", "add", "change")
            ),
            f"CREATE POLICY read ON {t} FOR SELECT TO {RUNTIME} "
            f"USING ({self.reading()})",
            f"CREATE POLICY add ON {t} FOR INSERT TO {RUNTIME} "
            f"WITH CHECK ({self.adding()})",
            f"REVOKE ALL ON {t} FROM PUBLIC, {RUNTIME}",
            f"GRANT SELECT, INSERT ON {t} TO {RUNTIME}",
            f"DROP TRIGGER IF EXISTS note_write ON {t}",
            f"CREATE TRIGGER note_write AFTER INSERT OR UPDATE OR DELETE ON {t} "
            "FOR EACH ROW EXECUTE FUNCTION access.note_write()",
        ]
        if self.changes:
            columns = ", ".join(f'"{name}"' for name in self.changes)
            found += [
                f"CREATE POLICY change ON {t} FOR UPDATE TO {RUNTIME} "
                f"USING ({self.changing()})",
                f"GRANT UPDATE ({columns}) ON {t} TO {RUNTIME}",
            ]
        return found

    def reading(self) -> str:
        """The condition for reading a row."""
        parts = [self._here()]
        if self.seen:
            parts.append(f"({self.seen})")
        elif self.case:
            parts.append(
                f"({MINE} OR {GRANTED} OR {{part}} <> 'location' AND {EMERGENCY})"
            )
        else:
            parts.append(MINE)
        if self.read_besides:
            parts.append(f"({self.read_besides})")
        return self._filled(" AND ".join(parts))

    def adding(self) -> str:
        """The condition for a new row: one's own, in a case that one may see."""
        parts = [self._here(), WRITER]
        if self.may_have_no_case:
            parts.append(f"({{case}} IS NULL OR {ANY_GRANT})")
        elif self.case and self.case != "id":
            parts.append(ANY_GRANT)
        if self.added:
            parts.append(f"({self.added})")
        return self._filled(" AND ".join(parts))

    def changing(self) -> str:
        """The condition for changing a row."""
        by = self.changed_by or MINE
        if self.case and not self.changed_by:
            by = f"({MINE} OR access.owns({{case}}))"
        return self._filled(f"{self._here()} AND ({by})")

    def _here(self) -> str:
        said = SEES_HERE
        if self.case:
            said += CASE_NOT_LOCKED_IF_ANY if self.may_have_no_case else CASE_NOT_LOCKED
        if self.person:
            said += PERSON_NOT_LOCKED
        return said

    def _filled(self, text: str) -> str:
        t = f'"{self.table}"'
        return text.format(
            t=t,
            case=f"{t}.{self.case}",
            person=f"{t}.{self.person}",
            part=f"{t}.part",
            side=f"{t}.side",
        )
