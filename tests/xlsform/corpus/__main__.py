"""``python -m tests.xlsform.corpus [FOLDER …]``: report on the corpus, or on the spreadsheets below folders.

``--expectations`` writes the expected outcomes of the corpus anew, ``--xlsx FOLDER`` writes every form of the corpus as a
spreadsheet. The exit code is 1 if Pikir crashed on a form or read it otherwise than pyxform.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.xlsform.corpus import outcomes, report
from tests.xlsform.corpus.files import NAMES, read_source


def main(arguments: Sequence[str]) -> int:
    """Write what the options ask for, print the report and return the exit code."""
    parser = argparse.ArgumentParser(prog="tests.xlsform.corpus", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--expectations", action="store_true")
    parser.add_argument("--xlsx", type=Path)
    options = parser.parse_args(arguments)
    if options.expectations:
        outcomes.write_expectations()
    if options.xlsx is not None:
        options.xlsx.mkdir(parents=True, exist_ok=True)
        for name in NAMES:
            (options.xlsx / f"{name}.xlsx").write_bytes(read_source(name).xlsx)
    return _print_report(options.folders)


def _print_report(folders: Sequence[Path]) -> int:
    findings = []
    for finding in _examine_folders(folders) if folders else _examine_corpus():
        print(finding.to_text())  # noqa: T201 -- a command's output
        findings.append(finding)
    print(report.summarise(findings))  # noqa: T201 -- a command's output
    return int(any(finding.is_fault for finding in findings))


def _examine_folders(folders: Sequence[Path]) -> Iterator[report.Finding]:
    for folder in folders:
        yield from report.examine_folder(folder)


def _examine_corpus() -> Iterator[report.Finding]:
    for name in NAMES:
        source = read_source(name)
        yield report.examine(name, source.xlsx, source.files)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
