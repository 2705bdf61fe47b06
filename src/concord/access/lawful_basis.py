"""Lawful bases of sharing, by kind of agency: a definition with versions and dates.

The rules are data: a later version is a new row of `partnership_definition` with the
code `lawful_basis`, and a decision keeps the version it was made under. Bases of the
first version: UK GDPR Article 6(1) as amended by the Data (Use and Access) Act 2025,
Data Protection Act 2018 Part 3 and Schedules 1 and 8. A partnership has its own data
protection officer confirm which of them its agencies use.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange

from concord.partnership.models import Agency, Definition

CODE = "lawful_basis"
PUBLIC_BODY = ["public_task", "legal_obligation", "vital_interests"]
CHARITY = ["recognised_interest", "legitimate_interests", "vital_interests"]
GDPR_CONDITIONS = ["safeguarding", "unlawful_acts", "vital_interests", "none"]
POLICE_CONDITIONS = ["safeguarding_part_3", "vital_interests_part_3", "none"]

BODY: dict[str, Any] = {
    "bases": {
        "public_task": "Public task: UK GDPR Article 6(1)(e)",
        "legal_obligation": "Legal obligation: UK GDPR Article 6(1)(c)",
        "vital_interests": "Vital interests: UK GDPR Article 6(1)(d)",
        "recognised_interest": "Recognised legitimate interest, safeguarding a "
        "vulnerable individual: UK GDPR Article 6(1)(ea)",
        "legitimate_interests": "Legitimate interests: UK GDPR Article 6(1)(f)",
        "law_enforcement": "Law enforcement: Data Protection Act 2018, Part 3, section "
        "35",
    },
    "conditions": {
        "safeguarding": "Safeguarding of children and of individuals at risk: Data "
        "Protection Act 2018, Schedule 1, paragraph 18",
        "unlawful_acts": "Preventing or detecting unlawful acts: Data Protection Act "
        "2018, Schedule 1, paragraph 10",
        "vital_interests": "Vital interests: UK GDPR Article 9(2)(c)",
        "safeguarding_part_3": "Safeguarding of children and of individuals at risk: "
        "Data Protection Act 2018, Schedule 8, paragraph 4",
        "vital_interests_part_3": "Vital interests: Data Protection Act 2018, Schedule "
        "8, paragraph 3",
        "none": "Nothing of a special category is shared",
    },
    "kinds": {
        Agency.Kind.COUNCIL: PUBLIC_BODY,
        Agency.Kind.HEALTH: PUBLIC_BODY,
        Agency.Kind.EDUCATION: PUBLIC_BODY,
        Agency.Kind.PROBATION: [*PUBLIC_BODY, "law_enforcement"],
        Agency.Kind.JUSTICE: [*PUBLIC_BODY, "law_enforcement"],
        Agency.Kind.PARTNERSHIP: PUBLIC_BODY,
        Agency.Kind.POLICE: ["law_enforcement", *PUBLIC_BODY],
        Agency.Kind.HOUSING: [
            "recognised_interest",
            "legitimate_interests",
            "legal_obligation",
            "public_task",
            "vital_interests",
        ],
        Agency.Kind.SPECIALIST: CHARITY,
        Agency.Kind.VOLUNTARY: CHARITY,
        Agency.Kind.OTHER: [*CHARITY, *PUBLIC_BODY[:2]],
    },
    "part_3": POLICE_CONDITIONS,
    "uk_gdpr": GDPR_CONDITIONS,
}
FIRST_VERSION: dict[str, Any] = {
    "code": CODE,
    "version": 1,
    "body": BODY,
    "source": "UK GDPR Articles 6 and 9; Data Protection Act 2018, Part 3, Schedules 1 "
    "and 8; Data (Use and Access) Act 2025",
    "valid": DateRange(None, None),
}


@dataclass(frozen=True, slots=True)
class Bases:
    """What an agency may choose from today: bases and conditions, by code."""

    agency: Agency
    definition: Definition
    bases: dict[str, str]
    conditions: dict[str, str]


def bases_for(agency: Agency) -> Bases:
    """The lawful bases that fit this kind of agency, and its regime's conditions.

    Raises ValidationError when no version of the definition is in force.
    """
    found = Definition.objects.valid_on().filter(code=CODE).first()
    if found is None:
        raise ValidationError(
            "No definition of lawful bases is in force today. Ask whoever runs Concord."
        )
    body = found.body
    allowed = body["kinds"].get(agency.kind, body["kinds"][Agency.Kind.OTHER])
    conditions = body["part_3" if agency.regime == Agency.Regime.PART_3 else "uk_gdpr"]
    if agency.regime != Agency.Regime.PART_3:
        allowed = [code for code in allowed if code != "law_enforcement"]
    return Bases(
        agency=agency,
        definition=found,
        bases={code: body["bases"][code] for code in allowed},
        conditions={code: body["conditions"][code] for code in conditions},
    )
