from __future__ import annotations

import datetime as dt

import pytest

from concord.foundation.classified.scanning.leaving import Leaving, Way
from concord.foundation.classified.scanning.looking import Looking, shaped, shapes_in
from concord.foundation.classified.scanning.outcome import Outcome, look
from concord.foundation.classified.scanning.values import Values
from concord.foundation.post.models import Message

FIELD = "shop.Customer.name"
SITE = "http://testserver"


def found(value: object, text: str) -> bool:
    values = Values()
    values.learn(value, field=FIELD)
    return bool(list(Looking(values.by_text()).found_in(text)))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Avery Invented", "Dear Avery Invented,"),
        ("Avery Invented", "/people/avery-invented/"),
        ("Avery Invented", "name=AVERY_INVENTED;"),
        ("avery.invented@shop.example", "to <avery.invented@shop.example>"),
        ("07700 900123", "rang 07700900123 twice"),
        ("07700900123", "rang 07700 900 123 twice"),
        ("SE1 4AB", "seen in SE14AB"),
        ("E1 6AN", "seen in E1 6AN."),
        ("Zoë Ångström", "ZOË ÅNGSTRÖM"),
        (dt.date(1985, 3, 4), "born 1985-03-04"),
        (dt.date(1985, 3, 4), "born on 4 March 1985"),
        (dt.date(1985, 3, 4), "born 04/03/1985"),
        ({"old": [{"name": "Avery Invented"}]}, "it was Avery Invented"),
    ],
)
def test_a_value_is_found_however_it_is_written(value: object, text: str) -> None:
    assert found(value, text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Avery Invented", "Dear Avery, you have work to do"),
        ("Avery Invented", "Avery Inventedly"),
        ("Avery Invented", "Xavery Invented"),
        ("Sam", "Sam"),  # too short to tell from chance
        (True, "True"),
        (12345678, "12345678"),
        (dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC), "2026-01-02 03:04:05+00:00"),
        (b"Avery Invented", "Avery Invented"),
        (None, "None"),
    ],
)
def test_what_only_resembles_it_is_not(value: object, text: str) -> None:
    assert not found(value, text)


def test_a_long_text_is_found_by_any_part_of_it() -> None:
    told = "She told the worker that her sister keeps the spare keys at home for now"
    assert found(told, f"broken: {told[:50]}")
    assert found(told, "that her sister keeps the spare")
    assert not found(told, "her sister keeps the spare")


@pytest.mark.parametrize(
    ("text", "shapes"),
    [
        ("could not reach avery@shop.example", ["an e-mail address"]),
        ("rang 07700 900123", ["a telephone number"]),
        ("rang +44 7700 900123 twice", ["a telephone number"]),
        ("seen in SE1 4AB today", ["a postcode"]),
        ("request_id=01234567890123456789012345678901 ms=0.0123456789012", []),
        ("id 07700900-0123-4567-8901-012345678901", []),
        ("see https://site.example/open/W10:a@b.c/", []),
        ("frames=['concord/plan/actions.py:41'] status=500 bytes=1234567", []),
    ],
)
def test_what_has_the_shape_of_a_value_is_found_unlearnt(
    text: str, shapes: list[str]
) -> None:
    assert list(shapes_in(text)) == shapes


def test_a_number_that_the_program_prints_is_no_finding_and_another_is() -> None:
    ours = set(shaped("<p>Or call 0808 2000 247, day and night.</p>"))
    assert list(shapes_in("Or call 0808 2000 247", ours)) == []
    assert list(shapes_in("0808 2000 247, or 07700 900123", ours)) == [
        "a telephone number"
    ]


def outcome_of(*texts: tuple[Way, str], program: tuple[str, ...] = ()) -> Outcome:
    values, leaving = Values(), Leaving()
    values.learn("Avery Invented", field=FIELD)
    leaving.test = "tests/test_shop.py::test_names[Avery Invented]"
    for way, text in texts:
        leaving.keep(way, text)
    return look(values, leaving, program)


def test_a_finding_names_field_way_and_test_and_never_the_value() -> None:
    outcome = outcome_of((Way.LOG, "lost: Avery Invented"), (Way.MAIL, "nothing"))
    assert outcome.findings == {(FIELD, "log", "tests/test_shop.py::test_names")}
    assert "very" not in outcome.in_short()
    assert "very" not in str(outcome.as_data())


@pytest.mark.parametrize(
    ("way", "text"),
    [
        (Way.ADDRESS, "/find/?q=Avery+Invented"),
        (Way.ADDRESS, "/find/Avery%20Invented/"),
        (Way.TITLE, "Avery&nbsp;Invented &amp; others"),
        (Way.ERROR_PAGE, "<p>Avery&#32;Invented"),
    ],
)
def test_escapes_hide_nothing(way: Way, text: str) -> None:
    assert outcome_of((way, text)).findings


def test_a_value_that_is_also_a_word_of_the_program_is_set_aside_and_counted() -> None:
    outcome = outcome_of((Way.LOG, "Avery Invented"), program=('"Avery Invented"',))
    assert (outcome.findings, outcome.values, outcome.set_aside) == (set(), 0, 1)


def test_a_scan_that_has_seen_too_little_says_so() -> None:
    outcome = outcome_of((Way.LOG, "one"), (Way.LOG, "two"), (Way.LOG, "two"))
    assert outcome.short_of({Way.LOG: 3}) == [
        "only 1 values to look for, at least 8000 were expected: is a tap broken?"
    ]
    assert len(outcome.short_of({Way.LOG: 4, Way.MAIL: 1})) == 3


def test_what_processes_found_is_put_together() -> None:
    whole = Outcome()
    whole.add(outcome_of((Way.LOG, "Avery Invented")).as_data())
    whole.add(outcome_of((Way.LOG, "x"), (Way.MAIL, "Avery Invented")).as_data())
    assert {way for _, way, _ in whole.findings} == {"log", "e-mail"}
    assert (whole.counts["log"], whole.values) == (2, 2)


def test_a_row_that_is_read_is_learnt_without_the_copies_of_rows_in_it() -> None:
    row = Message(address="avery.invented@x.example", context={"link": f"{SITE}/7/x"})
    read, written = Values(), Values()
    read.learn_read_row(row)
    written.learn_row(row)
    assert list(read.by_text()) == ["averyinventedxexample"]
    assert list(written.by_text()) == ["averyinventedxexample", "httptestserver7x"]
