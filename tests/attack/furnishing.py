"""A row of everything in one partnership, made by its people through verbs.

Every text has the name of the area in it, so that a trace of it tells whose it is.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.utils import timezone

from concord.access.actions import agreements, emergencies, hats, invitations, locks
from concord.access.actions import partnerships as keeping
from concord.access.actor import Actor, acting_as
from concord.access.audit import terms
from concord.access.models import Event, Part, Side
from concord.access.testing import Place
from concord.cases.actions import cases, disposal, merging, transfers
from concord.cases.actions import links as beside
from concord.cases.queries.transfers import receiving_teams
from concord.cases.testing import CaseWorld, known
from concord.frontdoor import testing as front_door
from concord.frontdoor.actions import (
    deciding,
    drafts,
    files,
    notices,
    partners,
    referring,
    sheets,
    triage,
)
from concord.frontdoor.models import Referral
from concord.frontdoor.said import Referrer
from concord.partnership.models import Membership, Population
from concord.partnership.roles import Role
from concord.people.actions import about, contact, links, persons, places
from concord.people.actions.about import About
from concord.people.actions.contact import Said
from concord.people.models import ContactPoint, Person, PersonVersion
from concord.people.reaching import Purpose, reach
from concord.people.safe_contact import Channel
from concord.people.safe_times import ALWAYS
from concord.plan.actions import plan_actions, rounds, strategies, updates
from concord.plan.actions.updates import Proof, Word
from concord.plan.models import Evidence, Reminder, Standard, UpdateRound
from concord.plan.status import Status
from concord.plan.tests.invented_import import bring
from concord.reports import actions as papers
from concord.reports.tests import arranging
from concord.reports.tests.arranging import SPRING, SUMMER
from concord.website.actions import editing, languages
from concord.website.actions.counting import Shown, waiting
from concord.website.actions.lines import check_line
from concord.website.actions.remarks import take
from concord.website.lines import national

Kind = ContactPoint.Kind
ANY_TIME = [window.kept() for window in ALWAYS]


def furnish(case: CaseWorld, locked: Membership) -> None:
    """Rows of every table. `locked` is kept from the victim."""
    area = case.place.partnership.area_name
    _partnership(case.place)
    case.share("Police", (Part.IDENTITY, Side.VICTIM))
    with acting_as(case.idva):
        _reach(case, area)
        _belong_together(case, area)
        _beside(case, area)
    _front_door(case, area)
    _notices(case, area)
    _elsewhere(case, area, locked)
    _audit(case, area)
    _plan(case.place)
    _public_pages(case.place)


def _reach(case: CaseWorld, area: str) -> None:
    """Ways to reach the victim, a rule, an attempt, and a place nobody may learn."""
    by, about = case.idva, case.victim
    for kind, value in (
        (Kind.EMAIL, f"marigold@{area.lower()}.example"),
        (Kind.ADDRESS, f"7 {area} Weighbridge Lane"),
        (Kind.MOBILE, "07700 900321" if area == "Elmbrook" else "07700 900654"),
        (Kind.MOBILE, "07700 900123" if area == "Elmbrook" else "07700 900456"),
    ):
        point = contact.add_point(
            case_id=case.case.pk,
            person=about,
            kind=kind,
            value=value,
            source=f"Told in {area}",
            by=by,
        )
    point = contact.verify(point=point, how=f"Rang from {area}", by=by)
    said = Said(channels=[Channel.CALL], times=ANY_TIME, words=f"Say {area} library")
    contact.set_rule(point=point, said=said, replacing=0, by=by)
    reach(
        point=point,
        channel=Channel.CALL,
        purpose=Purpose.SUPPORT,
        at=timezone.now(),
        by=by,
    )
    places.add_location(
        case_id=case.case.pk,
        person=about,
        kind="refuge",
        where=f"Hidden house of {area}",
        by=by,
    )


def _belong_together(case: CaseWorld, area: str) -> None:
    by = case.idva
    links.relate(
        case_id=case.case.pk, a=case.alleged, b=case.victim, kind="partner", by=by
    )
    links.live_together(
        persons=[case.victim, case.child], note=f"Above the {area} bakery", by=by
    )
    about.add_identifier(
        person=case.victim, kind="police", value=f"{area} 12/345X", by=by
    )
    about.describe(
        case_id=case.case.pk,
        person=case.victim,
        about=About(disability="yes", disability_words=f"A ramp of {area}"),
        by=by,
    )
    twin = persons.record(known=known("Goldie", f"{area} Samewood"), by=by)
    links.same(a=case.victim, b=twin, evidence=f"Said so in {area}", by=by)
    _entered_twice(case, twin, area)
    # Somebody with the name of a member of staff.
    persons.record(known=known("Invented", "Trainer"), by=by)


def _entered_twice(case: CaseWorld, kept: Person, area: str) -> None:
    """Another record that was made one with this, with a number that moved."""
    by = case.idva
    twice = known("Goldie", f"{area} Samewood")
    other = persons.record(known=twice, by=by)
    about.add_identifier(person=other, kind="police", value=f"{area} 45/6Y", by=by)
    merging.merge(
        keep=kept,
        absorb=other,
        known=twice,
        seen=(1, 1),
        why=f"Entered twice in {area}",
        by=by,
    )


def _beside(case: CaseWorld, area: str) -> None:
    """The other side's case, another process, a hold and a transfer."""
    by = case.idva
    against = cases.open_case(victim=case.alleged, alleged=[case.victim], by=by)
    beside.counter_allege(
        case=case.case, ref=against.ref, view="this", why=f"Seen at {area} court", by=by
    )
    beside.add_process(
        case=case.case,
        process=beside.Process("care_proceedings", reference=f"{area}/77/K"),
        about=case.case.parties.get(side=Side.CHILD),
        by=by,
    )
    disposal.hold(case=case.case, why=f"{area} inquest", by=by)
    transfers.send(
        case=case.case,
        to_team_id=receiving_teams(by)[0].team_id,
        about=[case.case.parties.get(side=Side.VICTIM)],
        why=f"Moved away from {area}",
        summary=f"Summary of {area}",
        by=by,
    )


