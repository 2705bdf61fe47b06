"""The first public page under a flood and fifty slow clients, against a static file."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from bench.crowd import EACH, FAST, SLOW, flood, slow_clients
from bench.ground import Ground
from bench.measures import Line
from bench.timing import side_by_side
from concord.access.testing import build
from concord.cli.running.children import Child, concord
from concord.cli.running.ports import answers

PAGE, FILE = "/local/elmbrook/", "/static/ui/css/public.css"
PORT = 8765


def first_page(here: Ground, turns: int) -> Iterator[Line]:
    """`concord web` as it is started, with as many processes and threads."""
    build("elmbrook", "Elmbrook", "E09999901")
    with _web(here), slow_clients(PORT):
        yield Line(
            f"{FAST * EACH} times the first public page, {SLOW} slow clients",
            "the same of a static file",
            side_by_side(
                lambda: _all(PAGE), lambda: _all(FILE), turns=max(turns // 4, 1)
            ),
            most=2,
        )


def _all(address: str) -> None:
    found = flood(PORT, address)
    if set(found) != {200}:
        raise RuntimeError(f"{address} answered {dict(found)}")


@contextlib.contextmanager
def _web(here: Ground) -> Iterator[None]:
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{here.name}")
    settings = {
        "DATABASE_URL": address.geturl(),
        "CONCORD_ALLOWED_HOSTS": "localhost",
    }
    web = Child(
        "web server",
        concord("web", "--port", str(PORT)),
        Path(os.devnull),
        {**os.environ, **settings},
    )
    web.start()
    try:
        while not answers("127.0.0.1", PORT):
            web.look_after()  # raises where it ends again and again
            time.sleep(0.2)
        yield
    finally:
        web.ask_to_end()
        web.await_end(time.monotonic() + 30)
