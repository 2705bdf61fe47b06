"""The commands: feeds read over a real network, good and bad; a file of districts."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.test import Client

from concord.access.actor import acting_as
from concord.access.testing import Place
from concord.cli import main
from concord.directory import fetching
from concord.directory.models import District, Feed, Service
from concord.directory.needs import NEEDS
from concord.directory.open_referral.words import our_term
from concord.directory.testing import Directory
from concord.directory.tests.official import faults
from concord.directory.tests.test_importing import bare

Answer = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture
def served() -> Iterator[Callable[[Answer], str]]:
    """A function that serves one way to answer, and gives its address."""
    running: list[ThreadingHTTPServer] = []

    def serve(answer: Answer) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answer(self)

            def log_message(self, *said: object) -> None:
                """Nothing: it would stand among the tests' lines."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        running.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}/feed"

    yield serve
    for server in running:
        server.shutdown()
        server.server_close()


def run(url: str, *more: str) -> Result:
    start = ["directory", "import-oruk", "--partnership", "northmere", "--inside"]
    return CliRunner().invoke(main, [*start, "--url", url, *more])


def say(here: BaseHTTPRequestHandler, content: bytes, **headers: str) -> None:
    here.send_response(200)
    for name, value in headers.items():
        here.send_header(name.replace("_", "-"), value)
    here.end_headers()
    here.wfile.write(content)


def good(number: int, **change: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "name": f"Invented {number}",
        "status": "active",
        "description": "Helps.",
        "email": "help@services.example",
        "organization": {"id": "o", "name": "Invented Aid"},
        "attributes": [{"id": "1", "taxonomy_term": our_term(NEEDS, "talk")}],
        **change,
    }


def feed_of(*services: dict[str, Any]) -> Answer:
    """A feed of one page."""
    known = {one["id"]: one for one in services}

    def answer(here: BaseHTTPRequestHandler) -> None:
        path, _, _ = here.path.partition("?")
        said: Any = {"contents": list(services), "last_page": True}
        if path != "/feed/services":
            said = known[path.rpartition("/")[2]]
        say(here, json.dumps(said).encode())

    return answer


def kept(place: Place) -> list[str]:
    with acting_as(place.actor("directory_editor")):
        return sorted(Service.objects.values_list("name", flat=True))


def published(code: str) -> list[dict[str, Any]]:
    client = Client()
    found = client.get(f"/open-referral/{code}/services?per_page=100").json()
    each = [f"/open-referral/{code}/services/{one['id']}" for one in found["contents"]]
    return [client.get(path).json() for path in each]


@pytest.mark.django_db(transaction=True)
def test_a_running_server_of_ours_comes_back_whole_and_twice_the_same(
    live_server: Any, elmbrook_directory: Directory, northmere: Place
) -> None:
    url = f"{live_server.url}/open-referral"  # the only one that publishes
    assert "Nothing was kept" in run(url).output
    assert kept(northmere) == []
    first = run(url, "--publish", "--go")
    assert first.exit_code == 0, first.output
    assert "New: 3. Changed: 0. As they were: 0. Invalid: 0." in first.output
    theirs, ours = published("northmere"), published("elmbrook")
    assert bare(theirs) == bare(ours)
    assert all(faults("service", one) == [] for one in theirs)
    again = run(f"{live_server.url}/open-referral/elmbrook", "--publish")
    assert "New: 3" in again.output  # another address is another feed
    # Two publish now, so that the address without a code is no feed any more.
    assert run(url, "--publish", "--go").exit_code == 2


def test_read_again_only_what_has_changed_changes(
    served: Callable[[Answer], str], northmere: Place
) -> None:
    url = served(feed_of(good(1), good(2)))
    assert "New: 2" in run(url, "--publish", "--go").output
    assert "As they were: 2. Invalid: 0." in run(url, "--publish", "--go").output
    assert len(published("northmere")) == 2


def test_bad_services_are_named_and_never_published(
    served: Callable[[Answer], str], northmere: Place
) -> None:
    bad = [
        good(2, name=["a", "list"]),
        good(3, status=None),
        good(4, url="javascript:alert(1)"),
        good(5, email="nobody"),
        good(6, minimum_age="old"),
        good(7, contacts={"not": "a list"}),
        good(8, name="\x1b[2J" + "x" * 300),
        good(9, cost_options=[{"id": "1", "amount": float("nan")}]),
        good(10, schedules=[{"id": "1", "opens_at": "09:00", "freq": "DAILY"}]),
        good(11, description="\ud800" * 30_000),
    ]
    done = run(served(feed_of(good(1), *bad)), "--publish", "--go")
    assert done.exit_code == 0, done.output
    assert "New: 1. Changed: 0. As they were: 0. Invalid: 10." in done.output
    assert "\x1b" not in done.output
    assert kept(northmere) == ["Invented 1"]
    assert all(faults("service", one) == [] for one in published("northmere"))


