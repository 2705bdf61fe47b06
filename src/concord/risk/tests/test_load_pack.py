"""`concord risk load-pack`: from a file into a partnership, or one line of why not."""

from __future__ import annotations

import pytest

from concord.access.actor import acting_as
from concord.access.testing import Place
from concord.risk.loading import CannotLoad, load_pack
from concord.risk.queries.instruments import in_use
from concord.risk.testing import licensed_pack

pytestmark = pytest.mark.django_db


def test_a_licensed_pack_is_loaded_into_one_partnership(elmbrook: Place) -> None:
    said = load_pack(licensed_pack(), "elmbrook")
    assert said.startswith("SafeLives Dash, version 2 is loaded and locked: ")
    lead = elmbrook.actor("strategic_lead")
    with acting_as(lead):
        assert in_use(lead)["dash24"].pack.may_be_live


def test_what_is_wrong_is_said_in_one_line(elmbrook: Place) -> None:
    with pytest.raises(CannotLoad, match="there is no nowhere"):
        load_pack(licensed_pack(), "nowhere")
    with pytest.raises(CannotLoad, match="not TOML"):
        load_pack(b"[", "elmbrook")
