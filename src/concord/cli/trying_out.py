"""Commands typed beside `concord run` reach the database of the trial by themselves."""

from __future__ import annotations

import atexit
import os
from pathlib import Path

import click


def attach() -> None:
    """Without DATABASE_URL: use the trial installation of this folder, if there is one.

    Its server is found running or started, and let go of when the command ends. A
    folder without a trial is left as it is: the settings then say what is missing.
    """
    if os.environ.get("DATABASE_URL") or _in_settings_file():
        return
    home = Path(os.environ.get("CONCORD_HOME") or ".concord").absolute()
    if not (home / "secrets.json").exists():
        return
    from concord.cli.running.keys import keys
    from concord.foundation.database import embedded

    try:
        server = embedded.start(home)
    except embedded.CannotStart as error:
        raise click.ClickException(str(error)) from error
    atexit.register(server.stop)
    os.environ.update(
        {
            "CONCORD_TRIAL": "1",
            "CONCORD_HOME": str(home),
            "DATABASE_URL": server.runtime_url,
            "CONCORD_BACKUP_DATABASE_URL": server.backup_url,
            **keys(home),
        }
    )


def _in_settings_file() -> bool:
    """Whether `.env` names a database: then that is the one."""
    file = Path(".env")
    if not file.is_file():
        return False
    names = (line.partition("=") for line in file.read_text().splitlines())
    return any(n.strip().upper() == "DATABASE_URL" and v.strip() for n, _, v in names)
