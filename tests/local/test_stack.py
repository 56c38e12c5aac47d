"""Run `make run`'s command in a process of its own, and use it over HTTP."""

import base64
import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from chalicelib.storage.keys import FORMAT
from local import dynoxide, stack
from local.resources import ROOT

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
Start = Callable[..., tuple["subprocess.Popen[str]", dict[str, Any]]]


@pytest.fixture
def start(tmp_path: Path, dynoxide_endpoint: str) -> Iterator[Start]:
    """Return a function that starts Pikir on the test's folder and waits for its addresses."""
    started: list[subprocess.Popen[str]] = []

    def begin(**environment: str) -> tuple["subprocess.Popen[str]", dict[str, Any]]:
        process = subprocess.Popen(
            [sys.executable, "-m", "local"],
            cwd=ROOT,
            env=os.environ | {"PIKIR_LOCAL": str(tmp_path), "PORT": "0"} | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        run_file = tmp_path / "run.json"
        deadline = time.monotonic() + 60
        while not run_file.exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        return process, json.loads(run_file.read_bytes()) if run_file.exists() else {}

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def _get(url: str, token: str | None = None) -> tuple[int, str]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        with urlopen(Request(url, headers=headers), timeout=20) as response:
            return response.status, response.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


def _register(url: str, email: str) -> None:
    answers = {
        "category": "pupil",
        "name": "Арман Сұлтанов",
        "organisation": "№ 3 орта мектеп",
        "email": email,
        "consent": "OK",
    }
    request = Request(
        f"{url}/api/v1/events/round-table/forms/registration/responses",
        json.dumps({"id": str(uuid.uuid4()), "answers": answers}).encode(),
        {"Content-Type": "application/json"},
    )
    with urlopen(request, timeout=20) as response:
        assert response.status == 201


def _file_request(run: dict[str, Any], name: str, body: bytes | None = None) -> Request:
    return Request(
        f"{run['url']}/api/v1/events/round-table/forms/impressions/files/{name}",
        body,
        {"Authorization": f"Bearer {run['token']}", "Content-Type": "image/png"},
        method="PUT" if body else "GET",
    )


def _attach(run: dict[str, Any], name: str, body: bytes) -> None:
    with urlopen(_file_request(run, name, body), timeout=20) as response:
        assert response.status in (200, 201)


def _fetch_attached(run: dict[str, Any], name: str) -> bytes:
    with urlopen(_file_request(run, name), timeout=20) as response:
        assert response.headers["Content-Type"] == "image/png"
        content: bytes = response.read()
    return content


def _over(run: dict[str, Any]) -> tuple[str, int]:
    """Return the state of the example that is over, and the number of its registrations."""
    address = f"{run['url']}/api/v1/events/parents-meeting"
    event = json.loads(_get(address, run["token"])[1])
    rows = json.loads(_get(f"{address}/registrations", run["token"])[1])
    return event["state"], len(rows["rows"])


def _stop(process: "subprocess.Popen[str]", number: signal.Signals) -> str:
    """Send a signal and return what the process printed."""
    process.send_signal(number)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    return output


def _other_thread(process: "subprocess.Popen[str]") -> int:
    """Return a thread beside the main one (Linux): the kernel may give it a signal that is meant for the process."""
    threads = {int(each.name) for each in Path(f"/proc/{process.pid}/task").iterdir()}
    return max(threads - {process.pid})


def _children(process: "subprocess.Popen[str]") -> list[Path]:
    """List the running programs that a process started (Linux)."""
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [Path("/proc") / child for child in listed]


def test_every_link_works_and_a_restart_loses_nothing(start: Start) -> None:
    process, run = start()
    assert set(run) == {"url", "token", "sign_in", "event", "registration", "impressions", "mail"}
    for page in ("event", "registration", "impressions", "sign_in", "mail"):
        assert _get(run[page])[0] == 200
    assert _get(f"{run['url']}/e/training")[0] == 404  # a draft
    assert _over(run) == ("closed", 30)
    _register(run["url"], "arman@pikir.example")
    deadline = time.monotonic() + 20
    while "arman@pikir.example" not in _get(run["mail"])[1]:
        assert time.monotonic() < deadline, "the mail did not arrive"
        time.sleep(0.2)
    _attach(run, "map.png", PIXEL)
    databases = _children(process)
    _stop(process, signal.SIGTERM)
    assert len(databases) == 1
    assert not any(database.exists() for database in databases)

    process, second_run = start()
    assert second_run["token"] == run["token"]
    assert second_run["sign_in"].rpartition("/")[2] != run["sign_in"].rpartition("/")[2]
    rows = _get(f"{second_run['url']}/api/v1/events/round-table/registrations", second_run["token"])
    assert [row["answers"]["email"] for row in json.loads(rows[1])["rows"]] == [
        "arman@pikir.example"
    ]
    assert _over(second_run) == ("closed", 30)
    assert "arman@pikir.example" in _get(second_run["mail"])[1]
    assert _fetch_attached(second_run, "map.png") == PIXEL
    assert "Ctrl-C stops it" in _stop(process, signal.SIGINT)


def test_the_stack_starts_without_examples_and_explains_why_a_second_cannot_start(
    start: Start, tmp_path: Path
) -> None:
    first, run = start(PIKIR_EMPTY="1")
    assert (run["event"], run["registration"], run["impressions"]) == (None, None, None)
    assert json.loads(_get(f"{run['url']}/api/v1/events", run["token"])[1])["events"] == []

    same_folder, _ = start()
    assert "already runs" in same_folder.communicate(timeout=30)[0]
    assert same_folder.returncode == 1

    port = run["url"].rpartition(":")[2]
    same_port, _ = start(PIKIR_LOCAL=str(tmp_path / "other"), PORT=port)
    assert f"port {port}" in same_port.communicate(timeout=30)[0]
    assert same_port.returncode == 1
    assert first.poll() is None

    os.kill(_other_thread(first), signal.SIGINT)
    assert "Ctrl-C stops it" in first.communicate(timeout=30)[0]
    assert first.returncode == 0


def test_a_killed_pikir_leaves_no_database_behind(start: Start) -> None:
    process, _ = start(PIKIR_EMPTY="1")
    (database,) = _children(process)
    process.kill()
    process.wait()
    deadline = time.monotonic() + 10
    while database.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not database.exists()


def test_only_the_owner_reads_the_folder(start: Start, tmp_path: Path) -> None:
    (tmp_path / "mail.jsonl").touch(mode=0o644)
    tmp_path.chmod(0o755)
    start(PIKIR_EMPTY="1")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert {"mail.jsonl", "log.jsonl", "dynoxide.sqlite", "run.json"} <= modes.keys()
    assert {mode & 0o077 for mode in modes.values()} == {0}
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


def test_a_database_that_ends_is_started_again_and_one_that_keeps_ending_stops_pikir(
    tmp_path: Path, dynoxide_endpoint: str
) -> None:
    gave_up = threading.Event()
    with dynoxide.running(tmp_path / "data.sqlite", gave_up=gave_up.set) as endpoint:
        keeper = next(each for each in threading.enumerate() if isinstance(each, dynoxide._Keeper))
        for _ in range(dynoxide.MAX_RESTARTS):
            ended = keeper.process
            ended.kill()
            while keeper.process is ended:
                keeper.join(0.01)
            dynoxide._wait_for(endpoint, keeper.process)
        assert not gave_up.is_set()
        keeper.process.kill()
        assert gave_up.wait(20)


def test_a_damaged_database_gives_advice(start: Start, tmp_path: Path) -> None:
    (tmp_path / "dynoxide.sqlite").write_bytes(b"not a database at all" * 500)
    (tmp_path / "format").write_text(f"{FORMAT}\n")
    process, _ = start()
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "is damaged" in output
    assert "Traceback" not in output


def test_background_work_goes_on_after_an_unexpected_error() -> None:
    runs = []
    enough = threading.Event()

    def fail() -> None:
        runs.append(1)
        if len(runs) == 3:
            enough.set()
        raise ZeroDivisionError

    with stack._repeat((0.001, fail)):
        assert enough.wait(20)


def test_a_missing_dynoxide_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dynoxide, "binary", lambda: None)
    with pytest.raises(FileNotFoundError, match="npm ci"), dynoxide.running():
        pass


@pytest.mark.parametrize("stamp", [None, "1\n"], ids=["no stamp", "an older stamp"])
def test_data_of_an_older_layout_is_not_touched(
    start: Start, tmp_path: Path, stamp: str | None
) -> None:
    (tmp_path / "dynoxide.sqlite").write_bytes(b"older data")
    if stamp:
        (tmp_path / "format").write_text(stamp)
    process, run = start()
    output, _ = process.communicate(timeout=30)
    assert (process.returncode, run) == (1, {})
    assert f"move {tmp_path}/ away" in output
    assert (tmp_path / "dynoxide.sqlite").read_bytes() == b"older data"
