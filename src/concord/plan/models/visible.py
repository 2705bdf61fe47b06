"""Rows of one partnership, as the plan's models have always imported them."""

from __future__ import annotations

from concord.access.models.of_partnership import OfPartnership, PartnershipQuerySet

__all__ = ["OfPartnership", "PartnershipQuerySet"]
