"""What is shared while one expression is bound: the scope of names, and the problems so far."""

from __future__ import annotations

from abc import ABC, abstractmethod

from chalicelib.frozen import dataclass
from chalicelib.xpath.choice_tables import ChoiceTable, ChoiceTables
from chalicelib.xpath.cursors import Cursor
from chalicelib.xpath.errors import ExpressionProblem
from chalicelib.xpath.form_protocol import FormModel, FormNode
from chalicelib.xpath.syntax import Expr
from chalicelib.xpath.typed_ast import Answer, PredicateItem, SelfValue, Term


@dataclass(frozen=True, slots=True)
class BindingScope:
    """What names mean in an expression or in one of its predicates.

    ``${…}`` and paths start at ``cursor``. ``choice`` is the list and the slot of the choice that is
    tested, ``item_slot`` the slot of the node that is tested and of which only the value is known.
    ``next_slot`` is the first slot that is still free.
    """

    cursor: Cursor
    next_slot: int
    choice: tuple[ChoiceTable, int] | None = None
    item_slot: int | None = None

    @classmethod
    def of_row(cls, form: FormModel, node: FormNode | None) -> BindingScope:
        """Return the scope of a row's own expressions; a repeat's are read outside of its instances."""
        scope = form.root if node is None else node.scope
        slots = tuple(range(scope.depth + 1))
        base = len(slots)
        cursor = Cursor(node, scope, slots, base=base, start=slots[-1], self_value=SelfValue())
        return cls(cursor, base)

    @property
    def self_value(self) -> Term:
        """Return ``.`` as a term."""
        if self.item_slot is not None:
            return PredicateItem(self.item_slot)
        if self.choice is not None:
            return Answer(self.choice[1], "name")
        return self.cursor.term()

    @property
    def knows_only_value(self) -> bool:
        """Return whether the node that is tested is known by its value alone, not by its place."""
        return self.item_slot is not None and self.cursor.self_value != PredicateItem(
            self.item_slot
        )


class Binding(ABC):
    """One expression that is being bound. ``home`` is the scope in which it begins.

    Problems are collected, so that one pass finds all of them.
    """

    def __init__(self, form: FormModel, node: FormNode | None, tables: ChoiceTables) -> None:
        self.form = form
        self.home = BindingScope.of_row(form, node)
        self.errors: list[ExpressionProblem] = []
        self.warnings: list[ExpressionProblem] = []
        self._tables = tables

    @abstractmethod
    def term(self, expr: Expr, scope: BindingScope) -> Term:
        """Bind an expression; after an error the result is an empty string."""

    @abstractmethod
    def predicate(self, expr: Expr, scope: BindingScope) -> Term:
        """Bind a predicate to a boolean."""

    def find_table(self, name: str, offset: int) -> ChoiceTable | None:
        """Return the list of that name; None, with an error, if there is none."""
        choices = self._tables.find(name)
        if choices is None:
            self.add_error("no_list", offset, name=name)
        return choices

    def pull_table(self, name: str) -> ChoiceTable:
        """Return the table of the file that ``pulldata`` names."""
        return self._tables.pull(name)

    def check_column(self, table: ChoiceTable, column: str, offset: int) -> None:
        """Warn if the table has no such column; its values are empty then."""
        if column not in table.columns and not table.is_missing:
            self.add_warning("unknown_column", offset, name=column, list=table.name)

    def add_error(self, code: str, offset: int, /, **parameters: object) -> None:
        """Add the error ``form.expression_<code>`` and go on."""
        self.errors.append(ExpressionProblem.of(code, offset, **parameters))

    def add_warning(self, code: str, offset: int, /, **parameters: object) -> None:
        """Add a warning about what is allowed and probably a mistake, once for the same thing."""
        warning = ExpressionProblem.of(code, offset, **parameters)
        known = ((each.code, each.parameters) for each in self.warnings)
        if (warning.code, warning.parameters) not in known:
            self.warnings.append(warning)
