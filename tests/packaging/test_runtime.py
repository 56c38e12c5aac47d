"""A package is built for Lambda's Python and processor, whatever Python and processor build it."""

import os
import stat
import struct
import sys
from pathlib import Path
from typing import Any

import pytest

from local.resources import ROOT
from release import package
from release import runtime as runtimes
from release.runtime import Runtime
from tests.packaging.machine import this_machine

pytestmark = pytest.mark.packaging

ELF_MACHINES = {"arm64": 183, "x86_64": 62}
"""The numbers of ELF's field `e_machine`, from elf.h."""


@pytest.mark.parametrize("runtime", [Runtime(), Runtime("3.14", "x86_64")])
def test_wheels_are_those_of_the_runtime(tmp_path: Path, runtime: Runtime) -> None:
    runtimes.install_wheels(ROOT / "requirements.txt", tmp_path, runtime)
    libraries = list(tmp_path.rglob("*.so"))
    assert {path.parent.name for path in libraries} >= {"markupsafe", "pydantic_core"}
    for library in libraries:
        (machine,) = struct.unpack_from("<H", library.read_bytes(), 18)
        assert machine == ELF_MACHINES[runtime.architecture]
        assert f".cpython-{runtime.python.replace('.', '')}-" in library.name


def test_a_wheel_that_the_lock_does_not_know_is_refused(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text(f"six==1.17.0 --hash=sha256:{'0' * 64}\n")
    with pytest.raises(SystemExit, match=r"no wheels for python3\.13 on arm64:(.|\n)*six"):
        runtimes.install_wheels(lock, tmp_path / "wheels", Runtime())


def test_lambda_runs_what_was_packaged(template: dict[str, Any]) -> None:
    """The template of ``make package`` by default; the rest of it is the same for every runtime."""
    aimed = package.aim(template, Runtime())
    functions = [
        resource["Properties"]
        for resource in aimed["Resources"].values()
        if resource["Type"] == "AWS::Serverless::Function"
    ]
    assert len(functions) == 7
    assert {one["Runtime"] for one in functions} == {"python3.13"}
    assert [one["Architectures"] for one in functions] == [["arm64"]] * 7
    assert package.aim(aimed, this_machine()) == template


def _write_python(path: Path, version: str, level: str = "final") -> Path:
    """Write a program that answers the question for its version, as an interpreter would."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho {version} {level}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the machine's programs in `bin` and its versions in `pyenv/versions`."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    return tmp_path


def test_the_running_interpreter_compiles_for_its_own_version(machine: Path) -> None:
    assert runtimes.find_interpreter(this_machine().python) == sys.executable


def test_an_interpreter_on_the_path_is_found(machine: Path) -> None:
    other = _write_python(machine / "bin" / "python3.99", "3.99")
    assert runtimes.find_interpreter("3.99") == str(other)


def test_pyenvs_versions_are_found_behind_a_shim_that_does_not_run(machine: Path) -> None:
    """The newest first; not a release candidate, whose bytecode may be of another format."""
    shim = _write_python(machine / "bin" / "python3.99", "")
    shim.write_text("#!/bin/sh\nexit 127\n")
    versions = machine / "pyenv" / "versions"
    _write_python(versions / "3.99.1" / "bin" / "python", "3.99")
    newest = _write_python(versions / "3.99.2" / "bin" / "python", "3.99")
    _write_python(versions / "3.99.3rc1" / "bin" / "python", "3.99", "candidate")
    assert runtimes.find_interpreter("3.99") == str(newest)


def test_without_an_interpreter_the_zip_holds_sources_alone(machine: Path, tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    (content / "app.py").write_text("ANSWER = 42\n")
    assert package.write_zip(content, tmp_path / "a.zip", Runtime("3.99")) is None
    assert package.write_zip(content, tmp_path / "b.zip", this_machine()) is not None
    assert _names(tmp_path / "a.zip") == ["app.py"]
    tag = sys.implementation.cache_tag
    assert _names(tmp_path / "b.zip") == [f"__pycache__/app.{tag}.pyc", "app.py"]


def _names(archive: Path) -> list[str]:
    from zipfile import ZipFile

    with ZipFile(archive) as opened:
        return opened.namelist()
