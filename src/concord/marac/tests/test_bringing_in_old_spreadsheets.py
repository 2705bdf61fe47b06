"""Old spreadsheets come in: what is made, once, by whom, and who learns of what."""

from __future__ import annotations

import csv
import datetime as dt
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from concord.access.actions import locks
from concord.access.actor import Actor, acting_as
from concord.access.models import Part, Side
from concord.access.permit import NotPermitted
from concord.cases.models import Case, Party
from concord.cases.testing import CaseWorld, known
from concord.foundation.periods import Quarter
from concord.marac import bringing_in
from concord.marac.actions import agenda, repeats
from concord.marac.actions.past import BroughtBefore, bring_in_hearing
from concord.marac.bringing_in import Asked, CannotBringIn, bring_in
from concord.marac.importing.dates import Day
from concord.marac.importing.names import name_of
from concord.marac.importing.past import PastCase, Somebody
from concord.marac.models import PastHearing
from concord.marac.queries.governance import governance
from concord.marac.queries.national import behind, national_return
from concord.marac.testing import coordinator, meet, send_to_marac
from concord.marac.tests import old_workbook
from concord.people.actions import links, persons
from concord.people.models import Characteristics, Person, PersonVersion, SamePerson

pytestmark = pytest.mark.django_db

BORN = dt.date(1988, 4, 2)
HEADINGS = "Date heard,Victim,Victim DOB,Perp,Date referred,Repeat,Ref agency,Kids"


def asked(marac: CaseWorld, file: Path, *, go: bool = True) -> Asked:
    account = marac.place.hats["marac_coordinator"].account
    return Asked(file, marac.place.partnership.code, account.email, go=go)


