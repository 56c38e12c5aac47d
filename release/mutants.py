"""`make mutants`: change the code in small ways, see whether a test fails, and list the changes that none noticed.

mutmut makes the mutants and runs the tests; which code and which tests, `pyproject.toml` says under
``tool.mutmut``. Results are kept in ``mutants/``, so that a run that was stopped goes on where it was.
``docs/mutants.md`` is written from them. The reasons why a survivor is acceptable are kept in
``release/mutants.toml``; a run that checked every mutant fails where no survivor needs a reason.

Only bodies of functions are mutated: mutmut leaves out constants of modules and decorated functions.
"""

import argparse
import ast
import json
import re
import signal
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "mutants"
DOCUMENT = ROOT / "docs" / "mutants.md"
REASONS = ROOT / "release" / "mutants.toml"
LEAST_KILLED: Final = 90
"""Per cent of the mutants."""

KILLED: Final = "killed"
SURVIVED: Final = "survived"
UNTESTED: Final = "no test"
UNCHECKED: Final = "not checked"
_STATUSES: Final[Mapping[int | None, str]] = {
    None: UNCHECKED,
    2: UNCHECKED,  # interrupted
    0: SURVIVED,
    5: UNTESTED,
    33: UNTESTED,
}
"""mutmut's exit codes; any other is a failed test, a time-out or a crash, which kills the mutant."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: in which file, its name in mutmut, and what became of it."""

    path: str
    name: str
    status: str


@dataclass(frozen=True, slots=True)
class Survivor:
    """A change that no test noticed."""

    path: str
    line: int
    function: str
    before: str
    after: str

    @property
    def change(self) -> str:
        """The change in one line, as reasons are looked up by."""
        return f"{self.before} → {self.after}"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why survivors in a function of a file are acceptable; ``change`` is a regular expression."""

    path: str
    function: str
    change: str
    reason: str

    def explains(self, survivor: Survivor) -> bool:
        """Return whether the reason is one for this survivor."""
        return (
            self.path == survivor.path
            and self.function in ("", survivor.function)
            and re.search(self.change, survivor.change) is not None
        )


def run(names: Sequence[str], *, workers: int, minutes: float) -> None:
    """Run mutmut for at most so many minutes; what it has not checked by then stays unchecked.

    Raises:
        SystemExit: mutmut could not work, for example because the tests fail without a mutant.
    """
    RESULTS.mkdir(exist_ok=True)
    modules = RESULTS / "node_modules"  # the tests look for the local DynamoDB beside them
    if not modules.exists():
        modules.symlink_to(ROOT / "node_modules")
    command = [str(Path(sys.executable).parent / "mutmut"), "run", "--max-children", str(workers)]
    with subprocess.Popen([*command, *names], cwd=ROOT) as process:
        try:
            process.wait(minutes * 60)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
        except KeyboardInterrupt:
            process.wait()
        else:
            if process.returncode:
                raise SystemExit(process.returncode)


def mutants() -> Iterator[Mutant]:
    """Yield all mutants with what became of them, file by file."""
    for file in sorted(RESULTS.glob("chalicelib/**/*.meta")):
        path = str(file.relative_to(RESULTS)).removesuffix(".meta")
        codes: Mapping[str, int | None] = json.loads(file.read_bytes())["exit_code_by_key"]
        for name, code in codes.items():
            yield Mutant(path, name, _STATUSES.get(code, KILLED))


def diff_of(mutant: Mutant) -> str:
    """Return the mutant as a unified diff of its function, whose lines count from 1."""
    from mutmut.mutation.diff_apply import get_diff_for_mutant

    return get_diff_for_mutant(mutant.name, path=mutant.path)


def survivor(mutant: Mutant, diff: str, source: str) -> Survivor:
    """Find the line of the source that a mutant changes, and what it becomes."""
    function = _function(mutant.name)
    first = _first_lines(source)[function]
    before: list[str] = []
    after: list[str] = []
    line = offset = 0
    for text in diff.splitlines()[2:]:
        if hunk := re.match(r"@@ -(\d+)", text):
            offset = int(hunk[1]) - 1
            continue
        if text.startswith("-") and not before:
            line = first + offset
        if text.startswith(("-", "+")):
            (before if text.startswith("-") else after).append(text[1:].strip())
        if not text.startswith("+"):
            offset += 1
    return Survivor(mutant.path, line, function, " ".join(before), " ".join(after))


def _function(name: str) -> str:
    """Read ``Class.method`` or ``function`` out of mutmut's name of a mutant."""
    mangled = re.sub(r"__mutmut_\d+$", "", name.rpartition(".")[2])
    return mangled.removeprefix("xǁ").replace("ǁ", ".") if "ǁ" in mangled else mangled[2:]