def _front_door(case: CaseWorld, area: str) -> None:
    """A referral about the case, decided, with its work; and one that is begun."""
    front_door.stand(case.place)
    _systems(case.place, area)
    what = replace(
        front_door.SAID,
        what_happened=f"He shouted at {area} bus station",
        wishes=f"Peace in {area}",
        referrer=Referrer(f"Wren {area}", contact=f"Desk 7, {area} station"),
        people=[
            replace(one, address=f"9 {area} Lantern Row", phone="")
            for one in front_door.SAID.people
        ],
    )
    with acting_as(case.police):
        made = referring.refer(said=what, by=case.police)
        _attach(made, area, case.police)
        _attach(referring.refer(said=what, by=case.police), area, case.police)
    by = case.idva
    with acting_as(by):
        drafts.keep(typed={"about-what_happened": [f"Begun in {area}"]}, by=by)
        # The door's own team refers, too: it adds files to what it said itself.
        _attach(referring.refer(said=what, by=by), area, by)
        _sheets(area, by)
        triage.put_to_case(referral=made, case=case.case, found={}, by=by)
        triage.note(referral=made, text=f"Rang {area} station", by=by)
        deciding.decide(
            referral=made,
            outcome="support",
            why=f"High risk in {area}",
            to=case.place.teams["Specialist service"],
            by=by,
        )


def _attach(referral: Referral, area: str, by: Actor) -> None:
    name, picture = f"Bruises seen in {area}.png", b"\x89PNG\r\n\x1a\ninvented"
    files.attach(referral=referral, name=name, content=picture, by=by)


