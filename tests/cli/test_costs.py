"""`pikir cost` reads a log and prints a bill with its assumptions."""

import io
import json
from pathlib import Path

import pytest

from chalicelib import cli
from chalicelib.cli import costs
from chalicelib.domain.list_prices import LIST_PRICES

LINE = {"route": "/e/{event}", "ms": 10, "bytes_out": 1000, "read_units": 2, "write_units": 3}


def write_log(folder: Path, *lines: str) -> str:
    file = folder / "log.jsonl"
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return str(file)


def line(event: str | None, **fields: object) -> str:
    return json.dumps(LINE | {"event": event} | fields)


def test_the_bill_of_an_event_names_amounts_prices_and_assumptions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = write_log(
        tmp_path,
        f"2026-11-30T05:00:00 {line('round-table')}",
        line("round-table", letters=1, refused_calls=1),
        line("other", write_units=1000),
        line("other", write_units=1000),
        line(None, write_units=0),
        line(None, write_units=0),
        line("round-table", ms=-1),
        "START RequestId: 1",
        '{"failure": ["ValueError"]}',
        "{broken",
    )

    assert cli.main(["cost", "round-table", "--log", log]) == 0
    output = capsys.readouterr().out
    assert "API Gateway, HTTP API                3 requests" in output
    assert "DynamoDB, written                    7 units" in output
    assert "us-east-1" in output
    assert (
        "- Requests of the event itself: 2. Its part of the requests of no event (style sheets, scripts, signing in): 1."
        in output
    )
    assert "is what Pikir measured" in output
    assert "- Lines of the log that could not be read: 1." in output

    assert cli.main(["cost", "round-table", "--log", log, "--json", "--gateway", "rest"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["usage"]["requests"] == 3
    assert document["lines"][0] == {
        "name": "API Gateway, REST API",
        "quantity": 3,
        "unit": "requests",
        "price": 3.5,
        "per": 1e6,
        "usd": 10.5e-6,
    }
    assert document["usd"] == pytest.approx(sum(each["usd"] for each in document["lines"]))


def test_lambdas_own_milliseconds_go_before(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    report = "REPORT RequestId: 1\tDuration: 299.5 ms\tBilled Duration: 300 ms\tMemory Size: 1024"
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{line('a')}\n{line('b', ms=20)}\n{report}\n"))

    assert cli.main(["cost", "a", "--log", "-", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["usage"]["milliseconds"] == 100


def test_scheduled_work_has_its_own_rows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = {"job": "sweep_mail", "request_id": "r-1", "memory": 512, "ms": 30, "write_units": 4}
    parts = [run | {"event": "a"}, run | {"event": None, "ms": 10, "write_units": 0}]
    report = "REPORT RequestId: r-1\tDuration: 79.5 ms\tBilled Duration: 80 ms\tMemory Size: 512"
    local = {"job": "advance_checkpoints", "event": "a", "ms": 8, "letters": 1}
    lines = [line("a"), *map(json.dumps, parts), report, json.dumps(local)]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))

    assert cli.main(["cost", "a", "--log", "-", "--json"]) == 0
    bill = json.loads(capsys.readouterr().out)
    rows = {row["name"]: row["quantity"] for row in bill["lines"]}
    assert rows["Scheduled work, calls"] == 1
    assert rows["Scheduled work, time"] == pytest.approx((80 * 512 + 8 * 1024) / 1000 / 1024)
    assert rows["DynamoDB, written"] == 3 + 4
    assert rows["SES, letters"] == 1
    assert bill["usage"]["milliseconds"] == 10


def test_a_bill_that_cannot_be_made_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(costs, "LOG_FILE", tmp_path / "none.jsonl")
    assert cli.main(["cost", "a"]) == 1
    assert "none.jsonl" in capsys.readouterr().err

    log = write_log(tmp_path, line("b"))
    assert cli.main(["cost", "a", "--log", log]) == 1
    assert "no request to 'a' in the log (events: b)" in capsys.readouterr().err

    prices = tmp_path / "prices.json"
    prices.write_text(LIST_PRICES.model_dump_json().replace('"1.00"', '"free"'))
    assert cli.main(["cost", "b", "--log", log, "--prices", str(prices)]) == 1
    assert f"{prices}: http: " in capsys.readouterr().err
