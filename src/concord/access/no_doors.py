"""Jobs and letters of this floor by which nothing of a person or case leaves."""

from __future__ import annotations

from concord.access.doors import no_door

STAFF = "To a member of staff, about their own account or role."
NUMBERS = "Tells how many roles wait, and no name."

no_door("jobs.", "Tidies up among jobs, whose arguments are ids.")
no_door("post.", "Sends or forgets letters, each of which is a door or says why not.")
for letter in ("invitation", "new_password", "account_changed", "code_used"):
    no_door(f"access.{letter}", STAFF)
for name in (
    "role_waits",
    "roles_to_vouch",
    "remind_approvers",
    "remind_partnership",
):
    no_door(f"access.{name}", NUMBERS)
no_door("access.forget_sessions", "Deletes sessions that have run out.")
