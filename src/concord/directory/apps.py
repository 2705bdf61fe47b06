from __future__ import annotations

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "concord.directory"
    label = "directory"
    verbose_name = "Directory of services"
