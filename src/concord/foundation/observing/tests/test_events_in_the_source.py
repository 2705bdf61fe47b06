from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import concord
from concord.foundation.observing.allowed import ALLOWED, EVENT

SOURCE = Path(concord.__file__).parent
LEVELS = {"debug", "info", "warning", "error", "critical", "exception"}
FREE = {"exc_info"}


def log_calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in LEVELS
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id in {"log", "logger"}
        ):
            yield node


def wrongs(source: str) -> list[str]:
    found = []
    for call in log_calls(ast.parse(source)):
        event = call.args[0] if len(call.args) == 1 else None
        if not (isinstance(event, ast.Constant) and EVENT.fullmatch(str(event.value))):
            found.append(f"line {call.lineno}: the event is no literal of two words")
        for word in call.keywords:
            if word.arg is not None and word.arg not in ALLOWED.keys() | FREE:
                found.append(f"line {call.lineno}: {word.arg} isn't in allowed.py")
    return found


def test_every_event_in_the_source_is_a_literal_with_allowed_fields() -> None:
    files = [f for f in SOURCE.rglob("*.py") if "tests" not in f.parts]
    found = {
        str(f.relative_to(SOURCE)): bad
        for f in files
        if (bad := wrongs(f.read_text(encoding="utf-8")))
    }
    assert not found


def test_the_check_itself_sees_a_name_in_an_event() -> None:
    assert wrongs("log.info(f'imported_{name}')")
    assert wrongs("log.info('plan_imported', title=title)")
    assert not wrongs("log.info('plan_imported', count=3)")
