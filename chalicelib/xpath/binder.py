"""Tree → typed tree: every name looked up in a form's layout, every conversion chosen.

What cannot be bound is collected, so that one pass names all that is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from chalicelib.xpath import conversions, node_functions, paths
from chalicelib.xpath.choice_lists import ChoiceList, list_named
from chalicelib.xpath.conversions import converted
from chalicelib.xpath.cursors import BindingScope, Children, Cursor, spot_of
from chalicelib.xpath.errors import ExpressionError, ExpressionFault, fault
from chalicelib.xpath.form_protocol import FormChoice, FormModel, FormNode, NodeT
from chalicelib.xpath.signatures import SIGNATURES, kinds
from chalicelib.xpath.syntax import (
    FilteredExpr,
    FunctionCall,
    LocationPath,
    Reference,
    Tree,
)
from chalicelib.xpath.syntax import (
    Literal as WrittenLiteral,
)
from chalicelib.xpath.typed_ast import (
    Answer,
    Bound,
    Constant,
    CoreCall,
    FilterExpr,
    Kind,
    PathExpr,
    SelfValue,
    Term,
    UnionExpr,
)

Result = Literal["value", "boolean", "number", "string"]
_RESULTS: Mapping[str, Kind] = {"s": "string", "n": "number", "b": "boolean", "v": "value"}
_LETTERS: Mapping[Result, str] = {"value": "v", "boolean": "b", "number": "n", "string": "s"}
_WITHOUT_ARGUMENT = frozenset({"string", "string-length", "normalize-space", "number"})


def bind(
    tree: Tree,
    layout: FormModel[NodeT],
    node: NodeT | None,
    lists: Mapping[str, Sequence[FormChoice]],
    *,
    result: Result = "value",
    filters: str | None = None,
) -> Bound[NodeT]:
    """The expression of a row, bound.

    Args:
        tree: what ``parse`` read.
        layout: the form's.
        node: the row whose expression it is; None for one that belongs to the form.
        lists: the form's choices.
        result: what is wanted of it; it is converted as XPath converts.
        filters: for a ``choice_filter``, the name of the list: bare names are its columns.

    Raises:
        ExpressionError: every name that means nothing here, every argument that does not fit.
    """
    binder = Binder(layout, node, lists)
    spot = binder.home
    choices = None
    if filters is not None:
        choices = binder.list_of(filters, 0)
        if choices is not None:
            spot = BindingScope(spot.form, spot.free + 1, choice=(choices, spot.free))
    term = converted(binder.term(tree, spot), _LETTERS[result])
    if binder.faults:
        raise ExpressionError(sorted(binder.faults, key=lambda found: found.at))
    return Bound(term, node, choices, tuple(binder.doubts))


class Binder:
    """One expression's binding; ``faults`` are what was wrong so far, ``doubts`` what is odd."""

    def __init__(
        self, layout: FormModel, node: FormNode | None, lists: Mapping[str, Sequence[FormChoice]]
    ) -> None:
        self.layout = layout
        self.faults: list[ExpressionFault] = []
        self.doubts: list[ExpressionFault] = []
        self.home = spot_of(layout, node, SelfValue(node))
        self._lists = lists

    def list_of(self, name: str, at: int) -> ChoiceList | None:
        """The list of that name; a fault where there is none."""
        found = list_named(name, self._lists)
        if found is None:
            self.wrong("no_list", at, name=name)
        return found

    def wrong(self, code: str, at: int, **parameters: object) -> None:
        """Note a fault and go on."""
        self.faults += fault(code, at, **parameters).faults

    def doubt(self, code: str, at: int, **parameters: object) -> None:
        """Note what can be, and is hardly meant."""
        self.doubts += fault(code, at, **parameters).faults

    def term(self, tree: Tree, spot: BindingScope) -> Term:
        """The tree's term; an empty text in the place of what could not be bound."""
        match tree:
            case WrittenLiteral():
                return Constant(tree.value)
            case FunctionCall():
                return self._call(tree, spot)
            case FilteredExpr() if tree.whole or not isinstance(tree.base, Reference):
                return self._narrowed(tree, spot)
            case Reference() | LocationPath() | FilteredExpr():
                cursor = paths.cursor_of(self, tree, spot)
                return self._of_cursor(cursor, tree.at)

    def _of_cursor(self, cursor: paths.AnyCursor | None, at: int) -> Term:
        match cursor:
            case None:
                return Constant("")
            case Cursor():
                return cursor.term()
            case Children():
                return UnionExpr(
                    tuple(self.placed(self._of_cursor(each, at)) for each in cursor.cursors)
                )
            case _ if cursor.is_whole:
                return cursor.term()
        self.wrong("bad_path", at)
        return Constant("")

    def placed(self, term: Term) -> Term:
        """A part of a union; one answer as a walk, which knows its place in the document."""
        if isinstance(term, Answer) and term.node is not None:
            node = term.node
            return PathExpr(term.slot, term.slot + 1, (), term.key, node.order, node)
        return term

    def predicate(self, tree: Tree, spot: BindingScope) -> Term:
        """A predicate: a number stands for a position (XPath 1.0, 2.4)."""
        term = self.term(tree, spot)
        if term.kind == "number":
            slot = spot.free - 1
            return CoreCall("=n", (node_functions.rank(slot), term), "boolean")
        return conversions.as_boolean(term)

    def _narrowed(self, tree: FilteredExpr, spot: BindingScope) -> Term:
        nodes = self.nodes(tree.base, spot, "[ ]")
        inner = BindingScope(spot.form, spot.free + 1, candidate=spot.free)
        return FilterExpr(
            nodes, spot.free, tuple(self.predicate(p, inner) for p in tree.predicates)
        )

    def nodes(self, tree: Tree, spot: BindingScope, name: str) -> Term:
        """The tree as a node-set, for what only takes one."""
        term = self.term(tree, spot)
        if term.kind not in ("nodes", "node"):
            self.wrong("needs_nodes", tree.at, name=name)
        return term

    def _call(self, tree: FunctionCall, spot: BindingScope) -> Term:
        bound = _OPERATORS.get(tree.name)
        if bound is not None:
            return bound(self, tree, spot)
        if tree.name in node_functions.BINDERS:
            return node_functions.BINDERS[tree.name](self, tree, spot)
        letters = kinds(tree.name, len(tree.arguments))
        if letters is None:
            self.wrong("wrong_arguments", tree.at, name=tree.name)
            return Constant("")
        arguments = [
            self._argument(part, letter, spot, tree.name)
            for part, letter in zip(tree.arguments, letters, strict=True)
        ]
        if not arguments and tree.name in _WITHOUT_ARGUMENT:
            letter = SIGNATURES[tree.name][0].removeprefix("?")
            arguments = [converted(paths.here(spot), letter)]
        return _applied(tree.name, tuple(arguments))

    def _argument(self, tree: Tree, letter: str, spot: BindingScope, name: str) -> Term:
        if letter == "N":
            return self.nodes(tree, spot, name)
        return converted(self.term(tree, spot), letter)


