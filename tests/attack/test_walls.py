"""Ids of others: every address, as everybody who may not see what it leads to.

The answer is that of an address that leads nowhere, is written down, and tells nothing.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from concord.access.actor import Actor, acting_as
from concord.access.models import Event
from concord.access.models.protected import Protected
from concord.partnership.models import Membership
from tests.attack import hidden, surface
from tests.attack.conftest import Visit
from tests.attack.hidden import models_by_table, parted, secrets_of
from tests.attack.looking_up import WORDS, Column, LookedUp, ids_of
from tests.attack.spying import Rows
from tests.attack.surface import Blank, Route
from tests.attack.visiting import Secrets, Visitor, faults, told, undone
from tests.attack.world import OUTSIDERS, World

# Tables that stay empty in the world, and why.
NO_ROW = {
    "access_seal": "made by a job of what was committed: hashes and numbers",
    "access_session": "kept when somebody signs in for real: see the desk's tests",
    "cases_disposal": "a case has to be closed for years; only its id stays",
}
# An address that compares its ids to no column that could be heard: why that is so.
BY_FUNCTION = "a function of the database looks it up, or tells the list of them"
IN_A_LIST = "found among the rows that the page has loaded"
ANOTHER_KIND = "the number of a page or a paper, which is no row"
# Another key is tried by the tests of the room: see test_systems in returns.
BY_KEY = "asked for with the key of a system, which nobody has here"
UNHEARD = {
    "cases:close_emergency": BY_FUNCTION,
    "declaration": BY_FUNCTION,
    "end_lock": BY_FUNCTION,
    "suspicion": BY_FUNCTION,
    "evidence:release": BY_FUNCTION,
    "public_release": BY_FUNCTION,
    "public_release_file": BY_FUNCTION,
    "help_page": ANOTHER_KIND,
    "help_page_in": ANOTHER_KIND,
    "help_paper": ANOTHER_KIND,
    "help_service": "looked up without an actor; only what is published is shown",
    "help_service_in": "looked up without an actor; only what is published is shown",
    "return_api": BY_KEY,
    "cases:about": IN_A_LIST,
    "cases:leave": IN_A_LIST,
    "cases:move_in": IN_A_LIST,
    "cases:not_same": IN_A_LIST,
    "cases:relation_over": IN_A_LIST,
    "frontdoor:file": IN_A_LIST,
    "marac:absence": IN_A_LIST,
    "marac:screen": IN_A_LIST,
}
# Open to whoever has signed in, and wears no hat yet.
NO_HAT = ("choose_hat", "ui:style-guide")
# All of Elmbrook may read its plan: what is Northmere's is tried by these.
THOROUGH = (
    "strategic lead",
    "administrator",
    "another partnership",
    "another partnership's administrator",
)
EACH = 2  # hidden rows tried of each table, of each partnership
# Of all tables, at each address and by each outsider: other ones for each of them, so
# that together they try every table many times.
DRAWN = 4
# Those whom the walls are most for are tried each time, the others with what is slow.
EACH_TIME = ("another team", "granted one part", "locked out", "another partnership")


def test_the_world_has_a_row_in_every_table_with_a_row_policy(
    world: World, all_rows: Rows
) -> None:
    """Furnish it: see `furnishing` in `concord.access.doors_testing`."""
    visitors = ("another partnership", "board member")
    concealed = [parted(world.actor(who), all_rows)[1] for who in visitors]
    full = {table for rows in concealed for table in rows}
    assert _behind_walls() - full == set(NO_ROW)


def test_what_each_address_looks_up_is_known(
    looked_up: LookedUp,
) -> None:
    unheard = {
        route.name for route, columns in looked_up.items() if not all(columns.values())
    }
    assert unheard == set(UNHEARD), "these are tried with the ids of every table"


@pytest.mark.parametrize(
    "who",
    [
        pytest.param(who, marks=() if who in EACH_TIME else pytest.mark.slow)
        for who in OUTSIDERS
    ],
)
def test_ids_of_others_lead_nowhere(
    who: str,
    world: World,
    all_rows: Rows,
    visit: Visit,
    looked_up: LookedUp,
) -> None:
    visitor = visit(who)
    trial = Trial(world, visitor, all_rows)
    for route, columns in looked_up.items():
        if UNHEARD.get(route.name) == BY_KEY:
            continue
        if who not in THOROUGH and not leads_to_people(columns):
            continue
        for address, ids in trial.addresses(route, columns):
            trial.attack(route, address, ids, "GET")
        trial.attack(route, address, ids, "POST")
    trial.check()
    assert trial.tried


def leads_to_people(columns: dict[str, set[Column]]) -> bool:
    """Whether an address looks its ids up in protected records, or unheard."""
    known = models_by_table()
    tables = {table for found in columns.values() for table, _ in found}
    return not all(columns.values()) or any(
        issubclass(known[table], Protected) for table in tables if table in known
    )


@pytest.mark.slow
@pytest.mark.parametrize("who", OUTSIDERS)
def test_ids_of_any_table_lead_nowhere(
    who: str, world: World, all_rows: Rows, visit: Visit
) -> None:
    trial = Trial(world, visit(who), all_rows)
    for route in surface.routes():
        if UNHEARD.get(route.name) == BY_KEY:
            continue
        for address, ids in trial.every_address(route):
            for method in ("GET", "POST"):
                trial.attack(route, address, ids, method)
    trial.check()


def test_whoever_has_not_signed_in_is_led_to_the_sign_in_page(
    world: World, all_rows: Rows, visit: Visit
) -> None:
    nobody = visit("nobody")
    secrets = Secrets(
        word
        for who in ("another partnership", "board member")
        for word in secrets_of(world.actor(who), all_rows).words
    )
    wrong = []
    for route in surface.routes():
        address = route.filled(lambda blank: _real(blank, all_rows))
        for method in ("GET", "POST"):
            answer = nobody.ask(method, address)
            wrong += faults(answer)
            if not _is_open(route) and not answer.asks_to_sign_in:
                wrong.append(f"{answer}: not asked to sign in")
            wrong += [f"{answer}: {w}" for w in secrets.seen_in(answer, but=[address])]
    assert not wrong, told(wrong)


def test_whoever_wears_no_hat_is_asked_to_choose_one(
    world: World, all_rows: Rows
) -> None:
    """An account with two hats that has chosen none sees no room at all."""
    hat = world.visitors["another team"]
    with undone():
        _second_hat(world, hat)
        visitor = Visitor("no hat", hat)
        session = visitor.browser.session
        del session["hat"]
        session.save()
        secrets = secrets_of(world.actor("another team"), all_rows)
        wrong = []
        for route in surface.routes():
            answer = visitor.get(route.filled(lambda blank: _real(blank, all_rows)))
            if answer.status == 200 and not (_is_open(route) or route.name in NO_HAT):
                wrong.append(str(answer))
            wrong += [
                f"{answer}: {word}"
                for word in secrets.seen_in(answer, but=[answer.address])
            ]
    assert not wrong, told(wrong)


@dataclass
class Trial:
    """One outsider's tries, what was wrong with the answers, and what was refused."""

    world: World
    visitor: Visitor
    rows: Rows
    tried: int = 0

    def __post_init__(self) -> None:
        actor = self.world.actor(self.visitor.who)
        _, self.hidden = parted(actor, self.rows)
        self.secrets = secrets_of(actor, self.rows)
        self.wrong: list[str] = []
        self.refused = 0
        self.nothing: dict[tuple[Route, str], str] = {}
        self.before = self._kept()

    def addresses(
        self, route: Route, columns: dict[str, set[Column]]
    ) -> Iterator[tuple[str, list[object]]]:
        """The address with hidden ids that it would find, and with one of nothing."""
        ids: dict[str, list[object]] = {}
        for blank in ids_of(route):
            found = [
                value
                for table, column in sorted(columns[blank.name])
                for value in self._some(hidden.values(self.hidden, table, column))
            ]
            if not columns[blank.name]:
                found = list(self._keys(blank.kind))
            ids[blank.name] = [*found, _nothing(blank)]
        for n in range(max(len(values) for values in ids.values())):
            chosen = {name: values[n % len(values)] for name, values in ids.items()}
            words = WORDS[: 1 if n else len(WORDS)] if len(route.blanks) > 1 else ("",)
            for word in words:
                asked = [str(value) for value in chosen.values()]
                yield (
                    route.filled(lambda b: chosen.get(b.name, _word(b, word))),  # noqa: B023
                    asked,
                )

    def every_address(self, route: Route) -> Iterator[tuple[str, list[object]]]:
        """The address with hidden ids of any table, and some that never were."""
        kinds = {blank.kind for blank in ids_of(route)}
        chance = random.Random(f"{self.visitor.who} {route.name}")  # noqa: S311
        for kind in sorted(kinds):
            keys = list(self._keys(kind))
            if self.visitor.who == "auditor" and route.name == "audit_event":
                keys = []  # such a number may be that of an event they may read
            drawn = chance.sample(keys, min(DRAWN, len(keys)))
            for value in [*drawn, *STRANGE[kind]]:
                yield (
                    route.filled(
                        lambda b: value if b.kind == kind else _nothing(b)  # noqa: B023
                    ),
                    [str(value)],
                )

    def attack(
        self, route: Route, address: str, ids: list[object], method: str
    ) -> None:
        """Ask, and judge the answer."""
        answer = self.visitor.ask(method, address)
        self.tried += 1
        self.wrong += faults(answer)
        if answer.status not in (404, 405):
            self.wrong.append(f"{answer}: not refused")
        else:
            self.refused += 1
        if answer.status == 404 and answer.steady != self._nothing_at(route, method):
            self.wrong.append(f"{answer}: looks unlike an id that leads nowhere")
        asked = [str(value) for value in ids]
        seen = self.secrets.seen_in(answer, but=asked)
        self.wrong += [f"{answer}: tells {word}" for word in seen]

    def check(self) -> None:
        """Nothing was wrong, and every refusal is kept."""
        assert not self.wrong, told(self.wrong)
        assert self._kept() - self.before == self.refused

    def _nothing_at(self, route: Route, method: str) -> str:
        """How the address looks with an id of nothing."""
        if (route, method) not in self.nothing:
            answer = self.visitor.ask(method, route.filled(_nothing))
            self.refused += 1
            self.nothing[route, method] = answer.steady
        return self.nothing[route, method]

    def _kept(self) -> int:
        """How many refusals of this hat the audit has."""
        hat = self.visitor.hat
        assert hat is not None
        ours = hat.partnership_id == self.world.elmbrook.partnership.pk
        place = self.world.elmbrook if ours else self.world.northmere
        with acting_as(place.actor("auditor")):
            return Event.objects.filter(verb="refusal", membership_id=hat.pk).count()

    def _some(self, values: list[object]) -> list[object]:
        return list(dict.fromkeys([*values[:EACH], *values[-EACH:]]))

    def _keys(self, kind: str) -> Iterator[object]:
        known = models_by_table()
        for table in sorted(self.hidden):
            column = known[table]._meta.pk.column  # type: ignore[union-attr]
            [value, *_] = hidden.values(self.hidden, table, column)
            is_number = isinstance(value, int)
            if is_number == (kind == "int") and (is_number or _is_uuid(value)):
                yield value


