"""Settings from the environment: every variable, its type and its meaning.

`.env.example` is made from this module (`concord check-settings --example`) and a
test compares the two, so the example file can't fall behind.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

TRIAL_ONLY_KEY = "trial-only-not-a-secret-" + "0" * 40


class Environment(BaseSettings):
    """What an operator may set. Names are upper case in the environment."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", env_ignore_empty=True
    )

    database_url: str = Field(
        default="",
        description="PostgreSQL 15 or later, as the run-time role (app_runtime), "
        "for example postgresql://app_runtime@db.example/concord",
    )
    concord_owner_database_url: str = Field(
        default="",
        description="The same database as its owner (app_owner): migrations only. "
        "Leave it unset on web and worker machines.",
    )
    concord_backup_database_url: str = Field(
        default="",
        description="The same database as app_backup, which reads past the row "
        "policies: `concord backup` only. Leave it unset for web and worker.",
    )
    concord_backup_recipient: str = Field(
        default="",
        description="The public key that backups are encrypted to (age1...); several, "
        "separated by commas, can each open them. `concord backup-key` makes a pair.",
    )
    concord_ledger: Path | None = Field(
        default=None,
        description="A file outside the database that keeps what a restore must not "
        "undo. Unset: ledger.jsonl in CONCORD_HOME.",
    )
    concord_secret_key: SecretStr = Field(
        default=SecretStr(TRIAL_ONLY_KEY),
        description="Signs sessions and links. At least 50 random characters.",
    )
    concord_actor_key: SecretStr = Field(
        default=SecretStr(TRIAL_ONLY_KEY),
        description="Lets the database verify who acts. At least 50 random "
        "characters; stored in the database by `concord migrate`.",
    )
    concord_audit_key: SecretStr = Field(
        default=SecretStr(TRIAL_ONLY_KEY),
        description="Unwraps the keys by which search words in the audit are "
        "encrypted. At least 50 random characters; the database never sees it.",
    )
    concord_audit_key_before: SecretStr | None = Field(
        default=None,
        description="The previous CONCORD_AUDIT_KEY, for search words of its time.",
    )
    concord_secret_key_before: SecretStr | None = Field(
        default=None,
        description="The previous CONCORD_SECRET_KEY while sessions are moved over.",
    )
    concord_home: Path = Field(
        default=Path(".concord"),
        description="Folder for style sheets, and for the trial database and its logs.",
    )
    concord_trial: bool = Field(
        default=False,
        description="Trying out: a banner says so and e-mail is off. Set by "
        "`concord run`; never set it on a real installation.",
    )
    concord_base_url: str = Field(
        default="http://127.0.0.1:8000",
        description="The address people use. Links in e-mails start with it.",
    )
    concord_allowed_hosts: str = Field(
        default="127.0.0.1,localhost,[::1]",
        description="Host names that the site answers to, separated by commas.",
    )
    concord_email_url: SecretStr | None = Field(
        default=None,
        description="smtp://user:password@host:587 (STARTTLS) or smtps://...:465. "
        "Unset: no e-mail is sent.",
    )
    concord_email_from: str = Field(
        default="Concord <concord@localhost.example>",
        description="The sender of every e-mail.",
    )
    concord_idle_minutes: int = Field(
        default=20,
        ge=5,
        le=120,
        description="Minutes without a touch before a person is signed out.",
    )
    concord_log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Least severe events to log."
    )
    concord_log_pretty: bool = Field(
        default=False, description="Logs for people (true) or as JSON lines (false)."
    )
    concord_log_addresses: bool = Field(
        default=False, description="Write callers' network addresses to the log."
    )
    concord_debug: bool = Field(
        default=False, description="Developer's error pages. Never with real data."
    )
    concord_upload_mb: int = Field(
        default=30, ge=1, le=200, description="Largest upload, in MB."
    )

    @field_validator("concord_base_url")
    @classmethod
    def _no_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @model_validator(mode="after")
    def _real_secrets_on_real_servers(self) -> Environment:
        if self.concord_trial or self.concord_debug or not self.database_url:
            return self
        for name in ("concord_secret_key", "concord_actor_key", "concord_audit_key"):
            value = getattr(self, name).get_secret_value()
            if value == TRIAL_ONLY_KEY or len(value) < 50:
                raise ValueError(
                    f"{name.upper()} must be at least 50 random characters. "
                    "Make one with: python3 -c 'import secrets; "
                    "print(secrets.token_urlsafe(64))'"
                )
        return self


def example_file() -> str:
    """The text of `.env.example`: every setting with its meaning and default."""
    lines = [
        "# Settings of Concord. Copy to .env, or set them in the environment.",
        "# Commented lines show the default.",
    ]
    for name, field in Environment.model_fields.items():
        default = field.default
        shown = default if not isinstance(default, SecretStr) else ""
        if isinstance(shown, bool):
            shown = str(shown).lower()
        lines += ["", *_wrapped(field.description or "")]
        lines.append(f"# {name.upper()}={'' if shown is None else shown}")
    return "\n".join(lines) + "\n"


def _wrapped(text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(text, 84, initial_indent="# ", subsequent_indent="# ")
