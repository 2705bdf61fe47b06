"""A figure as people type it: taken, or told in plain words what to type instead.

Nothing is guessed. "7-8" could be seven or eight; "1.234" could be a thousand or one
and a bit; whoever typed it knows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal

LONGEST = 100  # characters that are looked at as a figure
MOST_DIGITS = 12
SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\ufeff"), " ")
MINUS = dict.fromkeys(map(ord, "\u2212\u2010\u2011\u2012\u2013\u2014"), "-")

PLAIN = re.compile(r"[0-9]+")
# "1,234" and "1 234": groups of three after the first.
GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+")
DECIMAL = re.compile(r"([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)\.([0-9]*)")

NUMBER_WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
NONE_AT_ALL = frozenset(["nil", "none", "nought", "naught", "no", "nothing", "zero"])
NOT_KNOWN = frozenset({
    "n/a", "na", "n.a", "n.a.", "n / a", "tbc", "tba", "tbd", "unknown", "unavailable",
    "missing", "pending", "blank", "?", "??", "-", "--", "---", ".", "..", "...", "x",
    "not known", "not recorded", "not available", "not collected", "no data",
    "to follow", "don't know", "dont know",
})  # fmt: skip
YES_OR_NO = frozenset(["yes", "no", "true", "false", "y", "n"]) - NONE_AT_ALL
HIDDEN = frozenset(["*", "**", "suppressed", "supp", "hidden", "s", "c", "[c]"])


class NotANumber(ValueError):
    """What was typed is no figure. The message says what, and the way out."""


def number_in(
    typed: str, *, is_whole: bool = True, example: str = "7"
) -> Decimal | None:
    """The figure that `typed` writes; None for an empty cell.

    Raises NotANumber, whose message goes after the name of the figure.
    """
    text = tidy(typed)
    if not text:
        return None
    if len(text) > LONGEST:
        raise NotANumber(
            f"{len(text)} characters are more than a figure has. Enter the figure "
            "alone, and put the words under “Why”"
        )
    found = _plain(text)
    if found is None:
        raise NotANumber(_why(text, is_whole=is_whole, example=example))
    if found >= 10**MOST_DIGITS:
        raise NotANumber(
            f"“{text}” is larger than any count here can be. Look if a figure "
            "stands there twice"
        )
    whole = found.to_integral_value()
    if is_whole and found != whole:
        raise NotANumber(
            f"“{text}” is not whole. Enter a whole number, such as {whole}"
        )
    return whole if found == whole else found


def tidy(typed: str) -> str:
    """Without the spaces that spreadsheets leave, and with one kind of dash."""
    return typed.translate(SPACES).translate(MINUS).strip()


def _plain(text: str) -> Decimal | None:
    if PLAIN.fullmatch(text) or GROUPED.fullmatch(text):
        return Decimal(text.replace(",", "").replace(" ", ""))
    if DECIMAL.fullmatch(text):
        return Decimal(text.replace(",", "").rstrip("."))
    return None


Explains = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]


def _is(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.ASCII)


# In this order: the first that fits explains. `{0}` is what was typed.
SHAPES: tuple[Explains, ...] = (
    (
        _is(r"#(?:n/?a|ref|value|div/0|name|num|null|spill|calc)[!?]?"),
        "“{0}” is an error of the spreadsheet. Type the figure itself",
    ),
    (_is(r"=.*"), "“{0}” is a formula. Type the figure that it gives"),
    (
        _is(r"-\s*[0-9][0-9,. ]*"),
        "“{0}” is less than nothing. Type a count of 0 or more",
    ),
    (
        _is(r"\([0-9][0-9,. ]*\)"),
        "“{0}” stands in brackets, which can mean less than nothing. Type the figure "
        "alone",
    ),
    (
        _is(r"\+\s*([0-9][0-9, ]*)"),
        lambda m: f"“{{0}}” has a plus in front. Type {m[1].strip()}",
    ),
    (
        _is(r"[0-9][0-9,. ]*\+"),
        "“{0}” says that there may be more. Enter the figure itself",
    ),
    (
        _is(r"[0-9][0-9,. ]*%"),
        "“{0}” is a percentage. Enter how many, not the share",
    ),
    (
        _is(r"(?:£|\$|€|gbp)\s*[0-9].*"),
        "“{0}” has a sign of money. Enter the number alone",
    ),
    (
        _is(r"[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{1,4}"),
        "“{0}” looks like a date. Type the figure",
    ),
    (
        _is(r"([0-9]+)\s*/\s*[0-9]+|[0-9]+ out of [0-9]+"),
        "“{0}” looks like a fraction. Enter how many, as one whole number",
    ),
    (
        _is(r"[0-9][0-9,.]*\s*(?:-|to|or|and|&)\s*[0-9][0-9,.]*"),
        "“{0}” could be several figures. Enter a whole number, such as {1}",
    ),
    (
        _is(
            r"(?:[<>\u2264\u2265]=?|under|over|less than|more than|up to|at least)"
            r" *[0-9].*"
        ),
        "“{0}” hides the figure. Enter the figure itself: small ones are hidden "
        "before anything is published",
    ),
    (
        _is(r"(?:~|c\.?|ca\.?|circa|about|approx\.?|approximately|around)\s*[0-9].*"),
        "“{0}” is not exact. Enter the figure as recorded, and say under “Why” that "
        "it is an estimate",
    ),
    (
        _is(r"[0-9][0-9,. ]*(?:[*\u2020\u2021]+|\[[a-z0-9]+\]|\([a-z0-9]+\))"),
        "“{0}” carries a mark of a footnote. Enter the number alone, and put the note "
        "under “Why”",
    ),
    (
        _is(r"([0-9]+(?:\.[0-9]+)?)\s*[km]"),
        "“{0}” is short for a larger number. Write it out, such as 5000",
    ),
    (
        _is(r"[0-9]+(?:\.[0-9]+)?e[+-]?[0-9]+"),
        "“{0}” is how a spreadsheet shortens a number. Write it out, figure by figure",
    ),
    (_is(r"o+"), "“{0}” is the letter O. Type the figure 0 if there were none"),
    (
        _is(r"[0-9oil|]*[0-9][0-9oil|]*"),
        "“{0}” has a letter among the figures. Type 0 and 1, not O and l",
    ),
    (
        _is(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+"),
        "“{0}” has point and comma the other way round. Type it like 1,234",
    ),
    (
        _is(r"[0-9][0-9,]*"),
        "“{0}” has a comma where no thousand ends. Type it without, such as 1234",
    ),
    (
        _is(r"[0-9]+(?:\.[0-9]*){2,}"),
        "“{0}” has more than one point. Type the figure without points",
    ),
    (
        _is(r"[0-9][0-9.]*(?:[ ;,\n\t]+[0-9][0-9.]*)+"),
        "“{0}” is more than one figure. Enter one; the parts have cells of their own",
    ),
    (
        _is(r"([0-9][0-9,]*)\s*[a-z].*"),
        lambda m: (
            f"“{{0}}” has words behind the figure. Enter the number alone: {m[1]}"
        ),
    ),
)


def _why(text: str, *, is_whole: bool, example: str) -> str:
    shown = " ".join(text.split())
    said = shown.casefold()
    for words in (_by_word(said, shown), _by_sign(text)):
        if words:
            return words
    for pattern, explains in SHAPES:
        found = pattern.fullmatch(text)
        if found:
            words = explains if isinstance(explains, str) else explains(found)
            return words.format(shown, example)
    kind = "a whole number" if is_whole else "a number"
    return f"“{shown}” is no number. Enter {kind}, such as {example}"


def _by_word(said: str, shown: str) -> str:
    """What one word alone means."""
    if said in NONE_AT_ALL:
        return f"“{shown}” is a word. If there were none, type 0"
    if said in NUMBER_WORDS:
        return f"“{shown}” is a word. Type {NUMBER_WORDS.index(said)}"
    if said in NOT_KNOWN:
        return f"“{shown}” is no figure. Leave it empty, and say why"
    if said in HIDDEN:
        return (
            f"“{shown}” hides the figure. Enter the figure itself: small ones are "
            "hidden before anything is published"
        )
    if said in YES_OR_NO:
        return f"“{shown}” is an answer to another question. Enter how many"
    return ""


def _by_sign(text: str) -> str:
    """What signs from other ways of writing mean: ١٢, ½, ²."""
    strange = [sign for sign in text if not sign.isascii()]
    if not strange:
        return ""
    if all(unicodedata.category(sign) == "Nd" for sign in strange):
        return f"“{text}” is written in other figures. Type it with 0 to 9"
    if any(unicodedata.category(sign) == "No" for sign in strange):
        return f"“{text}” has a raised number or a fraction. Type a whole number"
    return ""
