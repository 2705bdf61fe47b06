from __future__ import annotations

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "concord.directory"
    label = "directory"
    verbose_name = "Directory of services"

    def ready(self) -> None:
        from concord.directory.queries.upkeep import who_has_no_link
        from concord.foundation.post.recipients import ListedService, register_check

        register_check(who_has_no_link, ListedService)
