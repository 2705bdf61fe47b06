"""Accessible PDF and pictures through typst. Data goes in as JSON, never as markup."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import typst

from .printable import showable
from .typefaces import FONT_FOLDER

# Templates import each other by paths from here, and can read nothing outside it.
TEMPLATE_ROOT = Path(__file__).parent.parent.parent

_PICTURE = b"""
#set page(width: auto, height: auto, margin: 0pt, fill: white)
#image(bytes(sys.inputs.svg), format: "svg", width: float(sys.inputs.width) * 1pt)
"""


class TypesettingError(Exception):
    """The template could not be set with this data. Says what typst said."""


@cache
def _fonts() -> typst.Fonts:
    # Only the bundled fonts, so that the same data gives the same file anywhere.
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(FONT_FOLDER)],
    )


def typeset_pdf(template: Path, data: Mapping[str, Any], *, dated: date) -> bytes:
    """A tagged PDF (PDF/UA-1, enforced) of `template` with `data`.

    The template reads `json(bytes(sys.inputs.data))`. `dated` is the only date that
    goes into the file: the same input gives the same bytes. Raises TypesettingError.
    """
    midnight = datetime.combine(dated, time(), tzinfo=UTC)
    try:
        made = typst.compile(
            str(template),
            root=str(TEMPLATE_ROOT),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": json.dumps(showable(data))},
            pdf_standards=["ua-1"],
            timestamp=int(midnight.timestamp()),
        )
    except RuntimeError as error:
        raise TypesettingError(f"{template.name}: {_reason(error)}") from error
    return made


def draw_png(svg: str, *, width: float, pixels_per_inch: float = 220) -> bytes:
    """The drawing as PNG, `width` points wide on a white ground."""
    try:
        made = typst.compile(
            _PICTURE,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format="png",
            ppi=pixels_per_inch,
            sys_inputs={"svg": svg, "width": str(width)},
        )
    except RuntimeError as error:
        raise TypesettingError(f"The drawing failed: {_reason(error)}") from error
    return made


def _reason(error: RuntimeError) -> str:
    """A TypstError says more about itself than a plain one."""
    return error.message if isinstance(error, typst.TypstError) else str(error)
