"""The services that an example's strategy lists, through the directory's own verbs."""

from __future__ import annotations

from concord.access.actor import Actor
from concord.directory.actions import keeping
from concord.directory.entry import Entry, SaidPhone
from concord.directory.hours_words import read_hours
from concord.examples.directory_shapes import Listed, ListedServices


def load_directory(listed: ListedServices, *, by: Actor) -> None:
    """Each service, published and marked as not verified; wrong contacts as doubts."""
    for one in listed.services:
        service = keeping.keep(entry=_entry(one, listed), by=by)
        for wrong in one.doubts:
            keeping.doubt(
                service=service,
                field=wrong.field,
                printed=wrong.printed,
                why=wrong.why,
                by=by,
            )
        keeping.publish(service=service, by=by)


def _entry(one: Listed, listed: ListedServices) -> Entry:
    return Entry(
        organisation=one.organisation,
        columns={
            "name": one.name,
            "description": one.about,
            "kind": one.kind,
            "needs": list(one.needs),
            "sexes": list(one.sexes),
            "by_and_for": list(one.by_and_for),
            "nrpf": one.nrpf,
            "minimum_age": one.minimum_age,
            "maximum_age": one.maximum_age,
            "outward_codes": list(
                one.codes or (listed.local_codes if one.kind == "local" else ())
            ),
            "nationwide": one.kind in ("helpline", "national"),
            "email": one.email,
            "url": one.url,
            "schedule_note": one.hours_note,
            "example_note": listed.note,
        },
        phones=tuple(SaidPhone(number, label) for number, label in one.phones),
        hours=read_hours(one.hours),
    )