def _applied(name: str, arguments: tuple[Term, ...]) -> Term:
    match name:
        case "true" | "false":
            return Constant(name == "true")
        case "boolean" | "string" | "number":
            return arguments[0]
        case "pi":
            return Constant(3.141592653589793)
    kind = _RESULTS[SIGNATURES[name][1]]
    if kind == "value":
        of_results = {term.kind for term in arguments[1 if name == "if" else 0 :]}
        if len(of_results) == 1 and name != "once":
            kind = of_results.pop()
    return CoreCall(name, arguments, kind)


def _equality(binder: Binder, tree: FunctionCall, spot: BindingScope) -> Term:
    left, right = (binder.term(part, spot) for part in tree.arguments)
    return conversions.equality(tree.name, left, right)


def _order(binder: Binder, tree: FunctionCall, spot: BindingScope) -> Term:
    left, right = (binder.term(part, spot) for part in tree.arguments)
    return conversions.order(tree.name, left, right)


def _arithmetic(binder: Binder, tree: FunctionCall, spot: BindingScope) -> Term:
    terms = tuple(conversions.as_number(binder.term(part, spot)) for part in tree.arguments)
    if tree.name == "neg" and isinstance(terms[0], Constant):
        return Constant(-float(terms[0].value))
    return CoreCall(tree.name, terms, "number")


def _logic(binder: Binder, tree: FunctionCall, spot: BindingScope) -> Term:
    terms = tuple(conversions.as_boolean(binder.term(part, spot)) for part in tree.arguments)
    return CoreCall(tree.name, terms, "boolean")


def _union(binder: Binder, tree: FunctionCall, spot: BindingScope) -> Term:
    return UnionExpr(tuple(binder.placed(binder.nodes(part, spot, "|")) for part in tree.arguments))


_OPERATORS = {
    "=": _equality,
    "!=": _equality,
    "<": _order,
    "<=": _order,
    ">": _order,
    ">=": _order,
    "+": _arithmetic,
    "*": _arithmetic,
    "div": _arithmetic,
    "mod": _arithmetic,
    "neg": _arithmetic,
    "and": _logic,
    "or": _logic,
    "|": _union,
}
