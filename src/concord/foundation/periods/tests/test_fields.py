from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.writer import MigrationWriter
from django.test.utils import isolate_apps

from concord.foundation.periods import Quarter
from concord.foundation.periods.fields import QuarterField

with isolate_apps("concord.foundation.periods"):

    class Update(models.Model):
        quarter = QuarterField()
        asked_again = QuarterField(null=True)

        class Meta:
            app_label = "periods"
            db_table = "periods_update_for_tests"

        def __str__(self) -> str:
            return str(self.quarter)


@pytest.fixture
def table(db: None) -> None:
    """A temporary table made by the schema editor, so that its checks are real."""
    with connection.schema_editor(collect_sql=True) as editor:
        editor.create_model(Update)
    with connection.cursor() as cursor:
        for statement in editor.collected_sql:
            cursor.execute(statement.replace("CREATE TABLE", "CREATE TEMPORARY TABLE"))


@pytest.mark.usefixtures("table")
def test_a_quarter_comes_back_as_the_value_it_was() -> None:
    Update.objects.create(quarter=Quarter(2022, 3))
    found = Update.objects.get()
    assert found.quarter == Quarter(2022, 3)
    assert found.asked_again is None


@pytest.mark.usefixtures("table")
def test_quarters_are_found_and_sorted_in_time() -> None:
    for quarter in Quarter(2021, 4).through(Quarter(2022, 3)):
        Update.objects.create(quarter=quarter)
    late = Update.objects.filter(quarter__gte=Quarter(2022, 2)).order_by("-quarter")
    assert [u.quarter for u in late] == [Quarter(2022, 3), Quarter(2022, 2)]
    assert Update.objects.filter(quarter__in=[Quarter(2021, 4)]).count() == 1
    assert Update.objects.get(quarter="Q4 2021/22").quarter == Quarter(2021, 4)


@pytest.mark.usefixtures("table")
def test_the_database_refuses_a_text_that_is_no_quarter() -> None:
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO periods_update_for_tests (quarter) VALUES ('2022Q7')"
        )


@pytest.mark.usefixtures("table")
def test_a_number_is_refused_before_it_reaches_the_database() -> None:
    with pytest.raises(TypeError, match=r"Quarter\(2022, 3\)"):
        Update.objects.filter(quarter=2022).exists()


def test_cleaning_reads_text_and_explains_what_it_cannot_read() -> None:
    field = QuarterField()
    assert field.to_python("Q3 2022/23") == Quarter(2022, 3)
    with pytest.raises(ValidationError, match="2022Q3"):
        field.to_python("soon")


def test_a_migration_can_name_the_field() -> None:
    written, imports = MigrationWriter.serialize(QuarterField(null=True))
    assert written == "concord.foundation.periods.fields.QuarterField(null=True)"
    assert imports == {"import concord.foundation.periods.fields"}


def test_serialising_and_reading_back_gives_the_same_quarter() -> None:
    field = Update._meta.get_field("quarter")
    text = field.value_to_string(Update(quarter=Quarter(2022, 3)))
    assert field.to_python(text) == Quarter(2022, 3)
