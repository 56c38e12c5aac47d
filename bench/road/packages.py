"""What is measured, as folders that a bare Python runs: the unpacked package, and what the yardsticks' zips would hold."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.road.workloads import Event, to_http_api
from release import package, runtime
from release.runtime import ARCHITECTURES, DEFAULT_PYTHON, PYTHONS, Runtime

LOCK: Final = Path(__file__).with_name("requirements.txt")
_OWN: Final = ("__init__.py", "model.py", "thin.py", "chalice_boto3.py", "fastapi_mangum.py")
_BOTO3: Final = frozenset(
    {
        *("annotated-types", "boto3", "botocore", "jmespath", "pydantic", "pydantic-core"),
        *("python-dateutil", "s3transfer", "six", "typing-extensions", "typing-inspection"),
        "urllib3",
    }
)
CHALICE: Final = _BOTO3 | {"chalice"}
"""What `chalice package` puts beside a handler of Chalice, boto3 and pydantic."""
FASTAPI: Final = _BOTO3 | {
    "annotated-doc",
    "anyio",
    "fastapi",
    "idna",
    "mangum",
    "opentelemetry-api",
    "starlette",
}
"""What a zip of FastAPI, Mangum and boto3 holds."""
_PINNED: Final = re.compile(r"^(?P<name>[a-z0-9-]+)==(?:.*\\\n)+.*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Interpreter:
    """The Python that runs what is measured, and the runtime of Lambda that it stands for."""

    program: str
    runtime: Runtime

    @classmethod
    def find(cls, version: str | None = None) -> "Interpreter":
        """Return the Python of a version; without one that of the runtime that is deployed, or the running one."""
        machine = os.uname().machine
        architecture = next(name for name, tag in ARCHITECTURES.items() if tag in (machine, name))
        running = "{}.{}".format(*sys.version_info)
        for each in (version,) if version else (DEFAULT_PYTHON, running):
            program = runtime.find_interpreter(each)
            if program is not None:
                return cls(program, Runtime(each, architecture))
        raise SystemExit(f"there is no Python {version}: one of {', '.join({running, *PYTHONS})}")


@dataclass(frozen=True, slots=True)
class UnpackedPackage:
    """The API's code as Lambda has it, and what its template deploys before it."""

    folder: Path
    is_http_api: bool

    def convert(self, event: Event) -> Event:
        """Return the event as the deployed gateway gives it."""
        return to_http_api(event) if self.is_http_api else event


def unpack(packaged: Path | None, into: Path, interpreter: Interpreter) -> UnpackedPackage:
    """Unpack the API's zip of a built package, or build one first."""
    folder = packaged or into / "package"
    if packaged is None and package.build(folder, interpreter.runtime) is None:
        raise SystemExit("the package has no bytecode, so it would not start as the deployed one")
    with zipfile.ZipFile(folder / package.ZIP) as archive:
        archive.extractall(into / "task")
    template = (folder / package.TEMPLATE).read_text(encoding="utf-8")
    return UnpackedPackage(into / "task", "AWS::ApiGatewayV2::Api" in template)


def write_stock(into: Path, names: Collection[str], interpreter: Interpreter) -> Path:
    """Write what a stock zip of these packages and a yardstick holds: no bytecode, as its makers leave it."""
    into.mkdir(parents=True)
    lock = into.with_suffix(".txt")
    pinned = {found["name"]: found[0] for found in _PINNED.finditer(LOCK.read_text())}
    lock.write_text("".join(pinned[name] for name in sorted(names)), encoding="utf-8")
    runtime.install_wheels(lock, into, interpreter.runtime)
    folder = into / "bench" / "road"
    folder.mkdir(parents=True)
    (into / "bench" / "__init__.py").touch()
    for name in _OWN:
        shutil.copyfile(Path(__file__).with_name(name), folder / name)
    return into


def compile_copy(stock: Path, into: Path, interpreter: Interpreter) -> Path:
    """Write the same with the bytecode that a warm process has."""
    shutil.copytree(stock, into)
    subprocess.run([interpreter.program, "-m", "compileall", "-qq", str(into)], check=True)
    return into
