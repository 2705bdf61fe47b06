"""Reads the example partnerships from the TOML files in `data`. Needs no Django.

>>> [example.partnership.code for example in read_examples()]
['bexley', 'lewisham', 'bromley']
"""

from __future__ import annotations

import tomllib
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError

from concord.examples import casework as casework_shapes
from concord.examples import directory_shapes, shapes
from concord.examples import indicators as indicator_shapes
from concord.examples import picture as picture_shapes
from concord.examples import returned as returned_shapes
from concord.examples.casework import Casework
from concord.examples.casework import complaints as casework_complaints
from concord.examples.directory_shapes import ListedServices
from concord.examples.example import Example
from concord.examples.picture import PublishedPicture
from concord.examples.picture import complaints as picture_complaints
from concord.examples.references import complaints
from concord.examples.shapes import Scheme

DATA = Path(__file__).parent / "data"
# Bromley last: one of its cases is sent to Lewisham, which has to be there.
PARTNERSHIPS = ("bexley", "lewisham", "bromley")
FORMAT = 1
MODULES = (
    Example.__module__,
    shapes.__name__,
    casework_shapes.__name__,
    directory_shapes.__name__,
    picture_shapes.__name__,
    indicator_shapes.__name__,
    returned_shapes.__name__,
)


class ExampleError(ValueError):
    """A file is wrong; the message names the file, the key and the fault."""


def read_examples(folder: Path = DATA) -> tuple[Example, ...]:
    return tuple(read_example(name, folder) for name in PARTNERSHIPS)


def read_example(name: str, folder: Path = DATA) -> Example:
    """The partnership `name` with all its references checked.

    Raises ExampleError, which lists everything found in the file.
    """
    path = folder / f"{name}.toml"
    example: Example = _shaped(path, Example)
    found = list(complaints(example, read_standards(folder)))
    if found:
        raise ExampleError(_message(path, found))
    return example


def read_casework(example: Example, folder: Path = DATA) -> Casework | None:
    """The invented cases of an example with their references checked, if it has any.

    Raises ExampleError, which lists everything found in the file.
    """
    path = folder / f"{example.partnership.code}-cases.toml"
    if not path.exists():
        return None
    casework: Casework = _shaped(path, Casework)
    found = list(casework_complaints(casework, example))
    if found:
        raise ExampleError(_message(path, found))
    return casework


def read_directory(code: str, folder: Path = DATA) -> ListedServices | None:
    """The services that an example lists, if it has a file of them.

    Raises ExampleError.
    """
    path = folder / f"{code}-directory.toml"
    if not path.exists():
        return None
    listed: ListedServices = _shaped(path, ListedServices)
    return listed


def read_picture(code: str, folder: Path = DATA) -> PublishedPicture | None:
    """The published figures of an example with their references checked, if it has any.

    Raises ExampleError, which lists everything found in the file.
    """
    path = folder / f"{code}-picture.toml"
    if not path.exists():
        return None
    picture: PublishedPicture = _shaped(path, PublishedPicture)
    found = list(picture_complaints(picture))
    if found:
        raise ExampleError(_message(path, found))
    return picture


def read_dashboard(
    example: Example, folder: Path = DATA
) -> indicator_shapes.Dashboard | None:
    """The indicators of an example with their figures, if it has any.

    Raises ExampleError, which lists everything found in the file.
    """
    path = folder / f"{example.partnership.code}-indicators.toml"
    if not path.exists():
        return None
    dashboard: indicator_shapes.Dashboard = _shaped(path, indicator_shapes.Dashboard)
    found = list(indicator_shapes.complaints(dashboard))
    if found:
        raise ExampleError(_message(path, found))
    return dashboard


def read_returned(
    example: Example, folder: Path = DATA
) -> returned_shapes.Returned | None:
    """The invented data returns of an example, if it has any.

    Raises ExampleError, which lists everything found in the file.
    """
    path = folder / f"{example.partnership.code}-returns.toml"
    if not path.exists():
        return None
    returned: returned_shapes.Returned = _shaped(path, returned_shapes.Returned)
    found = list(returned_shapes.complaints(returned, example))
    if found:
        raise ExampleError(_message(path, found))
    return returned


def read_standards(folder: Path = DATA) -> tuple[Scheme, ...]:
    path = folder / "standards.toml"
    schemes: tuple[Scheme, ...] = _shaped(path, tuple[Scheme, ...], key="schemes")
    return schemes


def _shaped(path: Path, shape: Any, key: str | None = None) -> Any:
    content = _content(path)
    try:
        return TypeAdapter(shape).validate_python(content[key] if key else content)
    except ValidationError as error:
        raise ExampleError(
            _message(
                path,
                [
                    f"{_place(content, (key, *each['loc']) if key else each['loc'])}: "
                    f"{each['msg']}"
                    for each in error.errors(include_url=False)
                ],
            )
        ) from error


def _content(path: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ExampleError(f"{path.name}: there is no such file in the data") from error
    except tomllib.TOMLDecodeError as error:
        raise ExampleError(f"{path.name}: not readable as TOML: {error}") from error
    if content.get("format") != FORMAT:
        raise ExampleError(
            f"{path.name}: format is {content.get('format')}, and this program reads "
            f"format {FORMAT}"
        )
    return content


def _place(content: Any, location: tuple[int | str | None, ...]) -> str:
    """Where in the file: actions.2.3.due, by the key of the entry, not its place."""
    names = []
    for step in location:
        try:
            content = content[step]
        except (KeyError, IndexError, TypeError):
            content = None
        named = isinstance(step, int) and isinstance(content, dict)
        names.append(str(content.get("key", step) if named else step))
    return ".".join(names)


def _message(path: Path, found: list[str]) -> str:
    return "\n".join(f"{path.name}: {each}" for each in found)


def _refuse_unknown_keys() -> None:
    """A misspelt key is an error, not silence."""
    modules = (
        shapes,
        casework_shapes,
        directory_shapes,
        indicator_shapes,
        picture_shapes,
        returned_shapes,
    )
    known = [each for module in modules for each in vars(module).values()]
    ours = [each for each in known if is_dataclass(each)]
    for shape in (Example, *ours):
        # Not the periods, which other modules read in their own way.
        if shape.__module__ in MODULES:
            setattr(shape, "__pydantic_config__", ConfigDict(extra="forbid"))  # noqa: B010


_refuse_unknown_keys()
