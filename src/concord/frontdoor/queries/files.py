"""Files of a referral, as far as this hat may see them."""

from __future__ import annotations

from django.db.models import QuerySet

from concord.frontdoor.actions.links import called, digest_of
from concord.frontdoor.models import Attachment, Referral


def files_of(referral: Referral) -> list[Attachment]:
    """Their names and sizes, and not what is in them. One query."""
    return list(_of(referral).defer("content").order_by("n"))


def file_of(referral: Referral, number: int) -> Attachment | None:
    """One file with what is in it: that it was opened is written down."""
    return _of(referral).filter(n=number).first()


def files_by_link(secret: str) -> int:
    """How many files came by this link, for the principal of the public way in."""
    return int(called("SELECT access.files_by_link(%s)", digest_of(secret))[0])


def _of(referral: Referral) -> QuerySet[Attachment]:
    return Attachment.objects.filter(referral_id=referral.pk)
