"""What the tables of libraries hold, and those tables that no model knows."""

from __future__ import annotations

from django.apps import apps

from concord.foundation.classified import Given, classified, classified_table

MODELS: dict[str, Given] = {
    "account.EmailAddress": {
        "internal": "user verified primary",
        "personal": "email",
        "what": {"email": "The address of an account, for new passwords"},
    },
    # A key in a link is as good as a password while it lasts.
    "account.EmailConfirmation": {
        "internal": "email_address created sent",
        "personal": "key",
        "what": {"key": "Of a link that confirms an address"},
    },
    # The secret of the second step, and when somebody last signed in with it.
    "mfa.Authenticator": {
        "internal": "user type created_at",
        "personal": "data last_used_at",
        "what": {
            "data": "The encrypted secret of the phone's codes, or recovery codes",
            "last_used_at": "When its owner last signed in with it",
        },
    },
    # Whoever has the key of a session is that person, until it ends.
    "sessions.Session": {
        "internal": "expire_date",
        "personal": "session_key session_data",
        "what": {
            "session_key": "What the cookie of the browser holds",
            "session_data": "Signed: which account, which hat, when last touched",
        },
    },
    "auth.Permission": {"public": "name codename content_type"},
    "auth.Group": {"public": "name permissions"},
    "auth.Group_permissions": {"public": "group permission"},
    "contenttypes.ContentType": {"public": "app_label model"},
    # Arguments of jobs are stored in clear, and are numbers of rows only.
    "procrastinate.ProcrastinateJob": {
        "internal": (
            "id queue_name task_name priority lock args status scheduled_at attempts "
            "queueing_lock abort_requested worker"
        ),
    },
    "procrastinate.ProcrastinateEvent": {"internal": "id job type at"},
    "procrastinate.ProcrastinatePeriodicDefer": {
        "internal": "id task_name defer_timestamp job periodic_id",
    },
    "procrastinate.ProcrastinateWorker": {"internal": "id last_heartbeat"},
}
TABLES: dict[str, Given] = {
    # A secret of the installation, and about nobody.
    "access.actor_key": {"internal": "only_one key"},
    "access.era": {"internal": "only_one number sealed_to"},
    # A key that only the program can unwrap, and what it has encrypted.
    "access.terms_key": {"internal": "month wrapped made_at destroyed_at"},
    "access.terms": {
        "internal": "event_id month",
        "special": "cipher",
        "what": {"cipher": "What somebody searched for, encrypted"},
    },
    # Numbers that stand for pieces of names, birth dates, telephones and addresses:
    # whoever has the secret as well can try whether somebody is known.
    "access.match_secret": {"internal": "only_one secret"},
    "access.match_key": {
        "internal": "team_id partnership_id person_id source_id case_id part side",
        "location": "key",
        "what": {"key": "A hash of a piece of what is known: to find records alike"},
    },
    # The key is a hash of an address of the network or of e-mail: it can be guessed.
    "access_cache": {
        "internal": "value expires",
        "personal": "cache_key",
        "what": {"cache_key": "Whose tries are counted, hashed; gone after minutes"},
    },
    "django_migrations": {"public": "id app name applied"},
}


def declare() -> None:
    """Classify all of them; called once, when every model is known."""
    for label, classes in MODELS.items():
        classified(**classes)(apps.get_model(label))
    for table, classes in TABLES.items():
        classified_table(table, **classes)
