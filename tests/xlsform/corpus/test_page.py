"""Every expression of the corpus has the same value in the page's script as on the server."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from chalicelib.forms.tree import FormTree, Scope
from tests.node import needs_node
from tests.xlsform.corpus.files import NAMES, read_cases
from tests.xlsform.corpus.outcomes import NOW, check_case, compile_form
from tests.xpath.cases import Case, Form, exact
from tests.xpath.page import Page, running_page

pytestmark = needs_node

COLUMNS = ("relevant", "constraint", "required", "calculation", "repeat_count", "choice_filter")


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with running_page() as running:
        yield running


@pytest.mark.parametrize("name", [name for name in NAMES if read_cases(name)])
def test_the_script_evaluates_every_expression_as_the_server_does(name: str, page: Page) -> None:
    evaluated = 0
    for case in read_cases(name):
        for each in _expressions(name, case, check_case(name, case).get("values", {})):
            value = page.evaluate(each.to_page())["value"]
            assert value == _exact(each.evaluate()), (case["title"], each.at, each.expression)
            evaluated += 1
    assert evaluated or not _has_expressions(name)


def _exact(value: Any) -> Any:  # noqa: ANN401 -- the value of any expression
    return value if isinstance(value, list) else exact(value)


def _has_expressions(name: str) -> bool:
    tree = FormTree.of(compile_form(name).definition.questions)
    rows = [node.row for node in tree.nodes]
    return any(isinstance(getattr(row, column), str) for row in rows for column in COLUMNS)


def _expressions(name: str, case: Mapping[str, Any], answers: Mapping[str, Any]) -> Iterator[Case]:
    """Yield every expression of the form, for every answered instance."""
    definition = compile_form(name).definition
    form = Form(FormTree.of(definition.questions), definition.choices, definition.data)
    for node in form.tree.nodes:
        if len(form.tree.rows_named(node.row.name)) > 1:
            continue
        for column in COLUMNS:
            expression = getattr(node.row, column)
            if isinstance(expression, str):
                for instance, frame in _instances(node.scope, answers):
                    yield Case(
                        form=form,
                        expression=expression,
                        answers=dict(answers),
                        at=node.row.name,
                        instance=instance,
                        value=frame.get(node.key),
                        now=case.get("now", NOW),
                        filters=node.row.list_name if column == "choice_filter" else None,
                    )


def _instances(
    scope: Scope, answers: Mapping[str, Any]
) -> Iterator[tuple[tuple[int, ...], Mapping[str, Any]]]:
    """Yield the indexes and the answers of every instance of the scope."""
    if scope.parent is None or scope.repeat is None:
        yield (), answers
        return
    for indexes, frame in _instances(scope.parent, answers):
        for index, instance in enumerate(frame.get(scope.repeat.key, [])):
            yield (*indexes, index), instance
