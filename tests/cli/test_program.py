"""`pikir event import` over HTTP against the real app, on moto in this process."""

import json
import runpy
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError

import pytest

from chalicelib import __version__, cli
from chalicelib.actions import events, forms
from chalicelib.domain.permissions import SYSTEM
from local.dynoxide import free_port
from local.example_data import EXAMPLES
from tests.running import RunningPikir, running_pikir

if TYPE_CHECKING:
    from chalicelib.settings import Settings


@dataclass(frozen=True)
class Pikir(RunningPikir):
    """A running Pikir that the program is run against."""

    def run(self, file: Path) -> int:
        return cli.main(["event", "import", str(file), "--url", self.url, "--token", self.token])


@pytest.fixture
def pikir(local_settings: "Settings") -> Iterator[Pikir]:
    with running_pikir(local_settings) as running:
        yield Pikir(running.services, running.url, running.token)


def test_an_example_becomes_an_open_event_with_published_forms(
    pikir: Pikir, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pikir.run(EXAMPLES / "round-table.json") == 0
    event = events.show_event(pikir.services, SYSTEM, "round-table")
    assert (event.state, len(event.categories)) == ("open", 4)
    lines = forms.list_forms(pikir.services, SYSTEM, "round-table")
    names = ["registration", "impressions", "proposals", "questions", "follow_up"]
    assert {(line.name, line.state, line.version) for line in lines} == {
        (name, "open", 1) for name in names
    }
    assert capsys.readouterr().out.splitlines() == [
        "round-table: created",
        *(f"  {name}: published" for name in names),
        "round-table: open",
    ]


def test_a_second_import_publishes_nothing_again(
    pikir: Pikir, capsys: pytest.CaptureFixture[str]
) -> None:
    assert [pikir.run(EXAMPLES / "round-table.json") for _ in range(2)] == [0, 0]
    lines = forms.list_forms(pikir.services, SYSTEM, "round-table")
    assert {line.version for line in lines} == {1}
    assert "  impressions: as it was" in capsys.readouterr().out.splitlines()


def test_a_draft_stays_a_draft(pikir: Pikir, capsys: pytest.CaptureFixture[str]) -> None:
    assert [pikir.run(EXAMPLES / "training.json") for _ in range(2)] == [0, 0]
    assert capsys.readouterr().out.splitlines() == [
        "training: created",
        "  registration: saved as a draft",
        "  impressions: saved as a draft",
        "training: brought up to date",
        "  registration: as it was",
        "  impressions: as it was",
    ]
    assert events.show_event(pikir.services, SYSTEM, "training").state == "draft"
    lines = forms.list_forms(pikir.services, SYSTEM, "training")
    assert {line.version for line in lines} == {0}


def test_a_refusal_names_every_problem(
    pikir: Pikir, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document: dict[str, Any] = json.loads((EXAMPLES / "training.json").read_bytes())
    document["kind"] = "party"
    document["venue"] = ""
    file = tmp_path / "event.json"
    file.write_text(json.dumps(document))
    assert pikir.run(file) == 1
    output = capsys.readouterr().err
    assert "event.refused" in output
    assert "/kind" in output
    assert "/venue" in output


def test_an_unreachable_pikir_is_reported_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    path = str(EXAMPLES / "training.json")
    assert cli.main(["event", "import", path, "--url", url, "--token", "t"]) == 1
    assert f"{url} does not answer" in capsys.readouterr().err
    assert cli.main(["event", "import", path, "--url", "ftp://x", "--token", "t"]) == 1
    assert "not a web address" in capsys.readouterr().err


def test_the_running_pikir_is_found_by_its_file(
    pikir: Pikir,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    path = str(EXAMPLES / "training.json")
    assert cli.main(["event", "import", path]) == 1
    assert "make run" in capsys.readouterr().err
    (tmp_path / ".local").mkdir()
    run_file_content = {"url": pikir.url, "token": pikir.token}
    (tmp_path / ".local" / "run.json").write_text(json.dumps(run_file_content))
    assert cli.main(["event", "import", path]) == 0


def test_the_version_is_the_installed_one(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        cli.main(["--version"])
    assert capsys.readouterr().out == f"pikir {__version__}\n"


def test_the_module_is_the_program(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["pikir", "completion", "bash"])
    with pytest.raises(SystemExit, match="0"):
        runpy.run_module("chalicelib.cli", run_name="__main__")
    assert "_pikir" in capsys.readouterr().out


def test_a_refusal_that_is_no_json_is_told_by_its_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        headers = Message()
        raise HTTPError("https://pikir.example", 502, "", headers, BytesIO(b"<h1>Bad gateway"))

    monkeypatch.setattr("chalicelib.cli.api.urlopen", refuse)
    path = str(EXAMPLES / "training.json")
    options = ["--url", "https://pikir.example", "--token", "t"]
    assert cli.main(["event", "import", path, *options]) == 1
    assert "HTTP 502 (502)" in capsys.readouterr().err
