"""What can go wrong with a backup or a restore, in one line without values of rows."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import psycopg

from concord.foundation import envelope, ledger
from concord.foundation.database import programs


class NotDone(Exception):
    """The text says why, and what to do. `code` is what the command ends with."""

    def __init__(self, said: str, *, code: int = 1) -> None:
        super().__init__(said)
        self.code = code


@contextlib.contextmanager
def explained() -> Iterator[None]:
    """Raises NotDone for what comes from outside: database, disk, keys, programs."""
    try:
        yield
    except (programs.CannotRun, envelope.NotAKey) as error:
        raise NotDone(str(error)) from error
    except ledger.Broken as error:
        raise NotDone(
            f"{error} Find out who did that before anything else; then put back the "
            "last whole copy of the ledger."
        ) from error
    except psycopg.Error as error:
        said = programs.without_values(str(error))
        raise NotDone(f"The database said: {said}") from error
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise NotDone(f"{error.strerror or error}{where}.") from error
