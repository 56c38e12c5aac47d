"""The corpus on the page: every expression has the same value in the script as on the server."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from chalicelib.forms.tree import FormTree, Scope
from tests.node import needs_node
from tests.xlsform.corpus.test_cases import NOW, checked, form
from tests.xlsform.corpus.written import NAMES, cases
from tests.xpath.cases import Case, Form, exact
from tests.xpath.page import Page, running_page

pytestmark = needs_node

COLUMNS = ("relevant", "constraint", "required", "calculation", "repeat_count", "choice_filter")


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with running_page() as running:
        yield running


@pytest.mark.parametrize("name", [name for name in NAMES if cases(name)])
def test_the_page_works_out_what_the_server_does(name: str, page: Page) -> None:
    tried = 0
    for case in cases(name):
        for each in _expressions(name, case, checked(name, case).get("values", {})):
            found = page.evaluate(each.to_page())["value"]
            assert found == _exact(each.evaluate()), (case["why"], each.at, each.expression)
            tried += 1
    assert tried or not _has_expressions(name)


def _exact(value: Any) -> Any:  # noqa: ANN401 -- whatever an expression gives
    return value if isinstance(value, list) else exact(value)


def _has_expressions(name: str) -> bool:
    tree = FormTree.of(form(name).definition.questions)
    rows = [node.row for node in tree.nodes]
    return any(isinstance(getattr(row, column), str) for row in rows for column in COLUMNS)


def _expressions(name: str, case: Mapping[str, Any], answers: Mapping[str, Any]) -> Iterator[Case]:
    """Every expression of the form, in every instance that was answered."""
    definition = form(name).definition
    surroundings = Form(FormTree.of(definition.questions), definition.choices)
    for node in surroundings.tree.nodes:
        if len(surroundings.tree.rows_named(node.row.name)) > 1:
            continue
        for column in COLUMNS:
            expression = getattr(node.row, column)
            if isinstance(expression, str):
                for instance, frame in _instances(node.scope, answers):
                    yield Case(
                        form=surroundings,
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
    """The indexes and the answers of every instance of that scope."""
    if scope.parent is None or scope.repeat is None:
        yield (), answers
        return
    for above, frame in _instances(scope.parent, answers):
        for index, each in enumerate(frame.get(scope.repeat.key, [])):
            yield (*above, index), each
