"""A partnership's own colour for the header, as a style sheet of one line.

No inline style: the colour is part of the address (`/ui/brand/17393f.css`), so the
answer can be kept for ever and the Content-Security-Policy stays strict.
"""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.urls import reverse

LEAST_CONTRAST = 7.0
WHITE = (255, 255, 255)


def channels(colour: str) -> tuple[int, int, int]:
    """`#17393f` as three numbers from 0 to 255; `ValidationError` for anything else."""
    found = re.fullmatch(r"#?([0-9a-fA-F]{6})", colour.strip())
    if not found:
        raise ValidationError(
            "Colour: %(value)s is not a colour. Enter six figures such as #17393f.",
            code="colour",
            params={"value": colour},
        )
    digits = found.group(1)
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def luminance(rgb: tuple[int, int, int]) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    parts = []
    for value in rgb:
        share = value / 255
        parts.append(
            share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        )
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def validate(colour: str) -> None:
    """A validator for a colour field: white text must be easy to read on it."""
    ratio = contrast(channels(colour), WHITE)
    if ratio < LEAST_CONTRAST:
        raise ValidationError(
            "Colour: white text on %(value)s has a contrast of %(ratio).1f to 1. "
            "Choose a darker colour, with at least 7 to 1.",
            code="contrast",
            params={"value": colour, "ratio": ratio},
        )


def stylesheet(colour: str) -> str:
    """The style sheet for a checked colour; second text is the colour thinned out."""
    rgb = channels(colour)
    soft = tuple(round(255 - (255 - value) * 0.18) for value in rgb)
    return (
        f":root{{--cc-brand:#{_hex(rgb)};"
        f"--cc-brand-soft:#{_hex((soft[0], soft[1], soft[2]))}}}\n"
    )


def url(colour: str) -> str:
    """The address of a colour's style sheet, for `Shell.brand_css_url`."""
    return reverse("ui:brand", args=[_hex(channels(colour))])


def _hex(rgb: tuple[int, int, int]) -> str:
    return "".join(f"{value:02x}" for value in rgb)
