"""`concord doctor`: what is wrong with an installation, and the way out."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

State = Literal["good", "look", "fault"]
MARKS: dict[State, str] = {"good": "ok   ", "look": "LOOK ", "fault": "FAULT"}

OLDEST_POSTGRES = 15
FREE_MB = 500
CLOCK_SECONDS = 60.0
SEALED_SECONDS = 900.0
CHECKED_SECONDS = 36 * 3600.0
# A day, and some time for a large backup that was begun a little later.
BACKUP_HOURS = 26


@dataclass(frozen=True)
class Result:
    """One line of the checklist. `way_out` is empty when all is well."""

    check: str
    state: State
    found: str
    way_out: str = ""

    def as_json(self) -> dict[str, str]:
        return asdict(self)


def examine() -> list[Result]:
    """Every check, in order; later ones are left out where an earlier one fails."""
    settings = _settings()
    if settings.state == "fault":
        return [settings]
    from concord.cli.framework import set_up

    set_up()
    results = [settings, *_disk(), *_email(), *_secure(), *_backup()]
    answers = _guarded("database", _database)
    results += answers
    if answers[0].state != "fault":
        for name, check in AGAINST_DATABASE.items():
            results += _guarded(name, check)
    return results


def printed(results: list[Result]) -> str:
    """The checklist for people."""
    lines = []
    for result in results:
        lines.append(f"{MARKS[result.state]}  {result.check}: {result.found}")
        if result.way_out:
            lines.append(f"       -> {result.way_out}")
    faults = sum(result.state == "fault" for result in results)
    looks = sum(result.state == "look" for result in results)
    lines += ["", f"{len(results)} checks: {faults} to mend, {looks} to look at."]
    return "\n".join(lines)


def _guarded(name: str, check: Callable[[], Iterator[Result]]) -> list[Result]:
    """A check that itself fails is a fault, not the end of the examination."""
    try:
        return list(check())
    except Exception as error:  # whatever it is, it goes on the list
        text = (str(error).strip().splitlines() or [type(error).__name__])[-1]
        way_out = "Check DATABASE_URL, and that the server runs."
        return [Result(name, "fault", text[:200], way_out)]


def _settings() -> Result:
    from pydantic import ValidationError

    from concord.cli.framework import wrong_settings
    from concord.config.env import Environment

    try:
        env = Environment()
    except ValidationError as error:
        wrong = "; ".join(wrong_settings(error))
        return Result("settings", "fault", wrong, "Correct .env or the environment.")
    if not env.database_url:
        return Result(
            "settings",
            "fault",
            "DATABASE_URL is not set",
            "Set it to the database, as the role app_runtime; or use `concord run`.",
        )
    return Result("settings", "good", "complete and well-formed")


def _secure() -> Iterator[Result]:
    from django.conf import settings

    if settings.CONCORD_TRIAL:
        yield Result(
            "purpose",
            "look",
            "for trying out only (CONCORD_TRIAL)",
            "Put no real data in. docs/operate.md tells how to install it properly.",
        )
    elif settings.DEBUG:
        yield Result(
            "purpose",
            "fault",
            "developer's error pages are on",
            "Unset CONCORD_DEBUG: they show data to strangers.",
        )
    elif not settings.HTTPS:
        yield Result(
            "address",
            "fault",
            f"{settings.CONCORD_BASE_URL} is not https",
            "Set CONCORD_BASE_URL to the https address that people use.",
        )
    else:
        yield Result("address", "good", settings.CONCORD_BASE_URL)


def _disk() -> Iterator[Result]:
    from django.conf import settings

    home = Path(settings.CONCORD_HOME).absolute()
    if not home.is_dir() or not os.access(home, os.W_OK):
        yield Result(
            "disk",
            "fault",
            f"{home} is missing or can't be written to",
            "Make the folder for the account that runs Concord, or set CONCORD_HOME.",
        )
        return
    free = shutil.disk_usage(home).free // 1024**2
    if free < FREE_MB:
        way_out = f"Make room: {FREE_MB} MB at least."
        yield Result("disk", "fault", f"{free} MB free in {home}", way_out)
    else:
        yield Result("disk", "good", f"{free:,} MB free in {home}")


def _email() -> Iterator[Result]:
    from django.conf import settings

    url = settings.ENV.concord_email_url
    if settings.CONCORD_TRIAL:
        yield Result("e-mail", "good", "off while trying out")
        return
    if url is None:
        yield Result(
            "e-mail",
            "look",
            "CONCORD_EMAIL_URL is not set: no e-mail is sent",
            "Set it, for example smtp://user:password@mail.example:587",
        )
        return
    parts = urlsplit(url.get_secret_value())
    port = parts.port or (465 if parts.scheme == "smtps" else 587)
    try:
        socket.create_connection((parts.hostname or "", port), timeout=5).close()
    except OSError as error:
        yield Result(
            "e-mail",
            "fault",
            f"{parts.hostname}:{port} does not answer ({error.strerror or error})",
            "Check CONCORD_EMAIL_URL and that the firewall lets the connection out.",
        )
    else:
        yield Result("e-mail", "good", f"{parts.hostname}:{port} answers")


def _backup() -> Iterator[Result]:
    from concord.foundation import ledger

    try:
        lines = ledger.read()
    except ledger.Broken as error:
        way_out = "Find out who did that; docs/operate.md, Backup and restore."
        yield Result("backup", "fault", str(error), way_out)
        return
    except OSError as error:
        found = f"the ledger can't be read ({error.strerror})"
        yield Result("backup", "look", found, "Check CONCORD_LEDGER and its rights.")
        return
    made = [line.at for line in lines if line.kind == "backup"]
    if not made:
        found = "the ledger knows of none"
        way_out = "Run `concord backup` each night (docs/operate.md)."
        yield Result("backup", "look", found, way_out)
        return
    hours = (datetime.now(UTC) - made[-1]).total_seconds() / 3600
    found = (
        f"the last one was made {hours:.0f} hours ago ({made[-1]:%Y-%m-%d %H:%M} UTC)"
    )
    if hours > BACKUP_HOURS:
        way_out = "It is more than a day old: see why the nightly one failed."
        yield Result("backup", "look", found, way_out)
    else:
        yield Result("backup", "good", found)


def _ask(query: str) -> list[tuple[object, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def _database() -> Iterator[Result]:
    [(version, name)] = _ask(
        "SELECT current_setting('server_version_num')::int, "
        "current_setting('server_version')"
    )
    if int(str(version)) // 10000 < OLDEST_POSTGRES:
        way_out = f"Upgrade the server to PostgreSQL {OLDEST_POSTGRES} or later."
        yield Result("database", "fault", f"PostgreSQL {name}", way_out)
    else:
        yield Result("database", "good", f"PostgreSQL {name}")


def _role() -> Iterator[Result]:
    [(role, superuser, bypass, owned)] = _ask(
        """
        SELECT current_user, rolsuper, rolbypassrls,
               (SELECT count(*) FROM pg_class c WHERE c.relowner = r.oid)
               + (SELECT count(*) FROM pg_database d WHERE d.datdba = r.oid)
               + (SELECT count(*) FROM pg_namespace n WHERE n.nspowner = r.oid)
        FROM pg_roles r WHERE rolname = current_user
        """
    )
    wrong = [
        text
        for text, bad in (
            ("is a superuser", superuser),
            ("may pass by row-level security", bypass),
            (f"owns {owned} tables or schemas", owned),
        )
        if bad
    ]
    if wrong:
        yield Result(
            "rights",
            "fault",
            f"the role {role} {' and '.join(wrong)}: row policies do not hold it back",
            "Let DATABASE_URL name app_runtime (LOGIN NOSUPERUSER NOBYPASSRLS), and "
            "keep the owner for `concord migrate`.",
        )
    else:
        yield Result(
            "rights", "good", f"{role} owns nothing and can't pass by policies"
        )


def _migrations() -> Iterator[Result]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        found = f"{len(missing)} migrations are not applied"
        yield Result("tables", "fault", found, "Run `concord migrate`.")
    else:
        yield Result("tables", "good", "up to date")


def _policies() -> Iterator[Result]:
    from concord.access.policies import uncovered_tables

    if open_tables := uncovered_tables():
        yield Result(
            "policies",
            "fault",
            f"no row policy and no exemption: {', '.join(open_tables)}",
            "Add Protect(...) or Exempt(...) to a migration; or drop tables that are "
            "not Concord's.",
        )
    else:
        yield Result("policies", "good", "every table has a policy or an exemption")


# Anything else writes values of rows and of what people typed into the server's log.
QUIET = {
    "log_error_verbosity": ("terse",),
    "log_min_error_statement": ("fatal", "panic"),
    "log_parameter_max_length": ("0",),
    "log_parameter_max_length_on_error": ("0",),
    "log_statement": ("none",),
    "log_min_duration_statement": ("-1",),
    "log_min_duration_sample": ("-1",),
    "log_transaction_sample_rate": ("0",),
}


def _database_log() -> Iterator[Result]:
    """Whether the server keeps values out of its own log, for this connection."""
    names = ", ".join(f"current_setting('{name}')" for name in QUIET)
    [values] = _ask(f"SELECT {names}")
    loud = [
        f"{name} is {value}"
        for (name, quiet), value in zip(QUIET.items(), values, strict=True)
        if value not in quiet
    ]
    if loud:
        yield Result(
            "database log",
            "fault",
            f"PostgreSQL writes what people typed into its log: {', '.join(loud)}",
            "Set them in postgresql.conf as docs/operate.md tells, and reload it.",
        )
    else:
        yield Result("database log", "good", "holds no statements and no values")


def _clock() -> Iterator[Result]:
    [(ahead,)] = _ask("SELECT extract(epoch FROM clock_timestamp())::float8")
    import time

    apart = abs(time.time() - float(str(ahead)))
    if apart > CLOCK_SECONDS:
        yield Result(
            "clock",
            "fault",
            f"this machine and the database differ by {apart:.0f} seconds",
            "Let both follow a time server: sign-in codes and due dates depend on it.",
        )
    else:
        yield Result("clock", "good", "agrees with the database's")


def _worker() -> Iterator[Result]:
    from concord.foundation.jobs.health import job_health

    health = job_health()
    if not health.workers:
        found = f"none is alive; {health.waiting} jobs wait"
        yield Result("worker", "fault", found, "Start `concord worker`.")
    elif health.waiting_seconds > 900:
        found = f"the oldest job has waited {health.waiting_seconds / 60:.0f} minutes"
        yield Result("worker", "look", found, "Start another `concord worker`.")
    else:
        yield Result("worker", "good", f"{health.workers} alive")
    if health.failed:
        yield Result(
            "jobs",
            "look",
            f"{health.failed} failed for good",
            "Look for job_error in the worker's log; then retry or delete them.",
        )


def _audit() -> Iterator[Result]:
    """The log of who looked at what: sealed, checked, and its head outside."""
    from concord.access.actor import Actor, acting_as
    from concord.access.audit import heads
    from concord.access.audit.findings import Report
    from concord.access.audit.tail import look_at_tail

    tail = Report()
    with acting_as(Actor.from_job("access.audit")):
        look_at_tail(tail)
        checks = _ask(
            "SELECT good, extract(epoch FROM now() - at)::float8"
            " FROM access_verification ORDER BY id DESC LIMIT 1"
        )
    yield _sealing(tail.unsealed_seconds)
    if not checks:
        way_out = "The worker does it at 3:00; or run `concord audit verify` now."
        yield Result("log", "look", "never checked", way_out)
    else:
        yield _checking(bool(checks[0][0]), float(str(checks[0][1])))
    if heads.is_writable():
        yield Result("heads", "good", f"{heads.place()} can be written to")
    else:
        yield Result(
            "heads",
            "fault",
            f"{heads.place()} can't be written to: no head of the log leaves",
            "Make the folder for the account that runs Concord, or set CONCORD_LEDGER.",
        )


def _sealing(seconds: float) -> Result:
    """How long the oldest event has waited for its seal."""
    if seconds <= SEALED_SECONDS:
        return Result("seals", "good", "the log is sealed up to the last minutes")
    found = f"an event has waited for its seal for {seconds / 60:.0f} minutes"
    way_out = "Start `concord worker`; look for transactions that stay open."
    return Result("seals", "look", found, way_out)


def _checking(good: bool, seconds: float) -> Result:
    if not good:
        way_out = "Run `concord audit verify`, and tell the auditors."
        return Result("log", "fault", "the last check found it not whole", way_out)
    if seconds > CHECKED_SECONDS:
        found = f"last checked {seconds / 86400:.0f} days ago"
        return Result("log", "look", found, "See that `concord worker` runs at night.")
    return Result("log", "good", f"found whole {seconds / 3600:.0f} hours ago")


AGAINST_DATABASE: dict[str, Callable[[], Iterator[Result]]] = {
    "rights": _role,
    "tables": _migrations,
    "policies": _policies,
    "database log": _database_log,
    "clock": _clock,
    "worker": _worker,
    "log": _audit,
}
