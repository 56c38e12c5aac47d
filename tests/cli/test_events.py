"""`pikir event list|new|open|close` over HTTP, with the address and the token of the environment."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest

from chalicelib import cli
from chalicelib.cli import events as verbs
from chalicelib.domain.documents import ReportLength
from chalicelib.domain.events import EventKind, EventState
from chalicelib.domain.events.starting_points import StartingPoint
from tests.running import running_pikir
from tests.web.api import samples

if TYPE_CHECKING:
    from chalicelib.settings import Settings


TIMES = ["--starts", "2027-06-13T10:00+05:00", "--ends", "2027-06-13T13:00+05:00"]


@pytest.fixture
def pikir(local_settings: "Settings", monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Run Pikir, set its address and a token as the program's environment, and return the address."""
    with running_pikir(local_settings) as running:
        monkeypatch.setenv("PIKIR_URL", running.url)
        monkeypatch.setenv("PIKIR_TOKEN", running.token)
        yield running.url


def write_event(folder: Path, **changes: object) -> str:
    """Write an event's file; return its path."""
    document: dict[str, Any] = {**samples.EVENT, **changes}
    file = folder / f"{document['id']}.json"
    file.write_text(json.dumps(document))
    return str(file)


def test_an_event_is_made_opened_and_closed(
    pikir: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["event", "new", write_event(tmp_path)]) == 0
    assert cli.main(["event", "open", "round-table"]) == 0
    assert cli.main(["event", "close", "round-table"]) == 0

    assert capsys.readouterr().out.splitlines() == [
        "round-table: draft",
        f"{pikir}/console/events/round-table",
        "round-table: open",
        "round-table: closed",
    ]


@pytest.mark.usefixtures("pikir")
def test_events_are_listed_over_all_pages_as_a_table_or_as_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verbs, "_PAGE", 1)
    for name in ("first", "second"):
        cli.main(["event", "new", write_event(tmp_path, id=name)])
    cli.main(["event", "open", "first"])
    capsys.readouterr()

    assert cli.main(["event", "list"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "second  draft  2026-06-13T10:00  Round table",
        "first   open   2026-06-13T10:00  Round table",
    ]
    assert cli.main(["event", "list", "--state", "open", "--json"]) == 0
    [line] = capsys.readouterr().out.splitlines()
    assert (json.loads(line)["id"], json.loads(line)["state"]) == ("first", "open")


@pytest.mark.usefixtures("pikir")
def test_an_event_from_a_starting_point_is_made_once(capsys: pytest.CaptureFixture[str]) -> None:
    new = ["event", "new", "--from", "meeting", "--title", "Ата-аналар жиналысы", *TIMES]
    assert [cli.main(new) for _ in range(2)] == [0, 0]
    first, page, *again = capsys.readouterr().out.splitlines()
    assert again == [first, page]
    assert first.endswith(": draft")

    assert cli.main(["event", "new", "--from", "meeting", *TIMES]) == 1
    assert "--title" in capsys.readouterr().err
    assert cli.main(["event", "new"]) == 1
    assert "--from" in capsys.readouterr().err


@pytest.mark.usefixtures("pikir")
def test_an_event_is_copied_to_another_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["event", "new", write_event(tmp_path)])
    assert cli.main(["event", "copy", "round-table", "next-year", *TIMES]) == 0
    capsys.readouterr()

    cli.main(["event", "list"])
    assert capsys.readouterr().out.splitlines() == [
        "next-year    draft  2027-06-13T10:00  Round table",
        "round-table  draft  2026-06-13T10:00  Round table",
    ]


@pytest.mark.usefixtures("pikir")
def test_a_refusal_is_one_sentence_with_its_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_event(tmp_path)
    cli.main(["event", "new", file])
    assert cli.main(["event", "close", "round-table"]) == 1
    assert "(event.bad_transition)" in capsys.readouterr().err
    assert cli.main(["event", "open", "nothing/../x"]) == 1
    assert "(event.not_found)" in capsys.readouterr().err
    with_forms = write_event(tmp_path, id="with-forms", forms=[])
    assert cli.main(["event", "new", with_forms]) == 1
    assert f"use `pikir event import {with_forms}`" in capsys.readouterr().err


def test_an_address_without_a_token_is_no_reason_to_send_another_s_token(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".local").mkdir()
    (tmp_path / ".local" / "run.json").write_text('{"url": "http://127.0.0.1:1", "token": "local"}')
    monkeypatch.setenv("PIKIR_URL", "https://pikir.example")

    assert cli.main(["event", "list"]) == 1
    assert "no token for https://pikir.example" in capsys.readouterr().err


def test_the_options_of_a_list_are_the_values_of_the_domain() -> None:
    assert tuple(EventState) == cli.STATES
    assert set(cli.KINDS) == set(EventKind)
    assert tuple(StartingPoint) == cli.STARTS
    assert get_args(ReportLength) == cli.LENGTHS
