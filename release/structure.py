"""Measure how chalicelib is built: circles of imports, names, untyped values, sizes of files.

``python -m release.structure`` prints the figures, with ``--list`` what they count. The limits that must hold
are tests/structure's.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = "chalicelib"

_IRREGULAR = frozenset(
    [
        "begun",
        "bent",
        "bound",
        "bought",
        "broken",
        "brought",
        "built",
        "caught",
        "chosen",
        "cut",
        "dealt",
        "done",
        "drawn",
        "driven",
        "fed",
        "fought",
        "found",
        "forgotten",
        "frozen",
        "given",
        "gone",
        "ground",
        "grown",
        "heard",
        "held",
        "hidden",
        "hung",
        "kept",
        "known",
        "laid",
        "led",
        "left",
        "lent",
        "lost",
        "made",
        "meant",
        "met",
        "paid",
        "put",
        "said",
        "seen",
        "sent",
        "shown",
        "shut",
        "sold",
        "sought",
        "spent",
        "spoken",
        "spelt",
        "split",
        "spread",
        "stolen",
        "struck",
        "stood",
        "taken",
        "taught",
        "thought",
        "thrown",
        "told",
        "torn",
        "understood",
        "withdrawn",
        "won",
        "worn",
        "wound",
        "woven",
        "written",
    ]
)
_VERBS = frozenset({"cut", "feed", "need", "put", "seed", "shut", "split", "spread"})


@dataclass(frozen=True)
class Module:
    """One source file, parsed."""

    name: str
    path: Path
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        """The file's syntax tree."""
        return ast.parse(self.source)

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return self.source.count("\n")


@dataclass(frozen=True)
class Structure:
    """The modules of a package by their dotted names."""

    modules: dict[str, Module]

    @classmethod
    def read(cls, root: Path = ROOT, package: str = PACKAGE) -> Structure:
        """Parse every Python file of the package."""
        modules = {}
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            name = ".".join(parts).removesuffix(".__init__")
            modules[name] = Module(name, path, path.read_text())
        return cls(modules)

    def imports_of(self, module: Module) -> set[str]:
        """The package's own modules that it names in imports, lazy and ``TYPE_CHECKING`` ones too."""
        found = set()
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    inner = f"{node.module}.{alias.name}"
                    found.add(inner if inner in self.modules else node.module)
            elif isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
        return (found & self.modules.keys()) - {module.name}

    def circles(self) -> list[list[str]]:
        """The sets of modules that import each other, directly or not."""
        graph = {name: self.imports_of(module) for name, module in self.modules.items()}
        return sorted(sorted(each) for each in _components(graph) if len(each) > 1)

    def classes_named_twice(self) -> dict[str, list[str]]:
        """Each class name that several modules define, with the modules."""
        defined: dict[str, list[str]] = defaultdict(list)
        for module in self.modules.values():
            for node in ast.walk(module.tree):
                if isinstance(node, ast.ClassDef):
                    defined[node.name].append(module.name)
        return {name: where for name, where in sorted(defined.items()) if len(where) > 1}

    def participles(self) -> list[str]:
        """Functions whose name is a past participle and nothing else; properties are values."""
        return [
            f"{module.name}.{node.name}"
            for module in self.modules.values()
            for node in ast.walk(module.tree)
            if isinstance(node, ast.FunctionDef)
            and _is_participle(node.name)
            and not _is_property(node)
        ]

    def untyped_dicts(self) -> list[str]:
        """Every ``dict[str, Any]``."""
        return self.matching(r"dict\[str, Any\]")

    def untyped_arguments(self) -> list[str]:
        """Every suppression of ANN401."""
        return self.matching(r"noqa:[^#]*ANN401")

    def matching(self, pattern: str) -> list[str]:
        """Where a pattern occurs, as ``module:line``; one entry for each occurrence."""
        return [
            f"{module.name}:{number}"
            for module in self.modules.values()
            for number, line in enumerate(module.source.splitlines(), 1)
            for _ in re.finditer(pattern, line)
        ]

    def files(self, *, shorter: int = 0, longer: int = sys.maxsize) -> list[str]:
        """Files of fewer than ``shorter`` or more than ``longer`` lines, packages' charters left out."""
        return [
            f"{module.name} ({module.lines})"
            for module in self.modules.values()
            if module.lines > longer
            or (module.lines < shorter and module.path.name not in {"__init__.py", "__main__.py"})
        ]


def _is_participle(name: str) -> bool:
    word = name.strip("_")
    if "_" in word or word in _VERBS:
        return False
    return word in _IRREGULAR or (word.endswith("ed") and not word.endswith("eed"))


def _is_property(node: ast.FunctionDef) -> bool:
    return any("property" in ast.unparse(each) for each in node.decorator_list)


@dataclass
class _Search:
    """Tarjan's strongly connected components (1972)."""

    graph: dict[str, set[str]]
    index: dict[str, int] = field(default_factory=dict)
    low: dict[str, int] = field(default_factory=dict)
    stack: list[str] = field(default_factory=list)
    found: list[list[str]] = field(default_factory=list)

    def visit(self, name: str) -> None:
        self.index[name] = self.low[name] = len(self.index)
        self.stack.append(name)
        for target in self.graph[name]:
            if target not in self.index:
                self.visit(target)
                self.low[name] = min(self.low[name], self.low[target])
            elif target in self.stack:
                self.low[name] = min(self.low[name], self.index[target])
        if self.low[name] == self.index[name]:
            start = self.stack.index(name)
            self.found.append(self.stack[start:])
            del self.stack[start:]


def _components(graph: dict[str, set[str]]) -> list[list[str]]:
    search = _Search(graph)
    for name in graph:
        if name not in search.index:
            search.visit(name)
    return search.found


def main() -> None:
    """Print the figures."""
    structure = Structure.read()
    figures: dict[str, list[str]] = {
        "circles of imports": [" <-> ".join(each) for each in structure.circles()],
        "class names used twice": [
            f"{name}: {', '.join(where)}" for name, where in structure.classes_named_twice().items()
        ],
        "functions named by a bare participle": structure.participles(),
        "dict[str, Any]": structure.untyped_dicts(),
        "suppressions of ANN401": structure.untyped_arguments(),
        "files under 40 lines": structure.files(shorter=40),
        "files over 400 lines": structure.files(longer=400),
    }
    for name, found in figures.items():
        sys.stdout.write(f"{len(found):6} {name}\n")
        if "--list" in sys.argv:
            sys.stdout.writelines(f"         {each}\n" for each in found)
    sys.stdout.write(f"{len(structure.modules):6} files\n")
    total = sum(module.lines for module in structure.modules.values())
    sys.stdout.write(f"{total:6} lines\n")


if __name__ == "__main__":
    main()
