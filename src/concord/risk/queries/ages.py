"""Whether an instrument is made for somebody of the victim's age. A hint, no more."""

from __future__ import annotations

from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import Side
from concord.cases.models import Case, Party
from concord.cases.words import age as age_in_words
from concord.people.models import PersonVersion
from concord.risk.pack import Pack
from concord.risk.queries.instruments import in_use


def age_hint(case: Case, pack: Pack, actor: Actor) -> str:
    """A sentence where another instrument is made for the victim's age, else nothing.

    Nobody is kept from using this one. Nothing where the date of birth is not known,
    or not shown to this hat. Four queries.
    """
    if pack.about != "victim" or pack.kind != "checklist":
        return ""
    known, today = _known(case, actor), timezone.localdate()
    age = known.age_on(today) if known else None
    if known is None or age is None:
        return ""
    who = f"The victim is {age_in_words(known, today)}"
    if pack.ages is not None and not _fits(pack, age):
        youngest, oldest = pack.ages
        return f"{who}: {pack.name} is made for people of about {youngest} to {oldest}."
    others = [
        one.pack
        for one in in_use(actor).values()
        if one.pack.ages is not None
        and _family(one.pack) == _family(pack)
        and _fits(one.pack, age)
    ]
    if pack.ages is None and others:
        return f"{who}: {others[0].name} is made for people of that age."
    return ""


def _family(pack: Pack) -> str:
    """Versions for other ages share the beginning of their code: dash24, dash-yp."""
    return pack.code.partition("-")[0].rstrip("0123456789")


def _fits(pack: Pack, age: int) -> bool:
    return pack.ages is None or pack.ages[0] <= age <= pack.ages[1]


def _known(case: Case, actor: Actor) -> PersonVersion | None:
    victims = Party.objects.visible_to(actor).filter(
        case=case, side=Side.VICTIM, left_on=None
    )
    return (
        PersonVersion.objects.visible_to(actor)
        .filter(person__in=[one.person_id for one in victims], born_on__isnull=False)
        .exclude(born_precision=PersonVersion.Precision.UNKNOWN)
        .order_by("-n")
        .first()
    )
