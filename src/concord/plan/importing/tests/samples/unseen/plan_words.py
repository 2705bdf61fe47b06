"""Invented actions as strategies of several years word them: many open with no verb."""

from __future__ import annotations

from concord.plan.importing.tests.samples.wordings import Part, Wanted

PREVENTION = Part(
    "Prevention and early help",
    (
        Wanted(
            "Deliver the healthy relationships offer to all primary and secondary"
            " schools, including pupil referral units",
            "1.1",
            "Education Safeguarding Lead",
            "July 2024",
            "On track",
        ),
        Wanted(
            "Year-round communications plan with a focus on coercive control, stalking"
            " and economic abuse",
            "1.2",
            "Communications Team",
            "September 2024",
            "Complete",
        ),
        Wanted(
            "Work with licensed premises to promote a code word for people who feel"
            " unsafe",
            "1.3",
            "Licensing and Police",
            "31/10/2024",
            "At risk",
        ),
        Wanted(
            "Multi-agency training pathway agreed and published, with a calendar",
            "1.4",
            "Workforce Development",
            "Q1 2024/25",
            "Complete",
        ),
        Wanted(
            "Explore funding for a specialist by-and-for outreach post",
            "1.5",
            "VAWG Commissioning Manager",
            "Dec 2024",
            "Not started",
        ),
    ),
    "1",
)
SURVIVORS = Part(
    "Support for victims, survivors and their children",
    (
        Wanted(
            "Complete the yearly safe accommodation needs assessment in line with the"
            " Part 4 duty",
            "2.1",
            "Strategic Housing",
            "October 2024",
            "Complete",
        ),
        Wanted(
            "GP practices to take part in the identification and referral programme",
            "2.2",
            "Integrated Care Board",
            "Ongoing",
            "On track",
        ),
        Wanted(
            "IDVA provision in the emergency department and maternity to be reviewed",
            "2.3",
            "Hospital Trust",
            "March 2025",
            "At risk",
        ),
        Wanted(
            "Increase the number of refuge spaces for women with older boys",
            "2.4",
            "Strategic Housing",
            "2025/26",
            "Not started",
        ),
        Wanted(
            "Children recognised as victims in their own right in assessment templates"
            " and practice guidance",
            "2.5",
            "Social Care for Children",
            "January 2025",
            "On track",
        ),
        Wanted(
            "Peer support group for survivors re-established with a paid facilitator",
            "2.6",
            "Survivor Voice Coordinator",
            "Autumn 2024",
            "Complete",
        ),
    ),
    "2",
)
HARM = Part(
    "Tackling perpetrators",
    (
        Wanted(
            "Secure a one-to-one intervention for high-harm perpetrators, subject to"
            " grant",
            "3.1",
            "Office of the Commissioner",
            "April 2025",
            "At risk",
        ),
        Wanted(
            "Breaches of protection notices monitored each month and reported to the"
            " delivery group",
            "3.2",
            "Police",
            "Ongoing",
            "On track",
        ),
        Wanted(
            "Introduce a tasking process for people who abuse partner after partner",
            "3.3",
            "Community Safety",
            "June 2025",
            "Not started",
        ),
        Wanted(
            "Social workers trained to engage safely with fathers who use harmful"
            " behaviour",
            "3.4",
            "Principal Social Worker",
            "February 2025",
            "On track",
        ),
    ),
    "3",
)
RESPONSE = Part(
    "A coordinated community response",
    (
        Wanted(
            "Implement learning from domestic homicide reviews and track each"
            " recommendation to closure",
            "4.1",
            "Community Safety",
            "Ongoing",
            "On track",
        ),
        Wanted(
            "Achieve accreditation for the council and for two housing associations",
            "4.2",
            "Strategic Housing",
            "March 2026",
            "On track",
        ),
        Wanted(
            "Data dashboard brought to every meeting of the Board",
            "4.3",
            "Performance Analyst",
            "Quarterly",
            "Complete",
        ),
        Wanted(
            "Set up a lived experience panel whose members are paid for their time",
            "4.4",
            "Survivor Voice Coordinator",
            "May 2024",
            "Complete",
        ),
        Wanted(
            "Male allies campaign renewed and its ambassadors recruited",
            "4.5",
            "Public Health",
            "25 November 2024",
            "At risk",
        ),
    ),
    "4",
)
ALL = (PREVENTION, SURVIVORS, HARM, RESPONSE)

INTRODUCTION = (
    "Nobody in the borough should live in fear of somebody close to them. The police"
    " recorded 4,312 offences last year, one in seven of all violence, and most is"
    " never reported. The duty in Part 4 of the Act changed what councils must do."
)
LEARNED = (
    "Survivors told us that they want to be believed the first time, to tell their"
    " story once, and to stay in their own home where that is safe. Services want"
    " longer contracts, and professionals want to know who to call."
)
GOVERNANCE = (
    "The Board meets every quarter and reports to the Community Safety Partnership."
    " Each agency names a lead, who is accountable for its actions and for the data."
)


def keep(part: Part, *names: str) -> Part:
    """The part with only these of ref, lead, due and status to be looked for."""
    return Part(
        part.title,
        tuple(
            Wanted(a.text, **{name: getattr(a, name) for name in names})
            for a in part.actions
        ),
        part.ref,
    )
