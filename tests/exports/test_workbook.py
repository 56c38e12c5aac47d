"""The workbook, read back by openpyxl: typed cells, linked repeats, nothing that a spreadsheet would run."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.proposals import Proposal, ProposalOutcome, ProposalState
from chalicelib.domain.stat_folds import EMPTY, fold
from chalicelib.domain.submissions import AnswerFile, Response, Submission
from chalicelib.domain.summaries import Summary, summarise
from chalicelib.exports import labelled_figures
from chalicelib.exports.workbook import WordedProposal, WorkbookSource, book, write_workbook
from chalicelib.forms.intake import Form
from chalicelib.forms.text import is_clean
from chalicelib.forms.validation import read_definition
from tests.exports.test_golden import EVENT, FORMS, make_submissions, question, stat_lines
from tests.forms.definitions import NOW

PHOTO = "00000000-0000-4000-8000-0000000000aa"
DEFINITION: dict[str, Any] = {
    "name": "talk",
    "purpose": "proposals",
    "title": {"kk": "Ұсыныстар [2026]: не істейміз? / Қандай іс керек", "en": "=Proposals"},
    "choices": {"topics": [{"name": "books", "label": {"kk": "Кітап", "en": "+Books"}}]},
    "questions": [
        question("text", "why", "Неліктен?", "=Why?"),
        question("integer", "many", "Нешеу?", "How many?"),
        question("decimal", "hours", "Сағат", "Hours"),
        question("date", "day", "Күні", "Day"),
        question("time", "clock", "Уақыты", "Time"),
        question("dateTime", "moment", "Сәті", "Moment"),
        question("select_multiple", "topics", "Тақырыптар", "Topics", list_name="topics"),
        question("calculate", "sum", "Қосынды", "Sum", calculation="${many} * 2"),
        question("file", "plan", "Жоспар", "Plan"),
        question(
            "begin_repeat",
            "members",
            "Мүшелер: [1]",
            "Members",
            questions=[
                question("text", "name", "Аты", "Name"),
                question(
                    "begin_repeat",
                    "pets",
                    "Жануарлар",
                    "Pets",
                    questions=[question("text", "pet", "Аты", "Pet")],
                ),
            ],
        ),
    ],
}
FORM = Form(read_definition(DEFINITION), 1, time_zone=EVENT.time_zone)
TEXTS = Form(read_definition({**DEFINITION, "questions": DEFINITION["questions"][:1]}), 1)


def submission(
    number: int = 0, files: tuple[AnswerFile, ...] = (), form: Form = FORM, **answers: object
) -> Submission:
    accepted = form.check(answers, now=NOW)
    return Response(
        id=f"00000000-0000-4000-8000-00000000000{number}",
        event=EVENT.id,
        form="talk",
        version=1,
        language="kk",
        received_at=datetime(2026, 6, 13, 20, 0, 59, 999999, tzinfo=UTC),
        category=None,
        answers=accepted.values,
        stat_line=form.stat_line(accepted),
        payload_hash="",
        receipt="ABCDE-12345",
        files=files,
    )


def write(submissions: list[Submission], form: Form = FORM, **changes: Any) -> bytes:
    forms = {1: form}
    lines = [each.stat_line for each in submissions]
    summary = summarise(fold(EMPTY, lines, forms), forms, event=EVENT, form="talk", through=NOW)
    source: dict[str, Any] = {"language": "en", "submissions": submissions, **changes}
    file = io.BytesIO()
    write_workbook(
        file, EVENT, source["language"], [WorkbookSource(EVENT, forms, summary, **source)]
    )
    return file.getvalue()


def read(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of every sheet; no cell is a formula or a link."""
    opened = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in opened:
        for row in sheet.iter_rows():
            assert {cell.data_type for cell in row} <= {"s", "n", "d", "inlineStr"}
            assert not any(cell.hyperlink for cell in row)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [each for each in archive.namelist() if "worksheets/sheet" in each]
        assert not any(b"<f>" in archive.read(each) for each in sheets)
    return {sheet.title: [*sheet.iter_rows(values_only=True)] for sheet in opened}


