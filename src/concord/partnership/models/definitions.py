"""Versioned definitions: a threshold, a label or a rule, and from when it held."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models

from concord.foundation.classified import classified
from concord.partnership.models.validity import Valid


@classified(public="code version body source valid")
class Definition(Valid):
    """A rule of the field with its version and dates; never a constant in code."""

    code = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    body = models.JSONField()
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("code", "version")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"], name="definition_version_once"
            ),
            ExclusionConstraint(
                name="definition_versions_do_not_overlap",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"