def _endless(here: BaseHTTPRequestHandler) -> None:
    path, _, query = here.path.partition("?")
    page = query.partition("page=")[2].partition("&")[0]
    said: Any = {"contents": [good(int(page or 0))], "last_page": False}
    if path != "/feed/services":
        said = good(int(path.rpartition("/")[2]))
    say(here, json.dumps(said).encode())


def _cut(here: BaseHTTPRequestHandler) -> None:
    say(here, b'{"contents": [', Content_Length="5000")


def _chunk_cut(here: BaseHTTPRequestHandler) -> None:
    here.protocol_version = "HTTP/1.1"
    say(here, b"ffff\r\n{", Transfer_Encoding="chunked")


def _trickle(here: BaseHTTPRequestHandler) -> None:
    here.send_response(200)
    here.end_headers()
    for _ in range(40):
        try:
            here.wfile.write(b" ")
            here.wfile.flush()
        except OSError:
            return  # the reader has hung up
        time.sleep(0.1)


def _elsewhere(here: BaseHTTPRequestHandler) -> None:
    here.send_response(302)
    here.send_header("Location", "http://localhost:1/")
    here.end_headers()


def _round(here: BaseHTTPRequestHandler) -> None:
    here.send_response(302)
    here.send_header("Location", here.path)
    here.end_headers()


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (_endless, "more than"),
        (_cut, "is no JSON"),
        (_chunk_cut, "breaks off"),
        (_trickle, "no whole answer"),
        (_elsewhere, "another site"),
        (_round, "answers 302"),
        (lambda here: here.send_error(500), "answers 500"),
        (lambda here: say(here, b"<html>Sorry</html>"), "is no JSON"),
        (lambda here: say(here, b"[" * 200_000), "is no JSON"),
        (lambda here: say(here, b" " * 400_000), "larger than"),
        (lambda here: say(here, b'["services"]'), "no Open Referral UK"),
        (lambda here: say(here, b'{"contents": "all"}'), "no Open Referral UK"),
        (lambda here: here.wfile.write(b"no http at all"), "breaks off"),
        (lambda here: here.connection.close(), ""),
    ],
)
def test_a_bad_feed_keeps_nothing_and_says_why(
    served: Callable[[Answer], str],
    northmere: Place,
    monkeypatch: pytest.MonkeyPatch,
    answer: Answer,
    why: str,
) -> None:
    monkeypatch.setattr(fetching, "MOST_PAGES", 20)
    monkeypatch.setattr(fetching, "MOST_BYTES", 300_000)
    monkeypatch.setattr(fetching, "SECONDS_EACH", 1)
    done = run(served(answer), "--publish", "--go")
    assert done.exit_code == 2, done.output
    assert why in done.output
    assert "Traceback" not in done.output
    with acting_as(northmere.actor("directory_editor")):
        assert not Service.objects.exists()
        assert not Feed.objects.exists()


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://127.0.0.1:9/feed", "--inside"),
        ("http://[::1]/feed", "--inside"),
        ("http://169.254.169.254/latest", "--inside"),
        ("http://10.0.0.1/", "--inside"),
        ("http://2130706433/", "--inside"),
        ("file:///etc/passwd", "begins with https"),
        ("http://[bad", "no address"),
        ("https://me:secret@feed.example/", "password"),
    ],
)
def test_addresses_that_are_not_asked(northmere: Place, url: str, why: str) -> None:
    asked = ["directory", "import-oruk", "--partnership", "northmere", "--url", url]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 2
    assert why in done.output
    assert "secret" not in done.output


def test_a_partnership_that_is_not_there(
    served: Callable[[Answer], str], northmere: Place
) -> None:
    start = ["directory", "import-oruk", "--partnership", "nowhere", "--inside"]
    url = served(feed_of(good(1)))
    done = CliRunner().invoke(main, [*start, "--url", url, "--go"])
    assert (done.exit_code, "no partnership called nowhere" in done.output) == (2, True)


@pytest.mark.django_db
def test_districts_are_loaded_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "districts.csv"

    def load() -> Result:
        return CliRunner().invoke(main, ["directory", "load-districts", str(file)])

    file.write_text("\ufeffcode,latitude,longitude\nzz1,51.5,0.1\nZZ2,51.6,0.2\n")
    assert load().output == "2 districts.\n"
    assert set(District.objects.values_list("code", flat=True)) == {"ZZ1", "ZZ2"}
    for wrong, why in (
        ("code,latitude,longitude\nZZ3,51.5,0.1\nZZ4,north,0.2\n", "line 3"),
        ("code,latitude,longitude\nZZ3,12.0,0.1\n", "no district"),
        ("code,latitude,longitude\n", "no districts"),
        ("a,b\n1,2\n", "line 2"),
        ("\x00", "districts"),
    ):
        file.write_text(wrong)
        done = load()
        assert done.exit_code == 2, wrong
        assert why in done.output
    file.write_bytes(b"code\xff")
    assert "UTF-8" in load().output
    file.unlink()
    assert load().exit_code == 2
    assert District.objects.count() == 2
