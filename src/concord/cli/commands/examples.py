"""Chapter "Examples": examples load, examples sign-ins."""

from __future__ import annotations

import click


@click.group()
def examples() -> None:
    """Example partnerships, built from published documents."""
