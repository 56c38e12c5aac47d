"""Find, start and stop dynoxide, the native local DynamoDB that npm installs."""

import ctypes
import logging
import platform
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from typing_extensions import override

from local.resources import ROOT

MAX_RESTARTS = 3
"""How often a dynoxide that ends by itself is started again: one that ends for a reason ends at once each time."""
_log = logging.getLogger("pikir.local")
_MACHINES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}
_SYSTEMS = {"Linux": "linux", "Darwin": "darwin", "Windows": "win32"}


def binary() -> Path | None:
    """Return the path of this machine's dynoxide in node_modules; None if npm did not install it."""
    system = _SYSTEMS.get(platform.system(), platform.system().lower())
    machine = _MACHINES.get(platform.machine().lower(), platform.machine())
    folder = ROOT / "node_modules" / "@dynoxide" / f"{system}-{machine}"
    return next((path for path in folder.glob("dynoxide*") if path.is_file()), None)


def free_port() -> int:
    """Return a port of the loopback interface that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(
    database: Path | None = None, *, gave_up: Callable[[], None] | None = None
) -> Iterator[str]:
    """Run a dynoxide of our own, in memory unless a file is given; yield its address.

    With ``gave_up``, it is started again on the same port when it ends by itself, ``MAX_RESTARTS`` times;
    then ``gave_up`` is called.

    Raises ``FileNotFoundError`` if npm has not installed it and ``RuntimeError`` if it does not start.
    """
    program = binary()
    if program is None:
        raise FileNotFoundError("dynoxide is not in node_modules: run `npm ci` first")
    port = free_port()
    command = [str(program), "serve", "--host", "127.0.0.1", "--port", str(port)]
    if database is not None:
        command += ["--db-path", str(database)]
    keeper = _Keeper(command, gave_up)
    try:
        endpoint = f"http://127.0.0.1:{port}"
        _wait_for(endpoint, keeper.process)
        if gave_up is not None:
            keeper.start()
        yield endpoint
    finally:
        keeper.stop()


class _Keeper(threading.Thread):
    """A dynoxide that runs, and the thread that starts it again when it ends by itself."""

    def __init__(self, command: Sequence[str], gave_up: Callable[[], None] | None) -> None:
        super().__init__(daemon=True)
        self._command = command
        self._gave_up = gave_up
        self._lock = threading.Lock()
        self._is_stopping = False
        self.process = self._begin()

    def _begin(self) -> "subprocess.Popen[bytes]":
        # A session of its own, so that Ctrl-C reaches this process alone: it stops dynoxide last, after
        # everything that writes. Linux ends it with the thread that began it, which waits for its end.
        return subprocess.Popen(
            self._command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 -- one call
        )

    @override
    def run(self) -> None:
        """Wait for the end that nobody asked for, as often as it is worth a new start."""
        for restarts in range(MAX_RESTARTS + 1):
            code = self.process.wait()
            with self._lock:
                if self._is_stopping:
                    return
                if restarts < MAX_RESTARTS:
                    _log.error("dynoxide ended with %s: it is started again", code)
                    self.process = self._begin()
        _log.error("dynoxide has ended %d times", MAX_RESTARTS + 1)
        if self._gave_up is not None:
            self._gave_up()

    def stop(self) -> None:
        """End dynoxide and start it no more."""
        with self._lock:
            self._is_stopping = True
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _end_with_parent() -> None:
    """Ask Linux to terminate the child if this process is killed and cannot do it itself."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def _wait_for(endpoint: str, process: subprocess.Popen[bytes], *, seconds: float = 20) -> None:
    ping = Request(  # noqa: S310 -- an address of our own making
        endpoint,
        data=b"{}",
        headers={
            "X-Amz-Target": "DynamoDB_20120810.ListTables",
            "Content-Type": "application/x-amz-json-1.0",
            "Authorization": "AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request,"
            " SignedHeaders=host, Signature=0",
            "X-Amz-Date": "20260101T000000Z",
        },
    )
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"dynoxide ended at once with {process.returncode}")
        try:
            with urlopen(ping, timeout=2):  # noqa: S310 -- as above
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.02)
    raise RuntimeError("dynoxide does not answer")
