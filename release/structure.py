"""Measure how a package is built: import cycles, names, untyped values, sizes of files.

``python -m release.structure`` prints the figures of chalicelib and those of the tests' names;
``--list`` also prints each finding. ``tests/structure`` holds the limits.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.forms.logic.components import strong_components

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PACKAGE = "chalicelib"
TESTS = "tests"

_CHARTERS = frozenset({"__init__.py", "__main__.py"})
"""Files that are short by nature; they do not count as short."""

_TARGET = re.compile(r"(?P<module>\w+(?:\.\w+)+):\w+")
"""A lazy import spelled as a string, as ``Route.target`` does: ``package.module:function``."""

# Past participles that do not end in -ed. Those that are also base forms (put, set, read, run …) are
# left out: as a function's name they are verbs.
_IRREGULAR_WORDS = """
agreed beaten begun bent bitten blown born bought bound bred broken brought built burnt caught chosen
clung dealt done drawn driven dug eaten fallen fed felt fled flown forbidden foreseen forgiven
forgotten fought found frozen given gone got gotten ground grown heard held hidden hung kept known
laid lain learnt led left lent lit lost made meant met mistaken overcome overthrown overwritten paid proven
rebuilt redone retold rewritten ridden risen rung said sat seen sent sewn shaken shone shot shown
slept slid sold sought sown spelt spent spoken spun stolen stood struck stuck strung sung sunk
sworn swept swum taken taught thought thrown told torn undone understood unwound upheld withdrawn
withheld woken won worn wound woven written
"""
_IRREGULAR = frozenset(_IRREGULAR_WORDS.split())
_VERBS_IN_ED = frozenset({"embed", "imbed", "shed", "shred", "wed"})

_CLAUSE = re.compile(r"test_(what|whatever|which|whichever|who|whoever|whom|whose|where|wherever)_")
"""How a test's name begins that says what it is about and not what must hold."""


