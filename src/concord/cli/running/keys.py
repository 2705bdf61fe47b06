"""The secrets of an installation for trying out: made once, kept with the data."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

import click

NAMES = ("CONCORD_SECRET_KEY", "CONCORD_ACTOR_KEY")
LATER = ("CONCORD_AUDIT_KEY",)  # older folders don't have these yet


def keys(home: Path) -> dict[str, str]:
    """The secrets as environment variables; written at the first call.

    Raises ClickException where the file can't be read or is damaged.
    """
    file = home / "secrets.json"
    try:
        found = json.loads(file.read_text())
        known = {name: str(found[name]) for name in NAMES}
        known |= {name: str(found[name]) for name in LATER if name in found}
    except FileNotFoundError:
        return _make(file, {})
    except (OSError, ValueError, KeyError) as error:
        raise click.ClickException(
            f"{file} can't be read or is damaged. Put a copy back; or remove it, then "
            "everybody has to sign in again and codes have to be set up anew."
        ) from error
    return known if set(LATER) <= set(known) else _make(file, known)


def _make(file: Path, known: dict[str, str]) -> dict[str, str]:
    """Writes the file anew, with those secrets made that are not known."""
    made = {name: secrets.token_urlsafe(64) for name in (*NAMES, *LATER)} | known
    new = file.with_suffix(".new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        json.dump(made, out)
        out.flush()
        os.fsync(out.fileno())
    new.replace(file)
    return made
