"""`chalice local` beside `make run`: Chalice's own server, configured by `.local/environment`."""

import os
import shlex
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from local.resources import ROOT
from tests.web.client import BOUNDARY, multipart_body

MAX_SECONDS = 60


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(file: Path, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + MAX_SECONDS
    while not file.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert file.exists()


def _wait_for_status(url: str) -> int:
    """Request the page until a server listens; return the status."""
    deadline = time.monotonic() + MAX_SECONDS
    while True:
        try:
            with urlopen(url, timeout=20) as response:
                status: int = response.status
                return status
        except HTTPError as error:
            with error:
                return error.code
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


@pytest.fixture
def make_run(tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run `make run`'s command on the test's own folder."""
    process = subprocess.Popen(
        [sys.executable, "-m", "local"],
        cwd=ROOT,
        env=os.environ | {"PIKIR_LOCAL": str(tmp_path), "PORT": "0"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _wait_for(tmp_path / "run.json", process)
    yield process
    process.terminate()
    process.wait(timeout=30)


def _chalice_local(file: Path, port: int) -> "subprocess.Popen[bytes]":
    chalice = shlex.quote(str(Path(sys.executable).parent / "chalice"))
    command = f"exec {chalice} local --stage local --port {port} --no-autoreload"
    return subprocess.Popen(
        ["sh", "-c", f". {shlex.quote(str(file))}; {command}"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _assert_bytes_survive(url: str, token: str) -> None:
    """Assert that a picture comes back byte for byte and that a multipart form is read."""
    picture = b"\x89PNG\r\n\x1a\n" + b"\0\0\1\0IDAT" + bytes(range(256)) + bytes(4)
    file_url = f"{url}/api/v1/events/round-table/forms/photos/files/map.png"
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "image/png"}
    with urlopen(Request(file_url, data=picture, headers=headers, method="PUT")) as answer:
        assert answer.status == 200
    with urlopen(Request(file_url, headers=headers)) as answer:
        assert answer.read() == picture
    parts = multipart_body([], [("q.none.file", "a.png", "image/png", picture)])
    multipart = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    with pytest.raises(HTTPError) as refusal:
        urlopen(Request(f"{url}/e/round-table/impressions", data=parts, headers=multipart))
    with refusal.value as error:
        assert error.code == 400  # the parts were read; the form has no file question


def test_chalice_local_serves_what_make_run_serves(
    make_run: "subprocess.Popen[bytes]", tmp_path: Path
) -> None:
    file = tmp_path / "environment"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    port = _free_port()
    chalice = _chalice_local(file, port)
    try:
        assert _wait_for_status(f"http://127.0.0.1:{port}/e/round-table") == 200
        assert _wait_for_status(f"http://127.0.0.1:{port}/e/no-such-event") == 404
        _assert_bytes_survive(f"http://127.0.0.1:{port}", (tmp_path / "token").read_text().strip())
    finally:
        chalice.kill()
        chalice.wait()
    make_run.terminate()
    assert make_run.wait(timeout=30) == 0
    assert not file.exists()
