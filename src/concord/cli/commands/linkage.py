"""Chapter "Linking records": people link, people dedupe."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from concord.linkage.linking import Found, Wanted

FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
OUT = click.Path(path_type=Path, dir_okay=False)
_out = click.option(
    "--out", metavar="FILE", type=OUT, required=True, help="The CSV to write."
)


def _shared(command: Callable[..., None]) -> Callable[..., None]:
    """The options of both commands."""
    for option in reversed(
        (
            click.option(
                "--map",
                "maps",
                metavar="FIELD=COLUMN",
                multiple=True,
                help="Which column is which field, such as birth_date=dob. May be "
                "given several times; what is left out is guessed. Fields: id, "
                "forename, surname, name, birth_date, sex, address, postcode, phone, "
                "email, extra:NAME.",
            ),
            click.option(
                "--threshold",
                type=click.FloatRange(0.5, 1, max_open=True),
                default=0.95,
                show_default=True,
                help="How likely a pair has to be one person to be accepted.",
            ),
            click.option(
                "--possible",
                metavar="FILE",
                type=OUT,
                help="A CSV for pairs that a person has to decide.",
            ),
            click.option(
                "--households",
                type=click.Choice(["auto", "yes"]),
                default="auto",
                show_default=True,
                help="Whether the files hold several people of one household: yes, "
                "or told from the files.",
            ),
            click.option(
                "--engine",
                type=click.Choice(["duckdb", "spark"]),
                default="duckdb",
                show_default=True,
                help="Spark is for a whole region; it needs the extra spark and Java.",
            ),
            click.option("--json", "as_json", is_flag=True, help="Summary as JSON."),
        )
    ):
        command = option(command)
    return command


@click.group()
def people() -> None:
    """Which records are the same person."""


@people.command("link")
@click.argument("left", metavar="A.csv", type=FILE)
@click.argument("right", metavar="B.csv", type=FILE)
@click.option(
    "--out", metavar="FILE", type=OUT, required=True, help="The CSV to write."
)
@click.option("--one-to-one", is_flag=True, help="Each record in one pair at most.")
@_shared
def link(
    left: Path,
    right: Path,
    out: Path,
    one_to_one: bool,
    possible: Path | None,
    as_json: bool,
    **asked: Any,
) -> None:
    """Find the records of one person in two files.

    Needs no database. Writes left_id, right_id, probability and an explanation in
    words. In a household, forename and birth date both have to agree: telephone,
    e-mail and address never join two people.
    """
    _check(out, possible, left, right)
    with _explained("link"):
        from concord.linkage import linking

        wanted = _wanted(asked, one_to_one=one_to_one)
        found = linking.link(left, right, wanted, _tell())
        linking.write_pairs(out, found, found.accepted)
        _say(found, possible, as_json, f"{len(found.accepted):,} pairs in {out.name}.")


@people.command("dedupe")
@click.argument("file", metavar="A.csv", type=FILE)
@click.option(
    "--out", metavar="FILE", type=OUT, required=True, help="The CSV to write."
)
@_shared
def dedupe(
    file: Path, out: Path, possible: Path | None, as_json: bool, **asked: Any
) -> None:
    """Find the records of one person in one file.

    Needs no database. Writes id and cluster for every record; records of one person
    have the same cluster. Chains of links that would join two people are cut.
    """
    _check(out, possible, file)
    with _explained("dedupe"):
        from concord.linkage import linking

        found = linking.dedupe(file, _wanted(asked), _tell())
        linking.write_clusters(out, found)
        said = f"{len(found.clusters):,} clusters of two or more in {out.name}."
        _say(found, possible, as_json, said)


def _check(out: Path, possible: Path | None, *files: Path) -> None:
    """Refuses at once what would fail after an hour."""
    outs = [path for path in (out, possible) if path]
    for path in outs:
        if not path.parent.is_dir():
            raise click.UsageError(f"{path}: there is no folder {path.parent}.")
        if path.resolve() in {file.resolve() for file in files}:
            raise click.UsageError(f"{path}: that is a file to read. Name another.")
    if len({path.resolve() for path in outs}) < len(outs):
        raise click.UsageError("--out and --possible name the same file.")


def _wanted(asked: dict[str, Any], *, one_to_one: bool = False) -> Wanted:
    from concord.linkage.linking import Wanted

    return Wanted(**asked, one_to_one=one_to_one)


def _tell() -> Callable[[str], None]:
    """Steps on stderr, with the seconds since the beginning."""
    began = time.monotonic()

    def tell(step: str) -> None:
        click.echo(f"{time.monotonic() - began:6.1f} s  {step}", err=True)

    return tell


def _say(found: Found, possible: Path | None, as_json: bool, said: str) -> None:
    from concord.linkage import linking

    if possible:
        linking.write_pairs(possible, found, found.possible)
    if as_json:
        click.echo(json.dumps(found.summary, indent=2, ensure_ascii=False))
        return
    click.echo(said)
    for warning in found.summary["warnings"]:
        click.echo(f"Note: {warning}", err=True)


@contextlib.contextmanager
def _explained(command: str) -> Iterator[None]:
    """One line for what goes wrong, never with a value from a file."""
    from concord.linkage.refusals import CannotLink

    try:
        yield
    except CannotLink as error:
        click.echo(f"concord people {command}: {error}", err=True)
        raise SystemExit(2) from None
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except MemoryError:
        raise click.ClickException(
            "There is not enough memory for files of this size."
        ) from None
    except OSError as error:
        raise click.ClickException(f"{error.strerror or error}.") from None
    except Exception as error:
        # The messages of engines quote values of records.
        where = type(error).__qualname__
        raise click.ClickException(
            f"The linkage failed inside its engine ({where}). Nothing was written."
        ) from None
