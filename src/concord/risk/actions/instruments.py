"""Loading an instrument, and deciding what is local about one."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from concord.access.actor import Actor, because
from concord.access.permit import Verb, permit
from concord.risk.models import InstrumentVersion, LocalRule
from concord.risk.pack import Licence, Pack, WrongPack, built_in, read
from concord.risk.queries.instruments import in_use
from concord.risk.scoring import Local, high_from

MOST_WEEKS = 104


@dataclass(frozen=True, slots=True)
class Decision:
    """What a partnership decides about an instrument, and why."""

    medium_from: int | None
    clusters: tuple[str, ...]
    events: int
    weeks: int
    why: str


@transaction.atomic
def load(*, content: bytes, by: Actor) -> InstrumentVersion:
    """A licensed or local pack from a file: locked as it is, beside what was there.

    Raises ValidationError with what is wrong in the file, for a number that is taken,
    and for a paraphrase of an instrument that the house brings along.
    """
    permit(by, Verb.MANAGE_PARTNERSHIP)
    try:
        pack = read(content)
    except WrongPack as error:
        raise ValidationError({"file": str(error)}) from error
    _check_may_stand_beside(pack, by)
    row = _kept(pack, by)
    because(f"Loaded {pack.name}")
    return row


@transaction.atomic
def set_local(*, code: str, decision: Decision, by: Actor) -> LocalRule:
    """What holds here from now on. Assessments made before stay as they are.

    Raises ValidationError by field. High stays the instrument's own.
    """
    permit(by, Verb.MANAGE_PARTNERSHIP)
    using = in_use(by).get(code)
    if using is None:
        raise ValidationError("There is no such instrument here.")
    _check(using.pack, decision)
    because(decision.why)
    try:
        with transaction.atomic():
            return LocalRule.objects.create(
                partnership_id=by.here,
                code=code,
                n=(using.rule.n if using.rule else 0) + 1,
                medium_from=decision.medium_from,
                clusters=list(decision.clusters),
                events=decision.events,
                weeks=decision.weeks,
                why=decision.why.strip(),
                set_by_id=by.membership_id,
            )
    except IntegrityError as error:
        raise ValidationError(
            "Somebody else has decided something in this moment. Look at it first."
        ) from error


def row_of(code: str, by: Actor) -> tuple[InstrumentVersion, Local]:
    """The version that a new assessment is made with, frozen by its first use.

    Raises ValidationError for an instrument that is not used here.
    """
    using = in_use(by).get(code)
    if using is None:
        raise ValidationError("There is no such instrument here.")
    if using.row is not None:
        return using.row, using.local
    return _kept(using.pack, by), using.local


def _kept(pack: Pack, by: Actor) -> InstrumentVersion:
    row, _ = InstrumentVersion.objects.get_or_create(
        partnership_id=by.here,
        code=pack.code,
        version=pack.version,
        defaults={
            "name": pack.name,
            "licence": pack.licence.state.value,
            "body": pack.kept(),
            "sha256": pack.sha256,
            "loaded_by_id": by.membership_id,
        },
    )
    if row.sha256 != pack.sha256:
        raise ValidationError(
            {
                "file": f"Version {pack.version} of {pack.name} is here already, with "
                "other content. A version is never changed: give the next number."
            }
        )
    return row


def _check_may_stand_beside(pack: Pack, by: Actor) -> None:
    house = built_in().get(pack.code)
    if house is None:
        if pack.licence.state == Licence.PARAPHRASED:
            raise ValidationError(
                {
                    "file": 'licence.state: say "local" for an instrument of your '
                    'own, or "licensed" with the holder and the permission.'
                }
            )
        return
    if pack.licence.state != Licence.LICENSED:
        raise ValidationError(
            {
                "file": f"{house.name} is here already, in our own words. Only a "
                "licensed pack can stand beside it; give your own instrument another "
                "code."
            }
        )
    if pack.version <= house.version:
        raise ValidationError(
            {"file": f"version: give {house.version + 1} or a higher number."}
        )
    if _shape(pack) != _shape(house):
        raise ValidationError(
            {
                "file": f"{house.name} has {len(house.items)} items and its own bands. "
                "A pack with others is another instrument: give it another code."
            }
        )


def _shape(pack: Pack) -> tuple[object, ...]:
    """What scores of one code have in common, so that they can be compared."""
    return pack.kind, pack.about, len(pack.items), high_from(pack)


def _check(pack: Pack, decision: Decision) -> None:
    wrong: dict[str, str] = {}
    high = high_from(pack)
    if decision.medium_from is not None and not (
        high is not None and 1 <= decision.medium_from < high
    ):
        wrong["medium_from"] = (
            f"Medium from: enter a number from 1 to {high - 1}, or leave it empty."
            if high
            else "This instrument has no bands."
        )
    if set(decision.clusters) - {cluster.code for cluster in pack.clusters}:
        wrong["clusters"] = "Clusters: choose among those of the instrument."
    if not 1 <= decision.events <= 99:
        wrong["events"] = "Events: enter a number from 1 to 99."
    if not 1 <= decision.weeks <= MOST_WEEKS:
        wrong["weeks"] = f"Weeks: enter a number from 1 to {MOST_WEEKS}."
    if not decision.why.strip():
        wrong["why"] = "Why: say who decided it, and when. It is kept."
    if wrong:
        raise ValidationError(wrong)
