"""A file of rows becomes figures, as whoever counts them would check it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from concord.evidence import testing_extracts as invented
from concord.evidence.extracts.loading import Asked, load
from concord.evidence.extracts.opening import CannotCount
from concord.evidence.models import (
    BadRow,
    Batch,
    Extract,
    ExtractChunk,
    Observation,
)
from concord.evidence.tests.extracting import (
    ROWS,
    all_figures,
    content,
    counted,
    declared,
    figures,
)
from concord.foundation.periods import Quarter

pytestmark = pytest.mark.usefixtures("home")
STORED = "SELECT string_agg(t::text, ' ') FROM evidence_{table} t"


QUARTERS = """
SELECT (date_trunc('month', day) - interval '1 month' *
        mod(extract(month FROM day)::int - 1, 3))::date AS first, {what}
FROM (SELECT to_date(b, 'DD/MM/YYYY') AS day, * FROM copied) AS rows
WHERE g = 'Y' AND {where} GROUP BY 1
"""


def copied(path: Path) -> None:
    """The same file, by COPY into a table of its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE copied (a text, b text, c text, d text, e text, f text,"
            " g text, h text, i text) ON COMMIT DROP"
        )
        with (
            cursor.copy("COPY copied FROM STDIN (FORMAT csv, HEADER)") as copy,
            path.open("rb") as file,
        ):
            while piece := file.read(1 << 16):
                copy.write(piece)


def grouped(what: str, where: str = "TRUE") -> dict[dt.date, Any]:
    with connection.cursor() as cursor:
        cursor.execute(QUARTERS.format(what=what, where=where))
        return {row[0]: row[1:] for row in cursor.fetchall()}


def test_counts_are_those_of_a_group_by_over_a_copy_of_the_file(job, tmp_path):
    path = invented.write(tmp_path / "rows.csv", ROWS)
    extract = counted(path, job, piece=20_000)
    copied(path)
    assert (extract.state, extract.rows, extract.bad) == ("recorded", ROWS, 0)
    for sex, where in (
        ("", "TRUE"),
        ("female", "e = 'F'"),
        ("not-recorded", "e IS NULL"),
    ):
        found = grouped("count(*), NULL", where)
        assert figures("incidents", sex=sex) == found
        assert figures("victims", sex=sex) == grouped("count(DISTINCT d), NULL", where)
    ward = figures("incidents", area="W1")
    assert {at: n for at, n in ward.items() if n[0]} == grouped(
        "count(*), NULL", "c = 'Invented ward 1'"
    )
    assert figures("repeats") == grouped(
        "count(*) FILTER (WHERE h = 'Stalking'), count(*)"
    )


def test_a_person_in_two_wards_is_one_person_of_the_borough(job, tmp_path):
    path = tmp_path / "rows.csv"
    rows = [
        f"A{ward},{day}/05/2024,Invented ward {ward},V1,F,30,Y,Stalking,"
        for ward in (1, 2)
        for day in (1, 2)
    ]
    path.write_text("\n".join([invented.HEADER, *rows]) + "\n")
    counted(path, job, covers=(dt.date(2024, 4, 1), dt.date(2024, 6, 30)))
    at = dt.date(2024, 4, 1)
    assert [figures("victims", area=area)[at][0] for area in ("W1", "W2", "B1")] == [
        1,
        1,
        1,
    ]
    assert figures("incidents")[at][0] == 4


def test_bad_rows_of_twelve_kinds_are_reported_by_line_and_the_rest_is_counted(
    job, tmp_path
):
    path = tmp_path / "rows.csv"
    said = invented.write_with_bad_rows(path, 400)
    kept = tmp_path / "bad.csv"
    extract = counted(path, job, bad_rows=kept)
    assert dict(BadRow.objects.values_list("line", "problem")) == said
    assert (extract.rows, extract.bad) == (400, len(invented.BAD))
    assert kept.stat().st_mode & 0o077 == 0
    assert [int(line.split(",")[0]) for line in kept.read_text().splitlines()[1:]] == (
        sorted(said)
    )


