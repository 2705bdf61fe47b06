"""Pages that ask by themselves whether there is news: that is nobody's touch.

A screen that asks every few seconds would otherwise keep its session for ever, and the
idle time-out would never come.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpResponseBase
from django.urls import Resolver404, resolve

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def only_asks(view: View) -> View:
    """Mark a view: asking it does not make the session last longer."""
    view.only_asks = True  # type: ignore[attr-defined]
    return view


def is_only_asking(path: str) -> bool:
    """Whether the view at this path is marked."""
    try:
        view = resolve(path).func
    except Resolver404:
        return False
    return bool(getattr(view, "only_asks", False))
