"""The strongly connected components of graphs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.forms.logic.components import strong_components

NODES = range(6)
GRAPHS = st.fixed_dictionaries(
    {node: st.lists(st.sampled_from(NODES), max_size=4) for node in NODES}
)
Graph = dict[int, list[int]]


def components(graph: Graph) -> list[set[int]]:
    return [set(component) for component in strong_components(graph)]


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        ({}, []),
        ({1: []}, [{1}]),
        ({1: [1]}, [{1}]),
        ({1: [], 2: [], 3: []}, [{1}, {2}, {3}]),
        ({1: [2], 2: [3], 3: []}, [{3}, {2}, {1}]),
        ({1: [2], 2: [1]}, [{1, 2}]),
        ({1: [2], 2: [3], 3: [1], 4: [1]}, [{1, 2, 3}, {4}]),
        ({1: [2], 2: [1, 3], 3: [4], 4: [3]}, [{3, 4}, {1, 2}]),
        ({1: [2, 3], 2: [4], 3: [4], 4: []}, [{4}, {2}, {3}, {1}]),
        ({1: [2], 2: [3, 4], 3: [], 4: [1]}, [{3}, {1, 2, 4}]),
        ({1: [2], 2: [3], 3: [4, 2], 4: [5], 5: [1]}, [{1, 2, 3, 4, 5}]),
        ({1: [2, 3], 2: [], 3: [2]}, [{2}, {3}, {1}]),
    ],
)
def test_a_component_follows_those_that_it_leads_to(graph: Graph, expected: list[set[int]]) -> None:
    assert components(graph) == expected


def test_a_long_chain_needs_no_recursion() -> None:
    chain = {node: [node + 1] for node in range(20_000)} | {20_000: []}
    assert components(chain) == [{node} for node in range(20_000, -1, -1)]
    circle = {node: [(node + 1) % 20_000] for node in range(20_000)}
    assert components(circle) == [set(circle)]


def reachable(graph: Graph, start: int) -> set[int]:
    seen: set[int] = set()
    ahead = [start]
    while ahead:
        for neighbour in graph[ahead.pop()]:
            if neighbour not in seen:
                seen.add(neighbour)
                ahead.append(neighbour)
    return seen


@given(GRAPHS)
def test_nodes_are_in_one_component_if_each_leads_to_the_other(graph: Graph) -> None:
    listed = list(strong_components(graph))
    assert sorted(node for component in listed for node in component) == list(NODES)
    leads = {node: reachable(graph, node) | {node} for node in NODES}
    for position, component in enumerate(listed):
        for node in component:
            assert set(component) == {each for each in leads[node] if node in leads[each]}
            earlier = {each for one in listed[: position + 1] for each in one}
            assert leads[node] <= earlier
