"""Designing a data sheet. What has been asked stays as it was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.permit import Verb, permit
from concord.partnership.models import Team
from concord.returns.actions.permission import permit_keep
from concord.returns.models import Every, Sheet, SheetField, SheetVersion

MOST_FIELDS = 200
MOST_CELLS = 1500
COPIED = [
    "section",
    "code",
    "name",
    "question",
    "definition",
    "example",
    "after_number",
    "position",
    "indicator",
    "role",
    "dimension",
    "categories",
    "has_total",
    "is_whole",
    "lowest",
    "highest",
    "not_above",
    "part_of",
    "watches_jump",
]


@dataclass(frozen=True, slots=True)
class Field:
    """What a field of a sheet asks. `categories` are pairs of code and label."""

    section: str
    code: str
    name: str
    question: str
    definition: str = ""
    example: str = "7"
    after_number: str = ""
    indicator: str = ""
    role: str = SheetField.Role.NUMERATOR
    dimension: str = ""
    categories: Sequence[tuple[str, str]] = ()
    has_total: bool = True
    is_whole: bool = True
    lowest: Decimal | None = Decimal(0)
    highest: Decimal | None = None
    not_above: str = ""
    part_of: str = ""
    watches_jump: bool = True


@transaction.atomic
def design(
    *,
    name: str,
    every: str = Every.QUARTER,
    about: str = "",
    run_by: Team | None = None,
    by: Actor,
) -> SheetVersion:
    """A new sheet with an empty first version. Raises ValidationError by field."""
    permit(by, Verb.KEEP_RETURNS)
    sheet = Sheet(
        partnership_id=by.here,
        name=name.strip(),
        about=about.strip(),
        every=every,
        run_by=run_by,
    )
    if Sheet.objects.visible_to(by).filter(name__iexact=sheet.name).exists():
        raise ValidationError(
            {"name": f"There is a sheet called “{sheet.name}”. Choose another name."}
        )
    sheet.full_clean()
    sheet.save(force_insert=True)
    return _version(sheet, 1, by)


def _version(sheet: Sheet, n: int, by: Actor) -> SheetVersion:
    return SheetVersion.objects.create(
        partnership_id=sheet.partnership_id,
        sheet=sheet,
        n=n,
        made_by_id=by.membership_id,
    )


@transaction.atomic
def draft_of(*, sheet: Sheet, by: Actor) -> SheetVersion:
    """The version that can still be changed; begun as a copy of the last one."""
    permit_keep(by, sheet)
    Sheet.objects.select_for_update().get(pk=sheet.pk)
    last = sheet.versions.order_by("-n").first()
    if last is not None and not last.is_frozen:
        return last
    made = _version(sheet, last.n + 1 if last else 1, by)
    for field in last.fields.order_by("position", "pk") if last else ():
        SheetField.objects.create(
            partnership_id=sheet.partnership_id,
            version=made,
            **{name: getattr(field, name) for name in COPIED},
        )
    return made


@transaction.atomic
def add_field(*, version: SheetVersion, field: Field, by: Actor) -> SheetField:
    """A question at the end of the sheet. Raises ValidationError by field."""
    _may_change(version, by)
    last = version.fields.order_by("-position").values_list("position", flat=True)
    made = SheetField(
        partnership_id=version.partnership_id,
        version=version,
        position=(last.first() or 0) + 1,
    )
    if version.fields.count() >= MOST_FIELDS:
        raise ValidationError(
            f"A sheet has at most {MOST_FIELDS} questions. Make a second sheet."
        )
    return _kept(made, field)


@transaction.atomic
def change_field(*, field: SheetField, to: Field, by: Actor) -> SheetField:
    """Ask it in another way, as long as nobody has been asked."""
    _may_change(field.version, by)
    return _kept(field, to)


@transaction.atomic
def copy_field(*, field: SheetField, by: Actor) -> SheetField:
    """The same once more, just below, with a code of its own."""
    _may_change(field.version, by)
    taken = set(field.version.fields.values_list("code", flat=True))
    stem = field.code[:36]
    code = next(f"{stem}_{n}" for n in range(2, 1000) if f"{stem}_{n}" not in taken)
    made = SheetField.objects.create(
        partnership_id=field.partnership_id,
        version=field.version,
        **{name: getattr(field, name) for name in COPIED}
        | {"code": code, "name": f"{field.name} (copy)"[:80], "indicator": ""},
    )
    _ordered(field.version, made, after=field)
    return made


@transaction.atomic
def move_field(*, field: SheetField, up: bool, by: Actor) -> None:
    """One place up or down."""
    _may_change(field.version, by)
    fields = list(field.version.fields.order_by("position", "pk"))
    at = [one.pk for one in fields].index(field.pk)
    to = at - 1 if up else at + 1
    if 0 <= to < len(fields):
        fields[at], fields[to] = fields[to], fields[at]
        _renumber(fields)


@transaction.atomic
def take_out(*, field: SheetField, by: Actor) -> None:
    """The question is not asked. Others that were compared with it are no longer."""
    _may_change(field.version, by)
    for name in ("not_above", "part_of"):
        field.version.fields.filter(**{name: field.code}).update(**{name: ""})
    field.delete()


def freeze(version: SheetVersion) -> None:
    """From now on it stays as it is: somebody is asked by it."""
    if version.frozen_at is None:
        version.frozen_at = timezone.now()
        version.save(update_fields=["frozen_at"])


def _may_change(version: SheetVersion, by: Actor) -> None:
    permit_keep(by, version.sheet)
    found = SheetVersion.objects.select_for_update().get(pk=version.pk)
    if found.is_frozen:
        raise ValidationError(
            f"Version {found.n} has been sent out and stays as it is. Begin the next "
            "version."
        )


def _kept(row: SheetField, said: Field) -> SheetField:
    for name in COPIED:
        if name != "position":
            setattr(row, name, getattr(said, name))
    row.categories = [list(pair) for pair in said.categories]
    row.full_clean(validate_constraints=False)
    _check(row)
    row.save()
    return row


def _check(row: SheetField) -> None:
    """What the columns can't say. Raises ValidationError by field."""
    wrong: dict[str, str] = {}
    others = {one.code: one for one in row.version.fields.exclude(pk=row.pk)}
    if row.code in others:
        wrong["code"] = f"“{row.code}” is another question's code. Choose another."
    low, high = row.lowest, row.highest
    if low is not None and high is not None and high < low:
        wrong["highest"] = f"{high} is less than the least, {low}."
    for name in ("not_above", "part_of"):
        other = getattr(row, name)
        if other and other not in others:
            wrong[name] = f"No other question has the code “{other}”."
    whole = others.get(row.part_of)
    if whole is not None and whole.part_of == row.code:
        wrong["part_of"] = "Each of the two would be a part of the other."
    if row.dimension and not row.categories:
        wrong["dimension"] = "This breakdown has no categories yet. Add them first."
    codes = [code for code, _ in row.categories]
    if len(codes) != len(set(codes)):
        wrong["dimension"] = "Two categories have the same code. Put it right first."
    cells = sum(1 + len(one.categories) for one in others.values())
    if cells + 1 + len(row.categories) > MOST_CELLS:
        wrong["dimension"] = f"A sheet has at most {MOST_CELLS} figures."
    if wrong:
        raise ValidationError(wrong)


def _ordered(version: SheetVersion, made: SheetField, *, after: SheetField) -> None:
    fields = [
        one for one in version.fields.order_by("position", "pk") if one.pk != made.pk
    ]
    fields.insert([one.pk for one in fields].index(after.pk) + 1, made)
    _renumber(fields)


def _renumber(fields: Sequence[SheetField]) -> None:
    for position, one in enumerate(fields, start=1):
        if one.position != position:
            one.position = position
            one.save(update_fields=["position"])
