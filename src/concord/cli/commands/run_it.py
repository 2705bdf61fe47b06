"""Chapter "Running it": run, web, worker."""

from __future__ import annotations

from pathlib import Path

import click

HOST = click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on."
)
PORT = click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="Port to listen on.",
)


@click.command()
@HOST
@PORT
@click.option("--no-examples", is_flag=True, help="Start without the examples.")
def run(host: str, port: int, no_examples: bool) -> None:
    """Try Concord out: database, web site and worker in one.

    Starts a PostgreSQL server of its own, brings its tables up to date, loads the
    example partnerships once, and prints the address and the example sign-ins. Ctrl-C
    stops everything; data and secrets stay in CONCORD_HOME (.concord) for the next
    time. E-mail is off. Not for real data: see docs/operate.md for that.
    """
    import os

    from concord.cli.running.supervisor import Wish
    from concord.cli.running.supervisor import run as supervise

    home = Path(os.environ.get("CONCORD_HOME") or ".concord")
    supervise(Wish(home, host, port, examples=not no_examples))


@click.command()
@HOST
@PORT
@click.option(
    "--processes",
    default=2,
    show_default=True,
    type=click.IntRange(1, 64),
    help="How many.",
)
@click.option(
    "--threads",
    default=4,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Threads in each process.",
)
def web(host: str, port: int, processes: int, threads: int) -> None:
    """Serve the web site (needs DATABASE_URL).

    Put a web server that speaks TLS in front of it. SIGTERM lets requests finish.
    """
    from concord.cli.framework import set_up
    from concord.foundation.observing import log_what_is_uncaught

    set_up()
    log_what_is_uncaught()
    from concord.cli.running.web import Web, collect_static

    collect_static()
    Web(host, port, processes, threads).run()


@click.command()
@click.option(
    "--concurrency",
    default=2,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Jobs at the same time.",
)
@click.option("--until-empty", is_flag=True, help="End when no job is left to do.")
def worker(concurrency: int, until_empty: bool) -> None:
    """Run jobs: reminders, e-mails, papers (needs DATABASE_URL).

    Start as many as you like, on several machines. SIGTERM lets jobs finish; a job
    of a worker that was killed is started again by another one.
    """
    from concord.cli.framework import explained, set_up
    from concord.cli.running import leash
    from concord.foundation.observing import log_what_is_uncaught

    set_up()
    log_what_is_uncaught()
    leash.wear()
    from concord.foundation.jobs.worker import WorkerEnded
    from concord.foundation.jobs.worker import run as work

    try:
        with explained():
            work(concurrency=concurrency, wait=not until_empty)
    except WorkerEnded as error:
        raise click.ClickException(str(error)) from error