def test_cells_hold_what_answers_are() -> None:
    sent = submission(
        why="=1+1",
        many=7,
        hours=1.25,
        day="2026-06-13",
        clock="14:30",
        moment="2026-06-13T14:30:00+05:00",
        topics=["books"],
    )
    heading, row = read(write([sent]))["Answers"]
    assert dict(zip(heading, row, strict=True)) == {
        "No.": 1,
        "Id": sent.id,
        "Received at": datetime(2026, 6, 14, 1, 0, 59),  # noqa: DTZ001 -- spreadsheets know no zone
        "Language": "kk",
        "Version of the form": 1,
        "Category": None,
        "Receipt": "ABCDE-12345",
        "=Why?": "=1+1",
        "How many?": 7,
        "Hours": 1.25,
        "Day": datetime(2026, 6, 13),  # noqa: DTZ001 -- as above
        "Time": time(14, 30),
        "Moment": datetime(2026, 6, 13, 14, 30),  # noqa: DTZ001 -- as above
        "Topics": "+Books",
        "Sum": 14,
        "Plan": None,
        "Members": None,
    }


def test_a_sheet_is_named_filtered_and_keeps_its_heading_in_sight() -> None:
    opened = openpyxl.load_workbook(io.BytesIO(write([submission(many=3)])))
    assert opened.sheetnames == ["Figures", "All figures", "Answers", "Members", "Pets"]
    answers = opened["Answers"]
    assert (answers.freeze_panes, answers.auto_filter.ref) == ("A2", "A1:Q2")
    assert len(opened["Figures"]._charts) == 2  # of the number, and of what is calculated from it
    guarded = {cell.value for cell in answers[2] if cell.quotePrefix}
    assert guarded == set()
    assert opened.properties.title == "=Proposals: Дөңгелек үстел"


def test_repeats_have_sheets_that_name_the_row_they_belong_to() -> None:
    first = submission(members=[{"name": "А", "pets": [{"pet": "Мысық"}]}, {"name": "Ә"}])
    second = submission(1, members=[{"name": "Б", "pets": [{"pet": "Ит"}, {"pet": "Құс"}]}])
    sheets = read(write([first, second], by_label=False))
    assert sheets["Answers"][0][:2] == ("_index", "id")
    assert [row[-1] for row in sheets["Answers"]] == ["members", 2, 1]
    assert sheets["members"] == [
        ("_index", "_parent_index", "id", "members/name", "members/pets"),
        (1, 1, first.id, "А", 1),
        (2, 1, first.id, "Ә", None),
        (3, 2, second.id, "Б", 2),
    ]
    assert sheets["pets"][1:] == [
        (1, 1, first.id, "Мысық"),
        (2, 3, second.id, "Ит"),
        (3, 3, second.id, "Құс"),
    ]
    labelled = read(write([first], language="kk"))
    assert [*labelled][3:] == ["Мүшелер   1", "Жануарлар"]
    assert labelled["Жануарлар"][0][1] == "«Мүшелер   1» парағындағы №"


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "-2+3",
        "\u202e=abc",
        "<r>a</r>",
        "_x0041_",
        "🙂" * 9,
    ],
)
def test_texts_stay_texts(text: str) -> None:
    content = write([submission(form=TEXTS, why=text)], TEXTS)
    assert read(content)["Answers"][1][7].replace("_x005F", "") == text
    cell = openpyxl.load_workbook(io.BytesIO(content))["Answers"]["H2"]
    assert bool(cell.quotePrefix) == text.startswith(("=", "+", "@", "-"))


@given(st.text(min_size=1).filter(is_clean))
@settings(max_examples=10)
def test_any_text_is_read_back(text: str) -> None:
    accepted = FORM.check({"why": text}, now=NOW).values.get("why")
    shown = read(write([submission(form=TEXTS, why=text)], TEXTS))["Answers"][1][7]
    assert re.sub(r"_x005F(?=_x)", "", shown or "") == str(accepted or "").replace("\r", "\n")


