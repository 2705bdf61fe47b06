"""Migrating without drawing every model anew at each step.

While it migrates, Django keeps classes of all models as they are at that step. After a
step it makes those of every model anew that the changed one leads to; here each leads
to all others, so that 160 migrations made 40,000 classes, nine tenths of their time.

Two kinds of step need none of that, and are most of them. Nothing points at a new
model yet, and what it points at learns of it as at an ordinary start. A constraint or
an index more belongs to one model alone, and is made from the step itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ModelState, ProjectState, StateApps

_ADD_MODEL = ProjectState.add_model
_APPEND = "_append_option"
_APPEND_OPTION = getattr(ProjectState, _APPEND)


@contextmanager
def quick_states() -> Iterator[None]:
    """Inside, migrations are applied with fewer classes. The tables are the same."""
    ways = {"add_model": (_add_model, _ADD_MODEL), _APPEND: (_append, _APPEND_OPTION)}
    for name, (quick, _) in ways.items():
        setattr(ProjectState, name, quick)
    try:
        yield
    finally:
        for name, (_, before) in ways.items():
            setattr(ProjectState, name, before)


def _add_model(self: ProjectState, model_state: ModelState) -> None:
    with _undrawn(self) as drawn:
        _ADD_MODEL(self, model_state)
    if drawn is not None:
        drawn.render_multiple([model_state])


def _append(
    self: ProjectState, app_label: str, model_name: str, option_name: str, obj: Any
) -> None:
    with _undrawn(self) as drawn:
        _APPEND_OPTION(self, app_label, model_name, option_name, obj)
    if drawn is not None:
        options = self.models[app_label, model_name].options
        meta = drawn.get_model(app_label, model_name)._meta
        setattr(meta, option_name, options[option_name])


@contextmanager
def _undrawn(state: ProjectState) -> Iterator[StateApps | None]:
    """Inside, the state has no classes, so that Django draws none; it gives them."""
    drawn: StateApps | None = state.__dict__.pop("apps", None)
    try:
        yield drawn
    finally:
        if drawn is not None:
            state.__dict__["apps"] = drawn
