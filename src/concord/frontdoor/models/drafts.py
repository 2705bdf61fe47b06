"""A referral that somebody has begun and will finish later."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from concord.access.models import Protected
from concord.foundation.classified import classified


@classified(
    internal="state saved_at",
    special="typed",
    what={"typed": "A referral as far as it was typed"},
)
class Draft(Protected):
    """The form as it was typed, for its writer alone. Emptied when it is sent."""

    class State(models.TextChoices):
        OPEN = "open", "Begun"
        SENT = "sent", "Sent"
        DROPPED = "dropped", "Thrown away"

    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    typed = models.JSONField(default=dict, blank=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-saved_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open") | Q(typed={}), name="a_sent_draft_is_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"
