"""Every form of the house: forged, overfilled, and with what it does not offer."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.db import models

from tests.attack import hidden, payloads, spying, surface
from tests.attack.conftest import Visit
from tests.attack.crawling import Control, Form, Site
from tests.attack.filling import send, taken
from tests.attack.hidden import models_by_table
from tests.attack.spying import Rows, Standing
from tests.attack.test_pages import leads_away
from tests.attack.visiting import Answer, Visitor, faults, told, undone
from tests.attack.world import World

# Forms that the suite can't fill so that they are taken, and why.
# Pages for people without an account, whose browser keeps nothing: a signed mark in the
# form, or the secret of a link, stands in for the token. See `test_asking_for_help.py`
# and `test_referring_without_an_account.py`.
# Systems of other agencies have no browser: each request shows their key, and a cookie
# is not looked at. See `test_partners.py`.
FEED = (
    "details",
    "services",
    "service",
    "taxonomies",
    "taxonomy",
    "taxonomy_terms",
    "taxonomy_term",
    "at_locations",
    "at_location",
)
NO_COOKIE = (
    "ask_for_help",
    "ask_for_help_in",
    "refer_without_account",
    "refer_by_link",
    "files_by_link",
    "referral_status",
    "help_find",
    "help_find_in",
    "help_tell",
    "help_tell_in",
    "referrals_api",
    "referral_api",
    "flags_api",
    "find_flags_api",
    "confirm_flag_api",
    "clear_flag_api",
    "returns_api",
    "return_api",
    # Only read, or opened by the secret of a link.
    "directory_check",
    "open_referral_root",
    *(f"open_referral_only:{name}" for name in FEED),
    *(
        f"open_referral_only:{name}_slash"
        for name in ("services", "taxonomies", "taxonomy_terms", "service_at_locations")
    ),
    "open_referral_of",
    *(f"open_referral:{name}" for name in (*FEED, "otherwise")),
    "open_referral_otherwise",
)
NEVER_TAKEN = {
    "account_login": "a password of its own: see test_sessions",
    "account_reauthenticate": "a password of its own",
    "account_change_password": "a password of its own",
    "mfa_reauthenticate": "a code of its own",
    "mfa_activate_totp": "a code of its own",
    "mfa_deactivate_totp": "a code of its own",
    "plan:imports": "a file: see test_uploads",
    "risk:load": "a file: see test_uploads",
    "frontdoor:add_file": "a file: see test_uploads",
    "frontdoor:sheets": "a file: see test_uploads",
    "directory:load": "a file: see directory/tests/test_tables",
    "directory:add_place": "a postcode, and a try that is counted",
    "marac:read_pack": "a file: see test_uploads",
    "picture:boundaries": "a file: see test_picture",
    "evidence:files": "a file: see the test of its pages",
    "evidence:declare_mapping": "columns of a file: see test_mapping_by_choosing",
    "evidence:mapping": "the same",
    "evidence:define": "a measure that fits how it is shown",
    "evidence:revise": "a measure that fits how it is shown",
    "evidence:enter_figures": "a count, and the total that it is of",
    "evidence:import_areas": "lines of areas",
    "evidence:new_release": "figures that may be published: see test_published",
    "returns:add_field": "a code and an indicator that fit: see the tests of the room",
    "returns:manage": "the same",
    "returns:window": "the same",
    "website:language": "words with marks that must stay: see test_languages",
    "returns:upload": "a file of its own return: see the tests of the room",
    # Not taken yet by what fills forms by itself: the extra fields are sent to these,
    # too, and refused with the rest. The tests of their rooms send them complete.
    **dict.fromkeys(
        (
            "add_agreement",
            "change_agreement",
            "audit_terms_ask",
            "cases:add_number",
            "cases:about",
            "cases:add_person",
            "cases:correct_person",
            "cases:counter",
            "cases:emergency",
            "cases:family",
            "cases:find",
            "cases:household",
            "cases:leave",
            "cases:merge",
            "cases:move_in",
            "cases:open",
            "cases:same_person",
            "cases:send",
            "contact:add",
            "frontdoor:decide",
            "frontdoor:new_notice",
            "frontdoor:notice",
            "marac:add_action",
            "marac:find_flag",
            "marac:issue",
            "marac:repeat",
            "marac:tell_victim",
            "marac:new_meeting",
            "marac:put_on",
            "marac:series",
        ),
        "two boxes, a reference or a number that fits",
    ),
}


def plain(control: Control) -> str:
    """What somebody would type."""
    return control.value or "Words of the test"


@pytest.fixture(scope="module")
def forms(sites: dict[str, Site]) -> list[tuple[str, Form]]:
    """Each form once, with who found it first."""
    found: dict[object, tuple[str, Form]] = {}
    for who, site in sites.items():
        for key, form in site.forms.items():
            found.setdefault(key, (who, form))
    return list(found.values())


def test_every_address_refuses_a_form_without_the_token(
    world: World, visit: Visit, forms: list[tuple[str, Form]]
) -> None:
    wrong = []
    for who in ("strategic lead", "nobody"):
        forged = Visitor(who, world.visitors.get(who), csrf=True)
        token = Visitor(who, csrf=True).get("/account/sign-in/")
        stolen = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', token.body)
        actions = [form.action for _, form in forms]
        addresses = [r.filled(surface.a_value) for r in surface.routes()]
        before = spying.standing()
        for n, address in enumerate(dict.fromkeys([*actions, *addresses])):
            answer = forged.post(
                address, {"csrfmiddlewaretoken": stolen[0]} if n % 2 else {}
            )
            wrong += faults(answer)
            left_out = address.startswith(
                ("/healthz", "/readyz", "/local/", "/api/v1/", "/open-referral")
            )
            if answer.status != 403 and not left_out:
                wrong.append(f"{answer}: not refused")
        if spying.standing() != before:
            tables = sorted({table for table, _ in spying.standing() ^ before})
            wrong.append(f"{who}: a forged form changed {tables}")
    assert not wrong, told(wrong)


def test_no_view_does_without_the_token() -> None:
    exempt = [
        route.name
        for route in surface.routes()
        if getattr(route.view, "csrf_exempt", False)
    ]
    assert sorted(exempt) == sorted(NO_COOKIE)


def test_a_form_from_another_site_is_refused_even_with_the_token(
    world: World, forms: list[tuple[str, Form]]
) -> None:
    who, form = next((w, f) for w, f in forms if f.route == "add_group")
    visitor = Visitor(who, world.visitors[who], csrf=True)
    page = visitor.get(form.page)
    [token, *_] = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.body)
    data = {"csrfmiddlewaretoken": token, "name": "Forged", "kind": "other"}
    with undone():
        for origin in (
            "https://evil.example",
            "null",
            "http://testserver.evil.example",
        ):
            answer = visitor.post(form.action, data, headers={"origin": origin})
            assert answer.status == 403, origin
            assert "Forged" not in answer.body
        assert visitor.post(form.action, data).status == 302


def test_a_form_changes_only_what_it_offers(
    world: World, all_rows: Rows, visit: Visit, forms: list[tuple[str, Form]]
) -> None:
    extras = everything_else(all_rows, world)
    wrong = []
    untaken = set()
    for who, form in forms:
        visitor = visit(who)
        with undone():
            first, data = send(visitor, form, plain)
        if not taken(first):
            untaken.add(form.route)
        # Another form of the same address may offer more.
        offered = {n for _, f in forms if f.route == form.route for n in f.names}
        more = {name: v for name, v in extras.items() if name not in offered}
        without, led = effect(visitor, form, data)
        with_more, led_too = effect(visitor, form, {**more, **data})
        if with_more != without:
            wrong += [
                f"{who}: {form.route}: {line}"
                for line in sorted(set(with_more) ^ set(without))[:4]
            ]
        wrong += [*leads_away(led), *leads_away(led_too)]
        if led.status != led_too.status:
            wrong.append(f"{led_too}: was {led.status} without")
    assert not wrong, told(wrong)
    assert len(extras) > 150
    left = sorted(untaken - set(NEVER_TAKEN))
    assert not left, f"teach `filling` to fill these: {' '.join(left)}"


def test_a_form_that_took_more_than_it_offers_would_be_found(
    world: World, visit: Visit, forms: list[tuple[str, Form]]
) -> None:
    """Two different forms have two different effects; the same form, the same."""
    who, form = next((w, f) for w, f in forms if f.route == "add_group")
    data = {"name": "A group", "kind": "other"}
    one, _ = effect(visit(who), form, data)
    again, _ = effect(visit(who), form, data)
    other, _ = effect(visit(who), form, data | {"kind": "sub_group"})
    assert one == again
    assert one
    assert one != other


def test_a_place_to_go_on_to_is_of_this_house(
    visit: Visit, forms: list[tuple[str, Form]]
) -> None:
    wrong = []
    tried = 0
    for who, form in forms:
        if not form.names & set(payloads.LEADS):
            continue
        for place in payloads.LEADS_AWAY:
            tried += 1
            with undone():
                _, data = send(visit(who), form, plain)
                leads = dict.fromkeys(form.names & set(payloads.LEADS), place)
                wrong += leads_away(visit(who).post(form.action, data | leads))
    assert not wrong, told(wrong)
    assert tried


HUGE = "x" * 400_000
STRANGE_TEXTS = {
    "zero": "a\0b",
    "huge": HUGE,
    "marks": "\u202e\u0000\ufeff\u2028\x1b[31m\x7f\x85" + "é" * 90,
    "sql": "'; SELECT pg_sleep(9); --",
}


@pytest.mark.parametrize("kind", STRANGE_TEXTS)
def test_strange_text_breaks_no_form(
    kind: str, visit: Visit, forms: list[tuple[str, Form]]
) -> None:
    wrong = []
    for n, (who, form) in enumerate(forms):
        left_alone = ("file", "hidden") if n % 2 else ("file",)
        data = {
            one.name: STRANGE_TEXTS[kind]
            for one in form.controls
            # A place to go on to stands in an address: see the test below.
            if one.kind not in left_alone and one.name not in payloads.LEADS
        }
        with undone():
            wrong += faults(visit(who).post(form.action, data))
    assert not wrong, told(wrong)


@pytest.mark.parametrize(
    ("what", "status"),
    [("a body of 3 MB", {400, 413}), ("6000 fields", {400}), ("200 files", {400})],
)
def test_what_is_too_large_is_refused(
    what: str,
    status: set[int],
    visit: Visit,
    forms: list[tuple[str, Form]],
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    data: dict[str, Any] = {
        "a body of 3 MB": {"text": "x" * 3_000_000},
        "6000 fields": {f"f{n}": "1" for n in range(6000)},
        "200 files": {f"f{n}": SimpleUploadedFile("a.txt", b"a") for n in range(200)},
    }[what]
    wrong = []
    once = {form.route: (who, form) for who, form in forms if form.controls}
    for who, form in list(once.values())[::4]:
        with undone():
            answer = visit(who).post(form.action, data)
        wrong += faults(answer)
        if answer.status not in status and form.route not in READS_NOTHING:
            wrong.append(f"{answer}: expected {status}")
    assert not wrong, told(wrong)


# What is compared --------------------------------------------------------------------
def effect(
    visitor: Visitor, form: Form, data: dict[str, Any]
) -> tuple[list[str], Answer]:
    """What a form does to all rows, without keys and moments; and its answer."""
    with undone():
        before = spying.standing()
        answer = visitor.post(form.action, data)
        after = spying.standing()
    return changes(before, after), answer


def changes(before: Standing, after: Standing) -> list[str]:
    """Rows that came and went, in words that are the same each time."""
    gone = _rows(before - after)
    come = _rows(after - before)
    gone, come = [r for r in gone if r not in come], [r for r in come if r not in gone]
    new = {row.get("id") for _, row in come} - {row.get("id") for _, row in gone}
    return sorted(
        [f"- {_line(table, row, new)}" for table, row in gone]
        + [f"+ {_line(table, row, new)}" for table, row in come]
    )


def _rows(standing: Standing) -> list[tuple[str, dict[str, object]]]:
    """Rows as such. The minute in which somebody did something is no effect of a form:
    whichever request comes first in a minute moves it."""
    rows = [(table, json.loads(row)) for table, row in standing]
    for table, row in rows:
        if table == "access_session":
            del row["touched_at"]
    return rows


# Views that read no field of the form: its body is never taken apart.
READS_NOTHING = {"plan:remind"}
VOLATILE = re.compile(
    r"\d{4}-\d\d-\d\d[T ][\d:.+]+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|[0-9a-f]{32,64}"
    r"|(?:R-)?\b[2-9A-Z]{4}-[2-9A-Z]{4}\b|ey[\w.:-]{40,}|Wy[\w.:-]{40,}|(?:md5|argon2)\$\S+|!\w{40}|[0-9a-z]{1,4}-\w{6}-\w{32}"
)


def _line(table: str, row: dict[str, object], new: set[object]) -> str:
    said = {
        name: "new" if isinstance(value, int | str) and value in new else value
        for name, value in row.items()
        if name not in ("id", "key", "digest", "ref")
    }
    return VOLATILE.sub("*", f"{table}: {said}")


def everything_else(rows: Rows, world: World) -> dict[str, object]:
    """Every column of every table as a field, with a value that would do harm."""
    _, away = hidden.parted(world.actor("strategic lead"), rows)
    found: dict[str, object] = {
        "is_staff": "on",
        "is_superuser": "on",
        "pk": "1",
        "csrf": "1",
        "hat_id": str(world.visitors["administrator"].pk),
        **dict.fromkeys(payloads.LEADS, f"https://{payloads.EVIL}/"),
    }
    for table, model in models_by_table().items():
        for column in model._meta.concrete_fields:
            value = _harm(column, table, away)
            found |= {column.name: value, column.attname: value}
            found |= {f"{model._meta.model_name}-{column.name}": value}
    return found


def _harm(column: models.Field, table: str, away: Rows) -> object:
    if isinstance(column, models.ForeignKey):
        target = column.related_model._meta
        known = hidden.values(away, target.db_table, target.pk.column)
        return str(known[-1]) if known else "1"
    if column.choices:
        return str([value for value, _ in column.flatchoices][-1])
    if isinstance(column, models.BooleanField):
        return "on"
    if isinstance(column, (models.DateField, models.DateTimeField)):
        return "1999-01-01"
    if column.primary_key:
        known = hidden.values(away, table, column.column)
        return str(known[-1]) if known else "1"
    if isinstance(column, models.UUIDField):
        return "11111111-2222-3333-4444-555555555555"
    return "77" if isinstance(column, models.IntegerField) else "harm"
