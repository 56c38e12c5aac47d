"""What the bench runs on the road: the endpoint with its own CA, and the measured processes."""

import json
import os
import shutil
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench import stage
from bench.road.packages import Interpreter
from bench.road.workloads import ORGANISER
from local import aws, dynoxide, resources
from local.resources import ROOT

NODE: Final = ROOT / "bench" / "node"
MEASURED: Final = Path(__file__).with_name("measured.py")


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


@contextmanager
def running_endpoint(
    folder: Path, filled: Path | None = None, declared: Path = ROOT
) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """Run a database, or one that is filled, and the endpoint before it; the table is as the checkout ``declared`` has it.

    Yields the environments of the stage, and of what is measured.
    """
    certificate, key = _make_certificate(folder)
    with dynoxide.running(filled) as database:
        if filled is None:
            resources.create_table(aws.client("dynamodb", database), "pikir", declared)
        plain = stage.environment(database) | {"PIKIR_FIRST_ORGANISER": ORGANISER}
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


def command_of(variant: str, folder: Path, interpreter: Interpreter) -> list[str]:
    """Return what starts a variant whose code is in the folder; it finds no other package, as in Lambda."""
    if variant == "node":
        return ["node", str(NODE / "measured.cjs")]
    program = (
        f"import sys, runpy; sys.path.insert(0, {str(folder)!r}); sys.argv = ['', {variant!r}]; "
    )
    run = f"runpy.run_path({str(MEASURED)!r}, run_name='__main__')"
    return [interpreter.program, "-I", "-S", "-B", "-c", program + run]


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
