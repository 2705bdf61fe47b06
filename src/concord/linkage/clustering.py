"""Clusters of records of one person, without chains that join two.

A record between two people ("J Smith") links to both. So links are joined from the
strongest down, and two clusters become one only if nothing in one contradicts anything
in the other, and their records agree with each other on the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

UNSEEN = -5.0  # log2 odds of a pair in a very large component that nothing proposed
HIGHEST, LOWEST = 20.0, -12.0  # one pair can't outvote the others beyond these
# Log2 odds that two clusters have to reach between all their records on the whole.
AMONG_HOUSEHOLDS = 0.0
AMONG_SINGLE_PEOPLE = -4.0  # their records differ by errors, which add up
MANY_DOUBTS = 1 / 3  # of all pairs between two clusters
WHOLE = 400  # records in a component whose pairs are all scored

Edge = tuple[int, int]


def components(edges: Iterable[Edge]) -> list[list[int]]:
    """Records that links hold together, each in the order of their numbers."""
    parent: dict[int, int] = {}

    def root(of: int) -> int:
        while parent.setdefault(of, of) != of:
            parent[of] = of = parent[parent[of]]
        return of

    for one, two in edges:
        parent[root(one)] = root(two)
    found: dict[int, list[int]] = {}
    for number in sorted(parent):
        found.setdefault(root(number), []).append(number)
    return list(found.values())


def clusters(
    links: dict[Edge, float],
    weights: dict[Edge, float],
    never: set[Edge],
    least: float = AMONG_HOUSEHOLDS,
    doubted: frozenset[Edge] | set[Edge] = frozenset(),
) -> Iterator[list[int]]:
    """The clusters with two records or more.

    `links` are the accepted pairs, (smaller, larger) -> log2 odds; `weights` all scored
    pairs within components; `never` those that can't be one person; `doubted` those of
    which a few may be errors, but not many.
    """
    cluster: dict[int, list[int]] = {}
    for (one, two), _ in sorted(links.items(), key=lambda link: (-link[1], link[0])):
        first = cluster.setdefault(one, [one])
        second = cluster.setdefault(two, [two])
        if first is second or not _agree(first, second, weights, never, doubted, least):
            continue
        first, second = (
            (first, second) if len(first) >= len(second) else (second, first)
        )
        first.extend(second)
        for number in second:
            cluster[number] = first
    yield from {id(c): sorted(c) for c in cluster.values() if len(c) > 1}.values()


def _agree(
    first: list[int],
    second: list[int],
    weights: dict[Edge, float],
    never: set[Edge],
    doubted: frozenset[Edge] | set[Edge],
    least: float,
) -> bool:
    total = 0.0
    doubts = 0
    pairs = len(first) * len(second)
    for one in first:
        for two in second:
            edge = (one, two) if one < two else (two, one)
            if edge in never:
                return False
            doubts += edge in doubted
            total += min(max(weights.get(edge, UNSEEN), LOWEST), HIGHEST)
    return total > least * pairs and doubts < MANY_DOUBTS * pairs


def one_to_one(links: dict[Edge, float]) -> dict[Edge, float]:
    """The strongest links of which none shares a record with another."""
    taken: set[int] = set()
    kept = {}
    for edge, weight in sorted(links.items(), key=lambda link: (-link[1], link[0])):
        if taken.isdisjoint(edge):
            taken.update(edge)
            kept[edge] = weight
    return kept
