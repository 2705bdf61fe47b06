"""What a system sends for a return: figures by key, read without trust."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from concord.foundation.ui.words import listed
from concord.returns.actions.filling import LONGEST_DAY, Typed
from concord.returns.checking import Entry, Key
from concord.returns.checking.allowed import FOR_SYSTEMS, OF_A_RETURN
from concord.returns.files.layout import key_in
from concord.returns.models.submissions import LONGEST_TYPED

FIGURES, PERMISSION = "figures", "permission"
OF_ALL = f"One of {listed(list(OF_A_RETURN))}"
OF_ALL_WORDS = (
    f"Of the whole return: {OF_ALL[:1].lower()}{OF_ALL[1:]}. Left out, it stays as it "
    "is. A figure can say otherwise."
)
PERMISSIONS = f"One of {listed(list(FOR_SYSTEMS))}"
# Each figure: its key, and what a person would type.
PARTS: Mapping[str, tuple[str, int]] = {
    "key": ("The code of the question, or code|group.", 81),
    "figure": ("The figure, as a number or as text.", LONGEST_TYPED),
    "why": ("Why it is blank, or what stands behind it. Names nobody.", LONGEST_TYPED),
    "recorded_differently_since": ("A day, such as 2026-07-01.", LONGEST_DAY),
    "permission": (f"{PERMISSIONS}. Left out, it stays as it is.", 10),
}
Fault = tuple[str, str]


def figures_in(
    body: Mapping[str, Any], known: Iterable[Key]
) -> tuple[dict[Key, Typed], list[Fault]]:
    """What to keep, and what is wrong with the body: then nothing is kept.

    Without figures only where it says what the whole return may be used for.
    """
    sent, keys = body.get(FIGURES), set(known)
    known_here = (FIGURES, PERMISSION)
    faults = [(name, "Not known here.") for name in body if name not in known_here]
    if body.get(PERMISSION) not in (None, *OF_A_RETURN):
        faults.append((PERMISSION, f"{OF_ALL}."))
    if sent is None and body.get(PERMISSION) is not None:
        return {}, faults
    if not isinstance(sent, list) or not sent:
        return {}, [*faults, (FIGURES, "Send a list of figures.")]
    found: dict[Key, Typed] = {}
    for at, one in enumerate(sent[: len(keys) + 1]):
        place = f"{FIGURES}.{at}"
        wrong = _faults(one, place)
        key = key_in(_text(one.get("key"))) if isinstance(one, dict) else ("", "")
        if not wrong and key not in keys:
            wrong = [(f"{place}.key", "The sheet asks nothing with this key.")]
        if not wrong and key in found:
            wrong = [(f"{place}.key", "This key came before. Send each once.")]
        faults += wrong
        if not wrong:
            found[key] = Typed(
                Entry(
                    _text(one.get("figure")),
                    _text(one.get("why")),
                    _text(one.get("recorded_differently_since")),
                    FOR_SYSTEMS.get(_text(one.get("permission"))),
                )
            )
    if len(sent) > len(keys):
        faults.append((FIGURES, f"The sheet asks for {len(keys)} figures at most."))
    return found, faults


def permission_in_body(body: Mapping[str, Any]) -> tuple[bool | None, bool | None]:
    """Whether the whole return may be used, and published; None: as it is."""
    return OF_A_RETURN.get(_text(body.get(PERMISSION)), (None, None))


def _faults(one: object, place: str) -> list[Fault]:
    if not isinstance(one, dict):
        return [(place, "Send an object with a key and a figure.")]
    found: list[Fault] = [
        (f"{place}.key", "Not known here.") for name in one if name not in PARTS
    ]
    for name, (_, longest) in PARTS.items():
        said = one.get(name)
        is_number = isinstance(said, int) and not isinstance(said, bool)
        if said is None or (name == "figure" and is_number):
            continue
        if not isinstance(said, str):
            found.append((f"{place}.{name}", "Send text."))
        elif len(said) > longest:
            found.append((f"{place}.{name}", f"At most {longest} characters."))
    if one.get("permission") not in (None, *FOR_SYSTEMS):
        found.append((f"{place}.permission", f"{PERMISSIONS}."))
    if not isinstance(one.get("key"), str):
        found.append((f"{place}.key", "Each figure needs its key."))
    return found


def _text(said: object) -> str:
    """As it can be kept: no sign that a database refuses."""
    text = "" if said is None else str(said)
    clean = text.encode("utf-8", "replace").decode()
    return clean.replace("\0", "\ufffd").strip()
