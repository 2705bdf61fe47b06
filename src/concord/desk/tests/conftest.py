"""People who are signed in, for tests that are about something else than signing in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from concord.access.testing import asked_just_now
from concord.partnership.models import Membership

Wear = Callable[[Membership], Client]


@pytest.fixture
def wear(client_class: type[Client] = Client) -> Wear:
    """`wear(hat)`: a browser of somebody who works in that hat."""

    def make(hat: Membership) -> Client:
        browser = client_class()
        browser.force_login(hat.account)
        session = browser.session
        session["hat"] = hat.pk
        session["second_step"] = hat.account_id  # set up and passed
        session.update(asked_just_now(hat.account_id))
        session.save()
        return browser

    return make
