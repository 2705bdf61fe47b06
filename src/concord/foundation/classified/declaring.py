"""The declarations: which field of which table is of which class."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from django.apps import apps
from django.db import models

from concord.foundation.classified.classes import Class

Declared = TypeVar("Declared", bound=type[models.Model])

_OF_MODELS: dict[type[models.Model], dict[str, Class]] = {}
_OF_TABLES: dict[str, dict[str, Class]] = {}


class WronglyClassified(Exception):
    """A declaration names a field twice, or one that isn't there."""


def classified(
    *,
    public: str = "",
    internal: str = "",
    personal: str = "",
    special: str = "",
    location: str = "",
) -> Callable[[Declared], Declared]:
    """Says of each field of a model what it holds: names of fields, with spaces.

    A reference goes by the field's name (`account`, not `account_id`), and is internal:
    it is a number that means something only inside the database. What an abstract
    model says holds for those that inherit from it, unless they say otherwise. For a
    model of a library, call what this returns: `classified(...)(Session)`.

    Raises WronglyClassified for a name that stands twice or is no field.
    """
    given = _by_name(locals())

    def declare(model: Declared) -> Declared:
        unknown = given.keys() - {field.name for field in fields_of(model)}
        if unknown:
            raise WronglyClassified(
                f"{model.__name__} has no field {_listed(unknown)}: give the names of "
                "its own fields, references without _id."
            )
        if _OF_MODELS.setdefault(model, given) != given:
            raise WronglyClassified(
                f"{model.__name__} is classified in two places: keep one."
            )
        return model

    return declare


def classified_table(
    table: str,
    *,
    public: str = "",
    internal: str = "",
    personal: str = "",
    special: str = "",
    location: str = "",
) -> None:
    """The same for the columns of a table that no model knows: `access.actor_key`.

    A table without a schema lies in `public`. Raises WronglyClassified for a column
    that stands twice, or a table that was classified before.
    """
    arguments = locals()
    name = qualified(arguments.pop("table"))
    given = _by_name(arguments)
    if _OF_TABLES.setdefault(name, given) != given:
        raise WronglyClassified(f"{name} is classified in two places: keep one.")


def _by_name(arguments: dict[str, str]) -> dict[str, Class]:
    found: dict[str, Class] = {}
    for kind, names in arguments.items():
        for name in names.split():
            if name in found:
                raise WronglyClassified(
                    f'"{name}" is classified twice, as {found[name]} and as {kind}: '
                    "keep the graver one."
                )
            found[name] = Class(kind)
    return found


def _listed(names: set[str]) -> str:
    return ", ".join(f'"{name}"' for name in sorted(names))


def fields_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The fields of a model's own table, and its lists of other rows."""
    meta = model._meta
    return [*meta.local_fields, *meta.local_many_to_many]


def classes_of(model: type[models.Model]) -> dict[str, Class]:
    """The class of each classified field of a model, by the field's name.

    The number that the database gives to a row without a key of its own is internal.
    """
    found: dict[str, Class] = {}
    for one in reversed(model.__mro__):
        found |= _OF_MODELS.get(one, {})
    own = {}
    for field in fields_of(model):
        if field.name in found:
            own[field.name] = found[field.name]
        elif field.primary_key and field.auto_created:
            own[field.name] = Class.INTERNAL
    return own


def all_models() -> Iterator[type[models.Model]]:
    """Every installed model that has fields of its own, those of libraries too."""
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.proxy:
            yield model


def unclassified_fields() -> list[str]:
    """Fields that nobody classified, as `plan.Plan.year`: must be empty."""
    return sorted(
        f"{model._meta.label}.{field.name}"
        for model in all_models()
        for field in fields_of(model)
        if field.name not in classes_of(model)
    )


def qualified(table: str) -> str:
    """A table's name with its schema, as PostgreSQL's own lists say it."""
    return table if "." in table else f"public.{table}"


def classified_columns() -> dict[str, dict[str, Class]]:
    """Every declared table with the class of each of its columns."""
    found: dict[str, dict[str, Class]] = {}
    for model in all_models():
        classes = classes_of(model)
        columns = found.setdefault(qualified(model._meta.db_table), {})
        for field in model._meta.local_fields:
            if field.column is not None and field.name in classes:
                columns[field.column] = classes[field.name]
    for table, classes in _OF_TABLES.items():
        found.setdefault(table, {}).update(classes)
    return found
