"""``python -m tests.xlsform.corpus [FOLDER …]``: what becomes of the corpus, or of the spreadsheets in folders.

``--expectations`` writes what is expected of the corpus anew, ``--xlsx FOLDER`` every form of the corpus as a spreadsheet. Exit code 1 where a form crashed or was read otherwise.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.xlsform.corpus import gathered, report
from tests.xlsform.corpus.written import NAMES, source


def main(arguments: Sequence[str]) -> int:
    """Print the findings."""
    parser = argparse.ArgumentParser(prog="tests.xlsform.corpus", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--expectations", action="store_true")
    parser.add_argument("--xlsx", type=Path)
    chosen = parser.parse_args(arguments)
    if chosen.expectations:
        gathered.write_expectations()
    if chosen.xlsx is not None:
        chosen.xlsx.mkdir(parents=True, exist_ok=True)
        for name in NAMES:
            (chosen.xlsx / f"{name}.xlsx").write_bytes(source(name).xlsx)
    return _reported(chosen.folders)


def _reported(folders: Sequence[Path]) -> int:
    found = []
    for each in _of_folders(folders) if folders else _of_the_corpus():
        print(each.lines())  # noqa: T201 -- a command's output
        found.append(each)
    print(report.summary(found))  # noqa: T201 -- a command's output
    return int(any(each.is_bad for each in found))


def _of_folders(folders: Sequence[Path]) -> Iterator[report.Finding]:
    for folder in folders:
        yield from report.findings(folder)


def _of_the_corpus() -> Iterator[report.Finding]:
    for name in NAMES:
        form = source(name)
        yield report.finding(name, form.xlsx, form.files)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
