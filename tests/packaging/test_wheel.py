"""The wheel holds all of `pikir`: it runs in a new environment with the locked dependencies alone."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from chalicelib import __version__, locales
from local.resources import ROOT

pytestmark = pytest.mark.packaging

SOURCES = ("pyproject.toml", "README.md", "LICENSE", "chalicelib", "schemas")
DATA = {
    ".css",
    ".html",
    ".ico",
    ".js",
    ".json",
    ".mo",
    ".pem",
    ".png",
    ".svg",
    ".ttf",
    ".txt",
    ".typ",
    ".woff2",
    ".xlsx",
}


def _run(*command: object, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run a program outside the checkout, without the paths and settings of this one."""
    return subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with pip from a copy of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in SOURCES:
        if (ROOT / name).is_dir():
            ignore = shutil.ignore_patterns("__pycache__", "*.egg-info")
            shutil.copytree(ROOT / name, folder / name, symlinks=True, ignore=ignore)
        else:
            shutil.copy(ROOT / name, folder)
    options = ("--no-deps", "--no-build-isolation", "--quiet", "--wheel-dir", folder / "built")
    build = _run(sys.executable, "-m", "pip", "wheel", *options, folder, folder=folder)
    assert build.returncode == 0, build.stderr
    (wheel,) = (folder / "built").glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel and the pins of `requirements.txt` in a new environment; return its programs."""
    venv = tmp_path_factory.mktemp("empty") / "venv"
    uv, python = (sys.executable, "-m", "uv"), ("--python", venv / "bin" / "python")
    for command in (
        ("venv", "--quiet", "--python", sys.executable, venv),
        ("pip", "sync", "--quiet", *python, "--require-hashes", ROOT / "requirements.txt"),
        ("pip", "install", "--quiet", *python, "--no-deps", wheel),
        ("pip", "check", *python),
    ):
        installation = _run(*uv, *command, folder=venv.parent)
        assert installation.returncode == 0, installation.stderr
    return venv / "bin"


def test_the_wheel_holds_every_module_and_every_data_file(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    package = ROOT / "chalicelib"
    files = {path for path in package.rglob("*") if path.suffix in {".py", *DATA}}
    templates = (package / "cli" / "templates").glob("*.*")
    expected = {path.relative_to(ROOT).as_posix() for path in (*files, *templates)}
    assert len(expected) > 300
    assert expected - names == set()
    assert {name.partition("/")[0] for name in names} - {"chalicelib"} == {
        f"{wheel.name.rsplit('-', 3)[0]}.dist-info"
    }


def test_every_suffix_of_a_data_file_is_known() -> None:
    """Otherwise the test above would miss files."""
    files = [path for path in (ROOT / "chalicelib").rglob("*") if path.is_file()]
    suffixes = {path.suffix for path in files if "__pycache__" not in path.parts}
    assert suffixes <= {".py", ".po", *DATA}


def test_the_program_prints_its_version(programs: Path, tmp_path: Path) -> None:
    result = _run(programs / "pikir", "--version", folder=tmp_path)
    assert (result.returncode, result.stdout) == (0, f"pikir {__version__}\n"), result.stderr


@pytest.mark.parametrize("template", ["child_protection.xlsx", "registration.json"])
def test_the_program_checks_a_template(programs: Path, tmp_path: Path, template: str) -> None:
    result = _run(programs / "pikir", "form", "check", ROOT / "schemas" / template, folder=tmp_path)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_the_program_reports_a_faulty_form(programs: Path, tmp_path: Path) -> None:
    """The messages are in another language, for which the program needs the catalogues."""
    form: dict[str, Any] = json.loads((ROOT / "schemas" / "questions.json").read_bytes())
    form["questions"][0]["type"] = "foo"
    (tmp_path / "form.json").write_text(json.dumps(form))
    result = _run(
        *(programs / "pikir", "form", "check", "form.json", "--language", "ru"), folder=tmp_path
    )
    assert result.returncode == 1
    problems = [json.loads(line) for line in result.stderr.splitlines()]
    unknown = [each["message"] for each in problems if each["code"] == "form.unknown_type"]
    assert unknown == [
        locales.translate("There is no question type “{type}”.", "ru", {"type": "foo"})
    ]


def test_an_event_file_may_name_a_template(programs: Path, tmp_path: Path) -> None:
    """The templates are found; the import fails only because no Pikir listens."""
    event = {"id": "one", "forms": [{"template": "child_protection"}, {"template": "questions"}]}
    (tmp_path / "event.json").write_text(json.dumps(event))
    address = ("--url", "http://127.0.0.1:9", "--token", "t")
    result = _run(programs / "pikir", "event", "import", "event.json", *address, folder=tmp_path)
    assert result.returncode == 1
    assert "http://127.0.0.1:9 does not answer" in result.stderr
