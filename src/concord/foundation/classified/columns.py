"""The same question to the database, which also has tables that no model knows."""

from __future__ import annotations

from django.db import connection

from concord.foundation.classified.declaring import classified_columns

# The system's own lists, not information_schema: that one hides a table from a role
# without rights to it, and the most secret table is one of those.
COLUMNS = """
SELECT n.nspname || '.' || c.relname, a.attname
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE a.attnum > 0 AND NOT a.attisdropped
  AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY 1, a.attnum
"""


def columns_of_the_database() -> dict[str, list[str]]:
    """Every table and view with its columns in order, by `schema.table`."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        for table, column in cursor.fetchall():
            found.setdefault(table, []).append(column)
    return found


def unclassified_columns() -> list[str]:
    """Columns of the database that nobody classified: must be empty."""
    declared = classified_columns()
    return [
        f"{table}.{column}"
        for table, columns in columns_of_the_database().items()
        for column in columns
        if column not in declared.get(table, {})
    ]


def imagined_columns() -> list[str]:
    """Columns that are classified and not in the database: must be empty."""
    there = columns_of_the_database()
    return [
        f"{table}.{column}"
        for table, columns in sorted(classified_columns().items())
        for column in columns
        if column not in there.get(table, [])
    ]