@dataclass(frozen=True)
class Module:
    """One source file, parsed."""

    name: str
    path: Path
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        """Return the file's syntax tree."""
        return ast.parse(self.source)

    @property
    def lines(self) -> int:
        """Return the number of lines."""
        return self.source.count("\n")

    @property
    def package(self) -> str:
        """Return the package that the module's relative imports start from."""
        if self.path.name == "__init__.py":
            return self.name
        return self.name.rpartition(".")[0]

    def imported_names(self) -> Iterator[str]:
        """Yield the dotted name of everything that is imported, absolute, at any depth.

        Imports inside functions and under ``TYPE_CHECKING`` count, and so do targets spelled as
        strings. ``from a import b`` yields ``a.b``; whether that is a module or a name inside ``a``
        is for the caller to know.
        """
        for node in ast.walk(self.tree):
            match node:
                case ast.Import(names=names):
                    yield from (alias.name for alias in names)
                case ast.ImportFrom(names=names):
                    base = self._base(node)
                    yield from (f"{base}.{alias.name}" for alias in names)
                case ast.Constant(value=str(text)) if target := _TARGET.fullmatch(text):
                    yield target["module"]

    def _base(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = self.package.split(".")
        parts = parts[: len(parts) - node.level + 1]
        return ".".join([*parts, node.module] if node.module else parts)


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
            modules[name] = Module(name, path, path.read_text(encoding="utf-8"))
        return cls(modules)

    def imports_of(self, module: Module) -> set[str]:
        """Return the package's own modules that the module depends on.

        Importing ``a.b.c`` also runs ``a/__init__.py`` and ``a/b/__init__.py``, so these count too,
        unless they are packages around the importing module: those are always there before it. A
        package that re-exports a name depends on the module that the name comes from.
        """
        around = set(_prefixes(module.name)) - {module.name}
        found: set[str] = set()
        for name in module.imported_names():
            known = [each for each in _prefixes(name) if each in self.modules]
            if known:
                found.add(known[-1])
                found |= set(known) - around
        return found - {module.name}

    def cycles(self) -> list[list[str]]:
        """Return the sets of modules that import each other, directly or through others."""
        graph = {name: self.imports_of(module) for name, module in self.modules.items()}
        return sorted(sorted(each) for each in strong_components(graph) if len(each) > 1)

    def repeated_classes(self) -> dict[str, list[str]]:
        """Return each class name that is defined more than once, with its modules."""
        defined: dict[str, list[str]] = defaultdict(list)
        for module in self.modules.values():
            for node in ast.walk(module.tree):
                if isinstance(node, ast.ClassDef):
                    defined[node.name].append(module.name)
        return {name: where for name, where in sorted(defined.items()) if len(where) > 1}

    def participles(self) -> list[str]:
        """Return the functions whose name is nothing but a past participle.

        Methods, nested and private functions count; properties do not, because they are values.
        """
        return [
            f"{module.name}.{node.name}"
            for module in self.modules.values()
            for node in ast.walk(module.tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and _is_participle(node.name)
            and not _is_property(node)
        ]

    def tests_named_by_clauses(self) -> list[str]:
        """Return the tests whose name begins with a relative clause, as ``test_what_is_sent_…`` does."""
        return [
            f"{module.name}.{node.name}"
            for module in self.modules.values()
            for node in ast.walk(module.tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _CLAUSE.match(node.name)
        ]

    def untyped_dicts(self) -> list[str]:
        """Return where ``dict[str, Any]`` is written, as ``module:line``."""
        return self.matches(r"\bdict\[str, Any\]")

    def untyped_arguments(self) -> list[str]:
        """Return where ANN401 is suppressed, as ``module:line``."""
        return self.matches(r"noqa:[^#]*ANN401")

    def matches(self, pattern: str) -> list[str]:
        """Return where a pattern occurs, as ``module:line``; one entry for each occurrence."""
        return [
            f"{module.name}:{number}"
            for module in self.modules.values()
            for number, line in enumerate(module.source.splitlines(), 1)
            for _ in re.finditer(pattern, line)
        ]

    def short_files(self, fewer_than: int = 40) -> list[str]:
        """Return the files of fewer lines; a package's ``__init__`` and ``__main__`` do not count."""
        return [
            f"{module.name} ({module.lines})"
            for module in self.modules.values()
            if module.lines < fewer_than and module.path.name not in _CHARTERS
        ]

    def long_files(self, more_than: int = 400) -> list[str]:
        """Return the files of more lines."""
        return [
            f"{module.name} ({module.lines})"
            for module in self.modules.values()
            if module.lines > more_than
        ]


def _prefixes(name: str) -> list[str]:
    """Return ``a``, ``a.b``, ``a.b.c`` for ``a.b.c``."""
    parts = name.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]


def _is_participle(name: str) -> bool:
    word = name.strip("_")
    if "_" in word:
        return False
    regular = word.endswith("ed") and not word.endswith("eed") and word not in _VERBS_IN_ED
    return regular or word in _IRREGULAR


def _is_property(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(
        re.fullmatch(r"(.+\.)?(cached_)?property", ast.unparse(each))
        for each in node.decorator_list
    )


def figures(structure: Structure) -> dict[str, list[str]]:
    """Return every figure's findings by the figure's name."""
    return {
        "import cycles": [" <-> ".join(each) for each in structure.cycles()],
        "class names used twice": [
            f"{name}: {', '.join(where)}" for name, where in structure.repeated_classes().items()
        ],
        "functions named by a bare participle": structure.participles(),
        "dict[str, Any]": structure.untyped_dicts(),
        "suppressions of ANN401": structure.untyped_arguments(),
        "files under 40 lines": structure.short_files(),
        "files over 400 lines": structure.long_files(),
    }


def figures_of_tests(tests: Structure) -> dict[str, list[str]]:
    """Return the findings on the names in a package of tests by the figure's name."""
    return {
        "functions of tests named by a bare participle": tests.participles(),
        "tests named by a relative clause": tests.tests_named_by_clauses(),
    }


def main() -> None:
    """Print the figures."""
    structure = Structure.read()
    for name, findings in (
        figures(structure) | figures_of_tests(Structure.read(package=TESTS))
    ).items():
        sys.stdout.write(f"{len(findings):6} {name}\n")
        if "--list" in sys.argv:
            sys.stdout.writelines(f"         {each}\n" for each in findings)
    sys.stdout.write(f"{len(structure.modules):6} files\n")
    total = sum(module.lines for module in structure.modules.values())
    sys.stdout.write(f"{total:6} lines\n")


if __name__ == "__main__":
    main()
