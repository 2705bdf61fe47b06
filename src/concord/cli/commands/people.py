"""Chapter "People": account."""

from __future__ import annotations

import click


@click.group()
def account() -> None:
    """Accounts and hats."""
