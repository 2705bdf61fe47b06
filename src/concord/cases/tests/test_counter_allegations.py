"""Two people accuse each other: two cases, and nothing crosses between them."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, transaction

from concord.access.actor import Actor, acting_as
from concord.access.models import Part, Side, written
from concord.access.permit import NotPermitted
from concord.cases.actions import links
from concord.cases.actions.links import NONE_SEEN
from concord.cases.actions.opening import Newcomer, open_new
from concord.cases.models import Case, CounterAllegation, Party
from concord.cases.testing import CaseWorld, known
from concord.people.models import (
    ConfidentialLocation,
    ContactPoint,
    Person,
    PersonVersion,
)

pytestmark = pytest.mark.django_db

HOUSING_SEES = frozenset({(Part.IDENTITY, Side.VICTIM)})


@pytest.fixture
def his(case_world: CaseWorld) -> Case:
    """The case that housing opened for him, who says that she is the one."""
    with acting_as(case_world.housing):
        return open_new(
            victim=Newcomer(known=known("Barnard", "Crakehall")),
            alleged=[Newcomer(known=known("Marigold", "Thistlewood"))],
            by=case_world.housing,
        )


@pytest.fixture
def both(case_world: CaseWorld, his: Case) -> Actor:
    """The MARAC coordinator, to whom both teams show their cases."""
    from concord.access.actions import sharing
    from concord.access.actions.sharing import Opening

    coordinator = case_world.place.actor("marac_coordinator")
    pieces = frozenset(
        {(part, side) for part in (Part.IDENTITY, Part.NOTE) for side in Side}
    )
    opening = Opening(case_world.place.teams["Council"], pieces)
    for actor, case in ((case_world.idva, case_world.case), (case_world.housing, his)):
        with acting_as(actor):
            sharing.share(
                case_id=case.pk,
                reason=case_world.reason(),
                openings=[opening],
                by=actor,
            )
    return coordinator


def her_details(world: CaseWorld) -> None:
    """Her new number and where she is, as the specialist service knows them."""
    with acting_as(world.idva):
        ContactPoint.objects.create(
            **written(world.idva),
            person=world.victim,
            case_id=world.case.pk,
            part=Part.CONTACT,
            side=Side.VICTIM,
            kind="mobile",
            value="07700 900 123",
            source="Herself",
        )
        ContactPoint.objects.create(
            **written(world.idva),
            person=world.victim,
            case_id=world.case.pk,
            part=Part.LOCATION,
            side=Side.VICTIM,
            kind="address",
            value="1 Invented Row",
            source="Herself",
        )
        ConfidentialLocation.objects.create(
            **written(world.idva),
            person=world.victim,
            case_id=world.case.pk,
            side=Side.VICTIM,
            kind="refuge",
            where="A refuge",
        )


def say(world: CaseWorld, other: Case, by: Actor, view: str = "this") -> None:
    with acting_as(by):
        links.counter_allege(
            case=world.case,
            ref=other.ref.lower(),
            view=view,
            why="Her account fits what police saw.",
            by=by,
        )


def test_who_sees_both_cases_names_the_other_and_a_later_view_counts(
    case_world: CaseWorld, his: Case, both: Actor
) -> None:
    say(case_world, his, both, "not_known")
    say(case_world, his, both, "this")
    with acting_as(both):
        views = [row.view for row in CounterAllegation.objects.all()]
        assert views == ["this", "not_known"]


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"ref": "2345-BCDF"}, "ref", NONE_SEEN),
        ({"ref": ""}, "ref", NONE_SEEN),
        ({"view": "me"}, "view", "main victim"),
        ({"why": " "}, "why", "Say why"),
    ],
)
def test_a_view_needs_the_other_case_and_a_reason(
    case_world: CaseWorld,
    his: Case,
    both: Actor,
    change: dict[str, str],
    field: str,
    said: str,
) -> None:
    given = {"ref": his.ref, "view": "both", "why": "x"} | change
    with acting_as(both), pytest.raises(ValidationError) as refused:
        links.counter_allege(case=case_world.case, by=both, **given)
    assert said in refused.value.message_dict[field][0]


def test_a_case_that_one_may_not_see_is_answered_like_none(
    case_world: CaseWorld, his: Case
) -> None:
    answers = []
    with acting_as(case_world.idva):
        for ref in (his.ref, "2345-BCDF"):
            with pytest.raises(ValidationError) as refused:
                links.counter_allege(
                    case=case_world.case,
                    ref=ref,
                    view="this",
                    why="x",
                    by=case_world.idva,
                )
            answers.append(refused.value.message_dict)
        with pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
            CounterAllegation.objects.create(
                **written(case_world.idva),
                case=case_world.case,
                other_case_id=his.pk,
                view="this",
                why="x",
            )
    assert answers[0] == answers[1] == {"ref": [NONE_SEEN]}


def test_a_case_does_not_counter_itself(case_world: CaseWorld) -> None:
    with acting_as(case_world.idva), pytest.raises(ValidationError, match="itself"):
        links.counter_allege(
            case=case_world.case,
            ref=case_world.case.ref,
            view="this",
            why="x",
            by=case_world.idva,
        )


def test_neither_sides_worker_learns_that_the_other_case_exists(
    case_world: CaseWorld, his: Case, both: Actor
) -> None:
    say(case_world, his, both)
    for actor, own, other in (
        (case_world.idva, case_world.case, his),
        (case_world.housing, his, case_world.case),
    ):
        with acting_as(actor):
            assert [c.pk for c in Case.objects.all()] == [own.pk]
            assert CounterAllegation.objects.count() == 0
            assert not Party.objects.filter(case_id=other.pk).exists()


def test_the_worker_of_the_other_side_reaches_nothing_of_hers(
    case_world: CaseWorld, his: Case, both: Actor
) -> None:
    her_details(case_world)
    say(case_world, his, both)
    with acting_as(case_world.housing):
        assert ContactPoint.objects.count() == 0
        assert ConfidentialLocation.objects.count() == 0
        persons = {person.owner_team_id for person in Person.objects.all()}
        assert persons == {case_world.housing.team_id}
        born = {v.born_on for v in PersonVersion.objects.all()}
        assert born == {None}, "her birth date is known to the specialist service only"


def test_a_grant_for_one_side_of_her_case_never_reaches_her_whereabouts(
    case_world: CaseWorld, his: Case, both: Actor
) -> None:
    """Housing is let in to who she is, and holds his case."""
    her_details(case_world)
    say(case_world, his, both)
    case_world.share("Housing", *HOUSING_SEES)
    with acting_as(case_world.housing):
        assert Case.objects.count() == 2
        assert ContactPoint.objects.count() == 0
        assert ConfidentialLocation.objects.count() == 0
        assert {p.side for p in Party.objects.filter(case=case_world.case)} == {
            "victim"
        }


def test_who_holds_one_case_and_sees_the_other_sees_the_view_from_either_side(
    case_world: CaseWorld, his: Case, both: Actor
) -> None:
    say(case_world, his, both)
    case_world.share("Housing", *HOUSING_SEES)
    with acting_as(case_world.housing):
        row = CounterAllegation.objects.get()
        assert (row.case_id, row.other_case_id) == (case_world.case.pk, his.pk)


def test_who_sees_only_who_they_are_in_both_cases_is_not_told_the_view(
    case_world: CaseWorld, his: Case, both: Actor
) -> None:
    from concord.access.actions import sharing
    from concord.access.actions.sharing import Opening

    say(case_world, his, both)
    case_world.share("Police", *HOUSING_SEES)
    with acting_as(case_world.housing):
        sharing.share(
            case_id=his.pk,
            reason=case_world.reason(),
            openings=[Opening(case_world.place.teams["Police"], HOUSING_SEES)],
            by=case_world.housing,
        )
    with acting_as(case_world.police):
        assert Case.objects.count() == 2
        assert CounterAllegation.objects.count() == 0


def test_who_opened_a_case_in_an_emergency_writes_no_view(
    case_world: CaseWorld,
) -> None:
    from concord.access.actions import emergencies

    health = case_world.health
    with acting_as(health):
        emergencies.open_case(ref=case_world.case.ref, why="Now", minutes=5, by=health)
        case = Case.objects.get()
        with pytest.raises(NotPermitted):
            links.counter_allege(
                case=case, ref=case.ref, view="this", why="x", by=health
            )
