"""The database knows who acts, and can't be told otherwise by SQL."""

from __future__ import annotations

import time

import pytest
from django.db import ProgrammingError, connection, transaction

from concord.access.actor import (
    Actor,
    NotVerified,
    acting_as,
    because,
    enter,
    leave,
    signature,
)
from concord.access.models import Change
from concord.access.policies import uncovered_tables
from concord.access.testing import Place
from concord.partnership.models import Account, Membership, Partnership, Team

pytestmark = pytest.mark.django_db


def rows(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return len(cursor.fetchall())


def test_tests_run_as_the_runtime_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls FROM pg_roles"
            " WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("app_runtime", False, False)


def test_every_table_has_a_policy_or_a_written_exemption() -> None:
    assert uncovered_tables() == []


PROTECTED = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relrowsecurity
      AND has_table_privilege(c.oid, 'SELECT') ORDER BY 1
"""


def test_without_an_actor_no_protected_table_answers(elmbrook: Place) -> None:
    leave()
    with connection.cursor() as cursor:
        cursor.execute(PROTECTED)
        tables = [row[0] for row in cursor.fetchall()]
        assert "partnership_team" in tables
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608
            assert cursor.fetchone() == (0,), table


@pytest.mark.parametrize(
    "forged",
    [
        "hat:1;1;1;1;{partnership}#" + "0" * 64,
        "hat:1;1;1;1;{partnership}",
        "job:examples:;;;;{partnership}#",
        "{partnership}",
    ],
)
def test_a_forged_actor_sees_nothing(elmbrook: Place, forged: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('concord.actor', %s, true)",
            [forged.format(partnership=elmbrook.partnership.pk)],
        )
    assert Team.objects.count() == 0
    assert Partnership.objects.count() == 0


def test_a_claim_without_the_key_is_refused(elmbrook: Place) -> None:
    hat = elmbrook.hats["strategic_lead"]
    now = int(time.time())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.enter(%s, %s, %s)",
            [f"hat:{hat.pk}", now, signature(f"hat:{hat.pk}|1|{now}", "guessed")],
        )
        assert cursor.fetchone() == (False,)
    assert Team.objects.count() == 0


def test_an_actor_ends_with_its_transaction(elmbrook: Place) -> None:
    with acting_as(elmbrook.actor("strategic_lead")):
        assert Team.objects.count() == 5
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('concord.actor')")
            overheard = cursor.fetchone()[0]
    assert Team.objects.count() == 0
    assert overheard.startswith("hat:")


@pytest.mark.django_db(transaction=True)
def test_an_overheard_actor_is_worth_nothing_in_the_next_transaction(
    elmbrook: Place,
) -> None:
    with acting_as(elmbrook.actor("strategic_lead")), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('concord.actor')")
        overheard = cursor.fetchone()[0]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('concord.actor', %s, true)", [overheard])
        assert Team.objects.count() == 0


def test_a_hat_sees_its_own_partnership_only(elmbrook: Place, northmere: Place) -> None:
    with acting_as(elmbrook.actor("administrator")):
        assert {team.partnership_id for team in Team.objects.all()} == {
            elmbrook.partnership.pk
        }
        assert list(Partnership.objects.all()) == [elmbrook.partnership]


def test_a_hat_cannot_write_into_another_partnership(
    elmbrook: Place, northmere: Place
) -> None:
    with (
        acting_as(elmbrook.actor("administrator")),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        Team.objects.create(
            agency=northmere.teams["Police"].agency,
            partnership=northmere.partnership,
            name="Slipped in",
            short_name="Slipped in",
        )


def test_an_ended_hat_is_refused_by_the_database(elmbrook: Place) -> None:
    hat = elmbrook.hats["trainer"]
    job = Actor.from_job("access.setup", elmbrook.partnership.pk)
    with acting_as(job):
        Membership.objects.filter(pk=hat.pk).update(valid="[2020-01-01,2020-02-01)")
    with pytest.raises(NotVerified), transaction.atomic():
        enter(Actor.from_hat(hat))


def test_a_closed_account_is_refused_by_the_database(elmbrook: Place) -> None:
    hat = elmbrook.hats["trainer"]
    Account.objects.filter(pk=hat.account_id).update(is_active=False)
    with pytest.raises(NotVerified), transaction.atomic():
        enter(Actor.from_hat(hat))


def test_an_account_without_a_hat_sees_its_own_hats_only(elmbrook: Place) -> None:
    hat = elmbrook.hats["trainer"]
    with acting_as(Actor.from_account(hat.account_id)):
        assert list(Membership.objects.all()) == [hat]
        assert list(Team.objects.all()) == [hat.team]


def test_a_nested_actor_gives_the_outer_one_back(
    elmbrook: Place, northmere: Place
) -> None:
    with acting_as(elmbrook.actor("strategic_lead")):
        with acting_as(northmere.actor("strategic_lead")):
            assert Team.objects.first().partnership == northmere.partnership
        assert Team.objects.first().partnership == elmbrook.partnership


def test_the_key_cannot_be_read() -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        rows("SELECT key FROM access.actor_key")
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        rows("SELECT access.mac('hat:1')")
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        rows("SELECT access.seal('hat:1;1;1;1;1')")


def test_a_change_is_remembered_with_who_and_why(elmbrook: Place) -> None:
    lead = elmbrook.actor("administrator")
    team = elmbrook.teams["Housing"]
    with acting_as(lead):
        because("The service moved to the council")
        Team.objects.filter(pk=team.pk).update(short_name="Homes")
        change = Change.objects.filter(table_name="partnership_team").first()
    assert change is not None
    assert (change.before, change.after) == (
        {"short_name": "Housing"},
        {"short_name": "Homes"},
    )
    assert change.membership_id == lead.membership_id
    assert change.why == "The service moved to the council"


def test_a_change_that_changes_nothing_is_not_remembered(elmbrook: Place) -> None:
    with acting_as(elmbrook.actor("administrator")):
        before = Change.objects.count()
        Team.objects.update(kind="")
        assert Change.objects.count() == before


def test_history_holds_no_password(elmbrook: Place) -> None:
    account = Account.objects.get(pk=elmbrook.hats["trainer"].account_id)
    with acting_as(elmbrook.actor("administrator")):
        account.set_password("another long password")
        account.name = "Renamed"
        account.save()
        change = Change.objects.filter(table_name="partnership_account").first()
    assert change is not None
    assert change.after == {"name": "Renamed"}


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE access_change SET why = 'nothing happened'",
        "DELETE FROM access_change",
        "TRUNCATE access_change",
        "INSERT INTO access_change (at, transaction, table_name, row_id, verb, actor,"
        " why) VALUES (now(), 1, 'x', '1', 'UPDATE', 'hat:1', '')",
        "ALTER TABLE partnership_team DISABLE TRIGGER remember",
        "DROP TRIGGER remember ON partnership_team",
        "ALTER TABLE partnership_team DISABLE ROW LEVEL SECURITY",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION access.me() RETURNS text[] LANGUAGE sql"
        " AS $$ SELECT ARRAY['hat:1','1','1','1','1'] $$",
        "CREATE TABLE public.mine (id int)",
        "UPDATE plan_planupdate SET text = 'all is well'",
        "DELETE FROM plan_statement",
    ],
)
def test_the_runtime_role_cannot_alter_history(elmbrook: Place, attack: str) -> None:
    with (
        acting_as(elmbrook.actor("administrator")),
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError),
        transaction.atomic(),
    ):
        cursor.execute(attack)


def test_a_signature_can_not_be_read_in_what_other_connections_ask(
    elmbrook: Place,
) -> None:
    actor = elmbrook.actor("strategic_lead")
    with transaction.atomic():
        enter(actor)
        with connection.cursor() as cursor:
            mine = connection.connection.info.backend_pid
            other = connection.copy()
            try:
                with other.cursor() as looking:
                    looking.execute(
                        "SELECT query FROM pg_stat_activity WHERE pid = %s", [mine]
                    )
                    seen = looking.fetchone()[0]
            finally:
                other.close()
            cursor.execute("SELECT access.my_hat()")
            assert cursor.fetchone() == (actor.membership_id,)
    assert "access.enter" in seen, "the last thing that was asked"
    assert actor.claim not in seen
    assert "$3" in seen, "the signature went beside it"


def test_no_partnership_can_rename_or_end_an_agency_that_all_share(
    elmbrook: Place,
) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        acting_as(elmbrook.actor("strategic_lead")),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE partnership_agency SET name = 'Another'")
