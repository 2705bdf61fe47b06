"""Reading a notification of the police that was pasted in, by plain rules.

Forces write them in many ways, so the order, case and breaks of lines don't matter:

    VICTIM: WYCHWOOD, Petronella   DOB: 21/05/1988
    Suspect - Osgood Fenwickson (ex-partner)
    Circumstances: He waited outside her work.

What has no label that is known, or says more than a field can hold, is `left`: word for
word, so that nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from concord.frontdoor.notification_labels import (
    ABOUT,
    BORN,
    CHOICES,
    DATE,
    FIRST,
    INSIDE,
    LONG,
    NAME,
    NOTHING,
    OF_PERSON,
    POSTCODE,
    REACHES,
    RELATIONS,
    ROLES,
    SEVERAL_LINES,
    SEX,
    TITLE,
    YES_NO,
)

Words = dict[str, str]


@dataclass(slots=True)
class Notification:
    """What a notification says, in words of the form's fields.

    A date is three words, `born_day` and so on. `left`: what no field holds.
    """

    victim: Words = field(default_factory=dict)
    alleged: list[Words] = field(default_factory=list)
    children: list[Words] = field(default_factory=list)
    about: Words = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Piece:
    """One label and what stands behind it; `raw` is all of it, word for word."""

    raw: str
    value: str
    line: int = 0
    about: str = ""
    role: str = ""
    number: str = ""
    field: str = ""


def read(text: str) -> Notification:
    """What the text says. Never fails: what it doesn't know is left."""
    told = Notification()
    person: Words | None = None
    begun = _Piece("", "")
    for piece in _joined(_pieces(text)):
        if piece.about:
            person = None
            _about(told, piece)
            continue
        if piece.role:
            begun = piece
            person = _whose(told, piece)
        if begun.role == "child" and piece.role and not piece.field and piece.value:
            person = _children(told, piece)
        elif (
            person is None
            or not (piece.role or piece.field)
            or _may_be_hers(told, begun, piece)
        ):
            _keep(told, piece.raw)
        elif piece.value:
            _take(told, person, piece.field or "name", piece)
    _without_empty(told)
    return told


def _may_be_hers(told: Notification, begun: _Piece, piece: _Piece) -> bool:
    """An address below a suspect's name that may as well be the victim's.

    Where she is must not be written down as where he is: it is taken as his only where
    it says so, by the label, the line or a heading, or has named hers before.
    """
    return (
        begun.role == "alleged"
        and piece.field in REACHES
        and not piece.role
        and bool(begun.value)
        and begun.line != piece.line
        and piece.field not in told.victim
    )


def _pieces(text: str) -> Iterator[_Piece]:
    """Label by label. A line without one is a piece without one; "" an empty line."""
    in_words = False
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines):
        first = FIRST.match(line)
        if first is None:
            yield _Piece(line.strip(), line.strip())
            continue
        marks = [first]
        in_words = _kind(first) in LONG
        if not in_words:
            marks += INSIDE.finditer(line, first.end())
        ends = [mark.start() for mark in marks[1:]] + [len(line)]
        for mark, end in zip(marks, ends, strict=True):
            raw = line[mark.start() : end].strip(" \t;,|")
            value = line[mark.end() : end].strip(" \t;,|")
            yield _piece(mark, raw, value, number)


def _piece(mark: re.Match[str], raw: str, value: str, line: int) -> _Piece:
    said = mark["own"] or mark["field"] or ""
    return _Piece(
        raw=raw,
        value=value,
        line=line,
        about=_which(ABOUT, mark["about"]),
        role=_which(ROLES, mark["role"]),
        number=(mark["n"] or "").lstrip("0"),
        field=_which(OF_PERSON, said),
    )


def _kind(mark: re.Match[str]) -> str:
    return _which(ABOUT, mark["about"])


def _which(of: Mapping[str, str], said: str | None) -> str:
    """The name under which a label is known; empty for none."""
    if not said:
        return ""
    return next(name for name, words in of.items() if re.fullmatch(words, said, re.I))


def _joined(pieces: Iterator[_Piece]) -> Iterator[_Piece]:
    """Lines that go on where a label began, put together with it."""
    open_piece: _Piece | None = None
    for piece in pieces:
        has_label = piece.about or piece.role or piece.field
        if open_piece is not None and not has_label and _goes_on(open_piece, piece):
            open_piece = _with(open_piece, piece)
            continue
        if open_piece is not None:
            yield open_piece
        open_piece = piece if piece.raw else None
    if open_piece is not None:
        yield open_piece


