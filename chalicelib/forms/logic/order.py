"""The order in which a form's rows are settled: each after the rows that it reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.forms.logic.components import strong_components
from chalicelib.forms.logic.rules import NO_RULES, is_silent
from chalicelib.xpath import references

if TYPE_CHECKING:
    from chalicelib.forms.logic.rules import RowRules
    from chalicelib.forms.tree import FormTree, Node

_Graph = Mapping["Node", "Iterable[Node]"]


@dataclass(frozen=True, slots=True)
class RowOrder:
    """The rows of a form, sorted.

    In ``order`` every row comes after the groups and repeats around it and after all that its relevance,
    calculation and repeat count read; where possible, also after what its ``choice_filter`` reads.
    ``cycles`` are the sets of rows that wait for each other, each in document order: such a form cannot
    be evaluated. A calculation may read its own previous value, which makes no cycle.
    """

    order: tuple[Node, ...]
    cycles: tuple[tuple[Node, ...], ...]


def order_rows(tree: FormTree, rules: Mapping[Node, RowRules]) -> RowOrder:
    """Sort a form's rows; ties are broken by document order."""
    must = {node: tuple(_reads(node, rules)) for node in tree.nodes}
    wished = {node: (*must[node], *rules.get(node, NO_RULES).filter_reads) for node in tree.nodes}
    order: list[Node] = []
    cycles = []
    for linked in strong_components(wished):
        for component in _without_wishes(linked, must, tree):
            order += component
            if len(component) > 1 or _reads_itself(component[0], rules):
                cycles.append(tuple(component))
    cycles.sort(key=lambda cycle: tree.index(cycle[0]))
    return RowOrder(tuple(order), tuple(cycles))


def _without_wishes(linked: list[Node], must: _Graph, tree: FormTree) -> Iterator[list[Node]]:
    """The components of linked rows once choice filters do not count, each in document order."""
    if len(linked) == 1:
        yield linked
        return
    members = set(linked)
    linked.sort(key=tree.index)
    within = {node: [each for each in must[node] if each in members] for node in linked}
    for component in strong_components(within):
        component.sort(key=tree.index)
        yield component


def _reads(node: Node, rules: Mapping[Node, RowRules]) -> Iterator[Node]:
    if node.container is not None:
        yield node.container
    own = rules.get(node)
    if own is not None:
        reads = set(own.reads)
        if own.default is not None and is_silent(node.row):
            reads |= references(own.default)
        yield from (each for each in reads if each is not node)


def _reads_itself(node: Node, rules: Mapping[Node, RowRules]) -> bool:
    own = rules.get(node)
    if own is None:
        return False
    decisive = (own.relevant, own.repeat_count)
    return any(node in references(bound) for bound in decisive if bound is not None)
