"""`concord --help`: a manual page, and the way to every command."""

from __future__ import annotations

import click

from concord import __version__
from concord.cli.commands import (
    audit,
    backups,
    database,
    directory,
    evidence,
    examples,
    leaving,
    linkage,
    look_after,
    marac,
    papers,
    people,
    plan,
    risk,
    run_it,
    stats,
)

# Headings of the manual page and the commands below each, in reading order.
CHAPTERS: dict[str, tuple[click.Command, ...]] = {
    "Running it": (run_it.run, run_it.web, run_it.worker),
    "Looking after it": (
        look_after.migrate,
        look_after.doctor,
        look_after.check_settings,
        look_after.data_map,
    ),
    "The audit": (audit.audit,),
    "Backups": (
        backups.backup,
        backups.restore,
        backups.after_recovery,
        backups.backup_key,
    ),
    "Leaving": (leaving.export,),
    "People": (people.account,),
    "Linking records": (linkage.people,),
    "Figures": (stats.stats,),
    "The plan": (plan.plan,),
    "Risk": (risk.risk,),
    "MARAC": (marac.marac,),
    "Directory": (directory.directory,),
    "Evidence": (evidence.evidence,),
    "Papers": (papers.report,),
    "Examples": (examples.examples,),
}
WHOLE = 300  # characters of a command's first sentence: it is wrapped, never cut
UNLISTED: tuple[click.Command, ...] = (database.database,)


class Manual(click.Group):
    """A group whose help lists its commands in chapters."""

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        chapters = {title: _rows(commands) for title, commands in CHAPTERS.items()}
        width = max(len(name) for rows in chapters.values() for name, _ in rows)
        for title, rows in chapters.items():
            if rows:
                with formatter.section(title):
                    formatter.write_dl([(n.ljust(width), about) for n, about in rows])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Settings"):
            formatter.write_text(SETTINGS)
        with formatter.section("Codes at the end"):
            formatter.write_dl(CODES)
        with formatter.section("More"):
            formatter.write_text(MORE)


SETTINGS = (
    "From the environment or a file .env in the current folder. `concord "
    "check-settings --example` prints all of them with their meaning. The most "
    "important are DATABASE_URL (PostgreSQL 15 or later) and CONCORD_HOME (the folder "
    "for what is kept when trying out, .concord)."
)
CODES = [
    ("0", "done"),
    ("1", "something went wrong; one line on stderr says what and what to do"),
    ("2", "the command was called wrongly, or a file can't be read"),
]
MORE = (
    "`concord COMMAND --help` explains each command. docs/operate.md tells how to "
    "install, back up and upgrade."
)


def _rows(commands: tuple[click.Command, ...]) -> list[tuple[str, str]]:
    """A row for each command; the commands of a group one by one."""
    rows = []
    for command in commands:
        name = command.name or ""
        if isinstance(command, click.Group):
            for sub, found in command.commands.items():
                rows.append((f"{name} {sub}", found.get_short_help_str(WHOLE)))
        else:
            rows.append((name, command.get_short_help_str(WHOLE)))
    return rows


@click.group(
    cls=Manual,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
    options_metavar="",
    subcommand_metavar="COMMAND [OPTIONS]",
)
@click.version_option(__version__, prog_name="concord")
def main() -> None:
    """concord - the shared system of a local domestic abuse partnership

    It keeps the partnership's delivery plan, asks each agency every quarter how far it
    has got, and writes the board paper. To try it out, run `concord run` and open the
    address that it prints.
    """


for _commands in (*CHAPTERS.values(), UNLISTED):
    for _command in _commands:
        main.add_command(_command)
