"""Nouns of the directory: services and what hangs on them."""

from __future__ import annotations

from concord.directory.models.districts import District
from concord.directory.models.organisations import (
    Feed,
    Location,
    Organisation,
    Taxonomy,
    TaxonomyTerm,
)
from concord.directory.models.parts import (
    Attribute,
    Contact,
    CostOption,
    Funding,
    Language,
    OfService,
    Phone,
    Schedule,
    ServiceArea,
    ServiceAtLocation,
)
from concord.directory.models.services import Doubt, Service
from concord.directory.models.upkeep import Incoming, Proposal, ProviderLink

__all__ = [
    "Attribute",
    "Contact",
    "CostOption",
    "District",
    "Doubt",
    "Feed",
    "Funding",
    "Incoming",
    "Language",
    "Location",
    "OfService",
    "Organisation",
    "Phone",
    "Proposal",
    "ProviderLink",
    "Schedule",
    "Service",
    "ServiceArea",
    "ServiceAtLocation",
    "Taxonomy",
    "TaxonomyTerm",
]