def sheet(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "log.csv"
    path.write_text("\n".join([HEADINGS, *rows]))
    return path


def row(
    days: int = 60,
    victim: str = "Araminta Goldsworthy",
    born: str = "02/04/1988",
    perp: str = "Cuthbert Pellow",
    more: str = "Y,Police,2",
) -> str:
    heard = timezone.localdate() - dt.timedelta(days=days)
    referred = heard - dt.timedelta(days=10)
    return f"{heard:%d/%m/%Y},{victim},{born},{perp},{referred:%d/%m/%y},{more}"


def hearings(marac: CaseWorld) -> list[PastHearing]:
    with acting_as(coordinator(marac.place)):
        return list(PastHearing.objects.order_by("heard_on"))


def report(path: Path) -> list[list[str]]:
    with path.with_suffix(".report.csv").open(encoding="utf-8-sig") as file:
        return list(csv.reader(file))


# The whole workbook ------------------------------------------------------------------


def test_a_workbook_is_previewed_then_brought_in_once(
    marac: CaseWorld, tmp_path: Path
) -> None:
    path = old_workbook.write(tmp_path / "log.xlsx", timezone.localdate())
    said = "\n".join(bring_in(asked(marac, path, go=False)))
    assert hearings(marac) == []
    assert f"{old_workbook.PLACED} hearings would be made" in said
    assert "2 not placed" in said
    assert "Nothing was written" in said
    said = "\n".join(bring_in(asked(marac, path)))
    assert f"{old_workbook.PLACED} hearings made" in said
    found = hearings(marac)
    assert len(found) == old_workbook.PLACED
    with acting_as(coordinator(marac.place)):
        assert Party.objects.filter(side=Side.VICTIM).count() == len(found)
        assert Characteristics.objects.filter(ethnicity="caribbean").exists()
    said = "\n".join(bring_in(asked(marac, path)))
    assert f"0 hearings made, with 0 new cases; {old_workbook.PLACED} brought" in said
    assert len(hearings(marac)) == old_workbook.PLACED


def test_the_terminal_names_places_and_the_report_is_its_owners_alone(
    marac: CaseWorld, tmp_path: Path
) -> None:
    path = old_workbook.write(tmp_path / "log.xlsx", timezone.localdate())
    said = "\n".join(bring_in(asked(marac, path, go=False)))
    for word in (*old_workbook.GIVEN, *old_workbook.FAMILY, "Petronella", "folder"):
        assert word.lower() not in said.lower()
    assert "Not placed: sheet 2025-26, row" in said
    assert "column C: Victim: there is no name." in said
    kept = path.with_suffix(".report.csv")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    lines = report(path)
    assert ["sheet Lists", "", "Left out: hidden.", ""] in lines
    assert any("Colour of folder" in line for line in lines)
    assert any(line[3] == "soon" for line in lines)


def test_the_report_never_takes_the_place_of_the_file(
    marac: CaseWorld, tmp_path: Path
) -> None:
    path = sheet(tmp_path, row())
    before = path.read_bytes()
    with pytest.raises(CannotBringIn, match="Name another one"):
        bring_in(replace(asked(marac, path), report=path))
    assert path.read_bytes() == before


def test_what_was_broken_off_goes_on_where_it_stopped(
    marac: CaseWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row(days=20 + n, victim=f"Araminta {name}") for n, name in
            enumerate(old_workbook.FAMILY)]  # fmt: skip
    path, done = sheet(tmp_path, *rows), []

    def killed(**given: object) -> object:
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(given)
        return bring_in_hearing(**given)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(bringing_in, "bring_in_hearing", killed)
        with pytest.raises(KeyboardInterrupt):
            bring_in(asked(marac, path))
    assert len(hearings(marac)) == 3
    said = "\n".join(bring_in(asked(marac, path)))
    assert f"{len(rows) - 3} hearings made" in said
    assert len(hearings(marac)) == len(rows)


def test_a_row_that_is_refused_leaves_nothing_and_the_others_come_in(
    marac: CaseWorld, tmp_path: Path
) -> None:
    path = sheet(
        tmp_path, row(), row(victim="Ottoline Winterbourne", born="01/01/1901")
    )
    said = "\n".join(bring_in(asked(marac, path)))
    assert "1 hearing made" in said
    assert "Not placed: row 3: It could not be written" in said
    assert "1901" not in said
    assert any("1901" in line[3] for line in report(path))
    with acting_as(coordinator(marac.place)):
        assert not PersonVersion.objects.filter(family_name="Winterbourne").exists()


def test_a_date_of_birth_that_was_put_right_makes_no_second_hearing(
    marac: CaseWorld, tmp_path: Path
) -> None:
    bring_in(asked(marac, sheet(tmp_path, row(born="31/02/1988"))))
    said = "\n".join(bring_in(asked(marac, sheet(tmp_path, row()))))
    assert "0 hearings made" in said
    assert len(hearings(marac)) == 1


# Who is who --------------------------------------------------------------------------


def test_the_same_victim_and_alleged_are_one_case_heard_twice(
    marac: CaseWorld, tmp_path: Path
) -> None:
    path = sheet(tmp_path, row(days=200), row(days=60), row(days=90, perp="Ignatius X"))
    bring_in(asked(marac, path))
    first, other, again = hearings(marac)
    assert first.case_id == again.case_id != other.case_id
    with acting_as(coordinator(marac.place)):
        victims = Party.objects.filter(side=Side.VICTIM).values_list("person_id")
        assert len(set(victims)) == 1


def test_a_record_of_the_own_team_is_taken_and_one_of_another_is_linked(
    marac: CaseWorld, tmp_path: Path
) -> None:
    by = coordinator(marac.place)
    with acting_as(by):
        own = persons.record(known=known("Araminta", "Goldsworthy", BORN), by=by)
    marac.share("Council")
    path = sheet(tmp_path, row(), row(victim="Marigold Thistlewood", born="14/3/1991"))
    bring_in(asked(marac, path))
    with acting_as(by):
        assert Party.objects.filter(person=own, side=Side.VICTIM).count() == 1
        link = SamePerson.objects.get()
        assert marac.victim.pk in (link.a_id, link.b_id)
        assert link.evidence.startswith("The same name and date of birth")


def test_a_name_alone_makes_nobody_the_same(marac: CaseWorld, tmp_path: Path) -> None:
    by = coordinator(marac.place)
    with acting_as(by):
        persons.record(known=known("Araminta", "Goldsworthy", BORN), by=by)
    bring_in(asked(marac, sheet(tmp_path, row(born=""))))
    with acting_as(by):
        assert PersonVersion.objects.filter(given_name="Araminta").count() == 2


def test_a_case_of_long_ago_is_closed_and_opens_with_a_later_hearing(
    marac: CaseWorld, tmp_path: Path
) -> None:
    path = sheet(tmp_path, row(days=800))
    bring_in(asked(marac, path))
    by = coordinator(marac.place)
    with acting_as(by):
        assert Case.objects.get().state == Case.State.CLOSED
    bring_in(asked(marac, sheet(tmp_path, row(days=800), row(days=30))))
    with acting_as(by):
        assert Case.objects.get().state == Case.State.OPEN
        assert PastHearing.objects.count() == 2


# Who sees it -------------------------------------------------------------------------


def test_only_the_team_that_brought_it_in_reads_the_words(
    marac: CaseWorld, tmp_path: Path
) -> None:
    bring_in(asked(marac, sheet(tmp_path, row())))
    for actor in (marac.idva, marac.police, marac.place.actor("administrator")):
        with acting_as(actor):
            assert not PastHearing.objects.exists()
            assert not Person.objects.exclude(
                pk__in=[marac.victim.pk, marac.alleged.pk, marac.child.pk]
            ).exists()
    [made] = hearings(marac)
    assert (made.part, made.side) == (Part.RISK, Side.VICTIM)
    by = coordinator(marac.place)
    with acting_as(by), pytest.raises(DatabaseError), transaction.atomic():
        PastHearing.objects.filter(pk=made.pk).update(repeat="no")


def test_another_team_brings_nothing_in(marac: CaseWorld, tmp_path: Path) -> None:
    past = PastCase(
        Day(timezone.localdate()), Somebody(name_of("Araminta X")), [Somebody()]
    )
    with acting_as(marac.idva), pytest.raises(NotPermitted):
        bring_in_hearing(past=past, file="f", place="row 2", by=marac.idva)
    for email in ("nobody@elmbrook.example", marac.place.hats[
        "practitioner:Police"].account.email):  # fmt: skip
        wrong = Asked(sheet(tmp_path, row()), "elmbrook", email, go=True)
        with pytest.raises(CannotBringIn):
            bring_in(wrong)


def lock(marac: CaseWorld, person: Person, by: Actor) -> None:
    hat = marac.place.hats["marac_coordinator"]
    with acting_as(by):
        locks.lock_out(
            account=hat.account, person_id=person.pk, why="Neighbours", by=by
        )


def test_a_locked_name_comes_in_as_one_that_nobody_knows(
    marac: CaseWorld, tmp_path: Path
) -> None:
    """The coordinator is kept from somebody, and has them in an old spreadsheet."""
    marac.share("Council")
    lock(marac, marac.victim, marac.idva)
    locked = row(victim="Marigold Thistlewood", born="14/3/1991")
    other = row(victim="Drusilla Ashgrove", born="14/3/1991", perp="Lancelot Pellow")
    path = sheet(tmp_path, locked, other)
    preview = bring_in(asked(marac, path, go=False))
    assert "Victim: new;" in report(path)[1][2]
    assert report(path)[1][2] == report(path)[2][2]
    said = bring_in(asked(marac, path))
    assert report(path)[1][2] == report(path)[2][2] == "A new case."
    assert not any("Not placed" in line for line in (*preview, *said))
    with acting_as(coordinator(marac.place)):
        assert not SamePerson.objects.exists()


def test_a_lock_that_came_later_is_not_told_by_the_same_file(
    marac: CaseWorld, tmp_path: Path
) -> None:
    path = sheet(tmp_path, row(), row(victim="Drusilla Ashgrove"))
    bring_in(asked(marac, path))
    by = coordinator(marac.place)
    with acting_as(by):
        her = Party.objects.filter(side=Side.VICTIM).first()
        assert her is not None
        person = Person.objects.get(pk=her.person_id)
    lock(marac, person, by)
    assert len(hearings(marac)) == 1
    for go in (False, True):
        said = "\n".join(bring_in(asked(marac, path, go=go)))
        assert "2 brought in before; 0 not placed" in said
    past = PastCase(
        Day(timezone.localdate()), Somebody(name_of("Araminta X")), [Somebody()]
    )
    with acting_as(by):
        bring_in_hearing(past=past, file="f", place="row 2", by=by)
        with pytest.raises(BroughtBefore):
            bring_in_hearing(past=past, file="f", place="row 2", by=by)


# What it is good for -----------------------------------------------------------------


def test_a_new_referral_is_a_repeat_of_one_in_the_spreadsheet(
    marac: CaseWorld, tmp_path: Path
) -> None:
    perp = "Barnard Crakehall"
    path = sheet(
        tmp_path,
        row(days=100, victim="Marigold Thistlewood", born="14/3/1991", perp=perp),
    )
    bring_in(asked(marac, path))
    by, meeting = coordinator(marac.place), meet(marac.place)
    work = send_to_marac(marac)
    [made] = hearings(marac)
    with acting_as(by):
        for side, one in (("victim", marac.victim), ("alleged", marac.alleged)):
            before = Party.objects.get(case_id=made.case_id, side=side)
            person = Person.objects.get(pk=before.person_id)
            links.same(a=person, b=one, evidence="Their dates of birth", by=by)
        item = agenda.put_on(work=work, meeting=meeting, by=by)
        found = repeats.latest_finding(item, by)
    assert found is not None
    assert (found.is_repeat, found.overlap) == (True, "same")
    assert found.prior_on == made.referred_on


def test_the_return_counts_what_was_heard_before_in_its_quarter(
    marac: CaseWorld, tmp_path: Path
) -> None:
    today = timezone.localdate()
    quarter = Quarter.containing(today).previous
    days = [
        (today - quarter.plus(-n).first_day).days - 20 for n in range(4)
    ]  # in each of the four quarters
    path = sheet(
        tmp_path,
        *(row(days=one, victim=f"Araminta {name}")
          for one, name in zip(days, old_workbook.FAMILY, strict=False)),
        row(days=days[0], victim="Drusilla Ashgrove", more="N,IDVA,1"),
        row(days=days[0], victim="Drusilla Marchbanks", more=",,"),
    )  # fmt: skip
    bring_in(asked(marac, path))
    by = marac.place.actor("commissioner")
    with acting_as(by):
        found = national_return(quarter, by)
    cells = {cell.field.code: cell for cell in found.cells}
    assert not found.is_dropped
    assert found.missing == []
    assert (found.cases, cells["children"].n) == (6, 9)
    assert (cells["repeat"].n, cells["repeat"].not_recorded) == (4, 1)
    assert cells["agency_police"].n == 4
    assert cells["agency_specialist"].n == 1
    assert cells["agency_none"].n == 1
    assert cells["minoritised"].not_recorded == 6
    with acting_as(by):
        figures = {one.label: one for one in governance(quarter, by).figures}
    partner = figures["Referred by partner agencies"]
    assert (partner.number, partner.of) == (str(cells["partner"].n), "6 cases")
    coercive = figures["Controlling or coercive behaviour"]
    assert (coercive.number, coercive.not_recorded) == ("0", "6")
    chair = coordinator(marac.place)
    with acting_as(chair):
        past = {one.field.code: one.past for one in behind(quarter, chair)}
    assert len(past["cases"]) == 6
    assert len(past["repeat"]) == 4
