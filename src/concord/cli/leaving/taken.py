"""What belongs to a partnership: which rows of which tables, and why not the others.

A table that nobody named here is taken by its column `partnership_id`; one that has
none stops the export, and a test, until it has its place below.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from psycopg import sql

from concord.foundation.classified import classified_columns
from concord.foundation.classified.declaring import all_models

# Rows that belong to all: those that the partnership's own rows point at.
POINTED_AT = frozenset({"partnership_account", "partnership_agency"})
# The same for everybody, and needed to understand old rows.
FOR_EVERYBODY = frozenset({"partnership_definition", "plan_standard"})
# Whose they are stands in the row that this column points at.
THROUGH = {"people_mergestep": "merge_id"}
PARTNERSHIP = "partnership_partnership"

SIGN_IN = "part of signing in, and worth stealing; nobody signs in elsewhere with it"
FRAMEWORK = "the framework's own bookkeeping, with nothing about anybody in it"
JOBS = "work of the program under way: numbers of rows, which mean nothing elsewhere"
DERIVED = "worked out from rows that are exported, to compare or to find them"
ALL_AT_ONCE = (
    "hashes and checks over the audit of all partnerships of the installation at once"
)
NOT_TAKEN: Mapping[str, str] = {
    "access.account_name": DERIVED,
    "access.actor_key": "a secret of the installation",
    "access.era": "one number of the installation",
    "access.match_key": DERIVED,
    "access.match_secret": "a secret of the installation",
    "access.notice_name": DERIVED,
    "access.partner_receipt": "hashes by which a system's sending again is recognised",
    "access.place_try": "how often a hat was refused a place; it ends after a day",
    "access.referral_name": DERIVED,
    "access.referrer_link": "links, as good as keys; the referrals are exported",
    "access.service_hours": DERIVED,
    "access.terms": "what somebody searched for: encrypted, for two auditors at a time",
    "access.terms_key": "keys of the installation",
    "access_cache": "who tried how often, hashed; gone after minutes",
    "access_seal": ALL_AT_ONCE,
    "access_session": SIGN_IN,
    "access_verification": ALL_AT_ONCE,
    "account_emailaddress": "for signing in; the address stands in partnership_account",
    "account_emailconfirmation": SIGN_IN,
    "auth_group": FRAMEWORK,
    "auth_group_permissions": FRAMEWORK,
    "auth_permission": FRAMEWORK,
    "directory_district": "open data of the installation: where postcode districts are",
    "django_content_type": FRAMEWORK,
    "django_migrations": FRAMEWORK,
    "django_session": SIGN_IN,
    "mfa_authenticator": SIGN_IN,
    "post_message": "e-mails to staff of all partnerships, kept until they are sent",
    "procrastinate_events": JOBS,
    "procrastinate_jobs": JOBS,
    "procrastinate_periodic_defers": JOBS,
    "procrastinate_workers": JOBS,
}
THEIRS = "a row of the other partnership"
COLUMNS_NOT_TAKEN: Mapping[str, Mapping[str, str]] = {
    "partnership_account": {
        "password": "a secret, although hashed",
        "last_login": "may have been in another partnership",
    },
    "frontdoor_partnersystem": {"digest": "the mark of a key"},
    "directory_providerlink": {"digest": "the mark of a link, as good as a key"},
    "cases_transfer": {"to_case_id": THEIRS, "received_by_id": THEIRS},
}
# What another partnership has sent here: its row, less what is the sender's own.
RECEIVED = "cases_transfer_received"
RECEIVED_NOT_TAKEN: Mapping[str, str] = {
    "owner_team_id": THEIRS,
    "written_by_id": THEIRS,
    "case_id": THEIRS,
}
# References that leave the partnership are given by name: column -> the table.
BY_NAME: Mapping[str, Mapping[str, str]] = {
    "cases_transfer": {
        "to_partnership_id": "partnership_partnership",
        "to_team_id": "partnership_team",
    },
    RECEIVED: {"partnership_id": "partnership_partnership"},
}


class NoPlace(Exception):
    """Nobody has said what becomes of a table, or how a kind of field is written."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One table of the package: its name there, its model, and which rows."""

    name: str
    model: type[models.Model]
    where: sql.Composable
    left_out: Mapping[str, str]

    @property
    def relation(self) -> sql.Identifier:
        return sql.Identifier("public", self.model._meta.db_table)

    @property
    def by_name(self) -> Mapping[str, str]:
        return BY_NAME.get(self.name, {})

    @property
    def fields(self) -> list[models.Field[Any, Any]]:
        """The columns that are taken, as they stand in the model."""
        return [
            field
            for field in self.model._meta.local_fields
            if field.column not in self.left_out
        ]

    @property
    def key(self) -> str:
        return str(self.model._meta.pk.column)


