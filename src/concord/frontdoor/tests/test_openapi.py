"""The description of the API says what the forms ask, and no less."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import resolve, reverse

from concord.frontdoor.forms.api import FLAT, SEVERAL
from concord.frontdoor.forms.intake import fields_of
from concord.frontdoor.openapi import document
from concord.frontdoor.tests.test_partners import BODY

ROOT = Path(__file__).parents[4]
GUIDE = ROOT / "docs" / "intake.md"


def referral() -> dict[str, Any]:
    found: dict[str, Any] = document()["components"]["schemas"]["Referral"]
    return found


def test_it_is_handed_out_to_anybody_and_keeps_no_cookie(db: None) -> None:
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert json.loads(answer.content) == document()
    assert not answer.cookies


def test_its_addresses_are_those_of_the_house() -> None:
    there = document()["paths"]
    assert set(there) == {
        reverse("referrals_api"),
        reverse("referral_api", args=["REF"]).replace("REF", "{ref}"),
    }
    for path in there:
        assert resolve(path.replace("{ref}", "R-2222-2222"))


def test_its_fields_are_those_of_the_page_s_own_forms() -> None:
    asked = referral()["properties"]
    flat = {name for part in FLAT for name in fields_of(part)}
    assert set(asked) == flat | {"key", "referrer", "victim"} | set(SEVERAL)
    for place, part in (("victim", "victim"), ("referrer", "referrer")):
        assert set(asked[place]["properties"]) == set(fields_of(part))
    for place, part in SEVERAL.items():
        each = asked[place]["items"]["properties"]
        assert set(each) == set(fields_of(f"{part}-0"))


def test_its_words_and_lengths_are_those_of_the_forms() -> None:
    asked = referral()["properties"]
    for part in FLAT:
        for name, field in fields_of(part).items():
            each = asked[name].get("items", asked[name])
            codes = {str(code) for code, _ in getattr(field, "choices", ()) if code}
            assert codes == set(each.get("enum", ())) - {""}, name
            longest = getattr(field, "max_length", None)
            if longest:
                assert each["maxLength"] == longest


def test_the_example_of_the_tests_has_nothing_that_it_does_not_describe() -> None:
    asked = referral()
    assert set(BODY) <= set(asked["properties"])
    assert set(asked["required"]) <= set(BODY)


def test_every_status_of_the_guide_is_described_and_the_other_way_round() -> None:
    told = set(re.findall(r"^\| (\d{3}) \|", GUIDE.read_text(), re.M))
    paths = document()["paths"].values()
    assert told == {
        status
        for path in paths
        for operation in path.values()
        for status in operation["responses"]
    }


def test_the_example_of_the_guide_is_taken(front_door: Any) -> None:
    from concord.frontdoor.tests.test_partners import register, send

    [example] = re.findall(r"```json\n(\{.*?\n\})\n```", GUIDE.read_text(), re.S)[:1]
    assert send(register(front_door)[1], json.loads(example)).status_code == 201
