"""Words and addresses of public pages, in the language of the page.

`{% say "exit" %}` says it in the language of what surrounds it (`tongue`);
`{% say_frame "exit" %}` in the one that was asked for, whatever the page's own.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from concord.website import telling
from concord.website.lines import Line, State
from concord.website.texts import english

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: Any, key: str, **values: object) -> SafeString:
    return telling.say(context["tongue"], key, **values)


@register.simple_tag(takes_context=True)
def say_frame(context: Any, key: str, **values: object) -> SafeString:
    return telling.say(context["frame"], key, **values)


@register.simple_tag(takes_context=True)
def say_state(context: Any, state: State) -> SafeString:
    return telling.say_state(context["tongue"], state)


@register.simple_tag(takes_context=True)
def say_far(context: Any, miles: float) -> SafeString:
    return telling.say_far(context["tongue"], miles)


@register.simple_tag(takes_context=True)
def say_55(context: Any) -> SafeString:
    return telling.say_55(context["tongue"])


@register.simple_tag(takes_context=True)
def say_now(context: Any) -> SafeString:
    return telling.say_now(context["tongue"], context["now"])


@register.simple_tag(takes_context=True)
def note_of(context: Any, line: Line) -> SafeString | str:
    """Who answers: a word of the catalogue, or what the directory says."""
    if line.note in english():
        return telling.say(context["tongue"], line.note)
    return line.note


@register.simple_tag(takes_context=True)
def to(context: Any, page: str) -> str:
    """The address of a page by its name, in the language that was asked for."""
    return context["visit"].address(page)


@register.simple_tag(takes_context=True)
def to_paper(context: Any, kind: int) -> str:
    """The address of a card or poster."""
    return context["visit"].paper_address(kind)


@register.simple_tag(takes_context=True)
def to_service(context: Any, pk: object) -> str:
    """The address of a service's page."""
    return context["visit"].service_address(pk)


@register.filter
def island(text: object) -> SafeString:
    return telling.island(str(text))
