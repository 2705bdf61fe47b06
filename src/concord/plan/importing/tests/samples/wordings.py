"""Invented actions, enough for several plans, and what stands around them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wanted:
    """One action that a reader counts, with what is printed beside it."""

    text: str
    ref: str | None = None
    lead: str | None = None
    due: str | None = None
    status: str | None = None


@dataclass(frozen=True)
class Part:
    """A priority and its actions."""

    title: str
    actions: tuple[Wanted, ...]
    ref: str | None = None


PREVENT = (
    "Commission a two-year poster campaign in bus shelters and libraries",
    "Offer every secondary school a lesson pack on respectful relationships",
    "Train hairdressers and barbers as community listeners by invitation",
    "Map where young people already talk about relationships and join them there",
    "Publish an easy-read leaflet in the six languages most spoken locally",
    "Run a bystander workshop with each of the town's sports clubs",
)
SUPPORT = (
    "Re-commission the outreach service with a longer contract and clear measures",
    "Open a drop-in at the family hub on two mornings a week",
    "Agree a protocol so that no survivor is moved more than once",
    "Set up a fund for locks, lights and phone replacement",
    "Ensure interpreters are booked before the first appointment",
    "Recruit two children's workers for the refuge",
)
PERPETRATORS = (
    "Pilot a behaviour-change course for people who volunteer to attend it",
    "Review how protection orders are monitored after they are granted",
    "Invite probation to each planning meeting and record its advice",
    "Develop a script for housing officers who speak with the person causing harm",
)
PARTNERSHIP = (
    "Establish a learning panel that meets after each review",
    "Write one information sharing agreement and retire the old four",
    "Hold a yearly conference for front-line staff of all agencies",
    "Create a shared calendar of training so that no course runs half empty",
    "Refresh the terms of reference of the operational group",
)
LEADS = (
    "Community Safety Manager",
    "Head of Housing Options",
    "Public Health Consultant",
    "Named Nurse",
    "Partnership Sergeant",
)
DUES = ("March 2023", "Q2 2023/24", "30/09/2023", "Ongoing", "December 2023")

NARRATIVE = (
    "Domestic abuse touches every street of the district, and nobody should face it"
    " alone. This document says what the partnership has learned and where it is going."
)
MORE_NARRATIVE = (
    "In the last year 1,204 people were supported by the service, a rise of nine per"
    " cent. Most had waited longer than two years before they told anybody."
)
ACHIEVEMENTS = (
    "Launched a helpline for older people that took 340 calls",
    "Trained 212 school staff in two terms",
    "Introduced a new referral form for midwives",
)
MEASURES = (
    "Increase in the number of people who refer themselves",
    "Reduction in repeat victims within twelve months",
    "Percentage of staff who feel confident to ask",
)
VALUES = ("We listen first", "We say what we mean", "We are fair to everybody")
GLOSSARY = (("IDVA", "independent adviser"), ("MARAC", "a meeting about high risk"))


def wanted(
    texts: tuple[str, ...], prefix: str = "", statuses: tuple[str, ...] = ()
) -> tuple[Wanted, ...]:
    """Actions with numbers, leads, dates and statuses given out in turn."""
    return tuple(
        Wanted(
            text,
            f"{prefix}{n + 1}" if prefix else None,
            LEADS[n % len(LEADS)],
            DUES[n % len(DUES)],
            statuses[n % len(statuses)] if statuses else None,
        )
        for n, text in enumerate(texts)
    )


FOUR = (
    Part("Prevent", wanted(PREVENT, "1.", ("Green", "Amber", "Complete")), "1"),
    Part("Support", wanted(SUPPORT, "2.", ("In progress", "Red", "Green")), "2"),
    Part("Hold to account", wanted(PERPETRATORS, "3.", ("Not started", "Blue")), "3"),
    Part("Work together", wanted(PARTNERSHIP, "4.", ("Amber", "Green")), "4"),
)


def plain(parts: tuple[Part, ...] = FOUR) -> tuple[Part, ...]:
    """The same without numbers, leads, dates and statuses."""
    return tuple(
        Part(part.title, tuple(Wanted(a.text) for a in part.actions), part.ref)
        for part in parts
    )
