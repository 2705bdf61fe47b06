"""What templates of the evidence room draw."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from concord.evidence.pictures import Bar, control_svg
from concord.evidence.queries.judged import Judged, Quality
from concord.foundation.statistics.control import Verdict

register = template.Library()

TONES = {
    Verdict.IMPROVING: "better",
    Verdict.WORSENING: "worse",
    Verdict.CHANGED: "better",
}
DIAMOND = '<path d="M6.5.4l6.1 6.1-6.1 6.1L.4 6.5z" fill="currentColor"/>'
SHAPES = {
    Verdict.IMPROVING: DIAMOND,
    Verdict.CHANGED: DIAMOND,
    Verdict.WORSENING: '<path d="M6.5 1L12.3 11.6H.7z" fill="currentColor"/>',
    Verdict.NO_CHANGE: '<circle cx="6.5" cy="6.5" r="5.2" fill="currentColor"/>',
    Verdict.TOO_FEW: '<circle cx="6.5" cy="6.5" r="5" fill="none" '
    'stroke="currentColor" stroke-width="1.6"/>',
    Verdict.BROKEN: '<path d="M4.2 1v11M8.8 1v11" stroke="currentColor" '
    'stroke-width="1.8"/>',
}
BARS = ((1, 8, 4), (5, 5, 7), (9, 2, 10))


@register.simple_tag
def verdict_shape(verdict: Verdict | str) -> SafeString:
    """The shape of a verdict; its words stand beside it."""
    return format_html(
        '<svg class="cc-icon" viewBox="0 0 13 13" aria-hidden="true">{}</svg>',
        mark_safe(SHAPES[Verdict(verdict)]),  # noqa: S308  our own drawing
    )


@register.simple_tag
def verdict_line(judged: Judged) -> SafeString:
    """The verdict in words with its shape and tint."""
    return format_html(
        '<p class="cc-verdict v-{}">{}<span>{}</span></p>',
        TONES.get(judged.verdict, "usual"),
        verdict_shape(judged.verdict),
        judged.headline,
    )


@register.filter
def tone(verdict: Verdict) -> str:
    """The tint of a verdict: better, worse or usual."""
    return TONES.get(verdict, "usual")


@register.simple_tag
def quality_mark(quality: Quality) -> SafeString:
    """Three bars, one to three of them filled, and the words."""
    drawn = "".join(
        f'<rect x="{x}" y="{y}" width="3" height="{height}" fill="currentColor"/>'
        if n < quality.bars
        else f'<rect x="{x + 0.5}" y="{y + 0.5}" width="2" height="{height - 1}" '
        'fill="none" stroke="currentColor"/>'
        for n, (x, y, height) in enumerate(BARS)
    )
    return format_html(
        '<span class="cc-dq"><svg class="cc-icon" viewBox="0 0 13 13" '
        'aria-hidden="true">{}</svg>{}</span>',
        mark_safe(drawn),  # noqa: S308  our own drawing
        quality.words,
    )


@register.simple_tag
def chart(judged: Judged, width: int = 384, height: int = 158) -> SafeString:
    """The control chart as a picture whose name is its sentence."""
    return mark_safe(control_svg(judged, width=width, height=height))  # noqa: S308


@register.simple_tag
def bar_drawing(bar: Bar) -> SafeString:
    """The bar of a group; the table beside it has the numbers."""
    return mark_safe(bar.drawing)  # noqa: S308  our own drawing


@register.filter
def one_place(value: float | None) -> str:
    """ "41.3"; a dash where there is none."""
    return "-" if value is None else f"{value:.1f}"
