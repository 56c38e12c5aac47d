"""Hold limits on the structure of chalicelib and on the names of tests; prove that each notices a violation."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from release.structure import TESTS, Structure

MAX_UNTYPED_DICTS = 15
MAX_UNTYPED_ARGUMENTS = 10


@cache
def read_package(package: str) -> Structure:
    """Parse a package once for all tests of this process."""
    return Structure.read(package=package)


@pytest.fixture
def structure() -> Structure:
    return read_package("chalicelib")


@pytest.fixture
def tests() -> Structure:
    return read_package(TESTS)


def test_no_modules_import_each_other_in_a_cycle(structure: Structure) -> None:
    assert structure.cycles() == []


def test_no_class_name_is_used_twice(structure: Structure) -> None:
    assert structure.repeated_classes() == {}


@pytest.mark.parametrize("package", ["chalicelib", "bench", "local", "release", "tests"])
def test_no_function_is_named_by_a_bare_participle(package: str) -> None:
    assert read_package(package).participles() == []


def test_no_test_is_named_by_a_relative_clause(tests: Structure) -> None:
    assert tests.tests_named_by_clauses() == []


def test_few_values_are_untyped_dictionaries(structure: Structure) -> None:
    assert len(structure.untyped_dicts()) <= MAX_UNTYPED_DICTS


def test_few_arguments_are_untyped(structure: Structure) -> None:
    assert len(structure.untyped_arguments()) <= MAX_UNTYPED_ARGUMENTS


def test_no_file_is_long(structure: Structure) -> None:
    assert structure.long_files() == []


def test_the_whole_package_is_measured(structure: Structure) -> None:
    assert len(structure.modules) > 200
    assert {"chalicelib", "chalicelib.wiring", "chalicelib.web.api"} <= structure.modules.keys()


def test_all_tests_are_measured(tests: Structure) -> None:
    assert len(tests.modules) > 150
    assert {"tests.conftest", "tests.web.client", "tests.xlsform.workbooks"} <= tests.modules.keys()
    assert __name__ in tests.modules


# Negative controls: each limit is tried on a made-up package that breaks it, and on one that does not.

Make = Callable[[dict[str, str]], Structure]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Write a package ``house`` from file names and sources, and read its structure."""

    def write(files: dict[str, str]) -> Structure:
        for name in {"__init__.py", *files}:
            path = tmp_path / "house" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(files.get(name, ""), encoding="utf-8")
        for folder in (tmp_path / "house").rglob("*/"):
            (folder / "__init__.py").touch()
        return Structure.read(tmp_path, "house")

    return write


TO_B = {
    "from a module": "from house.b import name",
    "of a module": "import house.b",
    "of a module under another name": "import house.b as other",
    "from the package": "from house import b",
    "relative, from a module": "from .b import name",
    "relative, from the package": "from . import b",
    "inside a function": "def load():\n    from house import b",
    "for types only": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import house.b",
    "as a string": "TARGET = 'house.b:load'",
}


@pytest.mark.parametrize("source", TO_B.values(), ids=TO_B.keys())
def test_a_cycle_is_noticed_however_it_is_imported(make: Make, source: str) -> None:
    structure = make({"a.py": source, "b.py": "from house.a import thing"})
    assert structure.cycles() == [["house.a", "house.b"]]


@pytest.mark.parametrize("source", TO_B.values(), ids=TO_B.keys())
def test_an_import_in_one_direction_is_no_cycle(make: Make, source: str) -> None:
    assert make({"a.py": source, "b.py": ""}).cycles() == []


def test_a_cycle_over_three_modules_is_noticed(make: Make) -> None:
    files = {"a.py": "import house.b", "b.py": "import house.c", "c.py": "import house.a"}
    assert make(files).cycles() == [["house.a", "house.b", "house.c"]]


def test_two_cycles_are_told_apart(make: Make) -> None:
    files = {
        "a.py": "import house.b",
        "b.py": "import house.a\nimport house.c",
        "c.py": "import house.d",
        "d.py": "import house.c",
    }
    assert make(files).cycles() == [["house.a", "house.b"], ["house.c", "house.d"]]


def test_a_name_that_a_package_exports_again_leads_to_its_module(make: Make) -> None:
    files = {
        "a.py": "from house.room import Chair",
        "room/__init__.py": "from house.room.chairs import Chair",
        "room/chairs.py": "import house.a\nclass Chair: ...",
    }
    assert make(files).cycles() == [["house.a", "house.room", "house.room.chairs"]]


def test_importing_a_module_runs_the_package_around_it(make: Make) -> None:
    files = {
        "a.py": "from house.room.chairs import Chair",
        "room/__init__.py": "import house.a",
        "room/chairs.py": "class Chair: ...",
    }
    assert make(files).cycles() == [["house.a", "house.room"]]


