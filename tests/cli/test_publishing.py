"""`pikir form publish` over HTTP: what it attaches and sends, and whose warnings it accepts."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typing_extensions import override

from chalicelib import cli
from chalicelib.actions import events, forms
from chalicelib.actions.services import Services
from chalicelib.domain.permissions import SYSTEM
from tests.running import running_pikir
from tests.web.api import samples
from tests.xlsform.corpus.files import read_source
from tests.xlsform.workbooks import xlsx

if TYPE_CHECKING:
    from chalicelib.settings import Settings

WITH_FILES = """
| survey |
| | type | name | label::kk | label::ru | label::en | media::image |
| | select_one_from_file towns.csv | town | Қала | Город | Town | map.png |
| settings |
| | form_title | form_id | pikir::title::ru | pikir::title::en | pikir::purpose |
| | Сапар | visit | Поездка | Visit | other |
"""


@pytest.fixture
def services(local_settings: "Settings", monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    with running_pikir(local_settings) as running:
        monkeypatch.setenv("PIKIR_URL", running.url)
        monkeypatch.setenv("PIKIR_TOKEN", running.token)
        events.create_event(running.services, SYSTEM, json.dumps(samples.EVENT).encode())
        yield running.services


@pytest.fixture
def forty(tmp_path: Path) -> str:
    file = tmp_path / "forty.xlsx"
    file.write_bytes(read_source("forty_warnings").xlsx)
    return str(file)


def publish(*arguments: str) -> int:
    return cli.main(["form", "publish", "round-table", *arguments])


def read_version(services: Services, name: str) -> int:
    return forms.show_record(services, SYSTEM, "round-table", name).version


def test_warnings_are_shown_in_groups_and_accepted_by_an_option(
    services: Services,
    forty: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))  # no terminal: nobody is asked
    assert publish(forty) == 1
    shown = capsys.readouterr().err.splitlines()
    assert [line.split()[0] for line in shown if line.startswith("  ×")] == [
        "×6",
        "×8",
        "×8",
        "×10",
        "×8",
    ]
    assert "      settings 2 submission_url" in shown
    assert shown[-1] == "pikir: class_life is saved as a draft; --accept-warnings publishes it"
    assert read_version(services, "class_life") == 0
    assert publish(forty, "--accept-warnings") == 0
    assert capsys.readouterr().out == "class_life: published as version 1\n"
    assert read_version(services, "class_life") == 1


class Terminal(io.StringIO):
    """A terminal at which somebody has typed an answer."""

    @override
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "version"), [("\n", 0), ("y\n", 1)])
def test_a_person_at_a_terminal_is_asked(
    services: Services, forty: str, typed: str, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    assert publish(forty) == 1 - version
    assert read_version(services, "class_life") == version


def test_the_files_beside_a_form_are_attached_first(
    services: Services, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "visit.xlsx"
    file.write_bytes(xlsx(WITH_FILES))
    towns = "name,label::kk,label::ru,label::en\nalga,Алға,Алга,Alga\n"
    (tmp_path / "towns.csv").write_text(towns)
    (tmp_path / "map.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0\0\0\4IDAT" + bytes(8))
    (tmp_path / "other.csv").write_text(towns)
    assert publish(str(file)) == 0
    assert read_version(services, "visit") == 1
    assert set(services.form_files.all("round-table", "visit")) == {"towns.csv", "map.png"}
    assert publish(str(file), "--file", str(tmp_path / "none.csv")) == 1
    assert "none.csv" in capsys.readouterr().err


def test_errors_and_refusals_are_told(
    services: Services, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "visit.json"
    file.write_text(json.dumps({"name": "visit"}))
    assert publish(str(file)) == 1
    assert "form.missing" in capsys.readouterr().err
    question = {"type": "text", "name": "who", "label": "Who?"}
    document = {"name": "visit", "purpose": "other", "title": "Visit", "questions": [question]}
    file.write_text(json.dumps(document))
    assert cli.main(["form", "publish", "nowhere", str(file)]) == 1
    assert "event.not_found" in capsys.readouterr().err
    assert publish(str(file)) == 0
    assert read_version(services, "visit") == 1
