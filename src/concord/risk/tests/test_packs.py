"""Packs: what ships, how strictly a file is read, and what a partnership decides."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, transaction

from concord.access.actor import acting_as
from concord.access.permit import NotPermitted
from concord.access.testing import Place
from concord.risk.actions import instruments
from concord.risk.models import InstrumentVersion, LocalRule
from concord.risk.pack import Licence, WrongPack, built_in, from_kept, read
from concord.risk.queries.instruments import in_use, rules_of
from concord.risk.scoring import by_the_pack, high_from
from concord.risk.testing import decide, licensed_pack

SMALL = """
code = "ours"
version = 1
name = "Our checklist"
kind = "checklist"
about = "victim"
[licence]
state = "local"
[[parts]]
title = "All"
items = [{ n = 1, label = "Afraid" }, { n = 2, label = "Hurt" }]
"""

# A shipped pack never changes under its number: give the next version instead.
HASHES = {
    ("dash24", 1): "47a500cdcb1684fd",
    ("dash-yp", 1): "2179358a53b564d9",
    ("sdash", 1): "1eb8da02645e0ad8",
    ("dara", 1): "dce0cd5f804323dc",
    ("sara", 1): "a44f75c938ae02cd",
    ("oasys", 1): "20f3e07cd2a0cdf6",
    ("sash", 1): "1fc76b8e019e81b0",
}


def test_a_shipped_pack_never_changes_under_its_number() -> None:
    found = {(p.code, p.version): p.sha256[:16] for p in built_in().values()}
    assert found == HASHES


@pytest.mark.parametrize(
    ("code", "items", "high"),
    [
        ("dash24", 24, 14),
        ("dash-yp", 24, 14),
        ("sdash", 11, None),
        ("dara", 0, None),
        ("sara", 0, None),
        ("oasys", 0, None),
        ("sash", 0, None),
    ],
)
def test_what_ships(code: str, items: int, high: int | None) -> None:
    pack = built_in()[code]
    assert (len(pack.items), high_from(pack)) == (items, high)
    assert pack.licence.state == Licence.PARAPHRASED
    assert not pack.may_be_live


def test_labels_that_ship_are_short_and_no_questions() -> None:
    for pack in built_in().values():
        for item in pack.items:
            assert len(item.label) <= 60
            assert "?" not in item.label
            assert not item.wording


def test_standard_medium_and_high_by_default_and_no_cluster() -> None:
    local = by_the_pack(built_in()["dash24"])
    assert (local.medium_from, local.clusters, local.events, local.weeks) == (
        10,
        (),
        3,
        8,
    )


def test_what_is_kept_is_what_was_read() -> None:
    for pack in built_in().values():
        assert from_kept(pack.kept()) == pack
        assert from_kept(pack.kept()).sha256 == pack.sha256


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('kind = "checklist"', 'kind = "checklist"\ncolour = "red"', "colour"),
        ("version = 1", "version = 0", "version"),
        ("{ n = 2,", "{ n = 3,", "number them 1, 2, 3"),
        ('state = "local"', 'state = "licensed"', "wording of each item"),
        ('kind = "checklist"', 'kind = "result"', "a recorded result has none"),
        ("[licence]", "[licence", "not TOML"),
        (
            "[[parts]]",
            '[[bands]]\nband = "high"\nfrom = 1\n[[parts]]',
            "begin at 0",
        ),
    ],
)
def test_a_file_that_is_no_pack_is_refused_and_says_where(
    old: str, new: str, said: str
) -> None:
    with pytest.raises(WrongPack, match=said):
        read(SMALL.replace(old, new, 1).encode())


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe",
        b"x = " + b"[" * 5000,
        b"version = " + b"9" * 5000,
        SMALL.replace("Afraid", r"Afr\u0000aid").encode(),
        b"a" * 300_000,
    ],
)
def test_a_hostile_file_is_refused_in_one_line(content: bytes) -> None:
    with pytest.raises(WrongPack) as refused:
        read(content)
    assert len(str(refused.value)) < 200


@pytest.mark.django_db
def test_a_partnership_loads_an_instrument_of_its_own(elmbrook: Place) -> None:
    lead = elmbrook.actor("administrator")
    with acting_as(lead):
        instruments.load(content=SMALL.encode(), by=lead)
        assert in_use(lead)["ours"].pack.may_be_live
        with pytest.raises(ValidationError, match="give the next number"):
            instruments.load(content=SMALL.replace("Hurt", "Harmed").encode(), by=lead)


@pytest.mark.django_db
def test_licensed_words_go_before_our_labels_in_that_partnership_only(
    elmbrook: Place, northmere: Place
) -> None:
    lead, there = elmbrook.actor("strategic_lead"), northmere.actor("strategic_lead")
    with acting_as(lead):
        instruments.load(content=licensed_pack(), by=lead)
        assert in_use(lead)["dash24"].pack.may_be_live
    with acting_as(there):
        assert not in_use(there)["dash24"].pack.may_be_live


@pytest.mark.django_db
def test_a_licensed_pack_of_another_shape_is_another_instrument(
    elmbrook: Place,
) -> None:
    lead = elmbrook.actor("strategic_lead")
    with (
        acting_as(lead),
        pytest.raises(ValidationError, match="another instrument"),
    ):
        instruments.load(content=licensed_pack(items=27), by=lead)


@pytest.mark.django_db
def test_our_paraphrase_can_not_be_replaced_by_another(elmbrook: Place) -> None:
    lead = elmbrook.actor("strategic_lead")
    file = SMALL.replace('"ours"', '"dash24"').encode()
    with acting_as(lead), pytest.raises(ValidationError, match="give your own"):
        instruments.load(content=file, by=lead)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["practitioner", "auditor", "agency_lead"])
def test_who_only_works_here_loads_and_decides_nothing(
    elmbrook: Place, role: str
) -> None:
    by = elmbrook.actor(role)
    with acting_as(by), pytest.raises(NotPermitted):
        instruments.load(content=SMALL.encode(), by=by)


@pytest.mark.django_db
def test_the_database_too_lets_nobody_else_load_or_decide(elmbrook: Place) -> None:
    by = elmbrook.actor("practitioner")
    pack = built_in()["dash24"]
    rows = (
        InstrumentVersion(
            partnership=elmbrook.partnership,
            code="ours",
            version=1,
            name="Ours",
            licence="local",
            body=pack.kept(),
            sha256=pack.sha256,
        ),
        LocalRule(
            partnership=elmbrook.partnership,
            code="dash24",
            n=1,
            events=1,
            weeks=1,
            why="I say so",
        ),
    )
    for row in rows:
        with (
            acting_as(by),
            pytest.raises(ProgrammingError, match="row-level security"),
            transaction.atomic(),
        ):
            row.save()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"medium_from": 14}, "from 1 to 13"),
        ({"clusters": ("nowhere",)}, "choose among"),
        ({"events": 0}, "from 1 to 99"),
        ({"weeks": 105}, "from 1 to 104"),
        ({"why": " "}, "who decided it"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(
    elmbrook: Place, wrong: dict[str, object], said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        decide(elmbrook, **wrong)


@pytest.mark.django_db
def test_decisions_are_kept_one_after_another(elmbrook: Place) -> None:
    decide(elmbrook, weeks=6)
    decide(elmbrook, weeks=4)
    lead = elmbrook.actor("strategic_lead")
    with acting_as(lead):
        assert [rule.weeks for rule in rules_of("dash24", lead)] == [4, 6]
        assert in_use(lead)["dash24"].local.weeks == 4
