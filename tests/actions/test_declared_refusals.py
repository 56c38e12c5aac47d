"""An action declares in its docstring what it raises itself; the OpenAPI document is made of that."""

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


def raised_by(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Raise) and node.exc is not None:
            target = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            if isinstance(target, ast.Attribute) and ast.unparse(target.value) == "errors":
                yield target.attr


@pytest.mark.parametrize("function", PUBLIC)
def test_what_an_action_raises_is_in_its_docstring(function: ast.FunctionDef) -> None:
    docstring = ast.get_docstring(function) or ""
    assert [name for name in raised_by(function) if name not in docstring] == []
