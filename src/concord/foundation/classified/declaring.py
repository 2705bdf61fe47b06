"""The declarations: which field of which table is of which class."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypedDict, TypeVar, Unpack

from django.apps import apps
from django.db import models

from concord.foundation.classified.classes import Class

Model = TypeVar("Model", bound=type[models.Model])


class Given(TypedDict, total=False):
    """What a declaration takes: names of fields by class, and words for some."""

    public: str
    internal: str
    personal: str
    special: str
    location: str
    what: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Declaration:
    """The class of each field, and in words what it is, where its name does not say."""

    classes: dict[str, Class]
    what: dict[str, str]


_OF_MODELS: dict[type[models.Model], Declaration] = {}
_OF_TABLES: dict[str, Declaration] = {}


class WronglyClassified(Exception):
    """A declaration names a field twice, or one that isn't there."""


def classified(**given: Unpack[Given]) -> Callable[[Model], Model]:
    """Says of each field of a model what it holds: names of fields, with spaces.

    A reference goes by the field's name (`account`, not `account_id`), and is internal:
    it is a number that means something only inside the database. What an abstract
    model says holds for those that inherit from it, unless they say otherwise. For a
    model of a library, call what this returns: `classified(...)(Session)`.

    `what` says in words what a field is, for the map of data, where neither its name
    nor its help text does.

    Raises WronglyClassified for a name that stands twice or is no field.
    """
    declaration = _declaration(given)

    def declare(model: Model) -> Model:
        named = declaration.classes.keys() | declaration.what.keys()
        unknown = named - {field.name for field in fields_of(model)}
        if unknown:
            raise WronglyClassified(
                f"{model.__name__} has no field {_listed(unknown)}: give the names of "
                "its own fields, references without _id."
            )
        if _OF_MODELS.setdefault(model, declaration) != declaration:
            raise WronglyClassified(
                f"{model.__name__} is classified in two places: keep one."
            )
        return model

    return declare


def classified_table(table: str, **given: Unpack[Given]) -> None:
    """The same for the columns of a table that no model knows: `access.actor_key`.

    A table without a schema lies in `public`. Raises WronglyClassified for a column
    that stands twice, or a table that was classified before.
    """
    name = qualified(table)
    declaration = _declaration(given)
    if _OF_TABLES.setdefault(name, declaration) != declaration:
        raise WronglyClassified(f"{name} is classified in two places: keep one.")


def _declaration(given: Given) -> Declaration:
    what = dict(given.get("what", {}))
    found: dict[str, Class] = {}
    for kind in Class:
        for name in str(given.get(kind.value, "")).split():
            if name in found:
                raise WronglyClassified(
                    f'"{name}" is classified twice, as {found[name]} and as {kind}: '
                    "keep the graver one."
                )
            found[name] = kind
    return Declaration(found, what)


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
        if one in _OF_MODELS:
            found |= _OF_MODELS[one].classes
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
    for table, declaration in _OF_TABLES.items():
        found.setdefault(table, {}).update(declaration.classes)
    return found


def described_columns() -> dict[str, dict[str, str]]:
    """Every declared table, and in words what each of its columns is, where said."""
    found: dict[str, dict[str, str]] = {}
    for model in all_models():
        columns = found.setdefault(qualified(model._meta.db_table), {})
        words = _words_of(model)
        for field in model._meta.local_fields:
            said = words.get(field.name) or str(field.help_text)
            if said and field.column is not None:
                columns[field.column] = said
    for table, declaration in _OF_TABLES.items():
        found.setdefault(table, {}).update(declaration.what)
    return found


def _words_of(model: type[models.Model]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in reversed(model.__mro__):
        if one in _OF_MODELS:
            found |= _OF_MODELS[one].what
    return found
