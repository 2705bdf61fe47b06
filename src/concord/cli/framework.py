"""Brings the framework up for commands that need it, and explains failures."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pydantic import ValidationError


def set_up() -> None:
    """Reads the settings, configures logs and loads the rooms (about a second)."""
    from concord.cli.trying_out import attach

    attach()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concord.config.settings")
    import django
    from django.conf import settings

    from concord.foundation.observing import set_up as set_up_logs

    with explained():
        env = settings.ENV
        set_up_logs(env.concord_log_level, pretty=env.concord_log_pretty)
        django.setup()


@contextlib.contextmanager
def explained() -> Iterator[None]:
    """Turns wrong settings and an absent database into one line each."""
    try:
        yield
    except Exception as error:
        if line := _line_for(error):
            raise click.ClickException(line) from error
        raise


def _line_for(error: BaseException) -> str | None:
    import psycopg
    from pydantic import ValidationError

    if isinstance(error, ValidationError):
        return "\n".join(wrong_settings(error))
    cause = error.__cause__ if error.__cause__ is not None else error
    if isinstance(cause, psycopg.OperationalError):
        reason = str(cause).strip().splitlines()[-1]
        return (
            f"The database does not answer: {reason}. Check DATABASE_URL and that the "
            "server runs."
        )
    return None


def wrong_settings(error: ValidationError) -> list[str]:
    """A line per wrong setting, never with its value: it may be a secret."""
    lines = []
    for found in error.errors(include_input=False, include_url=False):
        name = ".".join(str(part) for part in found["loc"]).upper()
        text = found["msg"].removeprefix("Value error, ")
        lines.append(f"{name}: {text}" if name else text)
    return lines
