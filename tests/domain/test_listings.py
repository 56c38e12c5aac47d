import pytest

from chalicelib.domain.list_lines import ListLine
from chalicelib.domain.listings import (
    ListedRow,
    ListQuery,
    SearchIn,
    Sort,
    contains,
    fold_text,
    row_test,
    sort_key,
)
from chalicelib.forms.intake import Form
from chalicelib.forms.validation import read_definition


def row(list_line: str = "", stat_line: str = "1|1||") -> ListedRow:
    return ListedRow("2026-06-13T05:00:00.000000Z", "id", stat_line, list_line)


def test_a_line_is_read_as_it_was_written() -> None:
    texts = {
        "name": "Айша\tӘлі\nқызы",
        "email": "a@b.kz",
        "phone": "+7701",
        "organisation": "x" * 300,
    }
    line = ListLine.of("kk", "AAAAA-BBBBB", texts)
    assert ListLine.parse(str(line)) == line
    assert line == ListLine("kk", "AAAAA-BBBBB", "Айша Әлі қызы", "x" * 100, "a@b.kz +7701")
    bare = ListLine.of("ru", "AAAAA-BBBBB", {})
    assert str(bare) == "ru\tAAAAA-BBBBB"
    assert ListLine.parse(str(bare)) == bare
    assert ListLine.parse("") == ListLine("", "")


def test_names_sort_by_the_kazakh_alphabet() -> None:
    alphabet = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
    lines = [row(str(ListLine("kk", "R", f"{letter}я"))) for letter in alphabet.upper()]
    assert sorted(set(lines), key=lambda each: sort_key(each, Sort.NAME)) == lines
    nobody = row(str(ListLine("kk", "R")))
    assert max([*lines, nobody], key=lambda each: sort_key(each, Sort.NAME)) == nobody


def test_an_answer_in_any_instance_of_a_repeat_counts_as_one() -> None:
    definition = {
        "name": "f",
        "title": "F",
        "purpose": "other",
        "questions": [
            {"type": "text", "name": "why", "label": "Why"},
            {
                "type": "begin_repeat",
                "name": "members",
                "label": "Members",
                "questions": [{"type": "integer", "name": "age", "label": "Age"}],
            },
        ],
    }
    form = Form(read_definition(definition), 1)
    test = row_test(ListQuery(answered="members/age"), {1: form})
    for members, expected in (([], False), ([{}], False), ([{}, {"age": 7}], True)):
        line = form.stat_line(form.restore({"members": members} if members else {}))
        assert test(row(stat_line=line)) is expected
    assert row_test(ListQuery(answered="unknown"), {1: form})(row()) is False


def test_a_line_without_answers_has_a_version_and_a_category() -> None:
    assert row(stat_line="1|3|pupil").head == ("3", "pupil")
    assert row(stat_line="").head == ("", "")


def test_a_search_is_a_receipt_code_when_it_reads_as_one() -> None:
    assert ListQuery(search="o1aBc defgh").receipt == "01ABC-DEFGH"
    for search in ("", "Айша", "ABCDE-FGHI", "ABCDE-FGHIJK"):
        assert ListQuery(search=search).receipt is None


PUPIL = row(str(ListLine("kk", "AAAAA-BBBBB", "Айша Ёлкина", "Мектеп", "a@b.kz")), "1|1|pupil|")
TEACHER = row(str(ListLine("ru", "CCCCC-DDDDD", "Дана", "Лицей", "d@b.kz")), "1|2|teacher|")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (ListQuery(), [PUPIL, TEACHER]),
        (ListQuery(category="pupil"), [PUPIL]),
        (ListQuery(version=2), [TEACHER]),
        (ListQuery(category="teacher", version=2), [TEACHER]),
        (ListQuery(category="teacher", version=1), []),
        (ListQuery(language="ru"), [TEACHER]),
        (ListQuery(language="en"), []),
        (ListQuery(search="ЕЛКИНА айша"), [PUPIL]),
        (ListQuery(search="елкина дана"), []),
        (ListQuery(search="d@b.kz"), [TEACHER]),
        (ListQuery(search="b.kz", language="kk"), [PUPIL]),
        (ListQuery(search="b.kz", language="ru", category="pupil"), []),
        (ListQuery(search="nowhere", search_in=SearchIn.ANSWERS), [PUPIL, TEACHER]),
    ],
)
def test_a_row_is_found_by_its_lines(query: ListQuery, found: list[ListedRow]) -> None:
    test = row_test(query, {})
    assert [each for each in (PUPIL, TEACHER) if test(each)] == found


def test_case_and_the_dots_of_yo_make_no_difference_to_a_search() -> None:
    assert fold_text("ЁЛКА Әсем") == "елка әсем"
    assert contains("Ёлка, Әсем", ("елка", "әсем"))
    assert not contains("Ёлка", ("елка", "әсем"))


def test_categories_sort_by_name_and_rows_without_one_come_last() -> None:
    nobody = row(stat_line="1|1||")
    rows = [nobody, TEACHER, PUPIL]
    ordered = sorted(rows, key=lambda each: sort_key(each, Sort.CATEGORY))
    assert ordered == [PUPIL, TEACHER, nobody]
    assert sort_key(PUPIL, Sort.LANGUAGE) == "kk"


def test_a_question_is_answered_in_the_versions_that_ask_it() -> None:
    why = {"type": "text", "name": "why", "label": "Why"}
    other = {"type": "text", "name": "other", "label": "Other"}
    document = {"name": "f", "title": "F", "purpose": "other"}
    forms = {
        1: Form(read_definition({**document, "questions": [other]}), 1),
        2: Form(read_definition({**document, "questions": [other, why]}), 2),
    }
    test = row_test(ListQuery(answered="why"), forms)
    answered = [
        (version, answers, test(row(stat_line=form.stat_line(form.restore(answers)))))
        for version, form in forms.items()
        for answers in ({"other": "a"}, {"other": "a", "why": "b"})
        if version == 2 or "why" not in answers
    ]
    assert answered == [
        (1, {"other": "a"}, False),
        (2, {"other": "a"}, False),
        (2, {"other": "a", "why": "b"}, True),
    ]
    assert not test(row(stat_line="1|2||1"))  # a line that ends before the question
