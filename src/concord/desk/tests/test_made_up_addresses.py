"""Numbers and words that no page of ours writes get an answer, never a fault."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client

from concord.access.testing import Place, wear

pytestmark = pytest.mark.django_db

STRANGE = ["²", "1" * 5000, "9" * 30, "\0", "a\0b", "-1", "many words " * 600]


@pytest.mark.parametrize("said", STRANGE, ids=range(len(STRANGE)))
def test_a_strange_search_finds_nothing_and_does_not_fail(
    elmbrook: Place, client: Client, said: str
) -> None:
    browser = wear(client, elmbrook.hats["strategic_lead"])
    for page in ("/history/", "/partnership/", "/papers/", "/plan/imports/"):
        assert browser.get(f"{page}?q={quote(said)}").status_code == 200, page


@pytest.mark.parametrize("said", STRANGE, ids=range(len(STRANGE)))
def test_a_strange_hat_is_not_there(elmbrook: Place, client: Client, said: str) -> None:
    browser = wear(client, elmbrook.hats["board_member"])
    assert browser.post("/hat/", {"hat": said}).status_code == 404
    assert browser.session["hat"] == elmbrook.hats["board_member"].pk
