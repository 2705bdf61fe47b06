"""Addresses, postcodes, telephones, e-mail and sexes, made comparable."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from concord.linkage.names import plain

SHORT = {
    "st": "street",
    "str": "street",
    "rd": "road",
    "ave": "avenue",
    "av": "avenue",
    "dr": "drive",
    "ln": "lane",
    "cl": "close",
    "ct": "court",
    "crt": "court",
    "cres": "crescent",
    "cr": "crescent",
    "pl": "place",
    "sq": "square",
    "gdns": "gardens",
    "gdn": "gardens",
    "gr": "grove",
    "gro": "grove",
    "tce": "terrace",
    "ter": "terrace",
    "terr": "terrace",
    "pk": "park",
    "hse": "house",
    "bldg": "building",
    "apt": "flat",
    "apartment": "flat",
    "unit": "flat",
    "no": "",
    "number": "",
    "united": "",
    "kingdom": "",
    "england": "",
}
# Words that most addresses share: they say nothing about a place.
EVERYWHERE = frozenset(word for word in SHORT.values() if word != "flat")
UK_POSTCODE = re.compile(r"^[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}$")
NOTHING_SAID = re.compile(
    r"^(?:\W*|no fixed (?:abode|address)|nfa|unknown|not known|n/?a|none|null|na?n"
    r"|nil)$",
    re.IGNORECASE,
)


class Address(NamedTuple):
    """`whole` is one line; `words` its words; `number` the first number in it."""

    whole: str
    words: tuple[str, ...]
    number: str


NO_ADDRESS = Address("", (), "")


@functools.cache
def address(text: str) -> Address:
    """An address without marks, with the usual short words written out."""
    if NOTHING_SAID.match(text):
        return NO_ADDRESS
    low = re.sub(r"(\d)\s+([a-z])\b", r"\1\2", text.lower())
    words = []
    for piece in re.findall(r"\d+\w*|[^\W\d_]+(?:['’][^\W\d_]+)*", low):
        word = piece if piece[0].isdigit() else plain(piece).replace(" ", "")
        if word := SHORT.get(word, word):
            words.append(word)
    number = next((w for w in words if w[0].isdigit()), "")
    telling = dict.fromkeys(word for word in words if word not in EVERYWHERE)
    return Address(" ".join(words), tuple(telling), number)


@functools.cache
def postcode(text: str) -> str:
    """Capitals and figures only; O and I are mended where the UK has a figure."""
    code = re.sub(r"[^A-Z0-9]", "", text.upper().removesuffix(".0"))
    if NOTHING_SAID.match(text) or len(code) < 3:
        return ""
    mended = code[:-3] + code[-3].translate(str.maketrans("OIL", "011")) + code[-2:]
    return mended if UK_POSTCODE.match(mended) else code


def is_a_unit(code: str) -> bool:
    """Whether it is a UK postcode: about 15 households, not a town."""
    return bool(UK_POSTCODE.match(code))


def district(code: str) -> str:
    """The outward half of a UK postcode, else its first three characters."""
    return code[:-3] if is_a_unit(code) else code[:3]


def phone(text: str) -> str:
    """The digits as dialled inside the country; nothing for what is no number."""
    digits = re.sub(r"\D", "", text.removesuffix(".0"))
    if digits.startswith("0044"):
        digits = digits[4:]
    elif digits.startswith("44") and len(digits) > 10:
        digits = digits[2:]
    digits = digits.lstrip("0")
    return digits if len(digits) >= 7 and len(set(digits)) > 2 else ""


def email(text: str) -> str:
    """Lower case; nothing for what has no @."""
    low = text.strip().lower().removeprefix("mailto:")
    return low if re.fullmatch(r"[^@\s]+@[^@\s]+", low) else ""


SEXES = {
    **dict.fromkeys(["f", "female", "woman", "w", "girl", "fem", "2", "2.0"], "f"),
    **dict.fromkeys(["m", "male", "man", "boy", "mal", "1", "1.0"], "m"),
}


def sex(text: str) -> str:
    """f or m; nothing for what says neither (1 and 2 as in ISO 5218 and the NHS)."""
    return SEXES.get(text.strip().lower(), "")


def other(text: str) -> str:
    """Another field: lower case, letters and figures only."""
    if NOTHING_SAID.match(text):
        return ""
    low = plain(text) if not any(c.isdigit() for c in text) else text.lower()
    return re.sub(r"\W+", " ", low).strip()


def nhs_number(text: str) -> str:
    """The ten digits of a valid NHS number (Modulus 11), or nothing."""
    digits = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"\d{10}", digits) or len(set(digits)) == 1:
        return ""
    rest = sum(int(d) * w for d, w in zip(digits, range(10, 1, -1), strict=False)) % 11
    return digits if (11 - rest) % 11 == int(digits[9]) else ""
