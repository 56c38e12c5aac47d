"""A report on spreadsheets, of the corpus or of others: how Pikir reads them, compared with pyxform.

pyxform (https://github.com/XLSForm/pyxform) is the reference implementation of XLSForm.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from time import perf_counter

from tests.xlsform.corpus.trees import PyxformCrash, PyxformRefusal, pikir_tree, pyxform_tree
from tests.xlsform.workbooks import ImportedForm, import_xlsform

SUFFIXES = (".xlsx", ".xls")
_ACCEPTED_BY_PYXFORM = frozenset({"same", "differs", "only pyxform"})


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one workbook in Pikir, the time it took, and the comparison with pyxform.

    ``outcome`` is ``accepted``, ``refused`` or ``crashed``. ``tree`` is ``same`` or ``differs`` if both accept the
    workbook, ``only Pikir`` or ``only pyxform`` if one does, ``neither`` if both refuse it, and ``pyxform crashed``.
    ``details`` are the first difference, pyxform's message and Pikir's errors.
    """

    name: str
    outcome: str
    milliseconds: float
    tree: str
    details: tuple[str, ...]

    @property
    def is_fault(self) -> bool:
        """Whether Pikir crashed, or accepted the workbook in another way than pyxform."""
        return self.outcome == "crashed" or self.tree in ("differs", "only Pikir")

    def to_text(self) -> str:
        """Return the printed lines."""
        head = f"{self.outcome:9}{self.milliseconds:6.0f} ms  {self.tree:15} {self.name}"
        return "\n".join([head, *(f"    {line}" for line in self.details)])


def examine(name: str, workbook: bytes, files: Mapping[str, bytes]) -> Finding:
    """Read one workbook and compare the result with pyxform's."""
    start = perf_counter()
    try:
        imported = import_xlsform(workbook, files=files)
    except Exception as error:  # noqa: BLE001 -- a crash is what the report looks for
        spent = (perf_counter() - start) * 1000
        return Finding(name, "crashed", spent, "", (f"{type(error).__name__}: {error}"[:300],))
    spent = (perf_counter() - start) * 1000
    tree, details = _compare(name, workbook, imported)
    outcome = "refused" if imported.is_refused else "accepted"
    return Finding(name, outcome, spent, tree, (*details, *_errors(imported)))


def _compare(name: str, workbook: bytes, imported: ImportedForm) -> tuple[str, tuple[str, ...]]:
    """Return the finding's ``tree``, and the details to print with it."""
    suffix = ".xls" if name.lower().endswith(".xls") else ".xlsx"
    try:
        theirs = pyxform_tree(workbook, file_type=suffix, problems=imported.problems)
    except PyxformCrash as crash:
        return "pyxform crashed", (f"pyxform: {crash}"[:200],)
    except PyxformRefusal as refusal:
        message = " ".join(str(refusal).split())[:200]
        return ("neither" if imported.is_refused else "only Pikir"), (f"pyxform: {message}",)
    if imported.is_refused:
        return "only pyxform", ()
    ours = pikir_tree(imported.document)
    if ours == theirs:
        return "same", ()
    return "differs", tuple(_first_difference(ours, theirs))


def _first_difference(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[str]:
    for number, (our_line, their_line) in enumerate(zip_longest(ours, theirs, fillvalue="–"), 1):
        if our_line != their_line:
            yield f"line {number} in Pikir: {our_line}"
            yield f"line {number} in pyxform: {their_line}"
            return


def _errors(imported: ImportedForm) -> Iterator[str]:
    for problem in imported.problems:
        if problem.severity == "error":
            cell = problem.location
            where = f"{cell.sheet} {cell.row} {cell.column}" if cell else problem.name
            yield f"{problem.code} ({where}): {problem.message.format_map(_Parameters(problem.parameters))}"


class _Parameters(dict[str, object]):
    """A message's parameters; a placeholder without a value stays as it is."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def examine_folder(folder: Path) -> Iterator[Finding]:
    """Examine every workbook below the folder, each with the CSV files beside it."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES and not path.name.startswith("~"):
            files = {each.name: each.read_bytes() for each in path.parent.glob("*.csv")}
            yield examine(str(path.relative_to(folder)), path.read_bytes(), files)


def summarise(findings: Sequence[Finding]) -> str:
    """Return the number of findings of each kind, the slowest, and how much of what pyxform accepts has the same tree."""
    kinds = Counter((each.outcome, each.tree) for each in findings)
    lines = [f"{count:5} {outcome}, {tree}" for (outcome, tree), count in sorted(kinds.items())]
    slowest = max((each.milliseconds for each in findings), default=0)
    lines.append(f"{len(findings):5} in all, the slowest in {slowest:.0f} ms")
    accepted = [each.tree for each in findings if each.tree in _ACCEPTED_BY_PYXFORM]
    if accepted:
        same = accepted.count("same")
        share = f"{100 * same / len(accepted):.1f} %"
        lines.append(
            f"{same:5} of {len(accepted)} that pyxform accepts have the same tree ({share})"
        )
    return "\n".join(lines)
