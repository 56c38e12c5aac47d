"""Report code that nothing reaches but tests: vulture, plus what is reached by name.

``python -m release.dead_code`` prints each finding and returns 1 if there is one. `[tool.vulture]` in
`pyproject.toml` holds the paths and what frameworks call. vulture sees neither names in strings nor
templates nor what pydantic serialises, so these count as reached here:

- the function or class of each ``"module:name"``, as routes and operations name their targets, and every
  name in a quoted annotation;
- every name in a page's or mail's template;
- the fields of pydantic models and of typed dictionaries and the members of enumerations, which are
  reached by value.

Unused imports are left to ruff, which reads quoted annotations.
"""

import ast
import importlib
import keyword
import pkgutil
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import TypeVar

from jinja2 import Environment
from pydantic import BaseModel
from vulture import Vulture
from vulture.config import make_config

import chalicelib

T = TypeVar("T")

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "chalicelib" / "web" / "templates"

_TARGET = re.compile(r"[\w.]+:(?P<name>\w+)")


def names_in_strings(source: str) -> Iterator[str]:
    """Yield the name of each ``"module:name"`` and those in quoted annotations of a Python source."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            target = _TARGET.fullmatch(node.value)
            if target:
                yield target["name"]
        for annotation in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if annotation is not None:
                yield from _quoted_names(annotation)


def _quoted_names(annotation: ast.expr) -> Iterator[str]:
    for node in ast.walk(annotation):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from re.findall(r"[^\W\d]\w*", node.value)


def names_in_template(source: str) -> Iterator[str]:
    """Yield each name in the expressions and statements of a Jinja template."""
    for _line, kind, value in Environment(autoescape=True).lex(source):
        if kind == "name":
            yield value


def names_in_typed_dicts(source: str) -> Iterator[str]:
    """Yield each key that a ``TypedDict`` of a Python source declares."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef) and any(
            ast.unparse(base) == "TypedDict" for base in node.bases
        ):
            for statement in node.body:
                if isinstance(statement, ast.AnnAssign):
                    yield ast.unparse(statement.target)


def names_reached_by_value() -> Iterator[str]:
    """Yield the fields of chalicelib's pydantic models and the members of its enumerations."""
    for module in pkgutil.walk_packages(chalicelib.__path__, "chalicelib."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for model in _subclasses(BaseModel):
        yield from model.model_fields
    for enumeration in _subclasses(Enum):
        yield from enumeration.__members__


def _subclasses(base: type[T]) -> Iterator[type[T]]:
    for subclass in base.__subclasses__():
        if subclass.__module__.startswith("chalicelib."):
            yield subclass
        yield from _subclasses(subclass)


def find(
    sources: Mapping[str, str],
    reached: Iterable[str],
    *,
    ignore_names: Sequence[str] = (),
    ignore_decorators: Sequence[str] = (),
    min_confidence: int = 60,
) -> list[str]:
    """Return what vulture finds in the sources by file name, a line each; ``reached`` names are used."""
    vulture = Vulture(ignore_names=ignore_names, ignore_decorators=ignore_decorators)
    vulture.scan("\n".join(sorted(set(reached) - set(keyword.kwlist))))
    for name, source in sources.items():
        vulture.scan(source, name)
    return [
        f"{item.filename}:{item.first_lineno}: {item.message}"
        for item in vulture.get_unused_code(min_confidence=min_confidence)
        if item.typ != "import"
    ]


def read_sources(paths: Sequence[str]) -> dict[str, str]:
    """Read the Python files of folders and single files, named relative to the repository."""
    files = [
        file for path in paths for file in (sorted((ROOT / path).rglob("*.py")) or [ROOT / path])
    ]
    return {str(file.relative_to(ROOT)): file.read_text(encoding="utf-8") for file in files}


def main() -> int:
    """Print what nothing reaches; return 1 if there is any."""
    config = make_config([])
    sources = read_sources(config["paths"])
    templates = [path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")]
    reached = [
        *(name for source in sources.values() for name in names_in_strings(source)),
        *(name for source in sources.values() for name in names_in_typed_dicts(source)),
        *(name for template in templates for name in names_in_template(template)),
        *names_reached_by_value(),
    ]
    findings = find(
        sources,
        reached,
        ignore_names=config["ignore_names"],
        ignore_decorators=config["ignore_decorators"],
        min_confidence=config["min_confidence"],
    )
    sys.stderr.writelines(f"{line}\n" for line in findings)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
