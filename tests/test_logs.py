"""Each log line is written once, without a prefix, to the current standard output."""

import json
import logging
from collections.abc import Iterator

import pytest

from chalicelib import logs


@pytest.fixture(autouse=True)
def _restore_logger() -> Iterator[None]:
    handlers, level = list(logs.LOGGER.handlers), logs.LOGGER.level
    propagate = logs.LOGGER.propagate
    logs.LOGGER.handlers = []
    yield
    logs.LOGGER.handlers, logs.LOGGER.propagate = handlers, propagate
    logs.LOGGER.setLevel(level)


def test_a_line_is_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    logs.to_standard_output()
    logs.to_standard_output()
    logs.line(logging.INFO, route="/e/{event}", note="two\nlines, Ә")

    output = capsys.readouterr().out
    assert output.count("\n") == 1
    assert json.loads(output) == {"route": "/e/{event}", "note": "two\nlines, Ә"}


def test_another_handler_gets_the_line_too(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    logs.to_standard_output()
    logs.LOGGER.addHandler(caplog.handler)
    logs.line(logging.INFO, status=201)

    assert capsys.readouterr().out == caplog.records[0].getMessage() + "\n" == '{"status": 201}\n'


def test_a_line_below_the_level_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    logs.LOGGER.setLevel(logging.ERROR)
    logs.line(logging.INFO, unwritable=object())

    assert capsys.readouterr().out == ""


def test_a_failure_names_each_cause_without_its_message(capsys: pytest.CaptureFixture[str]) -> None:
    logs.to_standard_output()
    try:
        try:
            int("+77011234567x")
        except ValueError as inner:
            raise KeyError("someone@example.kz") from inner
    except KeyError as error:
        logs.failure(error, request_id="r")

    output = capsys.readouterr().out
    line = json.loads(output)
    assert [entry for entry in line["failure"] if " " not in entry] == ["KeyError", "ValueError"]
    assert "7701" not in output
    assert "example.kz" not in output
