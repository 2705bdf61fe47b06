"""HTML list mark-up and bullets that a converter left inside a line of text."""

from __future__ import annotations

import html
import re

from concord.foundation.documents.reading.blocks import Line

BULLETS = "•●▪◦‣○■□☐☑☒➢➤✓✔❖»·*–—\uf0b7\uf0a7\uf0d8\uf0fc\uf076-"
_INLINE_BULLETS = "•●▪◦‣■➢➤✓✔❖\uf0b7\uf0a7\uf0d8\uf0fc"

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,10})((?:\s[^<>]{0,300})?)/?>")
_BREAKS = {"p", "br", "div", "li", "ul", "ol", "tr", "td", "th", "table", "tbody"}
_KNOWN = _BREAKS | {
    *("b", "strong", "i", "em", "u", "span", "a", "sup", "sub", "font", "small"),
}
_BULLET = re.compile(rf"^\s*(?:[{re.escape(BULLETS)}](?:\s+|(?=[^\W\d_])))")
_HARD_BULLET = re.compile(rf"\s*[{re.escape(_INLINE_BULLETS)}]\s*")
_TICK_BOX = re.compile(r"^\s*\[[ xX✓]?\]\s+")
_NUMBER = re.compile(
    r"^\s*(\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]|\((?:\d{1,3}|[a-z]|[ivx]{1,5})\))\s+",
    re.IGNORECASE,
)
_LINK = re.compile(r"\[([^\[\]]{1,300})\]\((?:[^()\s]|\\[()]){1,600}\)")
_STARS = re.compile(r"(\*\*|__)(?=\S)(.{1,2000}?)(?<=\S)\1")
_STAR = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,500}?)(?<=[^\s*])\*(?![\w*])")


def has_markup(text: str) -> bool:
    return any(m[2].lower() in _KNOWN for m in _TAG.finditer(text))


def plain(text: str) -> str:
    """The words alone: no tags, emphasis or link targets; spaces made single."""
    text = _TAG.sub(lambda m: " " if m[2].lower() in _BREAKS else _kept(m), text)
    text = _LINK.sub(r"\1", html.unescape(text))
    for _ in range(2):
        text = _STARS.sub(r"\2", text)
    text = _STAR.sub(r"\1", text)
    text = text.replace("\u00ad", "").replace("\ufeff", "").replace("\u200b", "")
    return re.sub(r"\s+", " ", text).strip()


def _kept(match: re.Match[str]) -> str:
    return "" if match[2].lower() in _KNOWN else match[0]


def split_marker(text: str) -> tuple[str, str]:
    """("•", "the rest") or ("ii.", "the rest"); ("", text) where there is no marker.

    Bullets printed one after another ("- ✓ ") count as one.
    """
    marker = ""
    rest = text
    while match := _BULLET.match(rest):
        if rest[match.end() :].strip() == "":
            break
        marker = marker or match[0].strip()
        rest = rest[match.end() :]
    if not marker and (match := _NUMBER.match(rest)):
        marker, rest = match[1], rest[match.end() :]
    if marker:
        rest = _TICK_BOX.sub("", rest)
    return marker, rest.strip()


def cell_lines(text: str) -> tuple[Line, ...]:
    """The paragraphs and list items of one cell of text."""
    lines: list[Line] = []
    for piece, listed in _pieces(text):
        bits = _HARD_BULLET.split(piece)
        for nth, bit in enumerate(bits):
            line = _line(bit, "•" if listed or nth else "")
            if line.text:
                lines.append(line)
    return tuple(lines)


def _line(text: str, marker: str) -> Line:
    text = plain(text)
    if marker:
        return Line(text, marker)
    found, rest = split_marker(text)
    return Line(rest, found) if found else Line(text)


def _pieces(text: str) -> list[tuple[str, bool]]:
    """Text between tags that break a line, and whether it stood in a list item."""
    pieces: list[tuple[str, bool]] = []
    at, listed = 0, False
    for match in _TAG.finditer(text):
        name = match[2].lower()
        if name not in _BREAKS:
            continue
        pieces.append((text[at : match.start()], listed))
        at = match.end()
        if name == "li":
            listed = not match[1]
    pieces.append((text[at:], listed))
    return [
        (part, listed)
        for piece, listed in pieces
        for part in piece.split("\n")
        if part.strip()
    ]
