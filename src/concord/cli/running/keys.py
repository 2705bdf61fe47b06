"""The secrets of an installation for trying out: made once, kept with the data."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

import click

NAMES = ("CONCORD_SECRET_KEY", "CONCORD_ACTOR_KEY")


def keys(home: Path) -> dict[str, str]:
    """The secrets as environment variables; written at the first call.

    Raises ClickException where the file can't be read or is damaged.
    """
    file = home / "secrets.json"
    try:
        found = json.loads(file.read_text())
        return {name: str(found[name]) for name in NAMES}
    except FileNotFoundError:
        return _make(file)
    except (OSError, ValueError, KeyError) as error:
        raise click.ClickException(
            f"{file} can't be read or is damaged. Put a copy back; or remove it, then "
            "everybody has to sign in again and codes have to be set up anew."
        ) from error


def _make(file: Path) -> dict[str, str]:
    made = {name: secrets.token_urlsafe(64) for name in NAMES}
    new = file.with_suffix(".new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        json.dump(made, out)
        out.flush()
        os.fsync(out.fileno())
    new.replace(file)
    return made
