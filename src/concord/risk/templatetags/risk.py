"""`{% load risk %}`: bands, criteria and the bar of a score."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from concord.foundation.ui.templatetags.ui import tag
from concord.risk.criteria import Criterion, Standing
from concord.risk.pack import Licence, Pack
from concord.risk.queries.assessments import band_word
from concord.risk.scoring import Band, Score

register = template.Library()

BAR = 252
KIND_OF_BAND = {Band.HIGH: "off_track", Band.MEDIUM: "watch", Band.STANDARD: "info"}
KIND_OF_STANDING = {Standing.MET: "plum", Standing.CANT_TELL: "watch"}
WORDING = {
    Licence.PARAPHRASED: "Short labels of our own; from the paper form only",
    Licence.LICENSED: "Licensed wording; can be done on screen",
    Licence.LOCAL: "Your partnership's own; can be done on screen",
}


@register.simple_tag
def band(value: int | None) -> SafeString:
    """A band as a tag: "High risk" with shape and colour."""
    if value is None:
        return tag(band_word(None), "quiet")
    return tag(f"{band_word(value)} risk", KIND_OF_BAND[Band(value)])


@register.simple_tag
def standing(criterion: Criterion) -> SafeString:
    """Whether a criterion is met, as a tag."""
    return tag(criterion.words, KIND_OF_STANDING.get(criterion.standing, "quiet"))


@register.simple_tag
def wording(pack: Pack) -> str:
    """In whose words an instrument stands here."""
    return WORDING[pack.licence.state]


@register.inclusion_tag("risk/parts/bar.html")
def score_bar(score: Score, high: int | None) -> dict[str, Any]:
    """The bar of a score, with the line from which risk is high."""
    step = BAR / score.items if score.items else 0
    said = f"{score.yes} Yes of {score.items}"
    return {
        "bar": {
            "said": f"{said}; {high} or more is high" if high else said,
            "yes": round(score.yes * step, 1),
            "step": round(step, 3),
            "at": round((high or 0) * step, 1),
            "high": high,
            "items": score.items,
        }
    }
