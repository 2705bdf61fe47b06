"""Whether one figure may be used and published: as the return says, or otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from concord.returns.checking.rules import TOTAL, Key, Rule, keys_of

AS_RETURN, PUBLISH, USE, NOT_AT_ALL = "", "publish", "use", "none"
WORDS: Mapping[str, str] = {
    AS_RETURN: "As the return",
    PUBLISH: "Dashboard and published reports",
    USE: "Dashboard only",
    NOT_AT_ALL: "Not at all",
}
# What stands in a message to a system, where nothing at all means "as it is".
FOR_SYSTEMS: Mapping[str, str] = {
    "as_return": AS_RETURN,
    PUBLISH: PUBLISH,
    USE: USE,
    NOT_AT_ALL: NOT_AT_ALL,
}

# The same words of a whole return: whether it may be used, and published.
OF_A_RETURN: Mapping[str, tuple[bool, bool]] = {
    PUBLISH: (True, True),
    USE: (True, False),
    NOT_AT_ALL: (False, False),
}


class NotAPermission(ValueError):
    """None of the words. The message says what, and the way out."""


def permission_in(text: str) -> str | None:
    """The permission that a cell of a file says; None for nothing: it stays as it is.

    Raises NotAPermission.
    """
    said = " ".join(text.split()).casefold()
    if not said:
        return None
    for code, words in WORDS.items():
        if said in (words.casefold(), code):
            return code
    ways = ", ".join(f"“{words}”" for words in WORDS.values())
    raise NotAPermission(f"“{text[:40]}” is none of {ways}")


def allows(permission: str, *, may_use: bool, may_publish: bool) -> tuple[bool, bool]:
    """Whether a figure may be used, and published, in a return that says so.

    What may not be used is not published either.
    """
    if permission == AS_RETURN:
        return may_use, may_use and may_publish
    return permission != NOT_AT_ALL, permission == PUBLISH


def kept_back(rules: Sequence[Rule], refused: Iterable[Key]) -> set[Key]:
    """All that stays unpublished when these figures do.

    A total that may not be published can be added up from its parts: they stay back
    too. A part can be worked out from its total and the other parts: so the total does.
    """
    links = list(_links(rules))
    down = _spread(set(refused), [(whole, part) for whole, part in links])
    return _spread(down, [(part, whole) for whole, part in links])


def _links(rules: Sequence[Rule]) -> Iterable[tuple[Key, Key]]:
    """Each figure with each that is a part of it: groups, and questions."""
    asked = {key for rule in rules for key in keys_of(rule)}
    for rule in rules:
        for key in keys_of(rule):
            if key[1] != TOTAL:
                yield (rule.code, TOTAL), key
            whole = (rule.part_of, key[1])
            if whole in asked:
                yield whole, key


def _spread(found: set[Key], ways: Sequence[tuple[Key, Key]]) -> set[Key]:
    """These, and whatever is reached from them."""
    grown = set(found)
    while True:
        more = {to for at, to in ways if at in grown} - grown
        if not more:
            return grown
        grown |= more
