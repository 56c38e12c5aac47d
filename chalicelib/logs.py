"""Log lines: one JSON object each, without anything that a person typed or that names a person."""

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from typing import Final

from chalicelib.override import override

LOGGER = logging.getLogger("pikir")
_encode: Final = json.JSONEncoder(ensure_ascii=False).encode


class _StandardOutput(logging.Handler):
    """Writes bare lines to the current standard output; Lambda stores them unchanged."""

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self.write(record.getMessage())

    def write(self, text: str) -> None:
        sys.stdout.write(text + "\n")


def to_standard_output() -> None:
    """Write Pikir's log lines to standard output; called by the app, so that tests stay quiet."""
    if not any(isinstance(handler, _StandardOutput) for handler in LOGGER.handlers):
        LOGGER.addHandler(_StandardOutput())
        LOGGER.setLevel(logging.INFO)
        LOGGER.propagate = False


def line(level: int, **fields: object) -> None:
    """Write one line if that level is logged.

    Where all lines go to standard output, no record is made: that costs more than the line.
    """
    if not LOGGER.isEnabledFor(level):
        return
    text = _encode(fields)
    match LOGGER.handlers:
        case [_StandardOutput() as output] if not LOGGER.propagate:
            output.write(text)
        case _:
            LOGGER.log(level, "%s", text)


def failure(error: BaseException, **fields: object) -> None:
    """Write the types and the stack frames of an unexpected exception.

    The messages are left out: they may repeat what a person typed.
    """
    line(logging.ERROR, **fields, failure=list(_frames(error)))


def _frames(error: BaseException) -> Iterator[str]:
    current: BaseException | None = error
    while current is not None:
        yield type(current).__qualname__
        for frame in traceback.extract_tb(current.__traceback__):
            yield f"{frame.filename}:{frame.lineno} {frame.name}"
        current = current.__cause__ or current.__context__
