"""How the MARAC works, in figures over the last four quarters.

Each figure says what it is of, what was not recorded, what it is held against and how
it is counted. A share of nothing is none, and not 0.
"""

from __future__ import annotations

from concord.marac.queries.governance.figures import Governance, governance, may_read
from concord.marac.queries.governance.lines import Figure, Readers, TeamLine

__all__ = ["Figure", "Governance", "Readers", "TeamLine", "governance", "may_read"]
