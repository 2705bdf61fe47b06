"""`python -m concord`: the same as the command `concord`."""

from __future__ import annotations

from concord.cli import main

if __name__ == "__main__":
    main(prog_name="concord")
