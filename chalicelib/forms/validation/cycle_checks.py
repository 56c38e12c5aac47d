"""Cycles: rows whose expressions depend on each other, and groups that an answer in them hides."""

from collections import deque
from collections.abc import Iterator, Sequence

from chalicelib.errors import Problem
from chalicelib.forms.logic.order import Dependencies, order_rows
from chalicelib.forms.problems import problem
from chalicelib.forms.tree import Node
from chalicelib.forms.types import AnswerSource, find_type
from chalicelib.forms.validation.review_input import ReviewInput
from chalicelib.xpath import references


def cycle_problems(draft: ReviewInput) -> Iterator[Problem]:
    """Yield a problem for each set of rows of which none can be evaluated before the others."""
    dependencies, rows = Dependencies(draft.tree, draft.rules), order_rows(draft.tree, draft.rules)
    for container, premises in rows.premises.items():
        for node in premises:
            if _is_typed(node):
                at = f"{container.pointer}/relevant"
                yield problem("form.hides_itself", at, name=node.row.name)
                break
    for cycle in rows.cycles:
        way = _shortest_cycle(cycle, dependencies, draft)
        names = " → ".join(node.row.name for node in (*way, way[0]))
        yield problem("form.cycle", _cell(way, draft), names=names)


def _is_typed(node: Node) -> bool:
    """Return whether people answer the row's question."""
    kind = find_type(node.row.type)
    return kind is not None and kind.source is AnswerSource.PERSON


def _shortest_cycle(
    cycle: Sequence[Node], dependencies: Dependencies, draft: ReviewInput
) -> list[Node]:
    """Return the shortest cycle that starts at the first row that reads something."""
    members = set(cycle)
    first = next((node for node in cycle if node in draft.rules), cycle[0])
    before: dict[Node, Node] = {}
    waiting = deque([first])
    while waiting:
        node = waiting.popleft()
        for needed in sorted(dependencies.of(node), key=draft.tree.index):
            if needed is first:
                way = [node]
                while way[-1] is not first:
                    way.append(before[way[-1]])
                return way[::-1]
            if needed in members and needed not in before:
                before[needed] = node
                waiting.append(needed)
    return list(cycle)  # pragma: no cover -- each of them leads back to each


def _cell(way: Sequence[Node], draft: ReviewInput) -> str:
    """Return the pointer of the cell in which the first row reads the next one."""
    first, then = way[0], way[1 % len(way)]
    rules = draft.rules.get(first)
    for column in ("relevant", "calculation", "repeat_count"):
        bound = getattr(rules, column, None)
        if bound is not None and then in references(bound):
            return f"{first.pointer}/{column}"
    return f"{first.pointer}/trigger" if rules and then in rules.triggers else first.pointer
