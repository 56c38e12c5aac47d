"""A form's rules as the page's script reads them."""

from typing import Any

import pytest

from chalicelib.forms.intake import Form
from chalicelib.forms.logic.client_rules import write_client_rules
from chalicelib.locales import Language
from chalicelib.xpath.time_zones import get_zone
from tests.forms.definitions import LISTS, form_of, row
from tests.forms.logic.checking import group, repeat

CITIES = {
    "regions": [{"name": name, "label": name} for name in ("north", "south")],
    "cities": [
        {"name": "petropavl", "label": {"kk": "П", "en": "P"}, "region": "north"},
        {"name": "taraz", "region": "south"},
    ],
}
A = ["answer", 0, "a"]
NUMBER_A = ["to-number", A]
TEXT_FIT = {"kind": "text", "min": 0, "max": 4000}
INTEGER_FIT = {"kind": "integer", "min": 0, "max": 10}


def rules_of(form: Form, language: Language = "en") -> dict[str, Any]:
    """Return the rules as JSON; labels are written in lower case."""
    return dict(write_client_rules(form.page_logic, language, form.time_zone, str.lower).to_json())


def rows_of(*rows: object, choices: object = LISTS) -> list[dict[str, Any]]:
    """Return the rules of each row, without empty lists."""
    nodes: list[dict[str, Any]] = rules_of(form_of(*rows, choices=choices))["nodes"]
    return [{key: value for key, value in node.items() if value != []} for node in nodes]


def test_a_form_says_its_language_order_and_scopes() -> None:
    form = form_of(
        row("calculate", "total", calculation="sum(${n})"),
        repeat(row("integer", "n"), repeat(row("text", "t"), name="inner")),
        time_zone="Europe/Berlin",
    )
    rules = rules_of(form, "ru")
    assert (rules["language"], rules["maxInstances"]) == ("ru", 100)
    assert rules["zone"] == get_zone("Europe/Berlin").table
    assert rules["order"] == [1, 2, 0, 3, 4]
    assert rules["scopes"] == [[0, 1], [2, 3], [4]]
    assert [(node["scope"], node.get("inner")) for node in rules["nodes"]] == [
        (0, None),
        (0, 1),
        (1, None),
        (1, 2),
        (2, None),
    ]


def test_a_form_without_logic_says_no_offsets_of_its_zone() -> None:
    assert rules_of(form_of(row("text", "t", required=True)))["zone"] == ()


def test_a_form_says_what_its_types_are_and_of_no_others() -> None:
    rows = [
        group(row("integer", "a")),
        row("select_one", "b"),
        row("calculate", "c", calculation="1"),
        row("decimal", "d"),
    ]
    assert rules_of(form_of(*rows))["types"] == {
        "begin_group": {"source": "none", "reader": "text", "isContainer": True},
        "calculate": {"source": "expression", "reader": "calculation"},
        "decimal": {"source": "person", "reader": "number", "widget": "number"},
        "integer": {"source": "person", "reader": "number", "widget": "number", "isWhole": True},
        "select_one": {"source": "person", "reader": "one", "widget": "choices"},
    }


@pytest.mark.parametrize(("language", "label"), [("en", "p"), ("kk", "п"), ("ru", "п")])
def test_a_list_that_an_expression_reads_has_its_columns_and_plain_labels(
    language: Language, label: str
) -> None:
    form = form_of(
        row("select_one", "region", list_name="regions"),
        row("select_one", "city", list_name="cities", choice_filter="region = ${region}"),
        choices=CITIES,
    )
    assert rules_of(form, language)["lists"] == {
        "cities": [
            {"region": "north", "name": "petropavl", "label": label},
            {"region": "south", "name": "taraz", "label": "taraz"},
        ]
    }


def test_a_plain_question_says_its_type_and_key_only() -> None:
    assert rows_of(row("text", "a"), row("note", "n"), row("start", "s")) == [
        {"type": "text", "key": "a", "scope": 0, "entered": True},
        {"type": "note", "key": "n", "scope": 0},
        {"type": "start", "key": "s", "scope": 0},
    ]


def test_a_row_has_its_conditions_as_trees() -> None:
    _, conditional = rows_of(
        row("integer", "a"),
        row(
            "text",
            "b",
            relevant="${a} > 1",
            required="${a} = 2",
            read_only="${a} = 3",
            constraint=". != ${a}",
        ),
    )
    assert conditional == {
        "type": "text",
        "key": "b",
        "scope": 0,
        "entered": True,
        "relevant": [">n", NUMBER_A, 1],
        "required": ["=n", NUMBER_A, 2],
        "readOnly": ["=n", NUMBER_A, 3],
        "constraint": ["!=t", ["to-string", ["self"]], ["to-string", A]],
    }