def _notices(case: CaseWorld, area: str) -> None:
    """A notice of the police, relayed to the key adult of a school."""
    teacher = case.place.hats.get("teacher") or front_door.teach(
        case.place, f"Invented {area} Teacher"
    )
    lead = case.place.actor("strategic_lead")
    with acting_as(lead):
        adult = notices.confirm(hat=teacher, how=f"The head of {area}", by=lead)
    now = timezone.now()
    by = case.idva  # at the front door
    with acting_as(by):
        her = PersonVersion.objects.filter(person=case.victim).first()
        assert her is not None
        notice = notices.record(
            sent=notices.Sent(
                police_reference=f"{area} CAD 1",
                police_sent_at=now - dt.timedelta(hours=1),
                given_name="Tansy",
                family_name=f"{area} Wychwood",
                happened_on=timezone.localdate(),
                child_was="no",
                school=teacher.team,
                school_named=f"School of {area}",
                adults=[
                    f"Osgood {area} Fenwickson",
                    f"{her.family_name}, {her.given_name}",
                ],
            ),
            by=by,
        )
        notices.relay(
            notice=notice,
            to=adult,
            words=f"Quiet since {area} fair",
            is_checked=True,
            by=by,
        )


def _sheets(area: str, by: Actor) -> None:
    """A spreadsheet that waits to be sent, and one that was sent."""
    row = {
        "key": f"{area}-1",
        "danger.danger_now": "No",
        "victim.given_name": f"Clementine {area}",
        "about.strands": "Stalking",
        "about.what_happened": f"Followed through {area} market",
        "wishes.told": "Yes",
        "wishes.consent": "No",
    }
    sheets.keep(rows=[(2, row)], by=by)
    gone = sheets.keep(rows=[(2, row)], by=by)
    left = sheets.ToSend(2, f"{area}-2", None, [f"A column of {area}"])
    sheets.send(sheet=gone, rows=[left], by=by)


def _systems(place: Place, area: str) -> None:
    """A system of another agency that may send, and one that may no more."""
    by = place.actor("administrator")
    with acting_as(by):
        for name in (f"Hospital of {area}", f"Surgery of {area}"):
            made, _ = partners.register(
                name=name,
                team=place.teams["Health"],
                last_day=timezone.localdate() + dt.timedelta(days=200),
                by=by,
            )
        partners.end(system=made, by=by)


def _elsewhere(case: CaseWorld, area: str, locked: Membership) -> None:
    """What others do: a link, an emergency, a lock and a declaration."""
    with acting_as(case.police):
        twin = persons.record(known=known("Mary", f"{area} Twinford"), by=case.police)
        links.same(
            a=case.victim, b=twin, evidence=f"Said so at {area} station", by=case.police
        )
    with acting_as(case.health):
        emergencies.open_case(
            ref=case.case.ref,
            why=f"Needed at {area} hospital",
            minutes=60,
            by=case.health,
        )
        emergencies.close(case_id=case.case.pk, by=case.health)
    coordinator = case.place.actor("marac_coordinator")
    with acting_as(coordinator):
        emergencies.open_case(
            ref=case.case.ref,
            why=f"Needed at the {area} hearing",
            minutes=60,
            by=coordinator,
        )
    with acting_as(case.idva):
        locks.lock_out(
            account=locked.account,
            person_id=case.victim.pk,
            why=f"Cousins in {area}",
            by=case.idva,
        )
    with acting_as(case.housing):
        locks.declare(words=f"Somebody I know from {area} school", by=case.housing)


def _audit(case: CaseWorld, area: str) -> None:
    """A search, and an auditor who asks to open its words."""
    with acting_as(case.police):
        terms.searched({"family_name": f"{area} Searched"})
    auditor = case.place.actor("auditor")
    with acting_as(auditor):
        found = Event.objects.filter(verb="search").latest("id")
        terms.ask(event_ids=[found.pk], why=f"Complaint in {area}", by=auditor)


