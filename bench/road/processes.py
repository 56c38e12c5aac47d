"""What the bench runs on the road: the package, the stock zip, the endpoint with its own CA, and the measured processes."""

import compileall
import importlib.metadata
import json
import os
import shutil
import ssl
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench import stage
from local import aws, dynoxide, resources
from local.resources import ROOT
from release import package
from release.runtime import ARCHITECTURES, Runtime

NODE: Final = ROOT / "bench" / "node"
_MEASURED: Final = Path(__file__).with_name("measured.py")
_YARDSTICK: Final = ("__init__.py", "model.py", "chalice_boto3.py", "thin.py")
_STOCK: Final = (
    *("annotated-types", "boto3", "botocore", "chalice", "jmespath", "pydantic", "pydantic-core"),
    *("python-dateutil", "s3transfer", "six", "typing-extensions", "typing-inspection", "urllib3"),
)
"""What `chalice package` puts beside a handler of Chalice, boto3 and pydantic."""


@dataclass(frozen=True, slots=True)
class Process:
    """A process that measures itself (``measured.py``, ``measured.cjs``)."""

    popen: "subprocess.Popen[str]"

    def ask(self, command: Mapping[str, object]) -> Any:  # noqa: ANN401 -- each command's own JSON
        """Give it a command; return its result."""
        if self.popen.stdin is None or self.popen.stdout is None:
            raise RuntimeError("the process has no pipes")
        self.popen.stdin.write(json.dumps(command) + "\n")
        self.popen.stdin.flush()
        line = self.popen.stdout.readline()
        if not line:
            raise SystemExit("a measured process failed, see above")
        return json.loads(line)


def unpack(packaged: Path | None, into: Path) -> bool:
    """Unpack the API's zip of a built package, or build one first; return whether an HTTP API is deployed with it."""
    folder = packaged or into / "package"
    if packaged is None:
        machine = os.uname().machine
        architecture = next(name for name, tag in ARCHITECTURES.items() if tag in (machine, name))
        package.build(folder, Runtime("{}.{}".format(*sys.version_info), architecture))
    with zipfile.ZipFile(folder / package.ZIP) as archive:
        archive.extractall(into / "task")
    return "AWS::ApiGatewayV2::Api" in (folder / package.TEMPLATE).read_text(encoding="utf-8")


def write_stock(into: Path, *, compiled: bool) -> Path:
    """Write what a stock zip of Chalice and boto3 holds: as it is, or with the bytecode that a warm process has."""
    for name in _STOCK:
        for file in importlib.metadata.files(name) or ():
            target = into / file.as_posix()
            if file.suffix != ".pyc" and ".." not in file.parts:
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(str(file.locate()), target)
    _write_yardsticks(into)
    if compiled:
        compileall.compile_dir(into, quiet=2)
    return into


def _write_yardsticks(into: Path) -> None:
    folder = into / "bench" / "road"
    folder.mkdir(parents=True)
    (into / "bench" / "__init__.py").touch()
    for name in _YARDSTICK:
        shutil.copyfile(Path(__file__).with_name(name), folder / name)


@contextmanager
def running_endpoint(folder: Path) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """Run a database and the endpoint before it; yield the environments of the stage, and of what is measured."""
    certificate, key = _make_certificate(folder)
    with dynoxide.running() as database:
        resources.create_table(aws.client("dynamodb", database), "pikir")
        plain = stage.environment(database) | {"PIKIR_FIRST_ORGANISER": "organiser@pikir.example"}
        command = [sys.executable, "-m", "bench.road.endpoint", certificate, key, database]
        with running_process(command, plain) as endpoint:
            port = endpoint.popen.stdout.readline().strip() if endpoint.popen.stdout else ""
            yield plain, _as_in_lambda(plain, f"https://localhost:{port}", certificate, folder)


def _as_in_lambda(
    plain: Mapping[str, str], url: str, certificate: str, home: Path
) -> dict[str, str]:
    """Return the environment that Lambda gives a function, with its endpoint and our CA."""
    usual = {
        key: value
        for key, value in plain.items()
        if key not in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "PYTHONPATH")
    }
    return usual | {
        "HOME": str(home),
        "PIKIR_DYNAMODB_ENDPOINT": url,
        "AWS_CA_BUNDLE": certificate,
        "NODE_EXTRA_CA_CERTS": certificate,
        "NODE_NO_WARNINGS": "1",
        "AWS_REGION": stage.REGION,
        "AWS_SESSION_TOKEN": "session",
        "AWS_LAMBDA_FUNCTION_NAME": "pikir",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def read_counts(environment: Mapping[str, str]) -> Mapping[str, int]:
    """Return how many requests, and bytes in them, have reached the endpoint."""
    context = ssl.create_default_context(cafile=environment["AWS_CA_BUNDLE"])
    url = f"{environment['PIKIR_DYNAMODB_ENDPOINT']}/counts"
    with urllib.request.urlopen(url, context=context) as answer:  # noqa: S310 -- our own endpoint
        counts: Mapping[str, int] = json.loads(answer.read())
    return counts


@contextmanager
def running_process(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[Process]:
    """Run a program with pipes to it."""
    popen = subprocess.Popen(
        command,
        env=environment,
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        yield Process(popen)
    finally:
        popen.terminate()
        popen.communicate()


def command_of(variant: str, folder: Path) -> list[str]:
    """Return what starts a variant whose code is in the folder; it finds no other package, as in Lambda."""
    if variant == "node":
        return ["node", str(NODE / "measured.cjs")]
    program = (
        f"import sys, runpy; sys.path.insert(0, {str(folder)!r}); sys.argv = ['', {variant!r}]; "
    )
    run = f"runpy.run_path({str(_MEASURED)!r}, run_name='__main__')"
    return [sys.executable, "-I", "-S", "-B", "-c", program + run]


def cpu_of_first_answer(
    command: Sequence[str], environment: Mapping[str, str], question: Mapping[str, object]
) -> float:
    """Return the CPU milliseconds, user and system, of a fresh process from its start to its first answer and end."""
    popen = subprocess.Popen(
        command, env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    if popen.stdin is None or popen.stdout is None:
        raise RuntimeError("the process has no pipes")
    popen.stdin.write(json.dumps(question).encode() + b"\n")
    popen.stdin.close()
    answer = popen.stdout.read()
    popen.stdout.close()
    _, status, used = os.wait4(popen.pid, 0)
    popen.returncode = os.waitstatus_to_exitcode(status)
    if popen.returncode or not answer:
        raise SystemExit("no first answer, see above")
    return 1000 * (used.ru_utime + used.ru_stime)


def has_node() -> bool:
    """Return whether the yardstick in Node is built, which `make bench` does where node is."""
    return (NODE / "build" / "handler.cjs").exists() and shutil.which("node") is not None


def _make_certificate(folder: Path) -> tuple[str, str]:
    certificate, key = str(folder / "certificate.pem"), str(folder / "key.pem")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt"),
            *("ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost"),
            *("-keyout", key, "-out", certificate, "-addext", "subjectAltName=DNS:localhost"),
        ],
        check=True,
        capture_output=True,
    )
    return certificate, key
