"""The doors of the front door room: every page through which something can leave."""

from __future__ import annotations

from concord.access.doors import Kind, door, no_door

door("frontdoor:index", Kind.LIST, Kind.COUNT, Kind.EXPORT)
door("frontdoor:made", Kind.LIST, Kind.COUNT, Kind.EXPORT)
door("frontdoor:decided", Kind.LIST, Kind.COUNT, Kind.EXPORT)
door("referrals_of_case", Kind.LIST, Kind.COUNT, Kind.EXPORT)
door("frontdoor:work", Kind.LIST, Kind.COUNT)
for name in (
    "referral",
    "take",
    "ready",
    "write",
    "check",
    "decide",
    "work_item",
):
    door(f"frontdoor:{name}", Kind.OPEN)
door("frontdoor:file", Kind.FILE)
door("frontdoor:add_file", Kind.OPEN)
# Offers records like those whom the referral names.
door("frontdoor:case", Kind.OPEN, Kind.SEARCH)
# The same figures for everybody who may see them, counted by the database.
door("frontdoor:figures", Kind.COUNT, Kind.EXPORT)
door("frontdoor:notices", Kind.LIST, Kind.COUNT, Kind.EXPORT)
door("frontdoor:notice", Kind.OPEN)
door("frontdoor:relay", Kind.OPEN)
no_door("frontdoor:new_notice", "Takes what the police have sent, and shows nothing.")
for name in ("key_adults", "end_key_adult"):
    no_door(f"frontdoor:{name}", "Tells which staff of schools take notices.")
door("frontdoor.tell_of_danger", Kind.JOB)
door("frontdoor.tell_of_work", Kind.JOB)
for name in ("notice_waits", "urgent", "work_waits"):
    door(f"frontdoor.{name}", Kind.MAIL)
OWN_WORDS = "Shows what its reader has typed, and nothing of others."
for name in (
    "new",
    "draft",
    "throw_away",
    "enquiry",
    "sheets",
    "sheet",
    "send_sheet",
    "throw_away_sheet",
):
    no_door(f"frontdoor:{name}", OWN_WORDS)
no_door("frontdoor:blank_sheet", "An empty form.")
no_door("frontdoor:settings", "Tells which team stands at the door, and hours.")
SYSTEMS = "Tells which systems of others may send, and nothing of what they sent."
for name in ("systems", "add_system", "end_system"):
    no_door(f"frontdoor:{name}", SYSTEMS)
no_door("openapi", "Describes fields.")
no_door("referrals_api", "Takes a referral; answers with its reference and no more.")
no_door("referral_api", "Tells a system how far its own referral is, in fixed words.")
for name in ("ask_for_help", "ask_for_help_in"):
    no_door(name, "Takes what somebody writes, and shows nothing of anybody.")
no_door("frontdoor.forget_sheets", "Empties what nobody has sent.")
no_door("frontdoor:addresses", "Tells which organisations' addresses are listed.")
no_door("refer_without_account", "Takes an address, and says the same for each.")
no_door("refer_by_link", "Takes what somebody writes, and shows nothing of anybody.")
no_door("files_by_link", "Takes a file, and shows nothing of anybody.")
no_door("referral_status", "Says how far a referral is, and nothing of anybody.")
no_door("frontdoor.send_link", "Sends a link to a form, before anything is said.")
no_door("frontdoor.forget_links", "Deletes links that have ended.")
no_door("frontdoor.forget_drafts", "Empties what nobody has sent.")
no_door("frontdoor.dispose", "Deletes what ended long ago, and shows nothing of it.")
