"""Log lines go to the current standard output, without a prefix, and once."""

import json
import logging
from collections.abc import Iterator

import pytest

from chalicelib.web import logs


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
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

    written = capsys.readouterr().out
    assert written.count("\n") == 1
    assert json.loads(written) == {"route": "/e/{event}", "note": "two\nlines, Ә"}


def test_nobody_listens_nothing_is_made(capsys: pytest.CaptureFixture[str]) -> None:
    logs.LOGGER.setLevel(logging.ERROR)
    logs.line(logging.INFO, unwritable=object())

    assert capsys.readouterr().out == ""


def test_a_failure_names_each_cause_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    logs.to_standard_output()
    try:
        try:
            int("+77011234567x")
        except ValueError as inner:
            raise KeyError("someone@example.kz") from inner
    except KeyError as error:
        logs.failure(error, request_id="r")

    written = capsys.readouterr().out
    line = json.loads(written)
    assert [place for place in line["failure"] if " " not in place] == ["KeyError", "ValueError"]
    assert "7701" not in written
    assert "example.kz" not in written
