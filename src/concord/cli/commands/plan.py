"""Chapter "The plan": plan import."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from concord.plan.importing import Draft


@click.group()
def plan() -> None:
    """Delivery plans."""


@plan.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only show what would be imported.")
@click.option("--json", "as_json", is_flag=True, help="Print the draft as JSON.")
@click.option("--partnership", metavar="CODE", help="Import into this partnership.")
@click.option(
    "--year",
    metavar="YEAR",
    help="First financial year of the plan, such as 2022/23. Default: this year.",
)
@click.option(
    "--quarter",
    metavar="QUARTER",
    help="What printed statuses speak of, such as 2022Q3. Default: the last one over.",
)
@click.option("--commit", is_flag=True, help="Put it into the plan as it was read.")
def import_(
    file: Path,
    dry_run: bool,
    as_json: bool,
    partnership: str | None,
    year: str | None,
    quarter: str | None,
    commit: bool,
) -> None:
    """Read a published strategy into a draft plan.

    FILE is a .docx, .pdf, .xlsx, .csv, .html, .md or .txt as councils publish them.
    With --dry-run nothing is stored and no database is needed. Otherwise the draft
    waits in the partnership for somebody to look through it and commit it, unless
    --commit puts it into the plan at once, with nothing corrected.
    """
    if dry_run and commit:
        raise click.UsageError("--dry-run writes nothing: leave it or --commit out.")
    if not dry_run and not partnership:
        raise click.UsageError(
            "Say --partnership CODE to store the draft, or --dry-run to look at it."
        )
    from concord.cli.showing import draft_as_text, progress
    from concord.foundation.documents.reading import UnreadableFile
    from concord.plan.importing import import_file

    try:
        with progress(f"Reading {file.name}") as told:
            draft = import_file(file, progress=told)
    except UnreadableFile as error:
        click.echo(f"concord plan import: {file.name}: {error}", err=True)
        sys.exit(2)
    if as_json:
        click.echo(json.dumps(draft.as_json(), ensure_ascii=False, indent=2))
    elif dry_run:
        click.echo(draft_as_text(draft.as_json()))
    if partnership and not dry_run:
        asked = {"year": year, "quarter": quarter, "commit": commit}
        _bring_in(file, draft, partnership, asked, quiet=as_json)


def _bring_in(
    file: Path, draft: Draft, code: str, asked: dict[str, Any], *, quiet: bool
) -> None:
    """Store the draft and say where it can be checked; on stderr beside JSON."""
    from concord.cli.framework import explained, set_up

    set_up()
    from concord.plan.bringing_in import Asked, CannotBringIn, bring_in

    try:
        with explained():
            said = bring_in(file, draft, Asked(code, **asked))
    except CannotBringIn as error:
        click.echo(f"concord plan import: {file.name}: {error}", err=True)
        sys.exit(2)
    for line in said:
        click.echo(line, err=quiet)