def test_a_question_that_is_always_required_says_so() -> None:
    [required] = rows_of(row("text", "a", required=True))
    assert required["required"] is True


def test_number_limits_are_told_and_no_others() -> None:
    integer, decimal, day = rows_of(
        row("integer", "a", min=0, max=10),
        row("decimal", "b", min=0.5),
        row("date", "c", min="2026-01-01", max="2026-12-31"),
    )
    assert (integer["min"], integer["max"]) == (0, 10)
    assert (decimal["min"], "max" in decimal) == (0.5, False)
    assert not {"min", "max"} & day.keys()


def test_a_choice_filter_names_its_list_and_whether_all_is_ranked() -> None:
    tree = ["=s", ["to-string", ["answer", 1, "region"]], ["to-string", ["answer", 0, "region"]]]
    keys = {"list_name": "cities", "choice_filter": "region = ${region}"}
    _, one, ranking, unfiltered = rows_of(
        row("select_one", "region", list_name="regions"),
        row("select_one", "city", **keys),
        row("rank", "best", **keys),
        row("rank", "any", list_name="cities"),
        choices=CITIES,
    )
    assert one == {
        "type": "select_one",
        "key": "city",
        "scope": 0,
        "entered": True,
        "choiceFilter": tree,
        "list": "cities",
    }
    assert (ranking["list"], ranking["choiceFilter"], ranking["ranksAll"]) == ("cities", tree, True)
    assert unfiltered == {"type": "rank", "key": "any", "scope": 0, "entered": True}


def test_a_question_with_other_says_so() -> None:
    one, *_ = rows_of(row("select_one", "a", or_other=True))
    assert one["orOther"] is True


class TestConstraintMessage:
    def message(self, language: Language = "en", **keys: object) -> object:
        form = form_of(row("integer", "a"), row("integer", "b", **keys))
        return rules_of(form, language)["nodes"][1].get("constraintMessage")

    def test_its_names_are_pieces_of_their_own(self) -> None:
        message = {"kk": "${a} емес", "en": "Not ${a}, please"}
        keys: dict[str, Any] = {"constraint": ". != ${a}", "constraint_message": message}
        assert self.message(**keys) == ["Not ", {"name": "a"}, ", please"]
        assert self.message("kk", **keys) == [{"name": "a"}, " емес"]

    def test_a_message_without_a_constraint_is_left_out(self) -> None:
        assert self.message(constraint_message="Not that") is None

    def test_a_constraint_may_have_none(self) -> None:
        assert self.message(constraint=". > 1") is None


class TestDependents:
    def test_they_are_the_rows_about_which_an_answer_decides(self) -> None:
        a, *others = rows_of(
            row("integer", "a"),
            row("text", "b", relevant="${a} = 1"),
            row("calculate", "c", calculation="${a} + 1"),
            repeat(row("text", "d"), repeat_count="${a}"),
            row("hidden", "e", default="${a}"),
            row("text", "f", default="${a}"),
            row("text", "g", constraint="${a} = 1"),
            row("select_one", "h", choice_filter="name = ${a}"),
        )
        assert a["dependents"] == [1, 2, 3, 5, 8]
        assert a["mentionedBy"] == [5, 6, 7]
        assert [each.get("dependents") for each in others] == [None, None, [4], *[None] * 5]

    def test_a_group_decides_about_its_rows(self) -> None:
        outer, inner, _ = rows_of(row("begin_group", "o", questions=[group(row("text", "a"))]))
        assert (outer["dependents"], inner["dependents"]) == ([1], [2])
        assert (outer.get("container"), inner["container"]) == (None, 0)

    def test_the_repeat_around_a_row_that_is_read_decides_too(self) -> None:
        around, read, _ = rows_of(
            repeat(row("integer", "n")), row("calculate", "sum", calculation="sum(${n})")
        )
        assert (around["dependents"], read["dependents"]) == ([1, 2], [2])

    def test_a_row_does_not_depend_on_itself(self) -> None:
        [own] = rows_of(row("calculate", "a", calculation="coalesce(${a}, 1)"))
        assert "dependents" not in own

    def test_a_row_is_mentioned_in_texts_and_conditions(self) -> None:
        a, label, *_, about = rows_of(
            row("integer", "a"),
            row("note", "b", label="${a}"),
            row("text", "c", hint="${a}"),
            row("text", "d", guidance_hint="${a}"),
            row("text", "e", required="${a} = 1", required_message="No ${a}"),
            row("text", "f", read_only="${a} = 1"),
            row("text", "g", constraint=". != ${a}", constraint_message="Not ${a}"),
            row("text", "h", required=True, required_message="${a}?"),
            row("text", "i", constraint=". != 1", constraint_message="${a}?"),
            row("select_one", "j", list_name="regions"),
            choices={"regions": [{"name": "north", "label": "North of ${a}"}]},
        )
        assert a["mentionedBy"] == list(range(1, 10))
        assert "dependents" not in a
        assert label["texts"] == about["texts"] == {"a": ["to-string", A]}


