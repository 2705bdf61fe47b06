from __future__ import annotations

import pytest
from django.core.mail import EmailMessage
from pytest_django import Settings

from concord.foundation.post.delivery import NotTakenError, hand_over


def test_without_a_mail_server_an_e_mail_is_neither_sent_nor_printed(
    settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    settings.EMAIL_BACKEND = "concord.foundation.post.no_server.NoServer"
    with pytest.raises(NotTakenError, match="NothingTaken"):
        hand_over(EmailMessage("Hello", "There is work", to=["avery@council.example"]))
    assert capfd.readouterr() == ("", "")
