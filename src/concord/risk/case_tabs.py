"""Risk stands beside each case."""

from __future__ import annotations

from concord.cases.tabs import case_tab
from concord.risk.queries.assessments import count_in

case_tab(title="Risk", url_name="risk:index", count=count_in)
