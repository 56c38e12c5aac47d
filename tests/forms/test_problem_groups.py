"""Problems of one code are grouped, those that say the same are one statement, and their rows are runs."""

from chalicelib.errors import Problem, SourceLocation
from chalicelib.forms.problem_groups import ColumnRows, ProblemGroup, group_problems
from chalicelib.forms.problems import problem


def row_warnings(name: str, *rows: int | None, column: str | None = "type") -> list[Problem]:
    """Return warnings of one code with that name in the message, in those rows of the survey."""
    return [
        Problem(
            "",
            "form.ignored_row",
            "The row “{type}” has no effect here.",
            {"type": name, "at": row},  # only what the message shows tells statements apart
            "warning",
            SourceLocation("survey", row, column),
        )
        for row in rows
    ]


def test_errors_come_first_and_the_same_words_come_once_with_their_rows() -> None:
    refused = problem("form.no_list", "/questions/3/list_name", name="colours")
    groups = group_problems([*row_warnings("a", 9, 3, 4, 5), *row_warnings("b", 7), refused])
    assert [(each.severity, each.code, each.count) for each in groups] == [
        ("error", "form.no_list", 1),
        ("warning", "form.ignored_row", 5),
    ]
    first, second = groups[1].statements
    assert (first.parameters["type"], second.parameters["type"]) == ("a", "b")
    assert first.cells == (ColumnRows("survey", "type", ((3, 5), (9, 9))),)
    assert second.cells == (ColumnRows("survey", "type", ((7, 7),)),)
    (statement,) = groups[0].statements
    assert (statement.cells, statement.names) == ((), ("/questions/3/list_name",))


def test_places_are_told_apart_by_column_and_a_whole_sheet_has_no_rows() -> None:
    problems = [
        *row_warnings("a", 2, 2),
        *row_warnings("a", None, column=None),
        *row_warnings("a", 3, column="label"),
    ]
    (group,) = group_problems(problems)
    assert group == ProblemGroup(
        "warning", "form.ignored_row", problems[0].message, group.statements
    )
    (statement,) = group.statements
    assert statement.problems == tuple(problems)
    assert statement.cells == (
        ColumnRows("survey", "type", ((2, 2),)),
        ColumnRows("survey", None, ()),
        ColumnRows("survey", "label", ((3, 3),)),
    )


def test_a_code_with_two_messages_or_severities_is_two_groups() -> None:
    one = problem("form.no_file", "/questions/0", name="a.csv")
    other = Problem("", one.code, one.message, one.parameters)
    assert [each.severity for each in group_problems([one, other])] == ["error", "warning"]
    assert group_problems([]) == ()
