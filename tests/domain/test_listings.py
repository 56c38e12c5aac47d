from chalicelib.domain.list_lines import ListLine
from chalicelib.domain.listings import ListedRow, ListQuery, Sort, row_test, sort_key
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
