"""Text made safe to print, with nothing that a reader would miss left out quietly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from itertools import groupby
from typing import Any

from .typefaces import WEIGHTS, source_sans

# Neither XML 1.0 nor PostgreSQL text can hold these; they come in with pasted text.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\ufdd0-\ufdef]"
)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# They turn the reading order of what follows, beyond the text they came in with.
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")

_LONG_WORD = re.compile(r"[^\s\u00a0]{25,}")
_SEVERAL_NOT_SHOWN = re.compile(
    r"\[\d+ characters? not shown here\](?: \[\d+ characters? not shown here\])+"
)


def plain_text(text: str) -> str:
    """Without control characters; every kind of line end becomes a newline."""
    return _OVERRIDES.sub("", _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text)))


def plain(value: Any) -> Any:
    """`plain_text` on every string inside lists and mappings (keys are left alone)."""
    return _each_text(value, plain_text)


def showable_text(text: str) -> str:
    """Text that the bundled typeface can show.

    A symbol without a glyph becomes its name in square brackets; a run of another
    script says how many characters are not shown. PDF/UA does not allow a blank.
    """
    composed = unicodedata.normalize("NFC", plain_text(text)).replace("\t", " ")
    shown = "".join(
        "".join(run) if known else _stand_in("".join(run))
        for known, run in groupby(composed, key=_known)
    )
    return _SEVERAL_NOT_SHOWN.sub(_one_for_all, shown)


def showable(value: Any) -> Any:
    """`showable_text` on every string inside lists and mappings."""
    return _each_text(value, showable_text)


def breakable_text(text: str) -> str:
    """Lets a very long word (an address, a made-up name) break where a line ends."""
    return _LONG_WORD.sub(
        lambda word: "\u200b".join(re.findall(".{1,8}", word[0])), text
    )


def breakable(value: Any) -> Any:
    """`breakable_text` on every string inside lists and mappings."""
    return _each_text(value, breakable_text)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text typed by a person; single line ends stay inside."""
    parts = (part.strip() for part in re.split(r"\n\s*\n", plain_text(text)))
    return [part for part in parts if part]


def _each_text(value: Any, change: Any) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _each_text(each, change) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(each, change) for each in value]
    return value


@cache
def _shown_in_all_weights() -> frozenset[str]:
    weights = [frozenset(source_sans(weight).advances) for weight in WEIGHTS]
    return frozenset.intersection(*weights)


def _known(character: str) -> bool:
    return character in "\n\u200b" or character in _shown_in_all_weights()


def _stand_in(run: str) -> str:
    visible = [c for c in run if unicodedata.category(c) not in ("Cf", "Mn", "Me")]
    if not visible:
        return ""
    if all(unicodedata.category(c)[0] in "SP" for c in visible):
        names = (unicodedata.name(c, f"symbol U+{ord(c):04X}") for c in visible)
        return "".join(f"[{name.lower()}]" for name in names)
    return _not_shown(len(visible))


def _not_shown(number: int) -> str:
    return f"[{number} {'character' if number == 1 else 'characters'} not shown here]"


def _one_for_all(several: re.Match[str]) -> str:
    return _not_shown(sum(int(number) for number in re.findall(r"\d+", several[0])))
