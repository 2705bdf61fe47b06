"""The pytest plugin: learns and keeps while tests run, looks when they are over.

With several processes each looks at its own; what they found is put together by the
one that steers them. A report names fields and tests, never values.
"""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from concord.foundation.classified.scanning.leaving import Leaving, Way
from concord.foundation.classified.scanning.outcome import (
    LEAST,
    LEAST_OF_OUR_SERVER,
    Outcome,
    look,
)
from concord.foundation.classified.scanning.taps import Taps
from concord.foundation.classified.scanning.values import Values
from concord.foundation.database.pytest_plugin import Running

OUTPUT = "personal_values"  # what a worker hands to the process that steers it
PROGRAM = {".py", ".html", ".txt", ".typ", ".js"}
NOT_PROGRAM = {"tests", "testing.py"}
ONLY_LEAVES_OUT = re.compile(r"(?:not \w+(?: and not \w+)*)?")
MOMENT = re.compile(r"^\d{4}-\d\d-\d\d [\d:.]+ \w+ \[\d+\] ")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini(
        "program_text",
        "Folders of the program: a value that stands in its own text proves nothing.",
        type="paths",
        default=[],
    )


def pytest_configure(config: pytest.Config) -> None:
    if not config.option.collectonly:
        config.pluginmanager.register(Scan(config), "personal-values")


class Scan:
    """One process of a run of tests."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._values, self._leaving = Values(), Leaving()
        self._taps = Taps(self._values, self._leaving)
        self._outcome = Outcome()
        self._short: list[str] = []
        self._steers = self._all = False
        self._log = Path(os.environ.get("CONCORD_HOME", "")) / "logs" / "postgres.log"
        self._log_begins = 0

    def pytest_sessionstart(self) -> None:
        self._steers = self._config.pluginmanager.hasplugin("dsession")
        if not self._steers:
            self._log_begins = self._log.stat().st_size if self._log.is_file() else 0
            self._taps.open()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._leaving.test = nodeid

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if self._steers or report.when != "teardown":
            return
        for title, text in report.sections:
            # pytest's own view of records: not what a server would write.
            if not title.startswith("Captured log"):
                self._leaving.keep(Way.PRINTED, text)

    def pytest_warning_recorded(
        self, warning_message: warnings.WarningMessage, nodeid: str
    ) -> None:
        if not self._steers:
            self._leaving.keep(Way.WARNING, str(warning_message.message))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        found = getattr(node, "workeroutput", {}).get(OUTPUT)
        if found is None:
            self._short.append("a process has ended without looking for any")
        else:
            self._outcome.add(found)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if not self._steers:
            self._taps.close()
            self._leaving.test = "after the last test"
            for line in self._log_of_the_database():
                self._leaving.keep(Way.DATABASE_LOG, line)
            self._outcome = look(self._values, self._leaving, self._program())
        output = getattr(self._config, "workeroutput", None)
        if output is not None:
            output[OUTPUT] = self._outcome.as_data()
            return
        self._all = self._whole(session)
        if self._all:
            ours = LEAST_OF_OUR_SERVER if Running.server else {}
            self._short += self._outcome.short_of(LEAST | ours)
        if (self._outcome.findings or self._short) and exitstatus == 0:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter
    ) -> None:
        for line in self._short:
            terminalreporter.write_line(f"Personal values: {line}", red=True)
        if self._outcome.findings:
            terminalreporter.section("Personal values that left the program", red=True)
        for place, way, test in sorted(self._outcome.findings):
            terminalreporter.write_line(f"{place}, by {way}, in {test}")
        terminalreporter.write_line(self._outcome.in_short())
        if self._all:
            terminalreporter.write_line(self._outcome.by_way())

    def _whole(self, session: pytest.Session) -> bool:
        """Whether all tests ran, but for kinds that were left out by their marks."""
        option = self._config.option
        return (
            self._config.args_source is pytest.Config.ArgsSource.TESTPATHS
            and not option.keyword
            and bool(ONLY_LEAVES_OUT.fullmatch(option.markexpr))
            and not (session.shouldstop or session.shouldfail)
            and not getattr(option, "lf", False)
            and option.capture != "no"
        )

    def _log_of_the_database(self) -> Iterator[str]:
        """What the embedded server has written since this run began."""
        if not self._log.is_file():
            return
        with self._log.open("rb") as log:
            log.seek(min(self._log_begins, self._log.stat().st_size))
            for line in log.read().decode(errors="replace").splitlines():
                yield MOMENT.sub("", line)

    def _program(self) -> Iterator[str]:
        for folder in self._config.getini("program_text"):
            for file in sorted(folder.rglob("*")):
                inside = set(file.relative_to(folder).parts)
                if file.suffix in PROGRAM and not inside & NOT_PROGRAM:
                    yield file.read_text(errors="replace")
