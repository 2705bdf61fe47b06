from __future__ import annotations

from concord.linkage.clustering import clusters, components, one_to_one


def test_links_that_agree_make_a_cluster() -> None:
    links = {(1, 2): 9.0, (2, 3): 8.0}
    assert list(clusters(links, links | {(1, 3): 2.0}, set())) == [[1, 2, 3]]


def test_a_chain_is_cut_where_its_ends_disagree() -> None:
    links = {(1, 2): 9.0, (2, 3): 8.0}
    assert list(clusters(links, links | {(1, 3): -11.0}, set())) == [[1, 2]]


def test_two_who_can_not_be_one_are_never_in_one_cluster() -> None:
    links = {(1, 2): 19.0, (2, 3): 18.0}
    found = list(clusters(links, links | {(1, 3): 15.0}, {(1, 3)}))
    assert found == [[1, 2]]


def test_one_doubt_among_many_pairs_may_be_an_error() -> None:
    links = {(1, 2): 19.0, (3, 4): 19.0, (2, 3): 18.0}
    weights = links | {(1, 3): 9.0, (2, 4): 9.0, (1, 4): 8.0}
    found = clusters(links, weights, set(), doubted={(1, 4)})
    assert list(found) == [[1, 2, 3, 4]]


def test_many_doubts_keep_two_clusters_apart() -> None:
    links = {(1, 2): 19.0, (2, 3): 18.0}
    found = clusters(links, links | {(1, 3): 15.0}, set(), doubted={(1, 3)})
    assert list(found) == [[1, 2]]


def test_the_order_of_the_links_does_not_matter() -> None:
    links = {(1, 2): 9.0, (2, 3): 8.0, (3, 4): 9.0}
    weights = links | {(1, 3): -11.0, (1, 4): -11.0, (2, 4): -11.0}
    backwards = dict(reversed(links.items()))
    assert sorted(clusters(links, weights, set())) == [[1, 2], [3, 4]]
    assert sorted(clusters(backwards, weights, set())) == [[1, 2], [3, 4]]


def test_components_hold_what_links_hold() -> None:
    assert sorted(components([(1, 2), (4, 5), (2, 3)])) == [[1, 2, 3], [4, 5]]


def test_one_to_one_keeps_the_strongest() -> None:
    links = {(1, 11): 5.0, (1, 12): 7.0, (2, 12): 6.0, (2, 13): 4.0}
    assert one_to_one(links) == {(1, 12): 7.0, (2, 13): 4.0}