def _goes_on(begun: _Piece, line: _Piece) -> bool:
    if begun.about in LONG:
        return True
    if not line.raw:
        return False
    if begun.field in SEVERAL_LINES:
        return len(begun.raw.splitlines()) < 6
    is_list = begun.role == "child" and not begun.field
    return bool(begun.role) and not begun.field and (is_list or not begun.value)


def _with(begun: _Piece, line: _Piece) -> _Piece:
    return replace(
        begun,
        raw=f"{begun.raw}\n{line.raw}",
        value=f"{begun.value}\n{line.raw}".lstrip(),
    )


def _whose(told: Notification, piece: _Piece) -> Words:
    """The person whom a label with a role begins, or goes on with."""
    if piece.role == "victim":
        # A referral has one victim: what is said of a second is left.
        is_second = piece.number not in ("", "1") or (
            piece.field in ("", "name") and piece.value and _is_named(told.victim)
        )
        return {"second": "yes"} if is_second else told.victim
    people = told.alleged if piece.role == "alleged" else told.children
    if piece.number:
        while len(people) < min(int(piece.number), 20):
            people.append({})
        return people[min(int(piece.number), 20) - 1]
    begins = piece.field in ("", "name", "given_name") and _is_named(people[-1:])
    if not people or begins or (not piece.field and not piece.value):
        people.append({})
    return people[-1]


def _is_named(who: Words | list[Words]) -> bool:
    people = who if isinstance(who, list) else [who]
    return any(one.get("given_name") or one.get("family_name") for one in people)


def _children(told: Notification, piece: _Piece) -> Words:
    """One child or several, each with what stands beside its name."""
    if told.children and not told.children[-1] and not piece.number:
        told.children.pop()
    first = True
    for part in _each_child(piece.value):
        if piece.number and first:
            child = told.children[min(int(piece.number), 20) - 1]
        else:
            child = {}
            told.children.append(child)
        first = False
        raw = piece.raw if part == piece.value else part
        _take(told, child, "name", _Piece(raw, part))
    return told.children[-1] if told.children else {}


def _each_child(value: str) -> list[str]:
    parts = [one.strip(" \t*•-") for one in re.split(r"[;\n]|\band\b|&", value)]
    found: list[str] = []
    for part in parts:
        names = [one.strip() for one in part.split(",")]
        are_names = len(names) > 1 and all(" " in one for one in names)
        each = names if are_names and not DATE.search(part) else [part]
        found += [one for one in each if one]
    return found


def _take(told: Notification, person: Words, name: str, piece: _Piece) -> None:
    """Put a value into a person's fields, and keep its words where that loses some."""
    if "second" in person:
        _keep(told, piece.raw)
        return
    if NOTHING.fullmatch(piece.value.strip()):
        _keep(told, piece.raw)
        return
    said, is_whole = _said(name, piece.value)
    fresh = {key: value for key, value in said.items() if key not in person}
    if not is_whole or fresh != said:
        _keep(told, piece.raw)
    person.update(fresh)


def _said(name: str, value: str) -> tuple[Words, bool]:
    """Fields and their words; whether that is all that the value says."""
    plain = " ".join(value.split())
    if name == "name":
        return _name(plain)
    if name == "born":
        return _date("born", plain)
    if name == "address":
        return _address(value)
    if name == "sex":
        return _chosen("sex", SEX, plain)
    if name == "needs_interpreter":
        found, is_whole = _chosen(name, YES_NO, plain)
        is_needed = found.get(name) == "yes"
        return ({name: "on"} if is_needed else {}), is_whole
    if name == "relation":
        return _relation(plain)
    if name == "postcode" and not POSTCODE.fullmatch(plain):
        return {}, False
    if name == "phone":
        is_number = re.fullmatch(r"\+?[\d ()-]{9,20}", plain)
        return ({name: plain}, True) if is_number else ({}, False)
    if name in ("given_name", "family_name"):
        return ({name: plain}, True) if NAME.fullmatch(plain) else ({}, False)
    return {name: plain}, len(plain) <= 60


