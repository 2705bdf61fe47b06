"""The nouns of people. Rooms above import them from here."""

from __future__ import annotations

from concord.people.models.about import Characteristics, Identifier
from concord.people.models.contact import (
    ConfidentialLocation,
    ContactAttempt,
    ContactPoint,
    SafeContactRule,
)
from concord.people.models.links import (
    Household,
    HouseholdMember,
    Relationship,
    SamePerson,
)
from concord.people.models.merging import Merge, MergeStep
from concord.people.models.persons import Person, PersonVersion

__all__ = [
    "Characteristics",
    "ConfidentialLocation",
    "ContactAttempt",
    "ContactPoint",
    "Household",
    "HouseholdMember",
    "Identifier",
    "Merge",
    "MergeStep",
    "Person",
    "PersonVersion",
    "Relationship",
    "SafeContactRule",
    "SamePerson",
]
