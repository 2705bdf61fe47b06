"""Accounts, the hats they wear, who stands in for whom, and invitations."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from concord.foundation.classified import classified
from concord.partnership.models.agencies import Team
from concord.partnership.models.partnerships import Partnership
from concord.partnership.models.validity import Valid
from concord.partnership.roles import Role


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by e-mail address without regard to upper case."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(email__iexact=username or "")

    def create(  # type: ignore[override]  # an account never lacks address and name
        self, *, email: str, name: str, **rest: object
    ) -> Account:
        """A new account with no usable password until its owner sets one."""
        password = rest.pop("password", None)
        account = self.model(email=email.strip().lower(), name=name, **rest)
        account.set_password(str(password)) if password else (
            account.set_unusable_password()
        )
        account.save(using=self._db)
        return account


@classified(
    internal="is_active is_example created_at",
    # When somebody last worked is about them; a password's hash is theirs alone.
    personal="email name password last_login",
    what={
        "email": "Address at work, to sign in with",
        "name": "Name of a member of staff",
        "password": "A slow hash of the password",
        "last_login": "When somebody last signed in",
    },
)
class Account(AbstractBaseUser):
    """A person who signs in. What they may do hangs on the hat, never on this."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    is_example = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = AccountManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="account_email_once"),
        ]

    def __str__(self) -> str:
        return f"account {self.pk}"

    def get_full_name(self) -> str:
        return self.name


@classified(
    internal="account team partnership role",
    # Together with the team a job title mostly means one person.
    personal="title",
)
class Membership(Valid):
    """A hat: this account, in this team, in this role. A session wears one."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships")
    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=Role)
    title = models.CharField(
        max_length=120, blank=True, help_text="Job title, such as Head of service"
    )

    class Meta:
        ordering = ("partnership", "team", "role")
        constraints = [
            ExclusionConstraint(
                name="one_hat_at_a_time",
                expressions=[
                    ("account", RangeOperators.EQUAL),
                    ("team", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"hat {self.pk}: {self.get_role_display()}"

    @property
    def role_name(self) -> str:
        """The role in words, such as "Strategic lead"."""
        return Role(self.role).label


@classified(
    internal="partnership away deputy",
    personal="during",
    # Why somebody is away is often an illness or a birth.
    special="why",
    what={
        "during": "Days on which somebody is away",
        "why": "The reason, where one was given",
    },
)
class Cover(models.Model):
    """While `during` lasts, `deputy` is asked in place of, or as well as, `away`."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="covers")
    away = models.ForeignKey(Membership, models.CASCADE, related_name="covered_by")
    deputy = models.ForeignKey(Membership, models.CASCADE, related_name="covers_for")
    during = DateRangeField()
    why = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("during",)
        constraints = [
            models.CheckConstraint(
                condition=~Q(away=F("deputy")), name="nobody_covers_themselves"
            ),
            ExclusionConstraint(
                name="one_deputy_at_a_time",
                expressions=[
                    ("away", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"cover {self.pk}"


@classified(
    internal="id partnership team role invited_by sent_at expires_at state account",
    personal="title email name",
    what={
        "title": "Job title of whoever is invited",
        "email": "Address at work that the invitation goes to",
        "name": "Name of whoever is invited",
    },
)
class Invitation(models.Model):
    """An offer of one hat, sent by e-mail, used once, good for seven days."""

    class State(models.TextChoices):
        SENT = "sent", "Sent"
        ACCEPTED = "accepted", "Accepted"
        WITHDRAWN = "withdrawn", "Withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="invitations"
    )
    team = models.ForeignKey(Team, models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=20, choices=Role)
    title = models.CharField(max_length=120, blank=True)
    email = models.EmailField()
    name = models.CharField(max_length=120)
    invited_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="invitations"
    )
    sent_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.SENT)
    account = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="invitations"
    )

    class Meta:
        ordering = ("-sent_at",)

    def __str__(self) -> str:
        return f"invitation {self.pk}"