def _name(value: str) -> tuple[Words, bool]:
    """ "WYCHWOOD, Petronella (F) DOB 21/05/1988": names, and what stands beside."""
    found: Words = {}
    born = BORN.search(value)
    if born:
        found, _ = _date("born", born[0])
        value = f"{value[: born.start()]} {value[born.end() :]}"
    for beside in re.findall(r"\(([^()]*)\)", value):
        word = beside.strip().lower()
        said = {"sex": SEX[word]} if word in SEX else _relation(word)[0]
        if said:
            found |= said
            value = value.replace(f"({beside})", " ", 1)
    value = TITLE.sub("", " ".join(value.split()).strip(" ,;-"))
    family, comma, given = value.partition(",")
    if comma and NAME.fullmatch(family.strip()) and NAME.fullmatch(given.strip()):
        return found | {
            "family_name": family.strip(),
            "given_name": given.strip(),
        }, True
    whole = NAME.match(value)
    if whole is None or not _looks_like_a_name(whole[0]):
        return found, False
    given, _, family = whole[0].rpartition(" ")
    names = {"given_name": given, "family_name": family} if given else {}
    return found | (names or {"given_name": family}), whole[0] == value


def _looks_like_a_name(words: str) -> bool:
    """Not a sentence: each word begins with a capital, but for small parts of names."""
    small = {"de", "da", "del", "van", "von", "al", "bin", "ibn", "la", "le", "der"}
    return bool(NAME.fullmatch(words)) and all(
        word[0].isupper() or word in small for word in words.split()
    )


def _date(name: str, value: str) -> tuple[Words, bool]:
    found = DATE.search(value)
    if found is None:
        is_year = re.fullmatch(r"(?:19|20)\d\d", value)
        return ({f"{name}_year": value}, True) if is_year else ({}, False)
    day, month, year_said = found.groups()
    year = year_said if len(year_said) == 4 else f"{_century(int(year_said))}"
    words = {f"{name}_day": day, f"{name}_month": month, f"{name}_year": year}
    if not (1 <= int(day) <= 31 and 1 <= int(month) <= 12):
        return {}, False
    rest = re.sub(
        r"[\W_]|dob|born|d\.o\.b|date of birth", "", value.replace(found[0], "")
    )
    return words, not rest


def _century(year: int) -> int:
    """Two figures of a year: nobody is born, and nothing happens, in years to come."""
    return 2000 + year if year <= 30 else 1900 + year


def _address(value: str) -> tuple[Words, bool]:
    lines = (
        " ".join(value.split())
        if "\n" not in value
        else ", ".join(
            line.strip(" ,") for line in value.splitlines() if line.strip(" ,")
        )
    )
    code = POSTCODE.search(lines)
    if code is None:
        return {"address": lines}, len(lines) <= 300
    street = f"{lines[: code.start()]} {lines[code.end() :]}".strip(" ,.")
    words = {"address": " ".join(street.split())} if street else {}
    return words | {"postcode": f"{code[1]} {code[2]}".upper()}, len(street) <= 300


def _relation(value: str) -> tuple[Words, bool]:
    for kind, words in RELATIONS.items():
        if re.fullmatch(words, value, re.I):
            plain = re.fullmatch(r"(?:ex|former)[ -]partner|" + kind, value, re.I)
            return {"relation": kind}, bool(plain)
    return {}, False


def _chosen(name: str, of: Mapping[str, str], value: str) -> tuple[Words, bool]:
    word = value.strip(" .").lower()
    return ({name: of[word]}, True) if word in of else ({}, False)


def _about(told: Notification, piece: _Piece) -> None:
    name, value = piece.about, piece.value.strip()
    if name == "kept" or not value or name in told.about:
        _keep(told, piece.raw)
    elif name in LONG:
        told.about[name] = value
    elif name == "event_on":
        said, is_whole = _date(name, " ".join(value.split()))
        told.about |= {name: "yes", **said} if said else {}
        if not is_whole:
            _keep(told, piece.raw)
    else:
        said, is_whole = _chosen(name, CHOICES[name], value)
        told.about |= said
        if not is_whole:
            _keep(told, piece.raw)


def _keep(told: Notification, raw: str) -> None:
    if raw.strip(" \t*•=_-"):
        told.left.append(raw)


def _without_empty(told: Notification) -> None:
    told.about.pop("event_on", None)
    told.alleged = [one for one in told.alleged if one]
    told.children = [one for one in told.children if one]