def test_a_module_does_not_depend_on_the_packages_around_itself(make: Make) -> None:
    files = {
        "room/__init__.py": "from house.room.chairs import Chair",
        "room/chairs.py": "from house.room.legs import Leg\nclass Chair: ...",
        "room/legs.py": "class Leg: ...",
    }
    assert make(files).cycles() == []


def test_a_relative_import_of_the_package_above_is_followed(make: Make) -> None:
    files = {
        "room/chairs.py": "from ..a import name\nfrom .. import b",
        "a.py": "import house.room.chairs",
        "b.py": "",
    }
    assert make(files).cycles() == [["house.a", "house.room.chairs"]]


@pytest.mark.parametrize(
    "files",
    [
        {"a.py": "class Chair: ...", "b.py": "class Chair: ..."},
        {"a.py": "class _Chair: ...", "b.py": "def make():\n    class _Chair: ..."},
        {"a.py": "class Chair: ...\nclass Table:\n    class Chair: ..."},
    ],
    ids=["in two modules", "private and nested", "in one module"],
)
def test_a_repeated_class_name_is_noticed(make: Make, files: dict[str, str]) -> None:
    assert len(make(files).repeated_classes()) == 1


def test_names_of_classes_that_differ_are_not_repeated(make: Make) -> None:
    structure = make({"a.py": "class Chair: ...", "b.py": "from house.a import Chair\nChair()"})
    assert structure.repeated_classes() == {}


@pytest.mark.parametrize(
    "source",
    [
        "def taken(): ...",
        "def _compiled(): ...",
        "async def sent(): ...",
        "class Chair:\n    def shown(self): ...",
        "class Chair:\n    @staticmethod\n    def made(): ...",
        "def outer():\n    def kept(): ...",
        "@pytest.fixture\ndef overwritten(): ...",
        "def agreed(): ...",
    ],
)
def test_a_bare_participle_is_noticed(make: Make, source: str) -> None:
    assert len(make({"a.py": source}).participles()) == 1


@pytest.mark.parametrize(
    "source",
    [
        "def put(): ...",
        "def read(): ...",
        "def feed(): ...",
        "def embed(): ...",
        "def take_sent(): ...",
        "class Chair:\n    @property\n    def taken(self): ...",
        "class Chair:\n    @functools.cached_property\n    def taken(self): ...",
        "taken = 1",
    ],
)
def test_verbs_and_values_are_no_participles(make: Make, source: str) -> None:
    assert make({"a.py": source}).participles() == []


@pytest.mark.parametrize(
    "source",
    [
        "def test_what_was_sent_is_stored(): ...",
        "def test_whatever_is_sent_is_stored(): ...",
        "async def test_who_asks_is_told(): ...",
        "class TestAnswers:\n    def test_wherever_it_stops_nothing_is_lost(self): ...",
    ],
)
def test_a_test_named_by_a_relative_clause_is_noticed(make: Make, source: str) -> None:
    assert len(make({"a.py": source}).tests_named_by_clauses()) == 1


@pytest.mark.parametrize(
    "source",
    [
        "def test_an_answer_is_stored_as_it_was_sent(): ...",
        "def test_whole_numbers_are_read(): ...",
        "def what_is_sent(): ...",
        "test_what_is_sent = 1",
    ],
)
def test_a_test_named_by_its_behaviour_is_no_violation(make: Make, source: str) -> None:
    assert make({"a.py": source}).tests_named_by_clauses() == []


def test_untyped_values_are_counted_one_by_one(make: Make) -> None:
    source = (
        "def f(a: dict[str, Any]) -> dict[str, Any]: ...\n"
        "def g(a: Any) -> None: ...  # noqa: ANN401 -- why\n"
        "def h(a: Any) -> None: ...  # noqa: ARG001, ANN401 -- why\n"
        "def i(a: dict[str, int]) -> None: ...  # noqa: ARG001\n"
    )
    structure = make({"a.py": source})
    assert structure.untyped_dicts() == ["house.a:1", "house.a:1"]
    assert structure.untyped_arguments() == ["house.a:2", "house.a:3"]


def test_a_file_counts_as_long_above_the_limit_only(make: Make) -> None:
    structure = make({"a.py": "\n" * 400, "b.py": "\n" * 401, "room/__init__.py": "\n" * 402})
    assert structure.long_files() == ["house.b (401)", "house.room (402)"]


def test_a_file_counts_as_short_below_the_limit_only(make: Make) -> None:
    structure = make({"a.py": "\n" * 39, "b.py": "\n" * 40})
    assert structure.short_files() == ["house.a (39)"]
