"""Resolve references and paths in the form: ODK's ``${name}`` and XPath's location steps.

``${name}`` means the row in the nearest scope that it shares with the expression: one value in the same
or an outer scope, the values of all instances in a repeat that is not around the expression. A relative
path starts at the row itself. An absolute path passes through a repeat around the expression by the
expression's own instance, unless it has a predicate there or ends there (ODK's deviation from XPath:
https://getodk.github.io/xforms-spec/#xpath-paths).
"""

from __future__ import annotations

from dataclasses import replace

from chalicelib.xpath.binding import Binding, BindingScope
from chalicelib.xpath.cursors import OTHER_SUFFIX, AnyCursor, Children, Cursor, ListCursor
from chalicelib.xpath.form_protocol import FormNode
from chalicelib.xpath.syntax import (
    Expr,
    FunctionCall,
    Literal,
    LocationPath,
    LocationStep,
    PostfixExpr,
    Reference,
)
from chalicelib.xpath.typed_ast import Answer, PredicateItem

LAST_SAVED_INSTANCE = "__last-saved"


def resolve(binding: Binding, expr: Expr, scope: BindingScope) -> AnyCursor | None:
    """Return where a reference or a path leads; None, with an error, if nowhere."""
    match expr:
        case Reference():
            return _resolve_reference(binding, expr, scope)
        case PostfixExpr(base=Reference() as base, parenthesized=False):
            cursor = _resolve_reference(binding, base, scope)
            return cursor and _add_predicates(binding, cursor, expr.predicates, scope)
        case LocationPath():
            return _follow(binding, expr, scope)
        case FunctionCall(name="current"):
            return replace(binding.home.cursor, base=scope.next_slot)
        case FunctionCall(name="instance"):
            return _resolve_instance(binding, expr, scope)
        case _:
            binding.add_error("bad_path", expr.offset)
            return None


def _resolve_reference(
    binding: Binding, expr: Reference, scope: BindingScope
) -> Cursor | Children | None:
    node, suffix = _find_row(binding, expr.name, expr.offset)
    if node is None:
        return None
    if expr.of_last_saved:  # a web form has no earlier record
        binding.add_warning("last_saved", expr.offset, name=expr.name)
        return Children(())
    return _cursor_to(node, suffix, scope)


def _find_row(binding: Binding, name: str, offset: int) -> tuple[FormNode | None, str]:
    """Return the only row of that name and the cursor's suffix; None, with an error, if there is none.

    The text beside an ``or_other`` is found through its question.
    """
    nodes = binding.form.rows_named(name)
    if len(nodes) == 1:
        return nodes[0], ""
    if nodes:
        binding.add_error("ambiguous_name", offset, name=name)
        return None, ""
    questions = binding.form.rows_named(name.removesuffix(OTHER_SUFFIX))
    if name.endswith(OTHER_SUFFIX) and len(questions) == 1 and questions[0].row.or_other:
        return questions[0], OTHER_SUFFIX
    nearest = binding.form.nearest(name)
    if nearest is not None:
        binding.add_error("misspelt_name", offset, name=name, nearest=nearest)
    else:
        binding.add_error("unknown_name", offset, name=name)
    return None, ""


def _cursor_to(node: FormNode, suffix: str, scope: BindingScope) -> Cursor:
    """Return the cursor at a row, from the nearest scope that it shares with the expression."""
    chain, around = node.scope.chain, scope.cursor.scope.chain
    shared = next(
        (
            depth
            for depth, (one, other) in enumerate(zip(chain, around, strict=False))
            if one is not other
        ),
        min(len(chain), len(around)),
    )
    slots = scope.cursor.slots[:shared]
    base, start = scope.next_slot, slots[-1]
    if shared == len(chain) and node.inner is None:
        return Cursor(node, node.scope, slots, base=base, start=start, suffix=suffix)
    cursor = Cursor(None, chain[shared - 1], slots, base=base, start=start)
    for repeat in repeats_around(node)[shared - 1 :]:
        cursor = cursor.to_instances(repeat)
    if node.inner is not None:
        return cursor.to_instances(node)
    return replace(cursor.to_child(node), suffix=suffix)


def repeats_around(node: FormNode) -> list[FormNode]:
    """Return the repeats around a row, the outermost first."""
    return [scope.repeat for scope in node.scope.chain if scope.repeat is not None]


