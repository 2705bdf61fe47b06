"""Run inside a stack: a small partnership made through actions, and people signed in.

    python arranging.py        (DATABASE_URL and the secrets are in the environment)

Prints JSON: {"plan": id, "actions": {team: [ids]}, "sessions": {role: [keys]},
"quarter": code}. People have signed in already: these tests are about something else.
"""

from __future__ import annotations

import json
import os
import time

SESSIONS_EACH = 2
ACTIONS_EACH = 2
AREAS, INDICATORS = ("B1", "W1", "W2"), ("incidents", "victims")
REFERRER, REFERRERS = "practitioner:Police", 20
TEAMS = {
    "Council": "agency_lead",
    "Police": "agency_lead:Police",
    "Housing": "agency_lead:Housing",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concord.config.settings")
    import django

    django.setup()
    from concord.access.actor import Actor, acting_as
    from concord.access.testing import build

    place = build("elmbrook", "Elmbrook", "E09999901")
    lead = Actor.from_hat(place.hats["strategic_lead"])
    with acting_as(lead, why="Arranged"):
        made = _plan(place, lead)
    with acting_as(lead, why="Arranged"):
        _front_door(place, lead)
    for each in (place, build("northmere", "Northmere", "E09999902")):
        keeper = Actor.from_hat(each.hats["strategic_lead"])
        with acting_as(keeper, why="Arranged"):
            _dictionary(each, keeper)
    roles = ["strategic_lead", *TEAMS.values()]
    made["sessions"] = {
        role: [_signed_in(place.hats[role]) for _ in range(SESSIONS_EACH)]
        for role in roles
    }
    made["sessions"][REFERRER] = [
        _signed_in(place.hats[REFERRER]) for _ in range(REFERRERS)
    ]
    print(json.dumps(made))


def _plan(place, by):  # type: ignore[no-untyped-def]
    from concord.foundation.periods import FinancialYear, Quarter
    from concord.plan.actions import plan_actions, strategies
    from concord.plan.actions.plan_actions import Promise

    today = place.partnership.today()
    strategy = strategies.publish(title="Invented strategy", by=by)
    plan = strategies.start_plan(
        strategy=strategy, year=FinancialYear.containing(today), by=by
    )
    priority = strategies.add_priority(plan=plan, title="Prevent", by=by)
    actions = {
        team: [
            plan_actions.add(
                priority=priority,
                promise=Promise(
                    wording=f"{team} does an invented thing, number {n}",
                    lead_team=place.teams[team],
                ),
                by=by,
            ).pk
            for n in range(ACTIONS_EACH)
        ]
        for team in TEAMS
    }
    return {
        "plan": plan.pk,
        "year": plan.year,
        "actions": actions,
        "quarter": Quarter.containing(today).code,
    }


def _front_door(place, by):  # type: ignore[no-untyped-def]
    from concord.frontdoor.actions.settings import set_up

    set_up(team=place.teams["Specialist service"], by=by)


def _dictionary(place, by):  # type: ignore[no-untyped-def]
    from concord.evidence.actions import dictionary
    from concord.evidence.models import Area, Category, Unit

    home = dictionary.add_area(
        code="B1",
        name=place.partnership.area_name,
        kind=Area.Kind.BOROUGH,
        is_home=True,
        by=by,
    )
    for code in AREAS[1:]:
        dictionary.add_area(
            code=code, name=f"Ward {code}", kind=Area.Kind.WARD, parent=home, by=by
        )
    for code in ("female", "male"):
        dictionary.add_category(
            dimension=Category.Dimension.SEX, code=code, label=code, by=by
        )
    for code, unit in zip(INDICATORS, (Unit.INCIDENT, Unit.PERSON), strict=True):
        dictionary.define(code=code, title=code, numerator=code, unit=unit, by=by)


def _signed_in(hat) -> str:  # type: ignore[no-untyped-def]
    """The key of a session past both steps, with the hat on."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(hat.account_id)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = hat.account.get_session_auth_hash()
    session["hat"], session["second_step"] = hat.pk, hat.account_id
    session["touched"] = int(time.time())
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    main()
