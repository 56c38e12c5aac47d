"""What the worst workbooks within all limits cost to import: seconds of CPU and the memory of the whole process at its peak.

Each is read and reviewed in a process of its own, which has imported a small form of both formats before, so that loading pyxform
and the libraries of workbooks does not count. Memory counts from the start of the process, everything loaded included.
"""

import io
import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import xlsxwriter
import xlwt

from bench import stage
from bench.figure import Figure
from chalicelib.forms.validation import review
from chalicelib.forms.validation.form_checks import MAX_QUESTIONS
from chalicelib.xlsform import read_xlsform
from chalicelib.xlsform.precheck import MAX_GROUPS
from chalicelib.xlsform.reader.sheets import MAX_COLUMNS, MAX_ROWS

MOST_SECONDS = 2
MOST_MEGABYTES = 150

Cell = str | int | None
Sheets = Mapping[str, Sequence[Sequence[Cell]]]

_LABELS = ("label::Қазақша (kk)", "label::Русский (ru)", "label::English (en)")
_HEADERS = ("type", "name", *_LABELS)
_SETTINGS = (("form_id", "default_language"), ("visit", "kk"))
_SMALL: Sheets = {"survey": (_HEADERS, ("text", "a", "А", "А", "A"))}


def _texts(number: int) -> tuple[str, str, str]:
    return (f"{number}-сұрақ қандай?", f"Какой вопрос {number}?", f"What is question {number}?")


def _choices(number: int, *, each: int) -> list[Sequence[Cell]]:
    rows = [(f"list{n // each}", f"c{n}", *_texts(n), f"r{n % 7}") for n in range(number)]
    return [("list_name", "name", *_LABELS, "region"), *rows]


def questions() -> Sheets:
    """Return as many questions as a form may have, with conditions and hints, and a list of 5,000 choices."""
    hints = [header.replace("label", "hint") for header in _LABELS]
    rows = [
        (
            "select_one list0" if n % 3 else "integer",
            f"question_{n}",
            *_texts(n),
            *_texts(n),
            f"${{question_{n - 1}}} != '' or ${{question_{n // 2}}} != ''" if n else None,
            "string-length(.) < 9",
            "yes",
        )
        for n in range(MAX_QUESTIONS)
    ]
    headers = (*_HEADERS, *hints, "relevant", "constraint", "required")
    return {"survey": [headers, *rows], "choices": _choices(5_000, each=5_000)}


def lists() -> Sheets:
    """Return as many choices as a sheet has rows, in a list for each question."""
    rows = [(f"select_one list{n}", f"q{n}", *_texts(n)) for n in range(MAX_QUESTIONS)]
    return {"survey": [_HEADERS, *rows], "choices": _choices(MAX_ROWS - 1, each=12)}


def cells() -> Sheets:
    """Return a list of nearly as many numbers as the guards let through."""
    headers = ("list_name", "name", "label", *(f"c{n}" for n in range(7)))
    rows: list[Sequence[Cell]] = [("list0", *[n] * 9) for n in range(MAX_ROWS - 10)]
    survey = (_HEADERS, ("select_one list0", "a", *_texts(1)))
    return {"survey": survey, "choices": [headers, *rows]}


def columns() -> Sheets:
    """Return a list with as many columns as a sheet may have."""
    headers = ("list_name", "name", "label", *(f"c{n}" for n in range(MAX_COLUMNS - 3)))
    rows: list[Sequence[Cell]] = [
        ("list0", f"c{n}", "C", *(n * k for k in range(3, MAX_COLUMNS))) for n in range(330)
    ]
    survey = (_HEADERS, ("select_one list0", "a", *_texts(1)))
    return {"survey": survey, "choices": [headers, *rows]}


def groups() -> Sheets:
    """Return as many groups as there may be, each with a question as long as there may be more."""
    rows: list[Sequence[Cell]] = []
    for n in range(MAX_GROUPS):
        question = ("text", f"q{n}", *_texts(n)) if n < MAX_QUESTIONS else ()
        rows += [("begin group", f"g{n}", *_texts(n)), question, ("end group",)]
    return {"survey": [_HEADERS, *rows]}


def references() -> Sheets:
    """Return labels of 32,000 characters that refer to a question from end to end."""
    text = "мәтін ${q0} " * 2_600
    rows = [("note", f"q{n}", *[f"{text}{n}"] * 3) for n in range(80)]
    return {"survey": [_HEADERS, *rows]}


