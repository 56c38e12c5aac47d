"""Cold start to the first answer: fresh processes of Pikir and of the yardstick, in turn.

The CPU times (user and system) of whole processes are compared, because wall time on a shared machine
depends on the neighbours. Both run from bytecode, as the deployed zip does.
"""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from bench.figure import Figure
from local.resources import ROOT

ROUNDS = 15

_FIRST_ANSWER = """
from bench import sample
{load}
answer = handler(sample.gateway_event(sample.body()), None)
assert answer["statusCode"] == 201, answer
"""
_OURS = _FIRST_ANSWER.format(load="from app import app as handler")
_BARE = _FIRST_ANSWER.format(load="from bench.bare import handler")


def figures(environment: Mapping[str, str]) -> dict[str, Figure]:
    """Run both and compare."""
    times: dict[str, list[float]] = {_OURS: [], _BARE: []}
    for round_number in range(ROUNDS + 1):
        for program, seconds in times.items():
            used = cpu_seconds([sys.executable, "-c", program], environment, ROOT)
            if round_number:  # the first only writes the bytecode
                seconds.append(used)
    ours, bare = (median(seconds) * 1000 for seconds in times.values())
    return {
        "cold_start": Figure(
            ours / bare, "× bare", 1.2, beside=f"{ours:.0f} ms of CPU against {bare:.0f} ms"
        )
    }


def cpu_seconds(command: Sequence[str], environment: Mapping[str, str], folder: Path) -> float:
    """Run a program to its end and return its CPU time, user and system."""
    with Path(os.devnull).open("wb") as nowhere:
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=nowhere)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit("no first answer")
    return used.ru_utime + used.ru_stime
