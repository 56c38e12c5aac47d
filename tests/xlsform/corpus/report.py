"""A report on spreadsheets, the corpus or anybody's: how Pikir reads them, compared with pyxform.

Source of the second opinion: pyxform (https://github.com/XLSForm/pyxform), which reads XLSForms for the world.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from tests.xlsform.corpus.trees import BrokeInPyxform, RefusedByPyxform, ours, theirs
from tests.xlsform.workbooks import ImportedForm, import_xlsform

SUFFIXES = (".xlsx", ".xls")


@dataclass(frozen=True, slots=True)
class Finding:
    """One workbook: what came of it, in how many milliseconds, and what pyxform says.

    ``outcome`` is ``accepted``, ``refused`` or ``crashed``; ``tree`` is ``same``, ``differs``, ``only here``
    or ``only pyxform``, ``neither`` where both refuse, ``pyxform broke`` where it did. ``why`` holds problems or the first difference.
    """

    name: str
    outcome: str
    milliseconds: float
    tree: str
    why: tuple[str, ...]

    @property
    def is_bad(self) -> bool:
        """Whether somebody has to examine it."""
        return self.outcome == "crashed" or self.tree in ("differs", "only here")

    def lines(self) -> str:
        """Return the printed lines."""
        head = f"{self.outcome:9}{self.milliseconds:6.0f} ms  {self.tree:13} {self.name}"
        return "\n".join([head, *(f"    {line}" for line in self.why)])


def finding(name: str, workbook: bytes, files: Mapping[str, bytes]) -> Finding:
    """Read one workbook and compare the result with pyxform's."""
    begun = perf_counter()
    try:
        read = import_xlsform(workbook, files=files)
    except Exception as error:  # noqa: BLE001 -- a crash is what the report looks for
        spent = (perf_counter() - begun) * 1000
        return Finding(name, "crashed", spent, "", (f"{type(error).__name__}: {error}"[:300],))
    spent = (perf_counter() - begun) * 1000
    tree, difference = _compare(name, workbook, read)
    outcome = "refused" if read.is_refused else "accepted"
    return Finding(name, outcome, spent, tree, (*difference, *_errors(read)))


def _compare(name: str, workbook: bytes, read: ImportedForm) -> tuple[str, tuple[str, ...]]:
    suffix = ".xls" if name.lower().endswith(".xls") else ".xlsx"
    try:
        other = theirs(workbook, file_type=suffix)
    except BrokeInPyxform as broke:
        return "pyxform broke", (f"pyxform: {broke}"[:200],)
    except RefusedByPyxform as refusal:
        reason = " ".join(str(refusal).split())[:200]
        return ("neither" if read.is_refused else "only here"), (f"pyxform: {reason}",)
    if read.is_refused:
        return "only pyxform", ()
    own = ours(read.document)
    if own == other:
        return "same", ()
    return "differs", tuple(_first_difference(own, other))


def _first_difference(own: Sequence[str], other: Sequence[str]) -> Iterator[str]:
    length = max(len(own), len(other))
    padded = zip(*(list(each) + ["–"] * (length - len(each)) for each in (own, other)), strict=True)
    for line, (here, there) in enumerate(padded, 1):
        if here != there:
            yield f"line {line} here: {here}"
            yield f"line {line} there: {there}"
            return


def _errors(read: ImportedForm) -> Iterator[str]:
    for problem in read.problems:
        if problem.severity == "error":
            cell = problem.location
            where = f"{cell.sheet} {cell.row} {cell.column}" if cell else problem.name
            yield f"{problem.code} ({where}): {problem.message.format_map(_Lenient(problem.parameters))}"


class _Lenient(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def findings(folder: Path) -> Iterator[Finding]:
    """Yield the finding of every workbook in the folder, read with the CSV files beside it."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES and not path.name.startswith("~"):
            files = {each.name: each.read_bytes() for each in path.parent.glob("*.csv")}
            yield finding(str(path.relative_to(folder)), path.read_bytes(), files)


def summary(found: Iterable[Finding]) -> str:
    """Return the number of findings of each kind, and the slowest."""
    found = list(found)
    kinds = Counter((each.outcome, each.tree) for each in found)
    lines = [f"{count:5} {outcome}, {tree}" for (outcome, tree), count in sorted(kinds.items())]
    slowest = max((each.milliseconds for each in found), default=0)
    return "\n".join([*lines, f"{len(found):5} in all, the slowest in {slowest:.0f} ms"])