def test_a_private_row_is_marked_and_so_are_those_inside_it() -> None:
    plain, own, named, around, inside = rows_of(
        row("text", "a"),
        row("text", "b", private=True),
        row("text", "c", role="email"),
        repeat(row("text", "d"), private=True),
    )
    assert "private" not in plain
    assert [each.get("private") for each in (own, named, around, inside)] == [True] * 4


def test_the_parts_of_a_row_s_texts_are_trees_by_name() -> None:
    *_, note = rows_of(
        row("integer", "a"), row("text", "b"), row("note", "n", label="${a}, ${b}, ${a}")
    )
    assert note["texts"] == {
        "a": ["to-string", A],
        "b": ["to-string", ["answer", 0, "b"]],
    }


class TestFilledInAnswers:
    """What a row's answer is without anybody typing it, and what it must be like."""

    def test_a_calculation(self) -> None:
        _, silent, over, locked = rows_of(
            row("integer", "a"),
            row("calculate", "b", calculation="${a} * 2"),
            row("integer", "c", calculation="${a} * 2", min=0, max=10),
            row("integer", "d", calculation="${a} * 2", min=0, max=10, read_only=True),
        )
        twice = ["*", NUMBER_A, 2]
        assert (silent["calculation"], silent["fit"]) == (twice, {"kind": "calculate"})
        assert (over["calculation"], over["fit"]) == (twice, INTEGER_FIT)
        assert over["keepsSent"] is True
        assert "keepsSent" not in silent
        assert "keepsSent" not in locked

    def test_a_calculation_at_a_trigger(self) -> None:
        a, when = rows_of(
            row("text", "a"), row("calculate", "when", calculation="now()", trigger="${a}")
        )
        assert a["triggers"] == [1]
        assert (when["triggeredBy"], when["keepsSent"]) == ([0], True)
        assert "triggeredBy" not in a
        assert "triggers" not in when

    def test_an_initial_value(self) -> None:
        fixed, worked_out, plain = rows_of(
            row("integer", "a", default="5", min=0, max=10),
            row("text", "b", default="concat('n', ${a})"),
            row("text", "c"),
        )
        assert (fixed["initial"], fixed["fit"]) == ("5", INTEGER_FIT)
        assert (worked_out["initial"], worked_out["fit"]) == (["concat", "n", A], TEXT_FIT)
        assert not {"initial", "fit", "fixed"} & plain.keys()

    def test_a_calculation_stands_before_a_default_unless_it_waits_for_a_trigger(self) -> None:
        _, calculated, triggered = rows_of(
            row("integer", "a"),
            row("text", "b", default="x", calculation="${a}"),
            row("text", "c", default="x", calculation="${a}", trigger="${a}"),
        )
        assert "initial" not in calculated
        assert triggered["initial"] == "x"

    def test_hidden_questions_have_a_fixed_value_or_a_calculation(self) -> None:
        _, fixed, worked_out, calculated = rows_of(
            row("integer", "a"),
            row("hidden", "b", default="web"),
            row("hidden", "c", default="${a}"),
            row("hidden", "d", default="web", calculation="${a}"),
        )
        assert (fixed["fixed"], fixed["fit"]) == ("web", TEXT_FIT)
        assert worked_out["calculation"] == ["to-string", A]
        assert worked_out["keepsSent"] is True
        for each in (worked_out, calculated):
            assert not {"fixed", "initial"} & each.keys()
        assert not {"initial", "calculation", "keepsSent"} & fixed.keys()


def test_a_repeat_count_is_a_tree() -> None:
    _, counted, inside = rows_of(row("integer", "a"), repeat(row("text", "t"), repeat_count="${a}"))
    assert counted == {
        "type": "begin_repeat",
        "key": "r",
        "scope": 0,
        "inner": 1,
        "dependents": [2],
        "repeatCount": NUMBER_A,
    }
    assert inside == {"type": "text", "key": "t", "scope": 1, "container": 1, "entered": True}


def test_of_external_data_the_page_gets_every_row_with_the_columns_that_expressions_read() -> None:
    fruits = [{"code": "a", "price": "2", "secret": "x"}, {"secret": "y"}, {"price": "3"}]
    form = form_of(
        row("csv-external", "fruits"),
        row("text", "a", relevant="pulldata('fruits', 'price', 'code', 'a') > 1"),
        row("text", "b", constraint="count(instance('fruits')/root/item[price > 2]) = 1"),
        data={"fruits.csv": fruits, "unread.csv": [{"code": "b"}]},
    )
    assert rules_of(form)["lists"] == {
        "fruits.csv": [{"code": "a", "price": "2"}, {}, {"price": "3"}]
    }
