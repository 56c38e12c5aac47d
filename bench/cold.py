"""Cold start to the first answer: a fresh process each time, ours and the yardstick's turn by turn.

CPU time (user and system) of the whole process is compared, since wall time on a shared machine
tells more about the neighbours. Both run from bytecode, as the deployed zip does.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
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


def figures(surroundings: Mapping[str, str]) -> dict[str, Figure]:
    """Run both and compare."""
    taken: dict[str, list[float]] = {_OURS: [], _BARE: []}
    for program in taken:
        _cpu_of(program, surroundings)  # writes the bytecode
    for _ in range(ROUNDS):
        for program, times in taken.items():
            times.append(_cpu_of(program, surroundings))
    ours, bare = (median(times) * 1000 for times in taken.values())
    return {
        "cold_start": Figure(
            ours / bare, "× bare", 1.2, beside=f"{ours:.0f} ms of CPU against {bare:.0f} ms"
        )
    }


def _cpu_of(program: str, surroundings: Mapping[str, str]) -> float:
    with Path(os.devnull).open("wb") as nowhere:
        process = subprocess.Popen(
            [sys.executable, "-c", program], env=surroundings, cwd=ROOT, stdout=nowhere
        )
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit("the first answer did not come")
    return used.ru_utime + used.ru_stime