def _add_predicates(
    binding: Binding, cursor: AnyCursor, predicates: tuple[Expr, ...], scope: BindingScope
) -> AnyCursor:
    """Add predicates to a cursor, each bound in the scope of what it tests."""
    if not predicates or isinstance(cursor, Children):
        return cursor
    inner = (
        _list_scope(cursor, scope) if isinstance(cursor, ListCursor) else _predicate_scope(cursor)
    )
    return cursor.with_predicates(tuple(binding.predicate(expr, inner) for expr in predicates))


def _list_scope(cursor: ListCursor, scope: BindingScope) -> BindingScope:
    """Return the scope of a predicate on the items of a list, or on a column of theirs."""
    slot = cursor.base
    if cursor.level == 3:
        return replace(scope, next_slot=slot + 2, choice=None, item_slot=slot + 1)
    return replace(scope, next_slot=slot + 1, choice=(cursor.choices, slot), item_slot=None)


def _predicate_scope(cursor: Cursor) -> BindingScope:
    """Return the scope of a predicate on the instances, or on the question, that a cursor is at."""
    slot = cursor.next_slot
    if cursor.steps and cursor.node is cursor.steps[-1].node:
        instance = Cursor(
            cursor.node, cursor.scope, cursor.slots, base=slot, start=cursor.slots[-1]
        )
        return BindingScope(instance, slot)
    question = replace(
        cursor,
        base=slot + 1,
        steps=(),
        start=cursor.slots[-1],
        predicates=(),
        conditions=(),
        self_value=PredicateItem(slot),
    )
    return BindingScope(question, slot + 1, item_slot=slot)


def _follow(binding: Binding, path: LocationPath, scope: BindingScope) -> AnyCursor | None:
    cursor, steps = _start(binding, path, scope)
    for number, step in enumerate(steps, 1):
        if cursor is None:
            return None
        is_last = number == len(steps)
        if step.name == "*" and is_last and not step.predicates and isinstance(cursor, Cursor):
            return _children(binding, cursor)
        if isinstance(cursor, ListCursor):
            if cursor.level == -1 and not is_last:
                binding.add_error("bad_path", step.offset)
                return None
            cursor = _list_step(binding, cursor, step, scope)
        elif isinstance(cursor, Cursor):
            cursor = _step(binding, cursor, step, scope, absolute=path.absolute and not is_last)
        elif cursor.cursors:  # a step from an empty node-set gives an empty one
            binding.add_error("bad_path", step.offset)
            return None
    return cursor


def _children(binding: Binding, cursor: Cursor) -> Children:
    inside = [node for node in binding.form.nodes if node.container is cursor.node]
    return Children(
        tuple(
            cursor.to_instances(node) if node.inner is not None else cursor.to_child(node)
            for node in inside
        )
    )


def _start(
    binding: Binding, path: LocationPath, scope: BindingScope
) -> tuple[AnyCursor | None, tuple[LocationStep, ...]]:
    """Return where a path starts, and the steps that are left."""
    if path.start is not None:
        return resolve(binding, path.start, scope), path.steps
    cursor = scope.cursor
    if path.absolute:  # the first step is the form itself, whatever its name
        form, predicates = form_cursor(binding, scope), path.steps[0].predicates
        return _add_predicates(binding, form, predicates, scope), path.steps[1:]
    first = path.steps[0]
    if scope.choice is not None and first.name not in (".", ".."):
        return ListCursor(scope.choice[0], scope.choice[1], level=-1), path.steps
    if scope.choice is not None or scope.knows_only_value:
        if first.name == "." and len(path.steps) == 1:
            return replace(cursor, self_value=scope.self_value), ()
        binding.add_error("bad_path", first.offset)
        return None, ()
    return replace(cursor, base=scope.next_slot), path.steps


def form_cursor(binding: Binding, scope: BindingScope) -> Cursor:
    """Return the cursor at the form itself."""
    slot = scope.cursor.slots[0]
    return Cursor(None, binding.form.root, (slot,), base=scope.next_slot, start=slot)


def _step(
    binding: Binding, cursor: Cursor, step: LocationStep, scope: BindingScope, *, absolute: bool
) -> Cursor | Children | None:
    if step.name == ".":
        result: Cursor | Children | None = cursor
    elif step.name == "..":
        result = cursor.to_parent() or _empty_set(binding, step)
    elif step.name == "*":
        binding.add_error("not_available", step.offset, name="*")
        result = None
    else:
        result = _child(binding, cursor, step, scope, absolute=absolute and not step.predicates)
    if result is None or not step.predicates:
        return result
    with_predicates = _add_predicates(binding, result, step.predicates, scope)
    return None if isinstance(with_predicates, ListCursor) else with_predicates


