"""The names of the colours in which a status is painted."""

from __future__ import annotations

import colorsys
import re


def colour_name(fill: str) -> str:
    """Green, amber, red or blue for "rrggbb", "#rgb" or a CSS name; else ""."""
    text = fill.strip().lower().lstrip("#")
    if text in ("green", "amber", "red", "blue"):
        return text
    if text in ("orange", "yellow", "gold"):
        return "amber"
    if re.fullmatch(r"[0-9a-f]{3}", text):
        text = "".join(digit * 2 for digit in text)
    if not re.fullmatch(r"[0-9a-f]{6}", text):
        return ""
    red, green, blue = (int(text[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, saturation, value = colorsys.rgb_to_hsv(red, green, blue)
    if saturation < 0.45 or value < 0.45:
        return ""
    degrees = hue * 360
    for upto, name in ((18, "red"), (68, "amber"), (170, "green"), (260, "blue")):
        if degrees < upto:
            return name
    return "red" if degrees > 340 else ""
