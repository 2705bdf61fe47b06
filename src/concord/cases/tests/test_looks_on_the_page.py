"""The team that holds a case reads on its page who has looked at it."""

from __future__ import annotations

import pytest
from django.test import Client

from concord.access.testing import wear
from concord.cases.testing import CaseWorld

pytestmark = pytest.mark.django_db


def test_who_has_looked_stands_on_the_page_of_who_can_see(
    case_world: CaseWorld, client: Client
) -> None:
    case_world.share("Police")
    hats = case_world.place.hats
    address = f"/cases/{case_world.case.pk}/"
    police = wear(Client(), hats["practitioner:Police"])
    assert police.get(address).status_code == 200
    idva = wear(client, hats["practitioner:Specialist service"])
    for query in ("", "?looks=all"):
        page = idva.get(f"{address}who-can-see/{query}").content.decode()
        assert "Who has looked" in page
        looks = page.partition('id="looks"')[2]
        assert hats["practitioner:Police"].team.short_name in looks
    # Another team is not told who has looked.
    assert "Who has looked" not in police.get(f"{address}who-can-see/").content.decode()