def _child(
    binding: Binding, cursor: Cursor, step: LocationStep, scope: BindingScope, *, absolute: bool
) -> Cursor | Children:
    node = binding.form.at((*cursor.path, step.name))
    if node is None:
        return _other_text(binding, cursor, step)
    if cursor.node is not None and cursor.node.inner is not None and not cursor.is_instance:
        cursor = cursor.to_instances(cursor.node)
    if node.inner is None:
        return cursor.to_child(node)
    if absolute and not cursor.steps and node.inner in scope.cursor.scope.chain:
        return to_own_instance(cursor, node, scope)
    return cursor.to_instances(node)


def to_own_instance(cursor: Cursor, repeat: FormNode, scope: BindingScope) -> Cursor:
    """Return the cursor at the instance of the repeat that the expression itself is in."""
    inner = repeat.inner or cursor.scope
    slots = scope.cursor.slots[: inner.depth + 1]
    return replace(cursor.to_child(repeat), scope=inner, slots=slots, start=slots[-1])


def _other_text(binding: Binding, cursor: Cursor, step: LocationStep) -> Cursor | Children:
    """Return the text beside an ``or_other``, if the step names one; else an empty node-set."""
    question = binding.form.at((*cursor.path, step.name.removesuffix(OTHER_SUFFIX)))
    if step.name.endswith(OTHER_SUFFIX) and question is not None and question.row.or_other:
        return replace(cursor.to_child(question), suffix=OTHER_SUFFIX)
    return _empty_set(binding, step)


def _empty_set(binding: Binding, step: LocationStep) -> Children:
    """Return an empty node-set: to XPath a path to nothing is one. Warn, since it is hardly meant."""
    binding.add_warning("unknown_path", step.offset, name=step.name)
    return Children(())


def _resolve_instance(
    binding: Binding, call: FunctionCall, scope: BindingScope
) -> ListCursor | None:
    match call.arguments:
        case (Literal(value=str(name)) as argument,) if name != LAST_SAVED_INSTANCE:
            choices = binding.find_table(name, argument.offset)
            return None if choices is None else ListCursor(choices, base=scope.next_slot)
        case (Literal(value=str(name)),):
            binding.add_error("not_available", call.offset, name=name)
        case _:
            binding.add_error("wrong_arguments", call.offset, name=call.name)
    return None


def _list_step(
    binding: Binding, cursor: ListCursor, step: LocationStep, scope: BindingScope
) -> AnyCursor | None:
    if cursor.level == -1:
        return _choice_column(binding, cursor, step, scope)
    result = _along_list(binding, cursor, step)
    if result is None or (step.predicates and not result.has_value):
        binding.add_error("bad_path", step.offset)
        return None
    return _add_predicates(binding, result, step.predicates, scope)


def _along_list(binding: Binding, cursor: ListCursor, step: LocationStep) -> ListCursor | None:
    """Return where a step from an instance, its root, its items or a column leads; None if nowhere."""
    if step.name in (".", ".."):
        return cursor if step.name == "." else cursor.to_parent()
    if cursor.level == 3 or (step.name == "*" and cursor.level == 2):
        return None
    if cursor.level == 2:
        return replace(cursor, level=3, column=_column(binding, cursor, step))
    return replace(cursor, level=cursor.level + 1)


def _choice_column(
    binding: Binding, cursor: ListCursor, step: LocationStep, scope: BindingScope
) -> Cursor | None:
    """Return a column of the choice that a predicate or a ``choice_filter`` tests."""
    if step.predicates:
        binding.add_error("bad_path", step.offset)
        return None
    return replace(scope.cursor, self_value=Answer(cursor.base, _column(binding, cursor, step)))


def _column(binding: Binding, cursor: ListCursor, step: LocationStep) -> str:
    """Return the column that a step names; warn if the list has none of that name, and so empty values.

    ``label::English``, the header of a spreadsheet, is the label, which is in the asker's language.
    """
    if step.name.startswith("label::"):
        binding.add_warning("label_in_language", step.offset, name=step.name)
        return "label"
    binding.check_column(cursor.choices, step.name, step.offset)
    return step.name