def _partnership(place: Place) -> None:
    """What an administrator keeps: invitations, cover, populations, agreements."""
    by = place.actor("administrator")
    name = place.partnership.area_name
    with acting_as(by):
        invitations.invite(
            email=f"newcomer@{place.partnership.code}.example",
            name=f"{name} Newcomer",
            team=place.teams["Housing"],
            role=Role.TRAINER,
            by=by,
        )
        hats.cover(
            away=place.hats["agency_lead:Police"],
            deputy=place.hats["agency_lead:Housing"],
            first_day=dt.date(2026, 1, 1),
            last_day=dt.date(2036, 1, 1),
            by=by,
        )
        keeping.add_population(
            year=2024,
            sex=Population.Sex.values[0],
            age_from=16,
            persons=4567,
            source=f"{name} estimates",
            by=by,
        )
        agreements.register(
            title=f"{name} sharing protocol",
            purposes=f"What {name} shares for hearings",
            review_on=dt.date(2030, 1, 1),
            agencies=[place.teams[team].agency for team in ("Council", "Police")],
            where_kept=f"{name} cabinet",
            by=by,
        )
        keeping.set_brand(partnership=place.partnership, colour="#17393f", by=by)


def _public_pages(place: Place) -> None:
    """A page and words of the place, a language that is off, a line, and a count."""
    area, by = place.partnership.area_name, place.actor("strategic_lead")
    with acting_as(by):
        draft = editing.write_page(
            page="men",
            language="en",
            title=f"Men in {area}",
            body=f"Help in {area}: [999](tel:999).",
            by=by,
        )
        editing.approve_page(draft=draft, by=by)
        languages.keep_words(language="pl", words={"exit": f"Exit {area}"}, by=by)
        languages.take_off(language="pl", by=by)
        rung = national()[0]
        check_line(line=rung.key, number=rung.number, by=by)
    job = Actor.from_job("website.public", place.partnership.pk)
    with acting_as(job) as public:
        take(about="page", words=f"Too long for {area}.", by=public)
    shown = Shown(place.partnership.pk, timezone.localdate(), "men", "en")
    waiting.add(shown)
    waiting.write()


def _plan(place: Place) -> None:
    """A plan with a round, updates, evidence, an import, a draft and an issue."""
    name = place.partnership.area_name
    Standard.objects.get_or_create(
        code="NICE PH50 1",
        defaults={"family": "NICE PH50", "position": 1, "title": "Plan from need"},
    )
    world = arranging.arrange(place)
    with acting_as(world.lead):
        world.plan.strategy.vision = f"Everybody in {name} is safe."
        world.plan.strategy.save()
        updates.give(
            action=world.actions["2.1"],
            quarter=SUMMER,
            word=Word(Status.ON_TRACK, text=f"Begun in {name}."),
            evidence=[
                Proof(
                    kind=Evidence.Kind.FILE,
                    label=f"{name} minutes.pdf",
                    content=b"%PDF-1.4 invented",
                    content_type="application/pdf",
                ),
                Proof(
                    kind=Evidence.Kind.LINK,
                    label=f"{name} report",
                    url="https://www.example.org/report",
                ),
            ],
            on_behalf_of=place.teams["Council"],
            by=world.lead,
        )
        _more_of_the_plan(world, name)
        papers.start(plan=world.plan, quarter=SUMMER, by=world.lead)
        spring = papers.start(plan=world.plan, quarter=SPRING, by=world.lead)
        papers.issue(paper=spring, by=world.lead)
    bring(place)


def _more_of_the_plan(world: arranging.World, name: str) -> None:
    """An outcome, a supporting team, a standard, a changed date and a reminder."""
    strategies.add_outcome(
        priority=world.priorities[0], wording=f"{name} is heard", by=world.lead
    )
    action = world.actions["2.1"]
    promise = replace(
        plan_actions.promise_of(action),
        success_measure=f"All schools of {name}",
        supports=[world.place.teams["Police"]],
        standards=["NICE PH50 1"],
    )
    plan_actions.change(
        action=action, promise=promise, why=f"{name} asked", by=world.lead
    )
    rounds.note_reminder(
        update_round=UpdateRound.objects.latest("quarter"),
        hat=world.place.hats["agency_lead:Housing"],
        kind=Reminder.Kind.BY_HAND,
        outstanding=1,
        sent_on=arranging.TODAY,
        by=world.lead,
    )
