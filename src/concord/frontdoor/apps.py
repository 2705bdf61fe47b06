from __future__ import annotations

from django.apps import AppConfig


class FrontDoorConfig(AppConfig):
    name = "concord.frontdoor"
    label = "frontdoor"
    verbose_name = "Front door"

    def ready(self) -> None:
        from concord.foundation.post.recipients import AtWork, register_check
        from concord.frontdoor.queries.referrers import who_never_asked

        register_check(who_never_asked, AtWork)