def test_no_row_and_no_key_of_the_file_is_in_the_database(job, tmp_path):
    path = tmp_path / "rows.csv"
    invented.write_with_bad_rows(path, 200)
    counted(path, job)
    with connection.cursor() as cursor:
        for table in ("extract", "extractchunk", "badrow", "batch", "observation"):
            cursor.execute(STORED.format(table=table))
            stored = cursor.fetchone()[0]
            assert "V0000" not in stored
            assert "ZZ0000" not in stored


def test_nothing_is_left_in_the_folder(job, tmp_path, home):
    counted(invented.write(tmp_path / "rows.csv", 500), job)
    assert list((home / "extracts").iterdir()) == []


def test_the_same_file_twice_gives_nothing_new(job, tmp_path):
    path = invented.write(tmp_path / "rows.csv", 500)
    first = counted(path, job)
    again = counted(path, job)
    assert first.pk == again.pk
    assert (Batch.objects.count(), first.figures) == (1, first.changed)


def test_a_corrected_file_writes_only_what_has_changed(job, tmp_path):
    path = invented.write(tmp_path / "rows.csv", 500)
    first = counted(path, job)
    rows = path.read_text().splitlines()
    spoilt = next(at for at, row in enumerate(rows) if ",Y,Damage," in row)
    rows[spoilt] = rows[spoilt].replace(",Y,Damage,", ",N,Damage,")
    path.write_text("\n".join(rows) + "\n")
    second = counted(path, job)
    assert second.pk != first.pk
    assert second.figures == first.figures
    # Incidents and people, of everybody and of one sex, in one or two areas; a share.
    assert 0 < second.changed <= 10
    assert set(
        Observation.objects.filter(vintage=2).values_list("status", flat=True)
    ) == {"republished"}


class Killed(BaseException):
    """As SIGKILL: nothing cleans up after it."""


def test_after_a_break_it_goes_on_and_the_figures_are_those_of_one_run(
    job, tmp_path, home
):
    path = tmp_path / "rows.csv"
    said = invented.write_with_bad_rows(path, 1_000)
    version, covers = declared(job), (invented.FIRST, dt.date(2025, 3, 31))
    asked = Asked(path, version, covers, piece=10_000)

    def stop(extract: Extract) -> None:
        if extract.chunks.count() == 4:
            raise Killed

    with pytest.raises(Killed):
        load(asked, by=job, tell=stop)
    assert not Observation.objects.exists()
    # A piece that was under way left something, and no checkpoint.
    [folder] = (home / "extracts").iterdir()
    (folder / "000005.bad").write_bytes(b"from a piece that was never kept")
    extract = load(asked, by=job)
    assert extract.attempt == 1
    assert (extract.rows, extract.bad) == (1_000, len(said))
    assert ExtractChunk.objects.filter(extract=extract).count() > 5
    broken = all_figures()
    again = declared(job, content(may_publish=True))
    whole = counted(path, job, version=again, covers=covers)
    assert whole.pk != extract.pk
    assert all_figures() == broken


def test_without_what_was_set_aside_it_begins_again(job, tmp_path, home):
    path = invented.write(tmp_path / "rows.csv", 500)

    def stop(extract: Extract) -> None:
        raise Killed

    version = declared(job)
    with pytest.raises(Killed):
        load(Asked(path, version, piece=10_000), by=job, tell=stop)
    [folder] = (home / "extracts").iterdir()
    (folder / "000001.json").unlink()
    extract = load(Asked(path, version), by=job)
    assert (extract.attempt, extract.rows, extract.state) == (2, 500, "recorded")


def test_periods_that_are_covered_in_part_are_said_and_left_out(job, tmp_path):
    path = tmp_path / "rows.csv"
    rows = [
        f"A{n},{day},Invented ward 1,V{n},F,30,Y,Stalking,"
        for n, day in enumerate(("20/03/2024", "01/04/2024", "30/06/2024"))
    ]
    path.write_text("\n".join([invented.HEADER, *rows]) + "\n")
    extract = counted(path, job)
    assert list(figures("incidents")) == [dt.date(2024, 4, 1)]
    assert extract.left_out == ["Quarter 4, 2023 to 2024"]
    said = counted(path, job, covers=(dt.date(2024, 1, 1), dt.date(2024, 6, 30)))
    assert said.left_out == []
    assert figures("incidents")[dt.date(2024, 1, 1)] == (1, None)


