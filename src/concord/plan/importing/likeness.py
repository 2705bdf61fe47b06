"""Whether two wordings are the same but for small differences."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher

from concord.plan.importing.wording import words


def likeness(a: str, b: str) -> float:
    """0 to 1: how much of the words, in order, two texts share."""
    one, other = words(a), words(b)
    if not one or not other:
        return 0.0
    common = sum((Counter(one) & Counter(other)).values())
    ceiling = 2 * common / (len(one) + len(other))
    if ceiling < 0.4:
        return ceiling / 2
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def same_wording(a: str, b: str, least: float = 0.9) -> bool:
    return likeness(a, b) >= least


class Likeness:
    """A store of wordings that answers whether it has one like this."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._by_word: dict[str, list[str]] = defaultdict(list)
        for text in texts:
            self.learn(text)

    def learn(self, text: str) -> None:
        for word in set(words(text)[:2]):
            self._by_word[word].append(text)

    def has(self, text: str) -> bool:
        near = {t for word in set(words(text)[:2]) for t in self._by_word[word]}
        return any(same_wording(text, other) for other in near)
