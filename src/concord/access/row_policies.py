"""Who may do what to which table, read from the database's own lists, as a document.

`docs/row-policies.md` is what this prints for a migrated database: a change of a policy
or a right shows as a difference that somebody reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

COMMANDS = ("SELECT", "INSERT", "UPDATE", "DELETE")
HEAD = """# Row policies

For each table: what `app_runtime`, the role that serves pages and jobs, may do by
right, and under which condition the database lets it. Written from the database's own
lists; a test compares, and leaves the right text in `.concord/test/row-policies.md`.
"Any row" stands for a table without a policy:
[security.md](security.md#tables-without-a-row-policy) gives the reason. `nobody` means
that the role has no right at all.
"""

TABLES = """
    SELECT c.oid, CASE n.nspname WHEN 'public' THEN c.relname
                  ELSE n.nspname || '.' || c.relname END, c.relrowsecurity
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('public', 'access') AND c.relkind IN ('r', 'p') ORDER BY 2
"""
RIGHTS = """
    SELECT has_table_privilege('app_runtime', %s::oid, %s),
           ARRAY(SELECT a.attname::text FROM pg_attribute a
                 WHERE a.attrelid = %s::oid AND a.attnum > 0 AND NOT a.attisdropped
                   AND %s IN ('SELECT', 'INSERT', 'UPDATE')
                   AND has_column_privilege('app_runtime', a.attrelid, a.attnum,
                         CASE WHEN %s IN ('SELECT', 'INSERT', 'UPDATE') THEN %s
                              ELSE 'SELECT' END) ORDER BY 1)
"""
POLICIES = """
    SELECT p.polname::text, p.polcmd::text,
           coalesce(pg_get_expr(p.polqual, p.polrelid), ''),
           coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '')
    FROM pg_policy p WHERE p.polrelid = %s::oid ORDER BY 1
"""
LETTERS = {"SELECT": "r", "INSERT": "a", "UPDATE": "w", "DELETE": "d"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One command on one table: the columns it reaches, and the conditions."""

    table: str
    command: str
    right: str  # "yes", "no", or the columns
    conditions: tuple[tuple[str, str], ...]  # name of the policy, condition


def rules() -> Iterator[Rule]:
    """Every table and command, in the order of the document."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        for oid, table, has_policies in cursor.fetchall():
            cursor.execute(POLICIES, [oid])
            policies = cursor.fetchall()
            for command in COMMANDS:
                cursor.execute(RIGHTS, [oid, command, oid, command, command, command])
                whole, columns = cursor.fetchone()
                right = "yes" if whole else ", ".join(columns) or "no"
                yield Rule(
                    table,
                    command,
                    right,
                    tuple(_conditions(command, policies)) if has_policies else (),
                )


def _conditions(
    command: str, policies: list[tuple[str, str, str, str]]
) -> Iterator[tuple[str, str]]:
    for name, letter, using, check in policies:
        if letter in ("*", LETTERS[command]):
            said = check if command == "INSERT" else using
            yield name, _one_line(said or using or check)
            if command == "UPDATE" and check and check != using:
                yield f"{name}, after", _one_line(check)


def _one_line(condition: str) -> str:
    return re.sub(r"\s+", " ", condition).strip()


def document() -> str:
    """The whole of `docs/row-policies.md`."""
    lines = [HEAD]
    last = ""
    for rule in rules():
        if rule.table != last:
            lines += [f"\n## {rule.table}\n"]
            last = rule.table
        lines += _lines(rule)
    return "\n".join(lines) + "\n"


def _lines(rule: Rule) -> Iterator[str]:
    if rule.right == "no":
        yield f"- **{rule.command}**: nobody"
        return
    columns = "" if rule.right == "yes" else f" ({rule.right})"
    if not rule.conditions:
        yield f"- **{rule.command}**{columns}: any row"
        return
    yield f"- **{rule.command}**{columns}"
    for name, condition in rule.conditions:
        yield f"  - {name}: `{condition}`"


UNSAFE = """
    SELECT p.oid::regprocedure::text,
           NOT EXISTS (SELECT 1 FROM unnest(coalesce(p.proconfig, '{}')) c
                       WHERE c LIKE 'search_path=%%'),
           EXISTS (SELECT 1 FROM aclexplode(coalesce(p.proacl,
                       acldefault('f', p.proowner))) a
                   WHERE a.grantee = 0 AND a.privilege_type = 'EXECUTE')
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE p.prosecdef AND n.nspname IN ('public', 'access') ORDER BY 1
"""


def unsafe_functions() -> list[str]:
    """Functions with the owner's rights that everybody may call, or without a path."""
    with connection.cursor() as cursor:
        cursor.execute(UNSAFE)
        return [
            f"{name}: {'no search_path' if no_path else 'PUBLIC may call it'}"
            for name, no_path, is_open in cursor.fetchall()
            if no_path or is_open
        ]