@cache
def _first_lines(source: str) -> Mapping[str, int]:
    """Return the line of each function's ``def``, by ``Class.method`` or name."""
    found: dict[str, int] = {}

    def visit(body: Iterable[ast.stmt], prefix: str) -> None:
        for node in body:
            if isinstance(node, ast.FunctionDef):
                found[prefix + node.name] = node.lineno
            elif isinstance(node, ast.ClassDef):
                visit(node.body, f"{prefix}{node.name}.")

    visit(ast.parse(source).body, "")
    return found


def reasons() -> list[Reason]:
    """Read the reasons that people have written down."""
    if not REASONS.exists():
        return []
    return [Reason(**each) for each in tomllib.loads(REASONS.read_text())["accepted"]]


def share_killed(statuses: Mapping[str, int]) -> float:
    """Return the per cent killed of those that were checked."""
    checked = sum(statuses.values()) - statuses.get(UNCHECKED, 0)
    return 100 * statuses.get(KILLED, 0) / checked if checked else 0.0


def document(found: Sequence[Mutant], survivors: Sequence[Survivor], why: Sequence[Reason]) -> str:
    """Write the page: the share killed in each file, and each survivor with the reason."""
    total = Counter(mutant.status for mutant in found)
    lines = [
        "# Mutants",
        "",
        "What `make mutants` found last; the target writes this page. It changes the code in small ways,",
        "one at a time, and asks for each change whether a test fails. Constants of modules and decorated",
        "functions are not changed. Reasons are written in `release/mutants.toml`.",
        "",
        f"**{share_killed(total):.1f} % of the {sum(total.values()) - total[UNCHECKED]} mutants that were checked are killed;",
        f"{total[UNCHECKED]} of {sum(total.values())} were not checked.**",
        "",
        "| file | mutants | killed | survived | no test | not checked | share |",
        "|---|---|---|---|---|---|---|",
    ]
    for path in sorted({mutant.path for mutant in found}):
        counts = Counter(mutant.status for mutant in found if mutant.path == path)
        figures = (counts[status] for status in (KILLED, SURVIVED, UNTESTED, UNCHECKED))
        lines.append(
            f"| `{path}` | {sum(counts.values())} | {' | '.join(map(str, figures))} "
            f"| {share_killed(counts):.0f} % |"
        )
    lines += ["", "## Survivors", ""]
    if survivors:
        lines += ["| where | change | why it is acceptable |", "|---|---|---|"]
    for each in survivors:
        reason = next((one.reason for one in why if one.explains(each)), "")
        where = f"`{each.path}:{each.line}` `{each.function}`"
        lines.append(f"| {where} | {_code(each.before)} → {_code(each.after)} | {reason} |")
    return "\n".join(lines) + "\n"


def _code(text: str) -> str:
    return f"`` {text} ``".replace("|", "\\|") if text else "nothing"


def main() -> int:
    """Run the mutants, write the page, and return 1 if too few are killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="patterns of mutmut's names; all without")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=90)
    parser.add_argument(
        "--report", action="store_true", help="write the page from the last results"
    )
    arguments = parser.parse_args()
    if not arguments.report:
        run(arguments.names, workers=arguments.workers, minutes=arguments.minutes)
    found = list(mutants())
    survivors = [
        survivor(mutant, diff_of(mutant), (ROOT / mutant.path).read_text())
        for mutant in found
        if mutant.status in (SURVIVED, UNTESTED)
    ]
    why = reasons()
    DOCUMENT.write_text(document(found, survivors, why))
    statuses = Counter(mutant.status for mutant in found)
    unneeded = [one for one in why if not any(one.explains(each) for each in survivors)]
    if statuses[UNCHECKED]:
        unneeded = []  # their survivors may be among those that were not checked
    share = share_killed(statuses)
    sys.stdout.write(f"{share:.1f} % of the checked mutants are killed: {dict(statuses)}\n")
    for one in unneeded:
        sys.stdout.write(f"no survivor needs this reason: {one}\n")
    return 1 if share < LEAST_KILLED or unneeded else 0


if __name__ == "__main__":
    raise SystemExit(main())