def taken(partnership_id: int) -> list[Taken]:
    """Every table that holds rows of this partnership, by name.

    Raises NoPlace for a table of which nobody has said whose its rows are.
    """
    here = sql.Literal(partnership_id)
    found = {
        name: Taken(name, model, where, COLUMNS_NOT_TAKEN.get(name, {}))
        for name, model in models_by_table().items()
        if (where := _where(name, model, here)) is not None
    }
    transfers = found["cases_transfer"].model
    found[RECEIVED] = Taken(
        RECEIVED,
        transfers,
        sql.SQL("to_partnership_id = {}").format(here),
        RECEIVED_NOT_TAKEN,
    )
    for name in POINTED_AT:
        found[name] = Taken(
            name,
            found[name].model,
            sql.SQL("id IN ({})").format(_pointing_at(name, list(found.values()))),
            COLUMNS_NOT_TAKEN.get(name, {}),
        )
    return [found[name] for name in sorted(found)]


def models_by_table() -> dict[str, type[models.Model]]:
    """Every model with a table of its own, those of libraries too."""
    return {model._meta.db_table: model for model in all_models()}


def tables_without_a_model() -> set[str]:
    """Tables that only the database knows, as the map of data names them."""
    names = {name.removeprefix("public.") for name in classified_columns()}
    return names - models_by_table().keys()


def _where(
    name: str, model: type[models.Model], here: sql.Literal
) -> sql.Composable | None:
    """Which rows are the partnership's; None for a table that stays here."""
    if name in NOT_TAKEN:
        return None
    if name == PARTNERSHIP:
        return sql.SQL("id = {}").format(here)
    if name in FOR_EVERYBODY or name in POINTED_AT:
        return sql.SQL("true")
    if any(field.column == "partnership_id" for field in model._meta.local_fields):
        return sql.SQL("partnership_id = {}").format(here)
    if name in THROUGH:
        return _through(name, model, here)
    raise NoPlace(
        f"{name}: nobody has said whose its rows are. Give it a place in "
        "concord/cli/leaving/taken.py."
    )


def _through(name: str, model: type[models.Model], here: sql.Literal) -> sql.Composable:
    column = THROUGH[name]
    [table] = [
        field.target_field.model._meta.db_table
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.column == column
    ]
    return sql.SQL(
        "{column} IN (SELECT id FROM public.{table} WHERE partnership_id = {here})"
    ).format(column=sql.Identifier(column), table=sql.Identifier(table), here=here)


def _pointing_at(name: str, tables: list[Taken]) -> sql.Composable:
    """The keys in the table `name` that rows of the partnership point at."""
    parts = [
        sql.SQL("SELECT {column} FROM {table} WHERE {where}").format(
            column=sql.Identifier(column), table=table.relation, where=table.where
        )
        for table in tables
        if table.name not in POINTED_AT
        for column, target, _ in references(table)
        if target == name
    ]
    return sql.SQL(" UNION ").join(parts)


def references(table: Taken) -> Iterator[tuple[str, str, str]]:
    """(column, table, column of that table) for each reference that stays inside."""
    for field in table.fields:
        if isinstance(field, models.ForeignKey) and field.column not in table.by_name:
            target = field.target_field
            yield str(field.column), target.model._meta.db_table, str(target.column)
