"""The referrals about a case stand beside it."""

from __future__ import annotations

from concord.cases.tabs import case_tab
from concord.frontdoor.queries.referral import count_in

case_tab(title="Referrals", url_name="referrals_of_case", count=count_in)
