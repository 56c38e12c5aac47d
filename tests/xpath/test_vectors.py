"""The documented rules as vectors, evaluated by the server and by the page's module in Node."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from subprocess import run

import pytest

from chalicelib.xpath.signatures import NODE_FUNCTIONS, SIGNATURES
from tests.node import NODE, needs_node
from tests.xpath.cases import Case, exact, vectors

VECTORS = [
    pytest.param(case, expected, id=f"{number}: {case.expression}"[:60])
    for number, (_, case, expected) in enumerate(vectors())
]


@pytest.mark.parametrize(("case", "expected"), VECTORS)
def test_the_server_follows_the_rule(case: Case, expected: object) -> None:
    assert exact(case.evaluate()) == exact(expected)


@needs_node
def test_the_page_follows_every_rule(tmp_path: Path) -> None:
    assert _page_failures(list(vectors()), tmp_path) == []


@needs_node
def test_a_page_that_breaks_a_rule_is_noticed(tmp_path: Path) -> None:
    """The negative control."""
    wrong = [(source, case, "another value") for source, case, _ in list(vectors())[:3]]
    assert len(_page_failures(wrong, tmp_path)) == 3


def _page_failures(cases: Sequence[tuple[str, Case, object]], folder: Path) -> list[str]:
    prepared = folder / "vectors.json"
    prepared.write_text(
        json.dumps(
            [
                {"name": case.expression, "expected": exact(expected), **case.to_page()}
                for _, case, expected in cases
            ]
        )
    )
    script = Path(__file__).with_name("vectors.test.mjs")
    done = run(
        [NODE, "--no-warnings", "--test", str(script)],
        env={"VECTORS": str(prepared)},
        capture_output=True,
        text=True,
        check=False,
    )
    failures = re.findall(r"(?m)^not ok \d+ - (.*)$", done.stdout)
    assert bool(failures) == bool(done.returncode), done.stdout
    return failures


def test_every_function_has_a_vector() -> None:
    used = Counter(
        name
        for _, case, _ in vectors()
        for name in {*SIGNATURES, *NODE_FUNCTIONS}
        if f"{name}(" in case.expression
    )
    assert {*SIGNATURES, *NODE_FUNCTIONS} - set(used) == set()


def test_every_rule_names_its_source() -> None:
    assert all(
        source.startswith(("https://", "docs/expressions.md#")) for source, _, _ in vectors()
    )
