"""Split the CPU of one accepted response into stages: ``python -m bench stages``, or with ``--package build/pikir``.

The packaged zip answers over TLS as in ``bench.road.run``. While it does, a timer of CPU time interrupts it again and again, and the
innermost function of the stack that begins a stage tells which one it is in: nothing of Pikir is changed, so nothing is slowed down.
A stage's time is its share of the samples of the response's median; beside it stands Chalice with boto3 in the same run.
"""

import math
import re
import tempfile
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Final

from bench.figure import Figure
from bench.road.packages import CHALICE, Interpreter, compile_copy, unpack, write_stock
from bench.road.processes import command_of, running_endpoint, running_process
from bench.road.record import PAGE, describe_run
from bench.road.run import prepare
from bench.road.workloads import workloads

ROUNDS: Final = 60
"""Each answers two hundred responses while it is sampled: with a timer of four milliseconds a thousand samples are two minutes."""
TIMED: Final = 40
SAMPLED: Final = 200
WARM_UP: Final = 3
_WEB: Final = "chalicelib.web"
_INTAKE: Final = "chalicelib.forms.intake"
_DIRECT: Final = "chalicelib.storage.direct"
STAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "event to request": (f"{_WEB}.http_api:read", f"{_WEB}.http_api:HttpApiApp._locate"),
    "routing and middleware": (f"{_WEB}.http_api:HttpApiApp.__call__",),
    "catalogue": tuple(
        f"chalicelib.actions.catalogue:Catalogue.{name}" for name in ("entry", "recall", "form")
    ),
    "parsing": (f"{_INTAKE}.envelope:read_envelope",),
    "validation": (f"{_INTAKE}.form:Form.check",),
    "domain": ("chalicelib.actions.submissions:submit_json",),
    "lines for statistics and lists": (
        f"{_INTAKE}.form:Form.stat_line",
        "chalicelib.domain.list_lines:ListLine.of",
    ),
    "fingerprint and receipt": (
        f"{_INTAKE}.envelope:fingerprint",
        "chalicelib.domain.submissions:receipt_code",
    ),
    "item": (
        "chalicelib.storage.submissions:SubmissionStore.respond",
        "chalicelib.storage.table:Table.put",
    ),
    "call and retries": (f"{_DIRECT}.client:DirectClient.put_item",),
    "encoding": (f"{_DIRECT}.client:_encode",),
    "signature": (f"{_DIRECT}.signature:Signer.request",),
    "writing to the socket": (f"{_DIRECT}.connection:_Connection.send",),
    "reading from the socket": (f"{_DIRECT}.connection:_Reader._receive",),
    "decoding": (
        f"{_DIRECT}.connection:_Reader.answer",
        f"{_DIRECT}.client:_is_whole",
        f"{_DIRECT}.client:_read",
    ),
    "answer": (
        f"{_WEB}.reply:json_reply",
        f"{_WEB}.endpoint:Endpoint._finish",
        f"{_WEB}.http_api:write",
    ),
    "line in the log": ("chalicelib.logs:line",),
}
"""By stage the functions that begin it; what they call belongs to it, up to the next one."""
_BETWEEN: Final = re.compile(
    r"(<!-- python -m bench stages -->\n).*(\n<!-- end of stages -->)", re.DOTALL
)


def figures(packaged: Path | None, interpreter: Interpreter) -> dict[str, Figure]:
    """Measure; return the microseconds of each stage, and the response's ratio to the yardsticks."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        unpacked = unpack(packaged, folder, interpreter)
        stock = write_stock(folder / "stock", CHALICE, interpreter)
        kept = compile_copy(stock, folder / "kept", interpreter)
        plain, environment = stack.enter_context(running_endpoint(folder))
        task = command_of("pikir", unpacked.folder, interpreter)
        token = prepare(task, plain, unpacked)
        commands = {
            "pikir": task,
            "thin": command_of("thin", kept, interpreter),
            "chalice": command_of("chalice", kept, interpreter),
        }
        processes = {
            variant: stack.enter_context(running_process(command, environment))
            for variant, command in commands.items()
        }
        work = workloads(token)["response"]
        spent: dict[str, list[float]] = {variant: [] for variant in processes}
        samples: Counter[str] = Counter()
        for number in range(WARM_UP + ROUNDS):
            for variant, process in processes.items():
                to_event = unpacked.convert if variant == "pikir" else lambda event: event
                events = [to_event(work.event()) for _ in range(TIMED)]
                answer = process.ask({"events": events, "status": work.status})
                spent[variant] += answer["spent"] if number >= WARM_UP else []
            events = [unpacked.convert(work.event()) for _ in range(SAMPLED)]
            command = {"events": events, "status": work.status, "stages": STAGES}
            samples.update(processes["pikir"].ask(command)["samples"])
    return _compare({variant: median(each) / 1000 for variant, each in spent.items()}, samples)


def _compare(medians: Mapping[str, float], samples: Counter[str]) -> dict[str, Figure]:
    ours, total = medians["pikir"], samples.total()
    split = {
        name: Figure(
            ours * samples[name] / total,
            "µs",
            math.inf,
            beside=f"{samples[name] / total:.1%} of {total:,} samples",
        )
        for name in STAGES
    }
    for yardstick in ("thin", "chalice"):
        theirs = medians[yardstick]
        beside = f"p50 {ours:,.0f} µs; theirs {theirs:,.0f}"
        split[f"in all/{yardstick}"] = Figure(
            ours / theirs, f"× {yardstick}", math.inf, beside=beside
        )
    return split


def write(measured: Mapping[str, Figure], interpreter: Interpreter) -> None:
    """Replace the table of stages in ``docs/performance.md``."""
    rows = [
        f"| {name} | {figure.value:,.{2 if '×' in figure.unit else 0}f} {figure.unit} | {figure.beside} |"
        for name, figure in measured.items()
    ]
    table = "\n".join(
        (f"{describe_run(interpreter)}\n", "| stage | CPU | |", "|---|---|---|", *rows)
    )
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(_BETWEEN.sub(lambda found: found[1] + table + found[2], text), encoding="utf-8")
