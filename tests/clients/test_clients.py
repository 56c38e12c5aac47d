"""Clients that are generated from the OpenAPI document compile, and do what their types say."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chalicelib.web.api import openapi
from tests.node import NODE, needs_node
from tests.running import RunningPikir, running_pikir

if TYPE_CHECKING:
    from chalicelib.settings import Settings

HERE = Path(__file__).parent
MODULES = HERE.parents[1] / "node_modules"
RESULT = {
    "version": 1,
    "rows": [True],
    "mean": 4,
    "reread": "impressions",
    "schema": "object",
    "file": "name,label\na,A\n",
    "csv": 2,
    "erased": 204,
    "missing": "event.not_found",
}
"""What both programs report."""


@pytest.fixture
def pikir(local_settings: "Settings") -> Iterator[RunningPikir]:
    with running_pikir(local_settings) as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the OpenAPI document and the programs."""
    for source in HERE.iterdir():
        if source.is_file():
            shutil.copy(source, tmp_path)
    (tmp_path / "openapi.json").write_text(json.dumps(openapi.document()), "utf-8")
    return tmp_path


def _run(folder: Path, *command: str) -> str:
    process = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stdout + process.stderr
    return process.stdout


@needs_node
def test_a_typescript_program_compiles_strictly_and_uses_the_api(
    pikir: RunningPikir, folder: Path
) -> None:
    (folder / "node_modules").symlink_to(MODULES)
    (folder / "package.json").write_text('{"type": "module"}')
    _run(folder, NODE, "generate.mjs", "openapi.json", "schema.ts")
    _run(folder, NODE, "node_modules/typescript/bin/tsc", "--project", "tsconfig.json")

    assert json.loads(_run(folder, NODE, "client.js", pikir.url, pikir.token)) == RESULT


def test_a_python_program_is_typed_and_uses_the_api(pikir: RunningPikir, folder: Path) -> None:
    program = Path(sys.executable).with_name("openapi-python-client")
    options = ("--config", "python.yml", "--meta", "none", "--output-path", "pikir_client")
    _run(folder, str(program), "generate", "--path", "openapi.json", *options)
    strict = ("--strict", "--config-file=", "--follow-imports=silent")
    _run(folder, sys.executable, "-m", "mypy", *strict, "client.py")

    report = _run(folder, sys.executable, "client.py", pikir.url, pikir.token)
    assert json.loads(report) == RESULT