STRANGE: dict[str, tuple[object, ...]] = {
    "int": (0, 2**31, 2**63 - 1, 2**63, 10**30),
    "uuid": (uuid.UUID(int=0), uuid.UUID(int=2**128 - 1)),
}


def _word(blank: Blank, word: str) -> str:
    """A word for a blank of words; a language for one of languages."""
    return surface.A_LANGUAGE if blank.kind == "tongues" else word


def _nothing(blank: Blank) -> object:
    """Something of the right kind that was never there."""
    if blank.kind == "int":
        return 987_654_321
    if blank.kind == "tongues":
        return surface.A_LANGUAGE
    return uuid.uuid4() if blank.kind == "uuid" else "csv"


def _is_uuid(value: object) -> bool:
    return isinstance(value, str) and len(value) == 36


def _is_open(route: Route) -> bool:
    """Addresses that are open to strangers, as the house says."""
    from concord.desk.middleware import OPEN

    return route.template.startswith((*OPEN, "/healthz", "/readyz"))


def _real(blank: Blank, rows: Rows) -> object:
    """An id of something that is there."""
    if blank.kind == "uuid":
        return rows["cases_case"][0]["id"]
    if blank.kind == "int":
        return rows["plan_plan"][0]["id"]
    return "csv"


def _behind_walls() -> set[str]:
    """Tables with a row policy."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relrowsecurity"
            " AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
        )
        return {name for (name,) in cursor.fetchall()}


def _second_hat(world: World, hat: Membership) -> None:
    from concord.access.actions import hats
    from concord.access.testing import ALWAYS
    from concord.partnership.roles import Role

    job = Actor.from_job("access.setup", hat.partnership_id)
    with acting_as(job):
        hats.give(
            account=hat.account,
            team=world.elmbrook.teams["Housing"],
            role=Role.TRAINER,
            valid=ALWAYS,
            by=job,
        )
