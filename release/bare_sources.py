"""Leave docstrings and comments out of a source, without moving a line.

The bytecode beside it is without them already (``release.runtime.compile_all``) or holds those that are read, and nobody reads sources
in Lambda but a traceback, whose line numbers stay right. What may hold a licence stays: docstrings of modules, and comments near the
beginning or about it.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from types import CodeType
from typing import Final

_DOCUMENTED: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_NOTHING: Final = b'""'
_HEADER: Final = 40
"""The lines in which a licence may stand."""
_LEGAL: Final = re.compile(r"licen[cs]e|copyright|spdx", re.IGNORECASE)


@cache
def leave_out(source: bytes) -> bytes:
    """Return the source with empty docstrings and without comments; itself if it is no Python that this interpreter reads."""
    try:
        tree = ast.parse(source)
        comments = list(_comments(source))
    except (SyntaxError, ValueError, tokenize.TokenError):
        return source
    lines = source.splitlines(keepends=True)
    for line, column in comments:
        kept = lines[line].decode()[:column].rstrip()
        lines[line] = f"{kept}\n".encode()
    for docstring in _docstrings(tree):
        _empty(lines, docstring)
    shorter = b"".join(lines)
    return shorter if _compile(shorter) == _compile(source) else source


def _comments(source: bytes) -> Iterator[tuple[int, int]]:
    """Yield line and column, in characters, of the comments that may go, in UTF-8."""
    for token in tokenize.tokenize(io.BytesIO(source).readline):
        if token.type == tokenize.ENCODING and token.string != "utf-8":
            return
        line, column = token.start
        if token.type == tokenize.COMMENT and line > _HEADER and not _LEGAL.search(token.string):
            yield line - 1, column


def _docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        if isinstance(node, _DOCUMENTED) and isinstance(node.body[0], ast.Expr):
            value = node.body[0].value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value


def _empty(lines: list[bytes], docstring: ast.Constant) -> None:
    """Replace a docstring that stands on lines of its own by an empty one and blank lines."""
    first, last = docstring.lineno - 1, (docstring.end_lineno or docstring.lineno) - 1
    before, behind = lines[first][: docstring.col_offset], lines[last][docstring.end_col_offset :]
    if before.strip() or behind.strip():
        return
    lines[first] = before + _NOTHING + b"\n"
    lines[first + 1 : last + 1] = [b"\n"] * (last - first)


def _compile(source: bytes) -> object:
    """Return what the bytecode without docstrings does; None if there is none."""
    try:
        return _behaviour(compile(source, "", "exec", optimize=2, dont_inherit=True))
    except (SyntaxError, ValueError):
        return None


def _behaviour(code: CodeType) -> object:
    constants = (
        _behaviour(each) if isinstance(each, CodeType) else repr(each) for each in code.co_consts
    )
    return code.co_code, code.co_names, code.co_firstlineno, tuple(constants)
