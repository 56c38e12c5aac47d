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
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
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
def archive(built: Path) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(built / package.ZIP) as opened:
        yield opened


@pytest.fixture(scope="session")
def unpacked(archive: zipfile.ZipFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip, unpacked as Lambda does."""
    folder = tmp_path_factory.mktemp("task")
    archive.extractall(folder)
    return folder


@pytest.fixture(scope="session")
def template(built: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((built / package.TEMPLATE).read_bytes())
    return document
