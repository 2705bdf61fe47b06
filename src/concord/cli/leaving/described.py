"""Tables and columns in the words of a Frictionless Data Package (version 1).

All of it comes from the models and from what their fields were declared to hold, so
that nothing is described by hand, and nothing forgotten.
https://specs.frictionlessdata.io/tabular-data-package/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models
from psycopg import sql

from concord.cli.leaving.taken import NoPlace, Taken, references
from concord.foundation.classified import Class, classified_columns, described_columns
from concord.foundation.classified.declaring import qualified

# No text is likely to be just this; an empty cell is a text without letters.
NO_VALUE = "\\N"
DIALECT = {
    "delimiter": ",",
    "quoteChar": '"',
    "doubleQuote": True,
    "lineTerminator": "\r\n",
    "header": True,
}
MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"
WHOLE_NUMBERS = (
    *("AutoField", "BigAutoField", "SmallAutoField", "BigIntegerField"),
    *("IntegerField", "PositiveBigIntegerField", "PositiveIntegerField"),
    *("PositiveSmallIntegerField", "SmallIntegerField"),
)
WORDS = ("CharField", "TextField", "SlugField", "EmailField", "URLField")
RANGES = ("DateRangeField", "DateTimeRangeField")
RANGE = "From this on, until before that; null is open. Nothing at all where empty."
AS_JSON: dict[str, Any] = {"concord:encoding": "json"}
# Kind of field -> how it stands in the schema, and what PostgreSQL is to write.
KINDS: Mapping[str, tuple[dict[str, Any], str]] = {
    **dict.fromkeys(WHOLE_NUMBERS, ({"type": "integer"}, "{}")),
    **dict.fromkeys(WORDS, ({"type": "string"}, "{}")),
    **dict.fromkeys(
        RANGES,
        (
            {"type": "object", "concord:range": True, **AS_JSON},
            "CASE WHEN {0} IS NOT NULL THEN jsonb_build_object('from', lower({0}), "
            "'until', upper({0}), 'empty', isempty({0}))::text END",
        ),
    ),
    "QuarterField": ({"type": "string"}, "{}::text"),
    "UUIDField": ({"type": "string", "format": "uuid"}, "{}"),
    "BooleanField": ({"type": "boolean"}, "{}::text"),
    "FloatField": ({"type": "number"}, "{}"),
    "DecimalField": ({"type": "number"}, "{}"),
    "DateField": ({"type": "date"}, "to_char({}, 'YYYY-MM-DD')"),
    "TimeField": ({"type": "time"}, "{}::text"),
    "DateTimeField": (
        {"type": "datetime", "format": MOMENT},
        """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
    ),
    "ArrayField": ({"type": "array", **AS_JSON}, "to_jsonb({})::text"),
    "JSONField": ({"type": "any", **AS_JSON}, "{}::text"),
}
# Hashes, which are short and no files: they stand in the cell. Any other column of
# bytes becomes a file.
HASHES = frozenset({("access_event", "terms_mark")})
# What a file is, where its column or another one of its row says so.
ENDINGS = {"pdf": "pdf", "docx": "docx", "html": "html"}
ENDING_IN = {"frontdoor_attachment": "kind"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what PostgreSQL writes into its cells, its schema."""

    name: str
    written: sql.Composable
    schema: dict[str, Any]
    is_file: bool


def columns(table: Taken) -> list[Column]:
    """The columns of a table in the order of its model."""
    return [_column(table, field) for field in table.fields]


def _column(table: Taken, field: models.Field[Any, Any]) -> Column:
    column = str(field.column)
    name = column.removesuffix("_id") if column in table.by_name else column
    written, typed = _written(table, field)
    schema = {
        "name": name,
        **typed,
        "title": str(field.verbose_name),
        "description": _about(table, column, typed),
        "constraints": _constraints(field),
        "concord:class": str(_classes()[_database_name(table)][column]),
    }
    if field.flatchoices:
        schema["concord:labels"] = {
            str(value): str(label) for value, label in field.flatchoices
        }
    return Column(name, written, schema, _is_file(table, field))


def _written(
    table: Taken, field: models.Field[Any, Any]
) -> tuple[sql.Composable, dict[str, Any]]:
    """What is written into the cells, and how that is typed."""
    column = sql.Identifier(str(field.column))
    if field.column in table.by_name:
        query = sql.SQL(
            "(SELECT named.name FROM public.{} named WHERE named.id = this.{})"
        ).format(sql.Identifier(table.by_name[str(field.column)]), column)
        return query, {"type": "string"}
    if _is_file(table, field):
        return _path(table, field), {"type": "string", "concord:file": True}
    kind = _stored_as(field).get_internal_type()
    if kind == "BinaryField":
        return sql.SQL("encode(this.{}, 'hex')").format(column), {"type": "string"}
    if kind not in KINDS:
        raise NoPlace(
            f"{table.name}.{field.column}: nobody has said how a {kind} is written. "
            "Add it to KINDS in concord/cli/leaving/described.py."
        )
    typed, template = KINDS[kind]
    if kind == "JSONField" and field.default in (dict, list):
        typed = typed | {"type": "object" if field.default is dict else "array"}
    whole = sql.SQL("this.{}").format(column)
    return sql.SQL(template).format(whole), typed


def _stored_as(field: models.Field[Any, Any]) -> models.Field[Any, Any]:
    """The field itself, or what a reference points at in the end."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field


def _is_file(table: Taken, field: models.Field[Any, Any]) -> bool:
    is_binary = field.get_internal_type() == "BinaryField"
    return is_binary and (table.name, str(field.column)) not in HASHES


def _path(table: Taken, field: models.Field[Any, Any]) -> sql.Composable:
    """Where the file of a row lies in the package; nothing where there is none."""
    column = str(field.column)
    if said := ENDING_IN.get(table.name):
        ending: sql.Composable = sql.SQL("this.{}").format(sql.Identifier(said))
    else:
        ending = sql.Literal(ENDINGS.get(column, "bin"))
    return sql.SQL(
        "CASE WHEN this.{column} IS NOT NULL THEN "
        "concat({folder}, this.{key}, '.', {ending}) END"
    ).format(
        column=sql.Identifier(column),
        folder=sql.Literal(f"files/{table.name}/{column}/"),
        key=sql.Identifier(table.key),
        ending=ending,
    )


def _constraints(field: models.Field[Any, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {"required": not field.null}
    if field.unique:
        said["unique"] = True
    return said


def _about(table: Taken, column: str, typed: dict[str, Any]) -> str:
    words = [_words()[_database_name(table)].get(column, "")]
    if column in table.by_name:
        words.append("By name: it is in another partnership.")
    if typed.get("concord:file"):
        words.append("The path of the file in this package.")
    if typed.get("concord:range"):
        words.append(RANGE)
    return " ".join(word for word in words if word)


@cache
def _classes() -> dict[str, dict[str, Class]]:
    """Asked for each column: the declarations don't change while a program runs."""
    return classified_columns()


@cache
def _words() -> dict[str, dict[str, str]]:
    return described_columns()


def _database_name(table: Taken) -> str:
    return qualified(table.model._meta.db_table)


def schema(table: Taken, names: frozenset[str]) -> dict[str, Any]:
    """The schema of a table; `names` are the tables of the package."""
    return {
        "fields": [column.schema for column in columns(table)],
        "missingValues": [NO_VALUE],
        "primaryKey": [table.key],
        "foreignKeys": [
            {
                "fields": [column],
                "reference": {
                    "resource": "" if target == table.name else target,
                    "fields": [key],
                },
            }
            for column, target, key in references(table)
            if target in names
        ],
    }


def about_rows(table: Taken) -> str:
    """What a row is: the first paragraph of the model's docstring."""
    text = (table.model.__doc__ or "").partition("\n\n")[0]
    if text.startswith(f"{table.model.__name__}("):  # the framework's own filling
        return ""
    return " ".join(text.split())
