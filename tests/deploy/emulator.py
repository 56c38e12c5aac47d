"""An emulator of AWS on this machine, and a shell that types commands against it."""

import json
import os
import platform
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, TypeVar

from local.resources import ROOT

TOOLS = ROOT / ".emulator" / "bin"
REGION = "eu-central-1"
ACCOUNT = "111122223333"
_START_SECONDS = 60

Found = TypeVar("Found")
_OURS = (
    "app.py",
    "chalicelib",
    "local",
    "release",
    "schemas",
    ".chalice",
    "Makefile",
    "LICENSE",
    "package.json",
    "package-lock.json",
)
_MADE = (
    "pyproject.toml",
    "requirements.txt",
    "requirements-documents.txt",
    "requirements-dev.txt",
)


def copy_checkout(folder: Path) -> None:
    """Copy what `make package` reads, dates included, so that its build replaces no other."""
    leave = shutil.ignore_patterns("__pycache__", "deployed", "deployments")
    for name in (*_OURS, *_MADE):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, symlinks=True, ignore=leave)
        else:
            shutil.copy2(ROOT / name, folder / name)
    for name in (".venv", "node_modules"):
        (folder / name).symlink_to(ROOT / name)


@dataclass(frozen=True, slots=True)
class Emulator:
    """A running emulator and the folder in which commands are typed."""

    port: int
    folder: Path

    @property
    def url(self) -> str:
        """The address of every service."""
        return f"http://127.0.0.1:{self.port}"

    def type(self, command: str) -> str:
        """Run a command as a person would type it; return what it prints.

        Variables that it sets are there for the next one.
        """
        kept = self.folder / "variables.sh"
        kept.touch()
        script = f"set -a\n. {kept}\n{command}\nexport -p > {kept}\n"
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=self.folder,
            env=self._environment(),
            check=False,
            text=True,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=600,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout.strip()

    def ask(self, command: str) -> Any:  # noqa: ANN401 -- whatever the AWS command line answers
        """Run one command of the AWS command line; return its answer."""
        return json.loads(self.type(f"aws {command} --output json"))

    def variable(self, name: str) -> str:
        """Return a variable that a block set."""
        return self.type(f'printf %s "${name}"')

    def mails(self) -> list[dict[str, Any]]:
        """Return every mail that was handed to SES."""
        with urllib.request.urlopen(f"{self.url}/_ministack/ses/messages") as answer:
            found: dict[str, Any] = json.loads(answer.read())
        return [mail for mails in _lists(found) for mail in mails]

    def _environment(self) -> dict[str, str]:
        surroundings = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("AWS_", "MAKE", "MFLAGS", "PIKIR_"))
        }
        arm = platform.machine().lower() in {"arm64", "aarch64"}
        return surroundings | {
            "PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}",
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": ACCOUNT,
            "AWS_SECRET_ACCESS_KEY": "emulated",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_PAGER": "",
            # The zip runs here, so it is packaged for this processor and the emulator's Python.
            "ARCHITECTURE": "arm64" if arm else "x86_64",
            "RUNTIME": _version(TOOLS / "python"),
        }


def _version(python: Path) -> str:
    question = "import sys; print('{}.{}'.format(*sys.version_info))"
    return subprocess.check_output([python, "-c", question], text=True).strip()


def _lists(value: object) -> Iterator[list[dict[str, Any]]]:
    """Yield the lists of mails, which the emulator groups by account."""
    if isinstance(value, list):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _lists(part)


@contextmanager
def run(folder: Path) -> Iterator[Emulator]:
    """Start an emulator that listens on this machine only; stop it at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    log = folder / "emulator.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [TOOLS / "ministack"],
            cwd=folder,
            env={
                "PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}",
                "HOME": str(folder),
                "TMPDIR": str(folder),
                "BIND_HOST": "127.0.0.1",
                "GATEWAY_PORT": str(port),
                "MINISTACK_ACCOUNT_ID": ACCOUNT,
                "MINISTACK_REGION": REGION,
            },
            stdout=output,
            stderr=output,
        )
    try:
        wait_for(lambda: _answers(port) or process.poll() is not None, seconds=_START_SECONDS)
        assert process.poll() is None, log.read_text()
        yield Emulator(port, folder)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _answers(port: int) -> bool:
    with suppress(OSError), closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        connection.request("GET", "/_ministack/ready")
        with connection.getresponse() as answer:
            return answer.status == 200
    return False


def wait_for(look: Callable[[], Found], *, seconds: float) -> Found:
    """Look again and again until something is found; fail after so many seconds."""
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end, f"nothing came within {seconds} s"
        time.sleep(0.2)
    return found


UNKNOWN = "aws service-quotas "
"""The beginning of the commands that the emulator does not know, see docs/deploying.md."""
ANY_METHOD = "x-amazon-apigateway-any-method"
METHODS = ("get", "post", "put", "delete", "patch", "head", "options")


def adapt(packaged: Path) -> None:
    """Change the packaged template of a REST API to what the emulator understands."""
    template = json.loads(packaged.read_bytes())
    api = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    paths: dict[str, dict[str, Any]] = api["paths"]
    for operations in paths.values():
        any_method = operations.pop(ANY_METHOD, None)
        if any_method:
            for method in METHODS:
                operations.setdefault(method, any_method)
    packaged.write_text(json.dumps(template))
