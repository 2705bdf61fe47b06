"""Invented people of an example, as a verb takes them."""

from __future__ import annotations

from concord.examples import casework as told
from concord.people.actions.persons import Known


def known_of(one: told.Somebody) -> Known:
    return Known(
        given_name=one.given,
        family_name=one.family,
        other_names=list(one.other),
        born_on=one.born,
        born_precision=one.exact if one.born else "unknown",
        sex=one.sex,
        gender=one.gender,
        language=one.language,
        needs_interpreter=one.interpreter,
    )
