"""Pages of what came from a spreadsheet: for the team that brought it in."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from concord.access.actions import locks
from concord.access.actor import acting_as
from concord.access.models import Side
from concord.access.testing import wear
from concord.cases.models import Party
from concord.cases.testing import CaseWorld
from concord.cli import main
from concord.foundation.ui.words import long_date
from concord.marac.actions import agenda
from concord.marac.actions.past import bring_in_hearing
from concord.marac.importing.dates import Day
from concord.marac.importing.names import name_of
from concord.marac.importing.past import PastCase, Somebody
from concord.marac.models import PastHearing
from concord.marac.queries import room
from concord.marac.queries.past import flags_that_end
from concord.marac.testing import coordinator, meet, send_to_marac
from concord.people.actions import links
from concord.people.models import Person

pytestmark = pytest.mark.django_db

COORDINATOR = "marac_coordinator"


def brought(marac: CaseWorld, days: int = 90, **more: object) -> PastHearing:
    heard = timezone.localdate() - dt.timedelta(days=days)
    past = PastCase(
        heard=Day(heard),
        victim=Somebody(name_of("Araminta Goldsworthy")),
        alleged=[Somebody(name_of("Cuthbert Pellow"))],
        actions="HSG: change locks",
        kept="IDVA: Idva Invented",
        **more,  # type: ignore[arg-type]
    )
    by = coordinator(marac.place)
    with acting_as(by):
        made = bring_in_hearing(past=past, file="f" * 64, place="row 2", by=by)
        return made.hearing


def page(marac: CaseWorld, hat: str, name: str, *args: object) -> tuple[int, str]:
    answer = wear(Client(), marac.place.hats[hat]).get(reverse(name, args=args))
    return answer.status_code, answer.text


def test_the_coordinator_reads_what_the_spreadsheet_said(marac: CaseWorld) -> None:
    one = brought(marac, flagged_on=timezone.localdate() - dt.timedelta(days=360))
    with acting_as(coordinator(marac.place)):
        ref = PastHearing.objects.select_related("case").get(pk=one.pk).case.ref
    status, text = page(marac, COORDINATOR, "marac:past_hearings")
    assert (status, text.count(ref)) == (200, 2)  # in the table, and among the flags
    status, text = page(marac, COORDINATOR, "marac:past", one.pk)
    assert status == 200
    assert "HSG: change locks" in text
    assert "IDVA: Idva Invented" in text
    assert "twelve months after it" in text


def test_nobody_else_finds_the_pages(marac: CaseWorld) -> None:
    one = brought(marac)
    for hat in ("practitioner:Police", "practitioner:Specialist service", "auditor",
                "administrator", "commissioner"):  # fmt: skip
        for name, args in (("past_hearings", ()), ("past", (one.pk,))):
            assert page(marac, hat, f"marac:{name}", *args)[0] == 404, hat
    assert page(marac, COORDINATOR, "marac:past", uuid.uuid4())[0] == 404


def test_who_is_kept_from_the_case_finds_neither_row_nor_gap(marac: CaseWorld) -> None:
    one = brought(marac)
    by = coordinator(marac.place)
    with acting_as(by):
        her = Party.objects.get(case_id=one.case_id, side=Side.VICTIM)
        account = marac.place.hats[COORDINATOR].account
        locks.lock_out(account=account, person_id=her.person_id, why="Cousins", by=by)
    status, text = page(marac, COORDINATOR, "marac:past_hearings")
    assert status == 200
    assert "Nothing was brought in from a spreadsheet" in text
    assert page(marac, COORDINATOR, "marac:past", one.pk)[0] == 404


def test_flags_that_end_about_now_are_listed_by_what_was_written(
    marac: CaseWorld,
) -> None:
    today = timezone.localdate()
    soon = brought(marac, days=200, flag_until=today + dt.timedelta(days=20))
    brought(marac, days=300, flag_until=today - dt.timedelta(days=250))
    year = brought(marac, days=380, flagged_on=today - dt.timedelta(days=370))
    brought(marac, days=30, flagged_on=today - dt.timedelta(days=20))
    by = coordinator(marac.place)
    with acting_as(by):
        assert [one.pk for one in flags_that_end(by, today)] == [year.pk, soon.pk]


def test_the_room_shows_when_she_was_heard_before_to_the_coordinator(
    marac: CaseWorld,
) -> None:
    one, by = brought(marac, repeat="yes"), coordinator(marac.place)
    work = send_to_marac(marac)
    with acting_as(by):
        before = Party.objects.get(case_id=one.case_id, side=Side.VICTIM)
        links.same(
            a=Person.objects.get(pk=before.person_id),
            b=marac.victim,
            evidence="Their dates of birth",
            by=by,
        )
        item = agenda.put_on(work=work, meeting=meet(marac.place), by=by)
        assert [past.pk for past in room.room(item, by).past] == [one.pk]
    with acting_as(marac.idva):
        assert room.room(item, marac.idva).past == []
    status, text = page(marac, COORDINATOR, "marac:room", item.meeting_id, item.pk)
    assert status == 200
    assert "Heard before, by the old spreadsheet" in text


def test_the_command_says_what_it_understood_and_who_must_ask(
    marac: CaseWorld, tmp_path: Path
) -> None:
    path = tmp_path / "log.csv"
    day = timezone.localdate() - dt.timedelta(days=40)
    path.write_text(f"MARAC date,V,Perp\n{day:%d/%m/%y},Araminta Goldsworthy,C Pellow")
    email = marac.place.hats[COORDINATOR].account.email
    start = ["marac", "import", str(path), "--partnership", "elmbrook", "--as"]
    run = CliRunner()
    refused = run.invoke(main, [*start, email])
    assert refused.exit_code == 2
    assert "no row of headings was found" in refused.output
    said = ["--map", "V=victim_name", "--report", str(tmp_path / "said.csv")]
    wrong = run.invoke(main, [*start, "nobody@elmbrook.example", *said])
    assert wrong.exit_code == 2
    assert "is nobody who coordinates" in wrong.output
    done = run.invoke(main, [*start, email, *said, "--go"])
    assert done.exit_code == 0, done.output
    assert "1 hearing made, with 1 new case" in done.output
    assert "Goldsworthy" not in done.output
    assert (tmp_path / "said.csv").stat().st_mode & 0o077 == 0
    with acting_as(coordinator(marac.place)):
        assert PastHearing.objects.get().heard_on == day
    assert long_date(day) in page(marac, COORDINATOR, "marac:past", _only(marac).pk)[1]


def _only(marac: CaseWorld) -> PastHearing:
    with acting_as(coordinator(marac.place)):
        return PastHearing.objects.get()
