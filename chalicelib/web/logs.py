"""Log lines: one JSON object each, with nothing that a person typed or that could name one."""

import json
import logging
import sys
import traceback
from collections.abc import Iterator

from typing_extensions import override

LOGGER = logging.getLogger("pikir")


class _StandardOutput(logging.Handler):
    """Bare lines on whatever standard output is at that moment; Lambda keeps them as they are."""

    @override
    def emit(self, record: logging.LogRecord) -> None:
        sys.stdout.write(record.getMessage() + "\n")


def to_standard_output() -> None:
    """Let Pikir's lines out, once; called where Pikir is served, so that tests stay quiet."""
    if not any(isinstance(handler, _StandardOutput) for handler in LOGGER.handlers):
        LOGGER.addHandler(_StandardOutput())
        LOGGER.setLevel(logging.INFO)
        LOGGER.propagate = False


def line(level: int, **fields: object) -> None:
    """Write one line when somebody listens at that level."""
    if LOGGER.isEnabledFor(level):
        LOGGER.log(level, "%s", json.dumps(fields, ensure_ascii=False))


def failure(error: BaseException, **fields: object) -> None:
    """Write where an unexpected exception came from.

    Types and places only: an exception's own words may repeat what a person typed.
    """
    line(logging.ERROR, **fields, failure=list(_places(error)))


def _places(error: BaseException) -> Iterator[str]:
    seen: BaseException | None = error
    while seen is not None:
        yield type(seen).__qualname__
        for frame in traceback.extract_tb(seen.__traceback__):
            yield f"{frame.filename}:{frame.lineno} {frame.name}"
        seen = seen.__cause__ or seen.__context__
