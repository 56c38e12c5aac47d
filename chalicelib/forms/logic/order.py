"""The order in which a form's rows are settled: each after the rows that it reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from chalicelib.forms.logic.components import strong_components
from chalicelib.forms.logic.rules import NO_RULES, is_silent
from chalicelib.frozen import dataclass
from chalicelib.xpath import references

if TYPE_CHECKING:
    from chalicelib.forms.logic.rules import RowRules
    from chalicelib.forms.tree import FormTree, Node

_Graph = Mapping["Node", "Iterable[Node]"]
_Rules = Mapping["Node", "RowRules"]


@dataclass(frozen=True, slots=True)
class RowOrder:
    """The rows of a form, sorted.

    In ``order`` every row comes after the groups and repeats around it and after all that its relevance,
    calculation and repeat count read; where possible, also after what its ``choice_filter`` reads.
    ``cycles`` are the sets of rows that wait for each other, each in document order: such a form cannot
    be evaluated. A calculation may read its own previous value, which makes no cycle.

    ``premises`` are, of a group or repeat whose relevance reads what is in it, the rows in it on which that
    relevance depends. These alone come before it: they are settled as if it were relevant.
    """

    order: tuple[Node, ...]
    cycles: tuple[tuple[Node, ...], ...]
    premises: Mapping[Node, tuple[Node, ...]]


class Dependencies:
    """What each row of a form waits for."""

    def __init__(self, tree: FormTree, rules: _Rules) -> None:
        self._rules = rules
        self._premises = {
            node: found for node in tree.nodes if (found := _find_premises(node, rules))
        }

    def premises_in(self, order: Iterable[Node]) -> Mapping[Node, tuple[Node, ...]]:
        """Return ``RowOrder.premises``, each in the order in which it is settled."""
        ranks = {node: rank for rank, node in enumerate(order)}
        return {
            container: tuple(sorted(premises, key=ranks.__getitem__))
            for container, premises in self._premises.items()
        }

    def of(self, node: Node) -> Iterator[Node]:
        """Yield what must be settled before the row; itself where its relevance or count reads itself."""
        yield from self._containers(node)
        yield from self._with_conclusions(node, _reads(node, self._rules))
        if self._reads_itself(node):
            yield node

    def filter_reads(self, node: Node) -> Iterator[Node]:
        """Yield what should be settled before the row as well: what its ``choice_filter`` reads."""
        yield from self._with_conclusions(node, self._rules.get(node, NO_RULES).filter_reads)

    def _containers(self, node: Node) -> Iterator[Node]:
        """Yield what is around the row: the nearest is enough, unless it is settled before one around it."""
        for around in node.around:
            if node not in self._premises.get(around, ()):
                yield around
                if not self._premises:
                    return

    def _with_conclusions(self, node: Node, reads: Iterable[Node]) -> Iterator[Node]:
        """Yield the rows, and what each of them is a premise of: only then its value is final."""
        for read in reads:
            yield read
            for around in read.around if self._premises else ():
                premises = self._premises.get(around, ())
                if read in premises and node is not around and node not in premises:
                    yield around

    def _reads_itself(self, node: Node) -> bool:
        own = self._rules.get(node, NO_RULES)
        decisive = (
            [own.repeat_count] if node in self._premises else [own.relevant, own.repeat_count]
        )
        return any(node in references(bound) for bound in decisive if bound is not None)


def order_rows(tree: FormTree, rules: _Rules) -> RowOrder:
    """Sort a form's rows; ties are broken by document order."""
    dependencies = Dependencies(tree, rules)
    must = {node: tuple(dependencies.of(node)) for node in tree.nodes}
    wished = {node: (*must[node], *dependencies.filter_reads(node)) for node in tree.nodes}
    order: list[Node] = []
    cycles = []
    for linked in strong_components(wished):
        for component in _without_wishes(linked, must, tree):
            order += component
            if len(component) > 1 or component[0] in must[component[0]]:
                cycles.append(tuple(component))
    cycles.sort(key=lambda cycle: tree.index(cycle[0]))
    return RowOrder(tuple(order), tuple(cycles), dependencies.premises_in(order))


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


def _reads(node: Node, rules: _Rules) -> Iterator[Node]:
    own = rules.get(node)
    if own is not None:
        reads = set(own.reads)
        if own.default is not None and is_silent(node.row):
            reads |= references(own.default)
        yield from (each for each in reads if each is not node)


def _find_premises(container: Node, rules: _Rules) -> frozenset[Node]:
    """Return the rows in a group or repeat on which its own relevance depends.

    None for a counted repeat: how many instances it has is only known once it is relevant.
    """
    own = rules.get(container)
    if own is None or own.relevant is None or own.repeat_count is not None:
        return frozenset()
    found: set[Node] = set()
    waiting = list(references(own.relevant))
    while waiting:
        node = waiting.pop()
        if node not in found and container in node.around:
            found.add(node)
            waiting += _reads(node, rules)
            waiting += node.around
    return frozenset(found)
