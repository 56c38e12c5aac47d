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
    (
        "form.search_ignored",
        "/questions/0/appearance",
        document(
            row("select_one", appearance="minimal search('fruits', 'contains', 'name', ${b})")
        ),
    ),
    ("form.bad_appearance", "/questions/0/appearance", document(row("text", appearance="glitter"))),
    ("form.bad_default", "/questions/0/default", document(row("integer", default="many"))),
    ("form.means_nothing", "/questions/0/required", document(row("note", required=True))),
    ("form.empty_group", "/questions/0", document(row("begin_group", questions=[]), row("text"))),
    (
        "form.no_file",
        "/questions/0/list_name",
        document(row("select_one_from_file", list_name="cities.csv")),
    ),
    (
        "form.no_file",
        "/questions/0/name",
        document(row("csv-external", "fruits"), row("text"), data={}),
    ),
    (
        "form.no_file",
        "/questions/0/relevant",
        document(row("text", relevant="pulldata('fruits', 'price', 'code', 'a') > 1")),
    ),
    (
        "form.no_file",
        "/questions/0/list_name",
        document(
            row("select_one_from_file", list_name="cities.csv"),
            data={"cities.csv": [{"name": "a"}]},
        ),
    ),
    (
        "form.unused_list",
        "/data/cities.csv",
        document(row("text"), data={"cities.csv": [{"name": "a"}]}),
    ),
    (
        "form.expression_unknown_column",
        "/questions/1/relevant",
        document(
            row("csv-external", "fruits"),
            row("text", relevant="instance('fruits')/root/item[kode = 'a']/price > 1"),
            data={"fruits.csv": [{"code": "a", "price": "2"}]},
        ),
    ),
    (
        "form.expression_pulldata_name",
        "/questions/1/relevant",
        document(row("text", "a"), row("text", relevant="pulldata('f', ${a}, 'code', 'a') > 1")),
    ),
    (
        "form.data_name_clash",
        "/questions/1/relevant",
        document(
            row("select_one"), row("text", "t", relevant="pulldata('who', 'a', 'b', 'c') > 1")
        ),
    ),
    (
        "form.data_name_clash",
        "/questions/1/list_name",
        document(row("xml-external", "towns"), row("select_one_from_file", list_name="towns.csv")),
    ),
    (
        "form.data_has_no_answer",
        "/questions/1/relevant",
        document(row("csv-external", "a"), row("text", relevant="${a} = 1")),
    ),
    (
        "form.data_has_no_answer",
        "/questions/1/label/ru",
        document(row("csv-external", "a"), row("text", label={"kk": "A", "ru": "${a}"})),
    ),
    (
        "form.duplicate_data",
        "/questions/1/questions/0/name",
        document(row("csv-external", "a"), _repeat(row("csv-external", "a"), row("text"))),
    ),
    ("form.wrong_type", "/data/a.csv", document(row("text"), data={"a.csv": 1, "b.csv": [{}]})),
    ("form.wrong_type", "/data/a.csv/0", document(row("text"), data={"a.csv": [1]})),
    (
        "form.too_long",
        "/data/a.csv/0",
        document(row("text"), data={"a.csv": [{"x": "ш" * 5001}]}),
    ),
    ("form.bad_text", "/data/a.csv/0", document(row("text"), data={"a.csv": [{"x": "\0"}]})),
    (
        "form.expression_misspelt_name",
        "/questions/1/relevant",
        document(row("integer", "age"), row("text", relevant="${aeg} > 5")),
    ),
    (
        "form.expression_misspelt_name",
        "/questions/1/trigger",
        document(row("integer", "age"), row("calculate", trigger="${aeg}", calculation="1")),
    ),
    (
        "form.expression_unknown_name",
        "/questions/1/trigger",
        document(row("integer", "age"), row("calculate", trigger="${zzz}", calculation="1")),
    ),
    (
        "form.trigger_nothing",
        "/questions/1/trigger",
        document(row("integer", "age"), row("calculate", trigger="age", calculation="1")),
    ),
    (
        "form.expression_unknown_name",
        "/questions/0/label/kk",
        document(row("text", label={"kk": "Сәлем, ${zzz}!"})),
    ),
    (
        "form.expression_ambiguous_name",
        "/questions/2/relevant",
        document(
            row("begin_group", "g", questions=[row("text", "same")]),
            row("begin_group", "h", questions=[row("text", "same")]),
            row("text", "t", relevant="${same} = 'x'"),
        ),
    ),
    (
        "form.expression_bad_syntax",
        "/questions/0/constraint",
        document(row("integer", constraint=". > > 5")),
    ),
    (
        "form.expression_unknown_path",
        "/questions/1/relevant",
        document(row("text", "a"), row("text", "b", relevant="../c = 'x'")),
    ),
    (
        "form.expression_unknown_column",
        "/questions/1/choice_filter",
        document(row("text", "t"), row("select_one", choice_filter="region = ${t}")),
    ),
    (
        "form.cycle",
        "/questions/0/relevant",
        document(row("text", "a", relevant="${b} = 1"), row("text", "b", relevant="${a} = 1")),
    ),
    (
        "form.expression_last_saved",
        "/questions/0/default",
        document(row("text", "a", default="${last-saved#a}")),
    ),
    (
        "form.expression_last_saved",
        "/questions/0/label/kk",
        document(row("text", "a", label={"kk": "Бұрын: ${last-saved#a}"})),
    ),
    (
        "form.expression_always_empty",
        "/questions/0/calculation",
        document(row("calculate", calculation="property('email')")),
    ),
    (
        "form.expression_label_in_language",
        "/questions/0/choice_filter",
        document(row("select_one", choice_filter="label::English != ''")),
    ),
    (
        "form.hides_itself",
        "/questions/0/relevant",
        document(row("begin_group", "g", relevant="./a != 'x'", questions=[row("text", "a")])),
    ),
    (
        "form.from_outside_repeat",
        "/questions/1/calculation",
        document(_repeat(row("integer", "age")), row("calculate", calculation="${age} + 1")),
    ),
    (
        "form.from_outside_repeat",
        "/questions/1/relevant",
        document(_repeat(row("integer", "age")), row("text", relevant="${age} > 17")),
    ),
    (
        "form.from_outside_repeat",
        "/questions/1/label/kk",
        document(_repeat(row("integer", "age")), row("text", label={"kk": "${age}"})),
    ),
    (
        "form.unknown_choice",
        "/questions/1/required",
        document(row("select_one", "w"), row("text", required="${w} = 'Pupil'")),
    ),
    (
        "form.unknown_choice",
        "/questions/1/constraint",
        document(row("select_multiple", "w"), row("text", constraint="selected(${w}, 'pupils')")),
    ),
    ("form.unreachable", "/questions/0/relevant", document(row("text", relevant="1 = 2"))),
    (
        "form.unreachable",
        "/questions/1/relevant",
        document(row("select_one", "w"), row("text", relevant="'x' = ${w} and 1 = 1")),
    ),
    (
        "form.unreachable",
        "/questions/1/questions/0/relevant",
        document(
            row("select_one", "w"),
            row(
                "begin_group",
                "g",
                relevant="${w} = 'pupil'",
                questions=[row("text", relevant="selected(${w}, 'teacher')")],
            ),
        ),
    ),
    (
        "form.default_refused",
        "/questions/0/default",
        document(row("integer", default="few", constraint=". >= 5")),
    ),
    (
        "form.default_refused",
        "/questions/0/default",
        document(row("integer", default="3", constraint=". >= 5")),
    ),
    (
        "form.default_refused",
        "/questions/0/default",
        document(row("text", default="жоқ", constraint="regex(., '[a-z]+') and . != ''")),
    ),
    ("form.nothing_to_answer", "/questions", document(row("note"))),
    (
        "form.no_constraint_message",
        "/questions/0/constraint",
        document(row("integer", constraint=". > 0")),
    ),
    ("form.one_page", "/style", document(row("text"), style="pages toc")),
    ("form.unknown_type", "/questions/0/type", document(row("nothing"), style="pages toc")),
    (
        "form.one_page",
        "/style",
        document(row("begin_group", "g", questions=[row("text")]), style="pages"),
    ),
    ("form.unused_list", "/choices/who", document(row("text"))),
    ("form.never_answered", "/questions/0/type", document(row("deviceid"))),
    ("form.never_answered", "/questions/0/type", document(row("geotrace"))),
    (
        "form.role_in_repeat",
        "/questions/0/questions/0/role",
        document(_repeat(row("text", role="name"))),
    ),
    (
        "form.repeats_unchecked",
        "/questions",
        document(row("text", role="email"), purpose="registration"),
    ),
    (
        "form.repeats_unchecked",
        "/questions",
        document(
            row("text", "phone", role="phone", required=True),
            purpose="registration",
            one_place_per="email",
        ),
    ),
    (
        "form.repeats_unchecked",
        "/questions",
        document(
            row("select_one", "w"),
            row(
                "begin_group",
                "g",
                relevant="${w} = 'pupil'",
                questions=[row("text", role="email", required=True)],
            ),
            purpose="registration",
        ),
    ),
    (
        "form.confirmation_without_email",
        "/confirm_email",
        document(
            row("text", role="email"),
            row("text", "phone", role="phone", required=True),
            purpose="registration",
            confirm_email=True,
        ),
    ),
    (
        "form.no_contact_question",
        "/contact_required",
        document(row("text", role="name"), contact_required=True),
    ),
)
"""Each is found by the review alone; what an event or files are needed for is in the tests there."""
