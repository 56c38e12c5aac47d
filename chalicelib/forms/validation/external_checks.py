"""Names of lists and files: ``instance()`` finds each by its name without an ending, so two must not share one."""

from collections.abc import Iterator
from pathlib import PurePath

from chalicelib.errors import Problem
from chalicelib.forms.external_data import declared_file, instance_name
from chalicelib.forms.logic.rules import EXPRESSIONS
from chalicelib.forms.problems import problem
from chalicelib.forms.types import find_type
from chalicelib.forms.validation.review_input import ReviewInput
from chalicelib.xpath import parse_template, references
from chalicelib.xpath.choice_tables import LIST_FILES
from chalicelib.xpath.typed_ast import BoundExpression, DataLookup, iter_terms


def external_problems(draft: ReviewInput) -> Iterator[Problem]:
    """Yield an error for each row or expression that gives another list's or file's name to a file.

    The rules are pyxform's: any number of questions and ``pulldata`` may share a file, one row may attach it.
    """
    yield from _repeated_rows(draft)
    yield from _references(draft)
    known = {name: name for name in draft.lists if PurePath(name).suffix not in LIST_FILES}
    for at, file in _named_files(draft):
        name = instance_name(file)
        first = known.setdefault(name, file)
        if first != file:
            yield problem("form.data_name_clash", at, name=name, first=first, second=file)


def pulled_data(draft: ReviewInput) -> Iterator[tuple[str, str]]:
    """Yield each file that ``pulldata`` reads, after the pointer of the expression."""
    for node, rules in draft.rules.items():
        for key in EXPRESSIONS:
            bound: BoundExpression | None = getattr(rules, key)
            for term in iter_terms(bound.root) if bound else ():
                if isinstance(term, DataLookup):
                    yield f"{node.pointer}/{key}", term.table.name


def _references(draft: ReviewInput) -> Iterator[Problem]:
    """Yield an error for each ``${name}`` of a row that attaches a file: it has no answer, and pyxform no element."""
    names = {
        node.row.name for node in draft.tree.nodes if declared_file(node.row.type, node.row.name)
    }
    for node, rules in draft.rules.items():
        for key in EXPRESSIONS:
            bound: BoundExpression | None = getattr(rules, key)
            read = {each.row.name for each in references(bound)} if bound else set()
            for name in sorted(names & read):
                yield problem("form.data_has_no_answer", f"{node.pointer}/{key}", name=name)
    for at, texts in draft.texts() if names else ():
        for language, text in texts.items():
            mentioned = {part.text for part in parse_template(text) if part.is_name}
            for name in sorted(names & mentioned):
                yield problem("form.data_has_no_answer", f"{at}/{language}", name=name)


def _repeated_rows(draft: ReviewInput) -> Iterator[Problem]:
    seen: set[str] = set()
    for node in draft.tree.nodes:
        file = declared_file(node.row.type, node.row.name)
        if file in seen:
            yield problem("form.duplicate_data", f"{node.pointer}/name", name=file)
        if file is not None:
            seen.add(file)


def _named_files(draft: ReviewInput) -> Iterator[tuple[str, str]]:
    for node in draft.tree.nodes:
        row = node.row
        kind = find_type(row.type)
        if kind and kind.is_list_from_file and row.list_name:
            yield f"{node.pointer}/list_name", row.list_name
        if (file := declared_file(row.type, row.name)) is not None:
            yield f"{node.pointer}/name", file
    yield from pulled_data(draft)
