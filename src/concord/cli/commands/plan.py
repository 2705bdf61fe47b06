"""Chapter "The plan": plan import."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click


@click.group()
def plan() -> None:
    """Delivery plans."""


@plan.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only show what would be imported.")
@click.option("--json", "as_json", is_flag=True, help="Print the draft as JSON.")
@click.option("--partnership", metavar="CODE", help="Import into this partnership.")
def import_(file: Path, dry_run: bool, as_json: bool, partnership: str | None) -> None:
    """Read a published strategy into a draft plan.

    FILE is a .docx, .pdf, .xlsx, .csv, .html, .md or .txt as councils publish them.
    With --dry-run nothing is stored and no database is needed. Otherwise the draft
    waits in the partnership for somebody to look through it and commit it.
    """
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
