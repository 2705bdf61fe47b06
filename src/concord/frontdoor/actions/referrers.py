"""Professionals without an account: a link to refer, and one that says how far it is.

What may be done with which link is decided in the database: see `walls_of_referrers`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from concord.access.actor import Actor
from concord.access.permit import Verb, permit
from concord.frontdoor import jobs, letters
from concord.frontdoor.actions.links import (
    called,
    digest_of,
    new_secret,
    only_public,
    write,
)
from concord.frontdoor.actions.referring import take_by_link
from concord.frontdoor.models import FrontDoor, Referral
from concord.frontdoor.said import Said

DOMAIN = re.compile(r"(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
MOST_DOMAINS = 200
# Where anybody can have an address, or any firm a name: no proof of where one works.
ANYBODYS = frozenset(
    [
        "aol.com",
        "btinternet.com",
        "gmail.com",
        "gmx.com",
        "googlemail.com",
        "hotmail.co.uk",
        "hotmail.com",
        "icloud.com",
        "live.co.uk",
        "live.com",
        "mail.com",
        "me.com",
        "msn.com",
        "ntlworld.com",
        "outlook.com",
        "proton.me",
        "protonmail.com",
        "sky.com",
        "talktalk.net",
        "virginmedia.com",
        "yahoo.co.uk",
        "yahoo.com",
    ]
)
TOO_WIDE = frozenset(
    ["*.co.uk", "*.ltd.uk", "*.me.uk", "*.net.uk", "*.org.uk", "*.plc.uk"]
)


@transaction.atomic
def list_domains(*, domains: Sequence[str], by: Actor) -> FrontDoor:
    """From now on addresses at these domains, and no others, are sent links.

    "nhs.net" is that domain, "*.police.uk" all below it. Links under way stay good.
    Raises ValidationError for `domains`, NotPermitted without the right.
    """
    permit(by, Verb.MANAGE_PARTNERSHIP)
    door = FrontDoor.objects.select_for_update().filter(partnership_id=by.here).first()
    if door is None:
        raise ValidationError("Choose a team for the front door first.")
    wanted = sorted({one.strip().lower().removeprefix("@") for one in domains} - {""})
    wrong = [text for one in wanted if (text := _wrong_with(one))]
    if len(wanted) > MOST_DOMAINS:
        wrong.append(f"{MOST_DOMAINS} domains at most: list those that refer here.")
    if wrong:
        raise ValidationError({"domains": wrong})
    door.referrer_domains = wanted
    door.save(update_fields=["referrer_domains"])
    return door


def _wrong_with(domain: str) -> str:
    """Why a domain can't be listed; empty when it can."""
    shown = domain[:60]
    if not DOMAIN.fullmatch(domain):
        return f"{shown}: write a domain, such as nhs.net or *.police.uk."
    if domain.removeprefix("*.") in ANYBODYS:
        return f"{shown}: anybody can have an address there. List where people work."
    if domain in TOO_WIDE:
        return f"{shown}: too wide. List each organisation."
    return ""


@transaction.atomic
def ask_for_link(*, address: str, by: Actor) -> None:
    """Somebody would like a link to refer. A job looks whether the address is listed.

    Nothing is looked up here: what happens, and how long it takes, is the same for
    every address.
    """
    only_public(by)
    asked = called("SELECT access.ask_to_refer(%s)", address.strip())[0]
    jobs.send_link.defer(partnership_id=by.here, asked=str(asked))


@transaction.atomic
def refer_by_link(*, said: Said, secret: str, by: Actor) -> str:
    """Refer somebody by the link that one was sent. Returns the reference.

    A letter with a link to its status goes to the same address. Sent twice, it is one
    referral and one letter. Raises ValidationError as `take_by_link`.
    """
    status = new_secret()
    ref, address, link_id = take_by_link(
        said=said, digest=digest_of(secret), status_digest=digest_of(status), by=by
    )
    if link_id is not None:
        write(letters.STATUS_LINK, (ref, address, link_id), status, by)
    return ref


@transaction.atomic
def renew_status_link(*, secret: str, by: Actor) -> None:
    """Send a new link to where the old one was sent. The old one ends.

    Nothing comes back, so that whoever found an old link learns nothing from it.
    """
    only_public(by)
    fresh = new_secret()
    made = called(
        "SELECT * FROM access.renew_status_link(%s, %s)",
        digest_of(secret),
        digest_of(fresh),
    )
    if made:
        write(letters.STATUS_LINK, made, fresh, by)


@transaction.atomic
def tell_of_answer(*, referral: Referral, by: Actor) -> None:
    """Write to a referrer whose address is verified that there is an answer.

    The letter says not which. For everybody else nothing happens.
    """
    if not referral.referrer_verified:
        return
    fresh = new_secret()
    made = called(
        "SELECT * FROM access.answer_link(%s, %s)", referral.pk, digest_of(fresh)
    )
    if made:
        write(letters.ANSWERED, made, fresh, by)
