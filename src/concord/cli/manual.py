"""`concord --help`: a manual page, and the way to every command."""

from __future__ import annotations

import click

from concord import __version__
from concord.cli import database

# Headings of the manual page and the commands below each, in reading order.
CHAPTERS: dict[str, tuple[click.Command, ...]] = {}
UNLISTED: tuple[click.Command, ...] = (database.database,)


class Manual(click.Group):
    """A group whose help lists its commands in chapters."""

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        for chapter, commands in CHAPTERS.items():
            rows = []
            for command in commands:
                name = command.name or ""
                if isinstance(command, click.Group):
                    rows += [
                        (f"{name} {sub}", found.get_short_help_str(70))
                        for sub, found in command.commands.items()
                    ]
                else:
                    rows.append((name, command.get_short_help_str(70)))
            with formatter.section(chapter):
                formatter.write_dl(rows)


@click.group(
    cls=Manual,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
)
@click.version_option(__version__, prog_name="concord")
def main() -> None:
    """concord - the shared system of a local domestic abuse partnership."""


for _commands in (*CHAPTERS.values(), UNLISTED):
    for _command in _commands:
        main.add_command(_command)
