"""Where postcode districts are, if whoever runs Concord has loaded a file of them."""

from __future__ import annotations

from django.db import models

from concord.foundation.classified import classified


@classified(public="code latitude longitude")
class District(models.Model):
    """The middle of all postcodes with the same first half, such as BR1.

    Open data (ONS, Code-Point Open); the same for all partnerships, and about nobody.
    """

    code = models.CharField(max_length=4, primary_key=True)
    latitude = models.FloatField()
    longitude = models.FloatField()

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code
