"""The deployment package for this machine, built once for all tests of this folder."""

import fcntl
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from release import package
from tests.packaging.machine import this_machine


@pytest.fixture(scope="session")
def package_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the package once, for all workers of this run; return its folder."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        folder = tmp_path_factory.mktemp("package") / "pikir"
        package.build(folder, this_machine())
        return folder
    shared = tmp_path_factory.getbasetemp().parent  # of all workers of this run
    with (shared / "package.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "pikir").exists():
            package.build(shared / "pikir", this_machine())
    return shared / "pikir"


@pytest.fixture(scope="session")
def archive(package_folder: Path) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(package_folder / package.ZIP) as zip_file:
        yield zip_file


@pytest.fixture(scope="session")
def unpacked_zip(archive: zipfile.ZipFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack the zip as Lambda does and return the folder."""
    folder = tmp_path_factory.mktemp("task")
    archive.extractall(folder)
    return folder


@pytest.fixture(scope="session")
def template(package_folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((package_folder / package.TEMPLATE).read_bytes())
    return document
