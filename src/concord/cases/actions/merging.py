"""Making two records of one's own team one, and two again.

The triggers of `people_merge` check and move (`concord.people.walls_of_merging`); what
hangs on a person, and what becomes of it, is the list in `concord.people.merging`.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import written
from concord.access.permit import NotPermitted, Verb, permit
from concord.cases.queries.merging import in_the_way
from concord.people.actions import persons
from concord.people.actions.absorbed import ABSORBED, CONSTRAINT
from concord.people.actions.links import NEVER_ONE
from concord.people.actions.persons import Known
from concord.people.models import Merge, Person

CHOSEN = "Chosen from two records of the team that were made one"
AFTER_ALL = "Two people after all: as it was before the records were made one"
MEANWHILE = (
    "Somebody corrected one of these records while you were comparing them. Read what "
    "they say now, and choose again."
)
REFUSED = {
    CONSTRAINT: ABSORBED,
    "said_to_be_two": "It was said that these are two people. End that first, on the "
    "page of either record.",
    "undone_once": "This was undone already.",
    "the_later_one_first": "The record became one with another after this. Undo the "
    "later one first.",
}


@transaction.atomic
def merge(
    *,
    keep: Person,
    absorb: Person,
    known: Known,
    seen: tuple[int, int],
    why: str,
    by: Actor,
) -> Merge:
    """`absorb` becomes one with `keep`. All that hangs on it moves; nothing is deleted.

    `known` is what was chosen from both: where it differs from the kept record it is
    a new version of it. `seen`: the versions that were compared, of the kept one first;
    0 where there is none. Raises ValidationError by field, with what stands in the way;
    NotPermitted for records of other teams.
    """
    permit(by, Verb.SEE_PEOPLE)
    if keep.pk == absorb.pk:
        raise ValidationError("This is one record already. Choose two.")
    own = Person.objects.visible_to(by).filter(owner_team_id=by.own_team)
    if own.filter(pk__in=[keep.pk, absorb.pk]).count() != 2:
        raise NotPermitted("Another team keeps this record.")
    if not why.strip():
        raise ValidationError({"why": "Say how you know: it is kept."})
    now = persons.latest(keep)
    differs = now is None or Known.of(now) != persons.tidy(known)
    made = Merge(
        **written(by),
        person=keep,
        absorbed=absorb,
        kept_n=seen[0],
        chosen_n=seen[0] + 1 if differs else None,
        why=why.strip(),
    )
    made.full_clean(validate_unique=False, validate_constraints=False)
    ways = in_the_way(keep, absorb)  # afterwards all are of one record
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError(_why_not(error, ways)) from error
    if seen != (_version(keep), _version(absorb)):
        raise ValidationError(MEANWHILE)
    if differs:
        # Other teams may read this version; the reason is the own team's.
        persons.correct(person=keep, known=known, why=CHOSEN, seen=seen[0], by=by)
    return made


@transaction.atomic
def undo(*, merge: Merge, why: str, by: Actor) -> Merge:
    """Two records again: what moved goes back, and what a case got since, with it.

    What has no case, such as a number, stays with the kept record when it was written
    since. What was chosen from both is taken back by a new version, unless somebody has
    corrected it since. Raises ValidationError by field, NotPermitted for other teams.
    """
    permit(by, Verb.SEE_PEOPLE)
    if merge.owner_team_id != by.team_id:
        raise NotPermitted("Another team keeps this record.")
    if not why.strip():
        raise ValidationError({"why": "Say why: it is kept."})
    merge.undone_at, merge.undone_by_id = timezone.now(), by.membership_id
    merge.undone_why = why.strip()[:300]
    try:
        with transaction.atomic():
            merge.save(update_fields=["undone_at", "undone_by", "undone_why"])
    except IntegrityError as error:
        raise ValidationError(_why_not(error, [])) from error
    except DatabaseError as error:  # no row that this hat may change
        raise NotPermitted("Another team keeps this record.") from error
    _as_before(merge, by)
    return merge


def _as_before(merge: Merge, by: Actor) -> None:
    now = persons.latest(merge.person)
    before = merge.person.versions.filter(n=merge.kept_n).first()
    if now is None or before is None or now.n != merge.chosen_n:
        return
    known = Known.of(before)
    persons.correct(person=merge.person, known=known, why=AFTER_ALL, seen=now.n, by=by)


def _version(person: Person) -> int:
    last = persons.latest(person)
    return last.n if last else 0


def _why_not(error: IntegrityError, ways: list[str]) -> list[str]:
    said = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    if said == "absorbed_once":
        said = CONSTRAINT
    return [REFUSED[said]] if said in REFUSED else ways or [NEVER_ONE]
