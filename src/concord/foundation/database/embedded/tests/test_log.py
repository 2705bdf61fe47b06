"""What the embedded server writes into its own log: what failed, never a value."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest

from concord.foundation.database import embedded

Start = Callable[..., embedded.Server]
EMAIL = "avery.invented@example.org"
RAISES = """
CREATE FUNCTION complain(word text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'refused' USING DETAIL = word, HINT = word;
END $$
"""


def refused(connection: psycopg.Connection, statement: str, *values: object) -> None:
    written = statement.replace("EMAIL", f"'{EMAIL}'")
    with pytest.raises(psycopg.Error) as error:
        connection.execute(written.encode(), values or None)
    assert EMAIL in f"{error.value} {written} {values}", "the value was in it"


def test_no_value_of_a_failed_statement_comes_into_the_log(start: Start) -> None:
    server = start()
    with psycopg.connect(server.owner_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE seen (email text UNIQUE)")
        connection.execute(RAISES)
        connection.execute("INSERT INTO seen VALUES (%s)", [EMAIL])
        refused(connection, "INSERT INTO seen VALUES (%s)", EMAIL)
        refused(connection, "INSERT INTO seen VALUES (EMAIL)")
        refused(connection, "SELECT EMAIL FROM nowhere")
        refused(connection, "SELECT complain(%s)", EMAIL)
        refused(connection, "SELECT 1 / length(replace(%s, EMAIL, ''))", EMAIL)
    log = server.places.log.read_text()
    assert "duplicate key value violates unique constraint" in log
    assert "division by zero" in log
    assert "refused" in log
    assert EMAIL not in log
    for line in ("DETAIL", "HINT", "CONTEXT", "STATEMENT"):
        assert f"{line}:" not in log


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("log_error_verbosity", "terse"),
        ("log_parameter_max_length", "0"),
        ("log_parameter_max_length_on_error", "0"),
        ("log_min_error_statement", "panic"),
        ("log_statement", "none"),
        ("log_min_duration_statement", "-1"),
    ],
)
def test_the_server_of_the_tests_logs_as_a_server_should(
    owner_url: str, setting: str, value: str
) -> None:
    with psycopg.connect(owner_url) as connection:
        row = connection.execute(f"SHOW {setting}").fetchone()
    assert row == (value,)
