"""One definition for each thing that a check of the whole form finds: what is found, and where."""

from typing import Any

from tests.forms.definitions import document, row

Example = tuple[str, str, dict[str, Any]]
"""The code, the JSON pointer, the definition."""

_BOTH = {"kk": "Сұрақ", "ru": "Вопрос"}


def _repeat(*rows: object, **keys: object) -> dict[str, Any]:
    return row("begin_repeat", "people", questions=list(rows), **keys)


EXAMPLES: tuple[Example, ...] = (
    (
        "form.not_in_language",
        "/questions/1/hint",
        document(row("text", label=_BOTH), row("text", "b", label=_BOTH, hint={"kk": "?"})),
    ),
    (
        "form.mostly_not_in_language",
        "/questions",
        document(row("text", label=_BOTH), *(row("text", f"t{number}") for number in range(25))),
    ),
    ("form.language_missing", "/questions/0/label", document(row("text", label={"ru": "?"}))),
    ("form.bad_appearance", "/questions/0/appearance", document(row("text", appearance="glitter"))),
    ("form.bad_default", "/questions/0/default", document(row("integer", default="many"))),
    ("form.means_nothing", "/questions/0/required", document(row("note", required=True))),
    ("form.empty_group", "/questions/0", document(row("begin_group", questions=[]), row("text"))),
    (
        "form.no_file",
        "/questions/0/list_name",
        document(row("select_one_from_file", list_name="cities.csv")),
    ),
    ("form.nothing_to_answer", "/questions", document(row("note"))),
    (
        "form.no_constraint_message",
        "/questions/0/constraint",
        document(row("integer", constraint=". > 0")),
    ),
    ("form.unused_list", "/choices/who", document(row("text"))),
    ("form.never_answered", "/questions/0/type", document(row("deviceid"))),
    (
        "form.role_in_repeat",
        "/questions/0/questions/0/role",
        document(_repeat(row("text", role="name"))),
    ),
)
"""Each is found by the review alone; what an event or files are needed for is in the tests there."""
