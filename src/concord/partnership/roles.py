"""The roles that a hat can carry, in the field's own words."""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    """One hat is one of these roles, in one team, in one partnership."""

    STRATEGIC_LEAD = "strategic_lead", "Strategic lead"
    AGENCY_LEAD = "agency_lead", "Agency lead"
    BOARD_MEMBER = "board_member", "Board member"
    COMMISSIONER = "commissioner", "Commissioner"
    MARAC_COORDINATOR = "marac_coordinator", "MARAC coordinator"
    PRACTITIONER = "practitioner", "Practitioner"
    DATA_OFFICER = "data_officer", "Data officer"
    TRAINER = "trainer", "Trainer"
    DIRECTORY_EDITOR = "directory_editor", "Directory editor"
    AUDITOR = "auditor", "Auditor"
    ADMINISTRATOR = "administrator", "Administrator"


WHAT_THEY_DO: dict[Role, str] = {
    Role.STRATEGIC_LEAD: "Runs the strategy and its delivery plan; writes the board "
    "paper; chases agencies.",
    Role.AGENCY_LEAD: "Answers for one agency's actions: gives the quarterly updates "
    "and the agency's statement.",
    Role.BOARD_MEMBER: "Reads the plan and the issued board papers.",
    Role.COMMISSIONER: "Reads the plan, its funding and the board papers.",
    Role.MARAC_COORDINATOR: "Runs the MARAC; reads the plan.",
    Role.PRACTITIONER: "Works with people; reads the plan, and updates actions that "
    "are given to them.",
    Role.DATA_OFFICER: "Prepares an agency's figures; reads the plan.",
    Role.TRAINER: "Runs training; reads the plan.",
    Role.DIRECTORY_EDITOR: "Keeps the directory of services; reads the plan.",
    Role.AUDITOR: "Reads every change and who looked at what; says whether an opening "
    "in an emergency was right, and ends locks. Sees no people.",
    Role.ADMINISTRATOR: "Invites people, gives and ends hats, keeps agencies and "
    "teams. Sees no more of the work than a board member.",
}

# Roles whose work is with people. Every other hat sees counts, never a person.
SEES_PEOPLE: frozenset[Role] = frozenset({Role.PRACTITIONER, Role.MARAC_COORDINATOR})