def expressions() -> Sheets:
    """Return 200 references in the condition of each question."""
    conditions = [
        " or ".join(f"${{q{(n + each) % MAX_QUESTIONS}}} = '{each}'" for each in range(1, 200))
        for n in range(MAX_QUESTIONS)
    ]
    rows = [("text", f"q{n}", *_texts(n), each) for n, each in enumerate(conditions)]
    return {"survey": [(*_HEADERS, "relevant"), *rows]}


def refusals() -> Sheets:
    """Return rows that pyxform refuses one at a time, so that it is run again for each."""
    rows = [("range", f"q{n}", *_texts(n), "start=1 end=5 step=0") for n in range(195)]
    return {"survey": [(*_HEADERS, "parameters"), *rows]}


def problems() -> Sheets:
    """Return a form in which every row has several problems."""
    kinds = ("range", "select_one nolist", "foo", "calculate", "text", "image", "rank list0")
    rows = [
        (kinds[n % 7], f"q{n % 900}", *_texts(n), f"${{q{n}x}} > ", "selected(., ", "start=5 end=1")
        for n in range(MAX_QUESTIONS)
    ]
    headers = (*_HEADERS, "relevant", "constraint", "parameters")
    choices = [("list_name", "name"), *((("list0", f"c {n % 50}")) for n in range(MAX_ROWS - 1))]
    return {"survey": [headers, *rows], "choices": choices}


def files() -> Sheets:
    """Return lists of choices in 60 further sheets, with as many rows as all sheets may have."""
    rows = [(f"select_one_from_file l{n}.csv", f"q{n}", *_texts(n)) for n in range(60)]
    choices = [("name", "label"), *((f"c{n}", f"C{n}") for n in range(330))]
    return {"survey": [_HEADERS, *rows], **{f"l{n}.csv": choices for n in range(60)}}


CASES: Mapping[str, Callable[[], Sheets]] = {
    each.__name__: each
    for each in (
        *(questions, lists, cells, columns, groups),
        *(references, expressions, refusals, problems, files),
    )
}
OLD = ("questions", "lists")
"""Those that are measured as .xls too."""


def write_xlsx(sheets: Sheets) -> bytes:
    """Return the sheets as an .xlsx."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False}) as book:
        for name, rows in {**sheets, "settings": _SETTINGS}.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return buffer.getvalue()


def write_xls(sheets: Sheets) -> bytes:
    """Return the sheets as an .xls."""
    book = xlwt.Workbook()
    for name, rows in {**sheets, "settings": _SETTINGS}.items():
        sheet = book.add_sheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell is not None:
                    sheet.write(number, column, cell)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _peak() -> float:
    """Return the largest memory of this process in MB; ``ru_maxrss`` would count what it was forked from."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("memory is measured on Linux")


def measure(path: str) -> None:
    """Import the workbook; print seconds of CPU, MB at the peak, MB once everything is loaded, and the number of problems."""
    for small in (write_xlsx(_SMALL), write_xls(_SMALL)):
        review(read_xlsform(small))
    loaded, workbook = _peak(), Path(path).read_bytes()
    started = time.process_time()
    found = review(read_xlsform(workbook))
    seconds = time.process_time() - started
    sys.stdout.write(json.dumps([seconds, _peak(), loaded, len(found.problems)]))


def figures() -> dict[str, Figure]:
    """Import each workbook in a process of its own."""
    workbooks = {name: write_xlsx(make()) for name, make in CASES.items()}
    workbooks |= {f"{name}.xls": write_xls(CASES[name]()) for name in OLD}
    found: dict[str, Figure] = {}
    memory: dict[str, float] = {}
    for name, content in workbooks.items():
        with tempfile.NamedTemporaryFile() as file:
            file.write(content)
            file.flush()
            seconds, peak, loaded, number = stage.run_module("bench.importing", {}, file.name)
        beside = f"{len(content) / 1e6:.1f} MB file, {peak:.0f} MB of memory ({loaded:.0f} MB loaded), {number} problems"
        found[f"import of {name}"] = Figure(seconds, "s of CPU", MOST_SECONDS, beside=beside)
        memory[name] = peak
    worst = max(memory, key=lambda name: memory[name])
    peak = Figure(memory[worst], "MB at the peak", MOST_MEGABYTES, beside=worst)
    return {**found, "import's memory": peak}


if __name__ == "__main__":
    measure(sys.argv[1])
