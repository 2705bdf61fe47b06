"""Every table so far gets a row policy, or its exemption in writing."""

from __future__ import annotations

from django.db import migrations

from concord.access.policies import Exempt, Protect, Remember

CACHE = """
CREATE TABLE access_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX access_cache_expires ON access_cache (expires);
"""

MY_HATS_TOO = (
    "partnership_id = (SELECT access.my_partnership())"
    " OR account_id = (SELECT access.my_account())"
)
MY_PARTNERSHIPS = (
    "id = (SELECT access.my_partnership())"
    " OR (SELECT access.i_am_a_job())"
    " OR id IN (SELECT m.partnership_id FROM partnership_membership m"
    " WHERE m.account_id = (SELECT access.my_account()))"
)
ITSELF_OR_SETUP = (
    "id = (SELECT access.my_partnership())"
    " OR ((SELECT access.i_am_a_job()) AND (SELECT access.my_partnership()) IS NULL)"
)
MY_TEAMS_TOO = (
    "partnership_id = (SELECT access.my_partnership())"
    " OR id IN (SELECT m.team_id FROM partnership_membership m"
    " WHERE m.account_id = (SELECT access.my_account()))"
)
READ_ONLY = "SELECT"
FRAMEWORK = "the framework's own bookkeeping, with nothing about anybody in it"


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
        ("partnership", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("sessions", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        migrations.RunSQL(CACHE),
        # who
        Protect(
            "partnership_partnership",
            using=MY_PARTNERSHIPS,
            check=ITSELF_OR_SETUP,
            deletable=False,
        ),
        Protect("partnership_population"),
        Protect("partnership_team", using=MY_TEAMS_TOO, deletable=False),
        Protect("partnership_group"),
        Protect("partnership_meeting"),
        Protect("partnership_membership", using=MY_HATS_TOO, deletable=False),
        Protect("partnership_cover"),
        Protect("partnership_invitation", deletable=False),
        Exempt(
            "partnership_agency",
            why="names of public bodies, which serve several partnerships",
            rights="SELECT, INSERT, UPDATE",
        ),
        Remember("partnership_agency"),
        Exempt(
            "partnership_account",
            why="read at sign-in, before an actor exists; holds staff, no victims",
            rights="SELECT, INSERT, UPDATE",
        ),
        Remember("partnership_account", secret=("password", "last_login")),
        Exempt(
            "partnership_definition",
            why="rules of the field, the same for everybody",
            rights="SELECT",
        ),
        Remember("partnership_definition"),
        # trust
        Protect(
            "access_change",
            check="false",
            insert_only=True,
            history=False,
        ),
        migrations.RunSQL("REVOKE INSERT ON access_change FROM app_runtime"),
        Exempt("access_cache", why="rate limits by hashed key, for minutes"),
        # libraries
        Exempt("account_emailaddress", why="sign-in, before an actor exists"),
        Exempt("account_emailconfirmation", why="sign-in, before an actor exists"),
        Exempt("mfa_authenticator", why="sign-in; secrets are encrypted"),
        Exempt("django_session", why="read before an actor exists; signed, opaque"),
        Exempt("django_content_type", why=FRAMEWORK, rights=READ_ONLY),
        Exempt("django_migrations", why=FRAMEWORK, rights=READ_ONLY),
        Exempt("auth_permission", why=FRAMEWORK, rights=READ_ONLY),
        Exempt("auth_group", why=FRAMEWORK, rights=READ_ONLY),
        Exempt("auth_group_permissions", why=FRAMEWORK, rights=READ_ONLY),
        Exempt("procrastinate_jobs", why="a job's arguments are ids only"),
        Exempt("procrastinate_events", why="when a job changed state"),
        Exempt("procrastinate_periodic_defers", why="when a job is due again"),
        Exempt("procrastinate_workers", why="which workers are alive"),
    ]
