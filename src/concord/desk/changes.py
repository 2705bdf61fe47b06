"""History as people read it: words for tables and columns, names for ids."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.postgres.fields import RangeField
from django.db import models

from concord.access.actor import PRINCIPALS
from concord.access.models import Approval, Change
from concord.foundation.ui.words import long_date
from concord.partnership.models import Account, Agency, Membership, Partnership, Team
from concord.partnership.terms import role_word

THINGS = {
    "access_agreement": "Agreement on sharing",
    "access_agreementparty": "Agency that has signed an agreement",
    "access_approval": "Approval to see people",
    "access_change": "History",
    "directory_attribute": "Somebody else's word for a service",
    "directory_contact": "Contact of a service",
    "directory_costoption": "Cost of a service",
    "directory_doubt": "Doubt about a printed contact",
    "directory_feed": "Feed of services",
    "directory_funding": "Funding of a service",
    "directory_incoming": "Table of services",
    "directory_language": "Language of a service",
    "directory_location": "Place of services",
    "directory_organisation": "Organisation with services",
    "directory_phone": "Telephone of a service",
    "directory_proposal": "What a service says of its entry",
    "directory_providerlink": "Link of a service to its entry",
    "directory_schedule": "Hours of a service",
    "directory_service": "Service",
    "directory_servicearea": "Area of a service",
    "directory_serviceatlocation": "Service at a place",
    "directory_taxonomy": "Taxonomy of a feed",
    "directory_taxonomyterm": "Word of a taxonomy",
    "mfa_authenticator": "Second step",
    "partnership_account": "Account",
    "partnership_cover": "Stand-in",
    "evidence_breaktakenback": "Change of recording, taken back",
    "evidence_mapping": "Mapping of files",
    "evidence_mappingversion": "Version of a mapping",
    "evidence_picturefigure": "Figure of the local picture",
    "evidence_pictureitem": "Chart or table of the local picture",
    "evidence_pictureprinted": "What is printed beside a figure",
    "evidence_picturesection": "Section of the local picture",
    "evidence_pictureseries": "Indicator of the local picture",
    "evidence_seriesbreak": "Change of recording",
    "frontdoor_frontdoor": "Front door",
    "frontdoor_partnersystem": "System of a partner",
    "marac_absenceanswer": "What a team says of its absence from the MARAC",
    "marac_attendance": "Attendance at a MARAC meeting",
    "marac_coreteam": "Core team of the MARAC",
    "marac_meeting": "MARAC meeting",
    "marac_minutes": "Minutes of a MARAC",
    "marac_minutesissue": "Copy of the minutes of a MARAC",
    "marac_panel": "Panel",
    "marac_staffing": "Posts that help the MARAC",
    "marac_usualaction": "Usual action of the MARAC",
    "partnership_membership": "Role of a person",
    "website_linecheck": "Number of a phone line, checked",
    "website_remark": "What somebody said of the public pages",
    "website_signing": "Safety text of a language, read by somebody",
    "partnership_partnership": "Partnership",
    "partnership_population": "Population",
    "plan_evidence": "Evidence",
    "plan_importdraft": "Import of a strategy",
    "plan_plan": "Delivery plan",
    "plan_planaction": "Action",
    "plan_planactionchange": "Change of an action",
    "plan_planactionstandard": "Standard of an action",
    "plan_planactionsupport": "Supporting team",
    "plan_planupdate": "Update on an action",
    "plan_updateround": "Asking for updates",
    "plan_statement": "Agency statement",
    "plan_boardmatter": "Matter for the board",
    "returns_chase": "Message about a data return",
    "returns_returncell": "Figure of a data return",
    "returns_returnfile": "File of a data return",
    "returns_returnwindow": "Data return",
    "returns_sheet": "Data sheet",
    "returns_sheetfield": "Question of a data sheet",
    "returns_sheetversion": "Version of a data sheet",
    "returns_submission": "Sent data return",
    "risk_instrumentversion": "Risk instrument",
    "risk_localrule": "Decision about a risk instrument",
}
COLUMNS = {
    "purposes": "What may be shared, and for what",
    "data_items": "Items of data",
    "review_on": "Review by",
    "account": "Person",
    "by_account": "Said by",
    "membership": "Role",
    "away": "Who is away",
    "valid": "In force",
    "during": "Days",
    "title": "Title",
    "short_name": "Short name",
    "user": "Person",
    "type": "Kind",
    "is_active": "Open",
    "is_example": "Example",
    "expires_at": "Good until",
    "held_on": "Day",
    "brand_colour": "Colour",
    "due_on": "Due",
    "lead_team": "Lead",
    "printed_ref": "Printed number",
    "last_day": "Last day",
    "ended_at": "Ended",
    "licence": "Whose wording",
    "medium_from": "Medium from so many Yes",
    "clusters": "High whatever the score",
    "events": "Events that are an escalation",
    "weeks": "Assess again after so many weeks",
    "series_break": "Which change of recording",
}
KINDS_OF_STEP = {"totp": "Phone", "recovery_codes": "Recovery codes"}
# Kept in the row, of no use to a reader.
UNSAID = frozenset(
    [
        "id",
        "partnership",
        "created_at",
        "updated_at",
        "thread",
        "position",
        "content",
        "sha256",
        "digest",
        "body",  # a whole instrument
        "by_membership",  # stands beside, as who
        "made_at",
        "made_by",
        "ended_by",
    ]
)
MOST_FIELDS = 8
LONGEST = 280
EMPTY = "nothing"
_RANGE = re.compile(r'^[\[(]"?([^",]*)"?,"?([^",]*)"?[\])]$')


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One column: its words, its value before and after ("" where there is none)."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """One change as a page says it."""

    at: dt.datetime
    who: str
    role: str
    verb: str
    thing: str
    named: str
    fields: list[FieldChange] = field(default_factory=list)
    more: int = 0
    why: str = ""
    is_change: bool = False  # of a row that was there before and after

    @property
    def text(self) -> str:
        """All fields in one text, for a file."""
        return "; ".join(
            f"{one.label}: {one.before} -> {one.after}"
            if one.before and one.after
            else f"{one.label}: {one.after or one.before}"
            for one in self.fields
        )


class Reader:
    """Turns rows of history into lines; looks names up in bulk, by `load`."""

    def __init__(self, here: Partnership) -> None:
        self.here = here
        self.names: dict[tuple[type[models.Model], str], str] = {}

    def load(self, changes: Iterable[Change]) -> None:
        """Fetch the names that these changes need: one query for each kind of thing."""
        wanted: dict[type[models.Model], set[str]] = {}
        for change in changes:
            model = _model(change.table_name)
            if model is None:
                continue
            wanted.setdefault(model, set()).add(change.row_id)
            for values in (change.before, change.after):
                for column, value in (values or {}).items():
                    target = _target(model, column)
                    if target is not None and value is not None:
                        wanted.setdefault(target, set()).add(str(value))
        for model, keys in wanted.items():
            self._fetch(model, keys)

    def line(self, change: Change) -> Line:
        """One change in words."""
        model = _model(change.table_name)
        said = list(self._fields(change, model))
        who, role = self._who(change)
        return Line(
            at=change.at,
            who=who,
            role=role,
            verb=Change.Verb(change.verb).label,
            thing=thing(change.table_name),
            named=self._name(model, change),
            fields=said[:MOST_FIELDS],
            more=max(0, len(said) - MOST_FIELDS),
            why=change.why,
            is_change=change.verb == Change.Verb.UPDATE,
        )

    def _who(self, change: Change) -> tuple[str, str]:
        hat = change.membership
        if hat is not None:
            role = role_word(self.here, hat.role)
            return hat.account.name, f"{role}, {hat.team.short_name}"
        kind, _, name = change.actor.partition(":")
        if kind == "job":
            return "Concord itself", PRINCIPALS.get(name, name)
        if kind == "account":
            return self._named(Account, name) or "Somebody signing in", "no role yet"
        return "Maintenance", "Whoever looks after the database"

    def _name(self, model: type[models.Model] | None, change: Change) -> str:
        if model is None:
            return ""
        known = self._named(model, change.row_id)
        values = {**(change.before or {}), **(change.after or {})}
        if model is Approval:
            return self._named(Membership, str(values.get("membership_id")))
        for column in ("title", "name", "short_name", "wording", "email"):
            if not known and values.get(column):
                known = str(values[column])
        return _shortened(known, 90)

    def _fields(
        self, change: Change, model: type[models.Model] | None
    ) -> Iterable[FieldChange]:
        before, after = change.before or {}, change.after or {}
        for column in {**before, **after}:
            known = _field(model, column)
            key = known.name if known is not None else column
            if key in UNSAID:
                continue
            old = self._value(model, column, before.get(column))
            new = self._value(model, column, after.get(column))
            if change.verb == Change.Verb.UPDATE:
                yield FieldChange(_label(key, known), old or EMPTY, new or EMPTY)
            elif (old or new) and "No" not in (old, new):
                yield FieldChange(_label(key, known), old, new)

    def _value(self, model: type[models.Model] | None, column: str, value: Any) -> str:
        if value is None or value in ("", [], {}):
            return ""
        target = _target(model, column)
        if target is not None:
            return self._named(target, str(value)) or f"no. {value}"
        known = _field(model, column)
        choices = dict(getattr(known, "flatchoices", None) or ())
        if model is Authenticator:
            choices |= KINDS_OF_STEP
        # A list or a dict, such as local words, can't be looked up.
        if isinstance(value, str | int) and value in choices:
            return str(choices[value])
        if isinstance(known, models.DateField | RangeField):
            return _shortened(_date_in_words(str(value)))
        return _in_words(value)

    def _named(self, model: type[models.Model], key: str) -> str:
        if (model, key) not in self.names:
            self._fetch(model, {key})
        return self.names.get((model, key), "")

    def _fetch(self, model: type[models.Model], keys: set[str]) -> None:
        missing = {key for key in keys if (model, key) not in self.names}
        rows = model._default_manager.all()
        if model is Membership:
            rows = rows.select_related("account")
        convert = model._meta.pk.to_python
        usable = {convert(key) for key in missing if _fits(model, key)}
        for row in rows.filter(pk__in=usable):
            self.names[model, str(row.pk)] = self._called(row)
        for key in missing:
            self.names.setdefault((model, key), "")

    def _called(self, row: models.Model) -> str:
        if isinstance(row, Authenticator):
            return KINDS_OF_STEP.get(row.type, row.type)
        if isinstance(row, Membership):
            return f"{row.account.name}, {role_word(self.here, row.role)}"
        if isinstance(row, Account | Agency):
            return row.name
        if isinstance(row, Team):
            return row.short_name
        for name in ("title", "name", "wording"):
            if getattr(row, name, ""):
                return str(getattr(row, name))
        said = str(row)
        return "" if re.search(r"\d+$|[0-9a-f-]{36}", said) else said


def thing(table: str) -> str:
    """What the rows of a table are, such as "Action"."""
    if table in THINGS:
        return THINGS[table]
    model = _model(table)
    words = str(model._meta.verbose_name) if model else table.replace("_", " ")
    return words[:1].upper() + words[1:]


def _model(table: str) -> type[models.Model] | None:
    return _MODELS.get(table) or _learn().get(table)


_MODELS: dict[str, type[models.Model]] = {}


def _learn() -> dict[str, type[models.Model]]:
    if not _MODELS:
        _MODELS.update({model._meta.db_table: model for model in apps.get_models()})
    return _MODELS


def _field(model: type[models.Model] | None, column: str) -> Any:
    if model is None:
        return None
    return next((f for f in model._meta.concrete_fields if f.column == column), None)


def _target(model: type[models.Model] | None, column: str) -> Any:
    known = _field(model, column)
    return known.related_model if known is not None and known.is_relation else None


def _fits(model: type[models.Model], key: str) -> bool:
    try:
        model._meta.pk.to_python(key)
    except Exception:  # whatever the field raises for a key that isn't one
        return False
    return True


def _label(key: str, known: Any) -> str:
    words = COLUMNS.get(key) or (str(known.verbose_name) if known is not None else key)
    words = words.replace("_", " ")
    return words[:1].upper() + words[1:]


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return _shortened(", ".join(_in_words(item) for item in value))
    if isinstance(value, dict):
        pairs = (f"{key}: {_in_words(item)}" for key, item in value.items())
        return _shortened(", ".join(pairs))
    if isinstance(value, int | float):
        # Years and house numbers read badly with a comma.
        return f"{value:,}" if abs(value) >= 10_000 else str(value)
    return _shortened(str(value))


def _date_in_words(text: str) -> str:
    if text == "empty":
        return "never in force"
    found = _RANGE.match(text)
    if found:
        first, after = (_day(part) for part in found.groups())
        last = after - dt.timedelta(days=1) if after else None
        start = f"from {long_date(first)}" if first else "always"
        return f"{start} to {long_date(last)}" if last else start
    day = _day(text)
    return long_date(day) if day else text


def _day(text: str) -> dt.date | None:
    if not re.match(r"\d{4}-\d\d-\d\d", text):
        return None
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None


def _shortened(text: str, longest: int = LONGEST) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
