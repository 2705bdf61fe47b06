"""A request as it reaches a view of the desk: signed in, with a hat on."""

from __future__ import annotations

from django.http import HttpRequest

from concord.access.actor import Actor
from concord.partnership.models import Account, Membership


class Request(HttpRequest):
    """What `concord.access.middleware` has put on the request."""

    actor: Actor
    hat: Membership
    user: Account
