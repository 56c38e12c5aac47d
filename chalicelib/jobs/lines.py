"""The lines in the log that say what a job's run used: one for each event that it worked for, and one for the rest.

They have the fields of a request's line, with ``job`` in place of ``route``. The last line of a run, of no event, stands for the call of
the function: it has the memory that the process held at most.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from resource import RUSAGE_SELF, getrusage
from time import monotonic
from typing import TYPE_CHECKING, Final

from chalicelib import logs, metering, settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from chalice.app import BaseLambdaEvent

_TRACES: Final = ("write_units", "file_writes", "letters")
"""What a run that found work has added to."""


@contextmanager
def log_run(
    job: str, call: "BaseLambdaEvent | None" = None, *, only_if_busy: bool = False
) -> Iterator[None]:
    """Write the lines of what runs inside, also where it fails.

    ``call`` is what Lambda called the function with, None elsewhere. With ``only_if_busy`` a run that wrote nothing leaves no line.
    """
    if settings.is_in_lambda():  # Lambda loads the handlers of jobs without app.py
        logs.to_standard_output()
    with metering.begin_run(monotonic) as run:
        try:
            yield
        finally:
            parts = run.parts()
            if not only_if_busy or _is_busy(parts):
                _write(job, call, parts)


def _is_busy(parts: "Mapping[str | None, metering.RunPart]") -> bool:
    return len(parts) > 1 or any(trace in parts[None].meter.totals() for trace in _TRACES)


def _write(
    job: str, call: "BaseLambdaEvent | None", parts: "Mapping[str | None, metering.RunPart]"
) -> None:
    about: dict[str, object] = {"request_id": None, "job": job}
    if call is not None:
        context: Any = call.context
        about["request_id"] = context.aws_request_id
        about["memory"] = int(context.memory_limit_in_mb)
    for event, part in parts.items():
        rest = {} if event else {"memory_used": getrusage(RUSAGE_SELF).ru_maxrss // 1024}
        logs.line(
            logging.INFO,
            **about,
            ms=round(part.seconds * 1000, 1),
            event=event,
            bytes_out=0,  # what a job sends stays within AWS
            **rest,
            **part.meter.totals(),
        )