def test_a_text_too_long_for_a_cell_goes_on_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers of emoji: each counts as two."""
    monkeypatch.setattr(book, "LONGEST_TEXT", 200)
    text = "0123456789" * 10 + "🙂" * 250
    sheets = read(write([submission(why=text)]))
    beginning = sheets["Answers"][1][7]
    assert beginning.endswith("… (continued in “Long texts”, row 2)")
    parts = sheets["Long texts"][1:]
    assert {part[:3] for part in parts} == {("Answers", 2, "=Why?")}
    assert beginning.partition(" … (")[0] + "".join(part[3] for part in parts) == text


def test_a_full_sheet_goes_on_in_a_further_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "MOST_ROWS", 3)
    sheets = read(write([submission(n, why=str(n)) for n in range(5)]))
    rows = [row[0] for name, each in sheets.items() if name.startswith("Answers") for row in each]
    assert rows == ["No.", 1, 2, "No.", 3, 4, "No.", 5]


def test_dates_and_numbers_beyond_a_spreadsheet_are_texts() -> None:
    form = Form(
        read_definition(
            {
                **DEFINITION,
                "questions": [
                    question("date", "day", "Күні", "Day"),
                    question(
                        "calculate", "sum", "Қосынды", "Sum", calculation="'1234567890123456'"
                    ),
                ],
            }
        ),
        1,
    )
    row = read(write([submission(form=form, day="1837-06-20")], form))["Answers"][1]
    assert row[-2:] == ("1837-06-20", "1234567890123456")


def test_files_are_named_with_their_addresses() -> None:
    file = AnswerFile(PHOTO, "plan", "Жоспар.pdf", "application/pdf", 9, "")
    sent = submission(files=(file,), plan=PHOTO)
    rows = read(write([sent], link=lambda answer, file: f"https://p.example/{answer}/{file}"))
    assert rows["Answers"][1][-2] == f"Жоспар.pdf https://p.example/{sent.id}/{PHOTO}"


def summary() -> Summary:
    state = fold(EMPTY, stat_lines(), FORMS)
    return summarise(state, FORMS, event=EVENT, form="impressions", through=NOW)


def test_figures_are_those_of_the_csv_and_hide_the_same_groups() -> None:
    file = io.BytesIO()
    write_workbook(file, EVENT, "en", [WorkbookSource(EVENT, FORMS, summary(), "en")])
    sheets = read(file.getvalue())
    assert [*sheets] == ["Figures", "All figures"]
    heading, *expected = labelled_figures.rows(summary(), EVENT, "en")
    shown_heading, *shown = sheets["All figures"]
    assert list(shown_heading) == list(heading)[:-1]
    assert [[cell or "" for cell in row[:-1]] for row in shown] == [row[:-2] for row in expected]
    for row, (*_, exact) in zip(shown, expected, strict=True):
        value = row[-1]
        if isinstance(value, int | float):
            assert float(exact) == pytest.approx(value, rel=1e-14)  # spreadsheets keep 15 digits
    hidden = [row for row in expected if row[7] == "suppressed"]
    assert hidden
    text = "Groups with fewer than 5 answers are not shown"
    assert sheets["Figures"][3][0].startswith(text)


def test_rows_of_several_versions_share_their_columns() -> None:
    file = io.BytesIO()
    rows = make_submissions()
    source = WorkbookSource(EVENT, FORMS, summary(), "en", rows, by_label=False)
    write_workbook(file, EVENT, "en", [source])
    heading, *cells = read(file.getvalue())["Answers"]
    assert [dict(zip(heading, row, strict=True))["_id"] for row in cells] == [r.id for r in rows]
    assert [dict(zip(heading, row, strict=True))["id"] for row in cells] == [None, None, -7, None]


def test_a_workbook_of_an_event_names_sheets_by_form_and_has_its_proposals() -> None:
    proposal = Proposal(
        event=EVENT.id,
        number=3,
        state=ProposalState.ACCEPTED,
        wording={"kk": "=Кітапхана"},
        sources=(),
        responsible={"en": "School"},
        due=date(2026, 9, 1),
        outcome=ProposalOutcome.DONE,
        changed_at=NOW,
        changed_by="a",
    )
    figures = summarise(EMPTY, {1: FORM}, event=EVENT, form="talk", through=NOW)
    sources = [
        WorkbookSource(EVENT, {1: FORM}, figures, "en", [submission(why="a")]),
        WorkbookSource(EVENT, FORMS, summary(), "en", []),
    ]
    file = io.BytesIO()
    worded = [WordedProposal(proposal, proposal.text({}))]
    write_workbook(file, EVENT, "en", sources, worded)
    sheets = read(file.getvalue())
    assert [*sheets] == [
        "=Proposals – Figures",
        "=Proposals – All figures",
        "=Proposals – Answers",
        "=Proposals – Members",
        "=Proposals – Pets",
        "Impressions – Figures",
        "Impressions – All figures",
        "Impressions – Answers",
        "Proposals",
    ]
    day = datetime(2026, 9, 1)  # noqa: DTZ001 -- spreadsheets know no zone
    told = (3, "=Кітапхана", "Accepted", None, None, "School", day, "Carried out", None, None)
    assert sheets["Proposals"][1:] == [told]


def test_nothing_is_left_of_a_workbook_that_was_not_finished(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def break_off() -> Iterator[Submission]:
        yield submission()
        raise ConnectionError

    forms: dict[int, Form] = {1: FORM}
    figures = summarise(EMPTY, forms, event=EVENT, form="talk", through=NOW)
    source = WorkbookSource(EVENT, forms, figures, "kk", break_off())
    with pytest.raises(ConnectionError):
        write_workbook(io.BytesIO(), EVENT, "kk", [source])
    assert list(tmp_path.iterdir()) == []
