"""Who stands at the front door of a partnership, and how quickly it answers."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from concord.access.actor import Actor
from concord.foundation.classified import classified
from concord.partnership.models import Partnership, Team

HOURS = [MinValueValidator(1), MaxValueValidator(500)]


class FrontDoorQuerySet(models.QuerySet["FrontDoor"]):
    def visible_to(self, actor: Actor) -> FrontDoorQuerySet:
        return self.filter(partnership_id=actor.here)


@classified(
    internal="partnership team look_within check_within decide_within ask_again_after "
    "opens closes round_the_clock outside_hours referrer_domains",
)
class FrontDoor(models.Model):
    """One per partnership: the team that looks at referrals, and its own targets.

    Targets are local: no national rule sets them. They are hours in which the door is
    open (`opens` to `closes` on working days), or of the clock where it never shuts.
    """

    partnership = models.OneToOneField(
        Partnership, models.PROTECT, related_name="front_door"
    )
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    look_within = models.PositiveIntegerField(default=4, validators=HOURS)
    check_within = models.PositiveIntegerField(default=24, validators=HOURS)
    decide_within = models.PositiveIntegerField(default=2, validators=HOURS)
    ask_again_after = models.PositiveIntegerField(default=16, validators=HOURS)
    opens = models.TimeField(default="09:00")
    closes = models.TimeField(default="17:00")
    round_the_clock = models.BooleanField(default=False)
    outside_hours = models.CharField(
        max_length=300,
        blank=True,
        help_text="Whom to call when the door is shut. Shown to whoever refers.",
    )
    # Domains at which professionals without an account are known: "nhs.net" itself, or
    # "*.police.uk" for all below it. In lower case.
    referrer_domains = ArrayField(
        models.CharField(max_length=120), default=list, blank=True
    )

    objects = FrontDoorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes")),
                name="the_door_opens_before_it_shuts",
            ),
        ]

    def __str__(self) -> str:
        return f"front door of partnership {self.partnership_id}"
