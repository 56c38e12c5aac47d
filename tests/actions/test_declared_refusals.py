"""Each action documents the errors that it raises; the OpenAPI document lists them from there."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib import actions

FOLDER = Path(actions.__file__).parent
PUBLIC = [
    pytest.param(node, id=f"{path.stem}.{node.name}")
    for path in sorted(FOLDER.glob("*.py"))
    for node in ast.parse(path.read_text("utf-8")).body
    if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
]


def names_of_raised_errors(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Raise) and node.exc is not None:
            target = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            if isinstance(target, ast.Attribute) and ast.unparse(target.value) == "errors":
                yield target.attr


@pytest.mark.parametrize("function", PUBLIC)
def test_an_action_documents_every_error_that_it_raises(function: ast.FunctionDef) -> None:
    docstring = ast.get_docstring(function) or ""
    assert [name for name in names_of_raised_errors(function) if name not in docstring] == []