def test_a_place_without_a_row_gets_a_zero(job, tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text(
        f"{invented.HEADER}\nA1,01/04/2024,Invented ward 1,V1,F,30,Y,Stalking,\n"
    )
    counted(path, job, covers=(dt.date(2024, 4, 1), dt.date(2024, 9, 30)))
    july = dt.date(2024, 7, 1)
    assert figures("incidents", area="W2")[july] == (0, None)
    assert figures("incidents", area="W1", sex="male")[july] == (0, None)
    assert figures("repeats")[july] == (0, 0)


def test_a_period_that_is_not_over_is_left_out(job, tmp_path, evidence):
    today = evidence.place.partnership.today()
    path = tmp_path / "rows.csv"
    path.write_text(
        f"{invented.HEADER}\n"
        f"A1,{today:%d/%m/%Y},Invented ward 1,V1,F,30,Y,Stalking,\n"
        "A2,01/04/2024,Invented ward 1,V1,F,30,Y,Stalking,\n"
    )
    extract = counted(path, job, covers=(dt.date(2024, 4, 1), today))
    now = Quarter.containing(today)
    assert extract.left_out == [now.label]
    assert now.first_day not in figures("incidents")


def test_rows_of_elsewhere_are_passed_over_and_are_not_bad(job, tmp_path):
    said = content()
    said["area"] = said["area"] | {"leave_out": ["Ward of nowhere"]}
    path = tmp_path / "rows.csv"
    path.write_text(
        f"{invented.HEADER}\n"
        "A1,01/04/2024,Invented ward 1,V1,F,30,Y,Stalking,\n"
        "A2,30/06/2024,Ward of nowhere,V2,F,30,Y,Stalking,\n"
    )
    extract = counted(
        path,
        job,
        version=declared(job, said),
        covers=(dt.date(2024, 4, 1), dt.date(2024, 6, 30)),
    )
    assert (extract.rows, extract.passed, extract.bad) == (1, 1, 0)


def test_windows_1252_is_read_where_the_mapping_says_so(job, tmp_path):
    path = tmp_path / "rows.csv"
    row = "A1,01/04/2024,Invented ward 1,V1,F,30,Y,Stalking,Café\n"
    path.write_bytes(f"{invented.HEADER}\n{row}".encode("cp1252"))
    covers = (dt.date(2024, 4, 1), dt.date(2024, 6, 30))
    version = declared(job, content(encoding="windows-1252"))
    extract = counted(path, job, version=version, covers=covers)
    assert (extract.rows, extract.bad) == (1, 0)


def test_numbers_of_a_column_are_added_up(job, tmp_path):
    said = content(figures=[{"indicator": "incidents", "count": {"sum": "Victim age"}}])
    path = tmp_path / "rows.csv"
    path.write_text(
        f"{invented.HEADER}\n"
        'A1,01/04/2024,Invented ward 1,V1,F,"1,200",Y,Stalking,\n'
        "A2,01/04/2024,Invented ward 1,V1,F,34,Y,Stalking,\n"
        "A3,01/04/2024,Invented ward 1,V1,F,3.5,Y,Stalking,\n"
    )
    covers = (dt.date(2024, 4, 1), dt.date(2024, 6, 30))
    extract = counted(path, job, version=declared(job, said), covers=covers)
    assert figures("incidents")[dt.date(2024, 4, 1)] == (1_234, None)
    assert (extract.bad, BadRow.objects.get().line) == (1, 4)


def test_two_at_once_count_a_file_once(job, tmp_path):
    path = invented.write(tmp_path / "rows.csv", 100)
    version = declared(job)

    def meanwhile(extract: Extract) -> None:
        with pytest.raises(CannotCount, match="by another process"):
            load(Asked(path, version), by=job)

    extract = load(Asked(path, version), by=job, tell=meanwhile)
    assert (extract.state, extract.attempt) == ("recorded", 1)
