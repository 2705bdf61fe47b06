"""The little Markdown of public pages, as safe HTML and as plain text.

Headings, lists, bold, links and a warning (`>`): nothing else, and no HTML. A link goes
to a page of ours (`page:hide`), to a telephone (`tel:999`) or to https. Raises
`UnknownLink` for every other, so that an editor is told before it is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

TEL = re.compile(r"^tel:\+?\d{2,15}$")
PAGE = re.compile(r"^page:([a-z0-9]+)$")
HTTPS = re.compile(r"^https://[^\s\"'<>]+$")
SPACED_NUMBER = re.compile(r"^[\d +]{3,}$")

Address = Callable[[str], str]


class UnknownLink(ValueError):
    """A link that goes neither to a page, nor to a telephone, nor to https."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page's body, and its second headings with their ids."""

    html: SafeString
    headings: list[tuple[str, str]]


def _reader() -> MarkdownIt:
    reader = MarkdownIt("zero", {"html": False, "linkify": False})
    reader.enable(["heading", "list", "blockquote", "emphasis", "link", "escape"])
    # Unknown schemes are refused by `checked`, with words, and not silently dropped.
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    return reader


def draw(text: str, *, address: Address, outside_note: str = "") -> Drawn:
    """The text as HTML. `address` gives the address of a page by its name.

    `outside_note` is what stands after a link that leaves the site.
    """
    made: list[str] = []
    headings: list[tuple[str, str]] = []
    tokens = _reader().parse(text)
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            name = f"h{len(headings) + 1}"
            headings.append((name, _plain(tokens[at + 1])))
            made.append(f'<h{_level(token)} id="{name}">')
        elif token.type == "heading_close":
            made.append(f"</h{_level(token)}>")
        elif token.type == "inline":
            made.append(_inline(token, address, outside_note))
        else:
            made.append(_block(token))
    # Every piece above is escaped text or a tag of ours.
    return Drawn(mark_safe("".join(made)), headings)  # noqa: S308


def checked(text: str, *, pages: set[str]) -> None:
    """Raise UnknownLink for a link that leads nowhere."""
    for token in _inlines(text):
        for child in token.children or []:
            if child.type != "link_open":
                continue
            href = str(child.attrGet("href"))
            page = PAGE.match(href)
            if page and page[1] in pages:
                continue
            if not page and (TEL.match(href) or HTTPS.match(href)):
                continue
            raise UnknownLink(href)


def sentences(text: str) -> list[str]:
    """The text as a person reads it: each heading, item and sentence on its own."""
    found = []
    for token in _inlines(text):
        words = _plain(token)
        found += [part.strip() for part in re.split(r"(?<=[.?!:])\s+", words)]
    return [one for one in found if one]


def _inlines(text: str) -> Iterator[Token]:
    return (one for one in _reader().parse(text) if one.type == "inline")


def _level(token: Token) -> int:
    """Headings of a text begin below the page's own."""
    return min(max(int(token.tag[1]), 2), 4)


def _block(token: Token) -> str:
    tags = {
        "paragraph": "" if token.hidden else "p",
        "bullet_list": "ul",
        "ordered_list": "ol",
        "list_item": "li",
    }
    kind, _, end = token.type.rpartition("_")
    if kind == "blockquote":
        return '<div class="c-warnbox">' if end == "open" else "</div>"
    tag = tags.get(kind, "")
    if not tag:
        return ""
    return f"<{tag}>" if end == "open" else f"</{tag}>"


def _inline(token: Token, address: Address, note: str) -> str:
    made: list[str] = []
    leaves = False
    for child in token.children or []:
        if child.type == "text":
            made.append(_text(child.content))
        elif child.type == "softbreak":
            made.append(" ")
        elif child.type in ("strong_open", "em_open"):
            made.append("<b>")
        elif child.type in ("strong_close", "em_close"):
            made.append("</b>")
        elif child.type == "link_open":
            href = str(child.attrGet("href"))
            leaves = bool(HTTPS.match(href))
            made.append(_link(href, address))
        elif child.type == "link_close":
            made.append("</a>")
            if leaves and note:
                made.append(format_html(' <span class="c-small">({})</span>', note))
    return "".join(made)


def _text(words: str) -> str:
    """Numbers keep their order where the page runs from right to left."""
    if SPACED_NUMBER.match(words.strip()) and words.strip():
        return f'<span class="c-ltr" dir="ltr">{escape(words)}</span>'
    return str(escape(words))


def _link(href: str, address: Address) -> str:
    page = PAGE.match(href)
    if page:
        return format_html('<a href="{}">', address(page[1]))
    if TEL.match(href):
        return format_html('<a href="{}">', href)
    if HTTPS.match(href):
        return format_html('<a href="{}" rel="noreferrer noopener nofollow">', href)
    raise UnknownLink(href)


def _plain(token: Token) -> str:
    parts: list[Any] = []
    for child in token.children or []:
        parts.append(child.content if child.type == "text" else "")
        if child.type == "softbreak":
            parts.append(" ")
    return "".join(parts)
