"""Status tags: a shape, a word and a tint, so that nothing rests on colour alone.

Shapes are symbols of the sprite `static/ui/img/shapes.svg`; the page refers to them by
name (`<use href="...#complete">`), which the Content-Security-Policy allows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of status: its word, its shape in the sprite and its tint."""

    word: str
    shape: str
    tone: str
    fill: str = "f-none"


KINDS = {
    "complete": Kind("Complete", "complete", "good", "f-good"),
    "on_track": Kind("On track", "on-track", "good", "f-track"),
    "at_risk": Kind("At risk", "at-risk", "watch", "f-watch"),
    "off_track": Kind("Off track", "off-track", "late", "f-late"),
    "not_started": Kind("Not started", "not-started", "quiet", "f-none"),
    "in_progress": Kind("In progress", "in-progress", "info", "f-info"),
    "closed": Kind("Closed", "closed", "quiet", "f-closed"),
    "closed_not_done": Kind("Closed, not done", "closed", "quiet", "f-closed"),
    "none": Kind("No update", "none", "quiet", "f-none"),
    "quiet": Kind("", "", "quiet", "f-none"),
    "info": Kind("", "", "info", "f-info"),
    "good": Kind("", "complete", "good", "f-good"),
    "watch": Kind("", "at-risk", "watch", "f-watch"),
    "late": Kind("Late", "clock", "late", "f-late"),
    "plum": Kind("", "", "plum", "f-plum"),
}
SHAPES = [
    "complete",
    "on-track",
    "at-risk",
    "off-track",
    "not-started",
    "in-progress",
    "closed",
    "none",
    "clock",
    "info",
    "lock",
    "arrow-up",
    "arrow-down",
    "tick",
    "cross",
    "plus",
    "dot",
]


def kind(name: str) -> Kind:
    """The kind of that name; `KeyError` says which ones there are."""
    try:
        return KINDS[name]
    except KeyError:
        raise KeyError(
            f"No status kind {name!r}. There are: {', '.join(KINDS)}."
        ) from None


@lru_cache(maxsize=512)
def icon(shape: str, name: str = "", classes: str = "") -> SafeString:
    """A shape of the sprite; with `name` it speaks, without it is decoration."""
    if shape not in SHAPES:
        raise KeyError(f"No shape {shape!r}. There are: {', '.join(SHAPES)}.")
    said = (
        format_html('role="img" aria-label="{}"', name)
        if name
        else SafeString('aria-hidden="true"')
    )
    return format_html(
        '<svg class="cc-icon{}" {}><use href="{}#{}"></use></svg>',
        f" {classes}" if classes else "",
        said,
        static("ui/img/shapes.svg"),
        shape,
    )


def tag(name: str, words: str = "") -> SafeString:
    """A tag: shape, word and tint; `words` instead of the kind's own."""
    of = kind(name)
    shape = icon(of.shape) if of.shape else SafeString("")
    return format_html(
        '<span class="cc-tag cc-tag--{}">{}{}</span>', of.tone, shape, words or of.word
    )


def plain(name: str, words: str = "") -> SafeString:
    """Shape and words in the kind's colour, without the tint: for keys and lists."""
    of = kind(name)
    shape = icon(of.shape) if of.shape else SafeString("")
    return format_html(
        '<span class="cc-tag cc-tag--plain cc-{}">{}{}</span>',
        of.tone,
        shape,
        words or of.word,
    )
