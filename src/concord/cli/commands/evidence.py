"""Chapter "Evidence": evidence load, evidence mapping."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path

import click

FILE = click.Path(path_type=Path, dir_okay=False, exists=True, readable=True)
DAY = click.DateTime(["%Y-%m-%d"])
_partnership = click.option(
    "--partnership", metavar="CODE", required=True, help="Whose figures."
)


@click.group()
def evidence() -> None:
    """Evidence."""


@evidence.command()
@click.argument("file", type=FILE)
@_partnership
@click.option("--mapping", metavar="CODE", required=True, help="What columns mean.")
@click.option("--from", "first", type=DAY, help="The first day that it covers.")
@click.option("--to", "last", type=DAY, help="The last day that it covers.")
@click.option(
    "--bad",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where bad rows go. Default: beside the file, as NAME.bad.csv.",
)
@click.option("--dry-run", is_flag=True, help="Count, and write nothing.")
def load(
    file: Path,
    partnership: str,
    mapping: str,
    first: dt.datetime | None,
    last: dt.datetime | None,
    bad: Path | None,
    dry_run: bool,
) -> None:
    """Count the rows of a large file into figures of indicators.

    FILE is text with separators, or an .xlsx, of any length. No row of it is written
    to the database. Bad rows are named by line and kept in a file that only its owner
    can open. Stopped in the middle, the same command goes on; the same file again
    gives nothing new. Without --from and --to, months and quarters at its edges that
    it covers only in part are left out.
    """
    from concord.cli.framework import explained, set_up

    set_up()
    from concord.evidence.extracts.from_the_shell import Wish, load_file

    covers = (first.date() if first else None, last.date() if last else None)
    wish = Wish(file, partnership, mapping, covers, bad, dry_run)
    with click.progressbar(
        length=max(1, file.stat().st_size), label="Counting", file=sys.stderr
    ) as bar:

        def tell(done: int) -> None:
            bar.update(min(done, bar.length or done) - bar.pos)

        with explained():
            said = _done(lambda: load_file(wish, tell))
    for line in said:
        click.echo(line)


@evidence.command("mapping")
@click.argument("file", type=FILE)
@_partnership
@click.option("--code", required=True, help="A short name, such as police-offences.")
@click.option("--title", default="", help="Its name on pages.")
def mapping_(file: Path, partnership: str, code: str, title: str) -> None:
    """Declare what the columns of a kind of file mean.

    FILE is JSON, as docs/extracts.md describes. Said again, it is the next version;
    figures that were counted by the version before stay as they are.
    """
    from concord.cli.framework import explained, set_up

    set_up()
    from concord.evidence.extracts.from_the_shell import declare_mapping

    with explained():
        said = _done(
            lambda: declare_mapping(
                file, partnership=partnership, code=code, title=title
            )
        )
    for line in said:
        click.echo(line)


def _done(do: Callable[[], list[str]]) -> list[str]:
    from concord.evidence.extracts.opening import CannotCount

    try:
        return do()
    except CannotCount as error:
        for line in str(error).splitlines():
            click.echo(f"concord evidence: {line}", err=True)
        sys.exit(2)
