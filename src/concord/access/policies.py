"""Row-level policies: one declaration per table, made real by a migration.

A migration says `Protect("plan_plan")` or `Exempt("django_session", why="...")`.
There is no third way: `uncovered_tables()` finds a table with neither, a test fails
for it and `concord doctor` names it.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.migrations.operations.base import Operation

RUNTIME = "app_runtime"
EXEMPTION = "No row policy: "

# The one template. The inner SELECT is evaluated once per query, so the index on
# the column is used; with no verified actor it is NULL and nothing matches.
BY_PARTNERSHIP = "{column} = (SELECT access.my_partnership())"


class Protect(Operation):
    """Rows of a table belong to a partnership, and only its actors see them.

    `column` names the partnership; `insert_only` tables can't be changed or emptied
    by the run-time role; `history` records every change, less the `secret` columns.
    `using` replaces the template for reading where a table needs another rule, and
    `check` for writing: both are SQL conditions.
    """

    reversible = False

    def __init__(
        self,
        table: str,
        *,
        column: str = "partnership_id",
        using: str = "",
        check: str = "",
        insert_only: bool = False,
        deletable: bool = True,
        history: bool = True,
        secret: tuple[str, ...] = (),
    ) -> None:
        self.table, self.column = table, column
        self.using, self.check = using, check
        self.insert_only, self.deletable = insert_only, deletable
        self.history, self.secret = history, secret

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return ("Protect", [self.table], {"column": self.column})

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Changes no model state."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for statement in self.statements():
            schema_editor.execute(statement)

    def describe(self) -> str:
        return f"Protect {self.table} by a row policy"

    def statements(self) -> list[str]:
        """The SQL that puts the policy, the rights and the history in place."""
        table = f'"{self.table}"'
        using = self.using or BY_PARTNERSHIP.format(column=self.column)
        check = self.check or BY_PARTNERSHIP.format(column=self.column)
        rights = ["SELECT", "INSERT"]
        if not self.insert_only:
            rights.append("UPDATE")
            if self.deletable:
                rights.append("DELETE")
        found = [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"DROP POLICY IF EXISTS by_partnership ON {table}",
            f"CREATE POLICY by_partnership ON {table} TO {RUNTIME} "
            f"USING ({using}) WITH CHECK ({check})",
            f"REVOKE ALL ON {table} FROM PUBLIC, {RUNTIME}",
            f"GRANT {', '.join(rights)} ON {table} TO {RUNTIME}",
            _sequences(self.table),
        ]
        if self.history:
            found += _history(self.table, self.secret)
        return found


class Remember(Operation):
    """Keeps the history of a table that has no row policy."""

    reversible = False

    def __init__(self, table: str, *, secret: tuple[str, ...] = ()) -> None:
        self.table, self.secret = table, secret

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return ("Remember", [self.table], {"secret": self.secret})

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Changes no model state."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for statement in _history(self.table, self.secret):
            schema_editor.execute(statement)

    def describe(self) -> str:
        return f"Keep the history of {self.table}"


class Exempt(Operation):
    """A table that can do without a row policy, and why, kept as its comment."""

    reversible = False

    def __init__(
        self, table: str, *, why: str, rights: str = "SELECT, INSERT, UPDATE, DELETE"
    ) -> None:
        self.table, self.why, self.rights = table, why, rights

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return ("Exempt", [self.table], {"why": self.why, "rights": self.rights})

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Changes no model state."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        why = (EXEMPTION + self.why).replace("'", "''")
        table = f'"{self.table}"'
        schema_editor.execute(f"COMMENT ON TABLE {table} IS '{why}'", params=None)
        schema_editor.execute(f"REVOKE ALL ON {table} FROM PUBLIC, {RUNTIME}")
        if self.rights:
            schema_editor.execute(f"GRANT {self.rights} ON {table} TO {RUNTIME}")
            schema_editor.execute(_sequences(self.table))

    def describe(self) -> str:
        return f"Leave {self.table} without a row policy: {self.why}"


def _history(table: str, secret: tuple[str, ...]) -> list[str]:
    """The trigger that writes a row of history for each change, less `secret`."""
    columns = ", ".join(f"'{name}'" for name in secret)
    return [
        f'DROP TRIGGER IF EXISTS remember ON "{table}"',
        f"CREATE TRIGGER remember AFTER INSERT OR UPDATE OR DELETE "
        f'ON "{table}" FOR EACH ROW EXECUTE FUNCTION access.remember({columns})',
    ]


def _sequences(table: str) -> str:
    """Let the run-time role draw numbers from the table's own sequences."""
    return GRANT_SEQUENCES.replace("THE_TABLE", table)


GRANT_SEQUENCES = """
DO $$ DECLARE found regclass; BEGIN
    FOR found IN
        SELECT s.oid FROM pg_class s
        JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i')
        WHERE s.relkind = 'S' AND d.refobjid = 'public."THE_TABLE"'::regclass
    LOOP
        EXECUTE 'GRANT USAGE, SELECT ON SEQUENCE ' || found || ' TO app_runtime';
    END LOOP;
END $$"""


def uncovered_tables() -> list[str]:
    """Tables with neither a row policy nor a written exemption: must be empty."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
              AND n.nspname NOT LIKE 'pg_toast%%' AND n.nspname NOT LIKE 'pg_temp%%'
              AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
              AND NOT (c.relrowsecurity
                       AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid))
              AND coalesce(obj_description(c.oid, 'pg_class'), '') NOT LIKE %s
            ORDER BY 1
            """,
            [EXEMPTION + "%"],
        )
        return [row[0] for row in cursor.fetchall()]
