"""Reads one file in a process of its own, with a limit on memory and time.

    python -m concord.plan.reading_apart FILE

It knows neither the database nor any secret. It prints JSON, one value a line:
`{"done": 3, "total": 40, "what": "pages"}`, and last `{"draft": {...}}` or
`{"refused": "one line"}`. It ends when its standard input closes: a reader must not
outlive the worker that wanted it.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import threading
from typing import Any, TextIO

MEMORY_BYTES = 1_500 * 1024 * 1024
PROCESSOR_SECONDS = 150
TOO_MUCH = (
    "The file needs more memory to read than any plan should: save only the pages with "
    "the plan and try again, or type the actions by hand."
)


def main(path: str) -> int:
    """Read `path` and print what was found. 0 also for a file that is refused."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_end_with_the_worker, daemon=True).start()
    # A library that prints must not be taken for the answer.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answer:
        os.dup2(2, 1)
        _say(answer, _read(path, answer))
    return 0


def _read(path: str, answer: TextIO) -> dict[str, Any]:
    from concord.plan.importing import UnreadableFile, import_file

    def told(done: int, total: int, what: str) -> None:
        _say(answer, {"done": done, "total": total, "what": what})

    try:
        return {"draft": clean(import_file(path, progress=told).to_record())}
    except MemoryError:
        return {"refused": TOO_MUCH}
    except UnreadableFile as error:
        hungry = isinstance(error.__cause__, MemoryError)
        return {"refused": TOO_MUCH if hungry else str(error)}


def clean(value: Any) -> Any:
    """Text without what the database can't keep: NUL and halves of characters."""
    if isinstance(value, str):
        text = value.replace("\0", "")
        return text.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {key: clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [clean(item) for item in value]
    return value


def _say(answer: TextIO, value: dict[str, Any]) -> None:
    answer.write(json.dumps(value, ensure_ascii=False) + "\n")
    answer.flush()


def _end_with_the_worker() -> None:
    while os.read(0, 512):
        pass
    os._exit(3)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
