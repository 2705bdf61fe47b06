"""What the access room writes to people: that there is something to do, and where."""

from __future__ import annotations

from concord.access.doors import Kind, door
from concord.foundation.post import letter

INVITATION = letter(
    "access.invitation",
    subject="Concord: an invitation",
    template="access/letters/invitation.txt",
    variables={"link", "until"},
)
NEW_PASSWORD = letter(
    "access.new_password",
    subject="Concord: set a new password",
    template="access/letters/new_password.txt",
    variables={"link"},
)
ACCOUNT_CHANGED = letter(
    "access.account_changed",
    subject="Concord: your sign-in has changed",
    template="access/letters/account_changed.txt",
    variables={"what", "link"},
)
AUDIT_HEAD = letter(
    "access.audit_head",
    subject="Concord: the seal of the log, number {{ number }}",
    template="access/letters/audit_head.txt",
    variables={"number", "root", "link"},
)
AUDIT_NOT_WHOLE = letter(
    "access.audit_not_whole",
    subject="Concord: the log is not whole",
    template="access/letters/audit_not_whole.txt",
    variables={"link"},
)
UNUSUAL = letter(
    "access.unusual",
    subject="Concord: {{ lines }} line{{ lines|pluralize }} of unusual access",
    template="access/letters/unusual.txt",
    variables={"lines", "link"},
)
EMERGENCY_TO_REVIEW = letter(
    "access.emergency_to_review",
    subject="Concord: an emergency opening to review",
    template="access/letters/emergency_to_review.txt",
    variables={"link"},
)
NOBODY_TO_REVIEW = letter(
    "access.nobody_to_review",
    subject="Concord: an emergency opening that nobody can review",
    template="access/letters/nobody_to_review.txt",
    variables={"link"},
)
for told in (EMERGENCY_TO_REVIEW, NOBODY_TO_REVIEW):
    door(told.name, Kind.MAIL)
CODE_USED = letter(
    "access.code_used",
    subject="Concord: a recovery code was used",
    template="access/letters/code_used.txt",
    variables={"left", "link"},
)
ROLE_WAITS = letter(
    "access.role_waits",
    subject="Concord: a role waits for your approval",
    template="access/letters/role_waits.txt",
    variables={"link"},
)
ROLES_TO_VOUCH = letter(
    "access.roles_to_vouch",
    subject="Concord: roles to approve or confirm",
    template="access/letters/roles_to_vouch.txt",
    variables={"waiting", "to_confirm", "due", "alone", "link"},
)
