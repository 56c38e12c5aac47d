"""What a page shows of each row for the answers so far."""

from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib.forms.definition import Definition
from chalicelib.forms.intake import Form
from chalicelib.forms.logic.page_state import PageState
from chalicelib.forms.tree import Node
from tests.forms.definitions import NOW, document, form_of, row
from tests.forms.logic.checking import group, repeat
from tests.forms.logic.outcomes import fields_of, open_page

CITIES = {
    "regions": [{"name": name, "label": name} for name in ("north", "south")],
    "cities": [
        {"name": "petropavl", "label": "P", "region": "north"},
        {"name": "shymkent", "label": "S", "region": "south"},
        {"name": "taraz", "label": "T", "region": "south"},
    ],
}
NORTH, SOUTH = frozenset({"petropavl"}), frozenset({"shymkent", "taraz"})


def recompile(form: Form) -> Form:
    """Return the form as one that no other test has compiled, so that compiling it is tested too."""
    return Form(form.definition, version=form.version, time_zone=form.time_zone)


def state_of(form: Form, **answers: object) -> PageState:
    """Return the state of a page that shows these answers."""
    return open_page(recompile(form), fields_of(form, answers))


def new_state(form: Form) -> PageState:
    """Return the state of a page that was just opened."""
    return open_page(recompile(form), [])


def state_with_blanks(form: Form, shown: Mapping[str, int], **answers: object) -> PageState:
    """Return the state of a page that shows so many instances of each repeat, by its path."""
    return form.show_page(
        fields_of(form, answers),
        lambda path, _counted: shown.get(path, 0),
        now=NOW,
        started=NOW.isoformat(),
        new_id=str,
    )


def open_new_page(form: Form, *, shown: int) -> PageState:
    """Return the state of a new page that shows so many instances of each repeat."""
    return form.show_page(
        [], lambda _path, _counted: shown, now=NOW, started=NOW.isoformat(), new_id=str
    )


def node_of(state: PageState, name: str) -> Node:
    [node] = state.tree.rows_named(name)
    return node


class TestRequired:
    FORM = form_of(
        row("text", "always", required=True),
        row("text", "never"),
        row("text", "who"),
        row("text", "why", required="${who} != ''"),
        repeat(row("integer", "age"), row("text", "school", required="${age} < 18")),
    )

    def is_required(self, name: str, *indexes: int, **answers: object) -> bool:
        state = state_of(self.FORM, **answers)
        return state.is_required(node_of(state, name), indexes)

    def test_a_row_says_so_outright(self) -> None:
        assert self.is_required("always") is True
        assert self.is_required("never") is False

    def test_an_expression_says_so_for_the_answers(self) -> None:
        assert self.is_required("why", who="Дана") is True
        assert self.is_required("why") is False

    def test_the_form_itself_is_at_position_1(self) -> None:
        state = state_of(form_of(row("text", "a", required="position(..) = 1")))
        assert state.is_required(node_of(state, "a"), ()) is True

    def test_each_instance_says_so_for_its_own_answers(self) -> None:
        ages = [{"age": 7}, {"age": 40}]
        assert self.is_required("school", 0, r=ages) is True
        assert self.is_required("school", 1, r=ages) is False

    def test_nothing_is_required_in_an_instance_that_is_not_there(self) -> None:
        assert self.is_required("school", 2, r=[{"age": 7}]) is False
        assert self.is_required("school", r=[{"age": 7}]) is False


class TestReadOnly:
    FORM = form_of(
        row("text", "always", read_only=True),
        row("text", "never"),
        row("text", "name"),
        row("text", "why", read_only="${name} != ''"),
        row("integer", "half", read_only=". mod 2 = 1"),
    )

    @pytest.mark.parametrize(
        ("name", "answers", "expected"),
        [
            ("always", {}, True),
            ("never", {}, False),
            ("why", {"name": "Дана"}, True),
            ("why", {}, False),
            ("half", {"half": 3}, True),
            ("half", {"half": 4}, False),
        ],
    )
    def test_a_row_says_so_outright_or_for_the_answers(
        self, name: str, answers: dict[str, object], *, expected: bool
    ) -> None:
        state = state_of(self.FORM, **answers)
        assert state.is_read_only(node_of(state, name), ()) is expected


class TestOfferedChoices:
    FORM = form_of(
        row("select_one", "region", list_name="regions"),
        row("select_one", "city", list_name="cities", choice_filter="region = ${region}"),
        row("select_one", "any", list_name="cities"),
        repeat(
            row("select_one", "where", list_name="regions"),
            row("select_one", "town", list_name="cities", choice_filter="region = ${where}"),
        ),
        choices=CITIES,
    )

    def list_choices(self, name: str, *indexes: int, **answers: object) -> frozenset[str] | None:
        state = state_of(self.FORM, **answers)
        return state.offered_choices(node_of(state, name), indexes)

    def test_a_filter_lets_names_through(self) -> None:
        assert self.list_choices("city", region="south") == SOUTH
        assert self.list_choices("city") == frozenset()

    def test_other_passes_every_filter(self) -> None:
        """A review refuses such a form; a version from before that rule may hold one."""
        city = row(
            "select_one", list_name="cities", choice_filter="region = 'north'", or_other=True
        )
        definition = Definition.model_validate(document(city, choices=CITIES))
        state = new_state(Form(definition, version=1))
        assert state.offered_choices(node_of(state, "q"), ()) == NORTH | {"other"}

    def test_without_a_filter_all_are_offered(self) -> None:
        assert self.list_choices("any", region="north") is None

    def test_each_instance_filters_by_its_own_answers(self) -> None:
        rows = [{"where": "south"}, {"where": "north"}]
        assert self.list_choices("town", 0, r=rows) == SOUTH
        assert self.list_choices("town", 1, r=rows) == NORTH
        assert self.list_choices("town", 2, r=rows) is None


class TestInstanceCount:
    FORM = form_of(
        row("integer", "n"),
        repeat(row("text", "t"), name="counted", repeat_count="${n}"),
        repeat(row("text", "u"), name="free"),
        repeat(row("text", "v"), name="unasked", repeat_count="2", relevant="${n} = 1"),
        repeat(
            row("integer", "m"),
            repeat(row("text", "w"), name="inner", repeat_count="${m}"),
            name="outer",
        ),
    )

    def count(self, name: str, *indexes: int, **answers: object) -> int | None:
        state = state_of(self.FORM, **answers)
        return state.instance_count(node_of(state, name), indexes)

    def test_a_repeat_count_is_the_number_of_instances(self) -> None:
        assert self.count("counted", n=3) == 3
        assert self.count("counted") == 0

    def test_a_repeat_without_a_count_has_none(self) -> None:
        assert self.count("free", free=[{"u": "a"}]) is None

    def test_a_repeat_that_is_not_asked_has_none(self) -> None:
        assert self.count("unasked", n=2) is None
        assert self.count("unasked", n=1) == 2

    def test_each_instance_around_has_its_own(self) -> None:
        outer = [{"m": 1}, {"m": 2}]
        assert [self.count("inner", index, outer=outer) for index in range(3)] == [1, 2, None]


class TestCalculation:
    FORM = form_of(
        row("integer", "a"),
        row("integer", "open", calculation="${a} * 2"),
        row("integer", "locked", calculation="${a} * 2", read_only=True),
        row("calculate", "silent", calculation="${a} * 2"),
        row("calculate", "triggered", calculation="now()", trigger="${a}"),
    )

    @pytest.mark.parametrize(
        ("name", "calculates", "recalculates"),
        [
            ("a", False, False),
            ("open", True, False),
            ("locked", True, True),
            ("silent", True, True),
            ("triggered", True, False),
        ],
    )
    def test_an_answer_is_typed_or_calculated_or_always_calculated(
        self, name: str, *, calculates: bool, recalculates: bool
    ) -> None:
        state = new_state(self.FORM)
        node = node_of(state, name)
        assert (state.calculates(node), state.recalculates(node)) == (calculates, recalculates)


class TestFieldTexts:
    FORM = form_of(
        row("integer", "a", default="5"),
        row("text", "b", default="concat('n', ${a})"),
        row("text", "c"),
        row("text", "hidden_now", default="later", relevant="${c} = 'x'"),
        row("select_multiple", "who"),
        row("note", "n"),
        repeat(row("integer", "age")),
    )

    def texts(self, state: PageState, name: str, *indexes: int) -> list[str]:
        return state.field_texts(node_of(state, name), indexes)

    def test_a_new_page_starts_with_its_defaults(self) -> None:
        state = new_state(self.FORM)
        assert self.texts(state, "a") == ["5"]
        assert self.texts(state, "b") == ["n5"]
        assert self.texts(state, "c") == []

    def test_a_field_that_is_not_asked_yet_holds_its_default_too(self) -> None:
        state = new_state(self.FORM)
        assert self.texts(state, "hidden_now") == ["later"]
        assert "hidden_now" not in state.values

    def test_a_page_with_answers_holds_these_and_no_defaults(self) -> None:
        state = state_of(self.FORM, c="x", who=["pupil", "teacher"])
        assert self.texts(state, "a") == []
        assert self.texts(state, "c") == ["x"]
        assert self.texts(state, "who") == ["pupil", "teacher"]

    def test_each_instance_holds_its_own(self) -> None:
        state = state_of(self.FORM, r=[{"age": 7}, {"age": 40}])
        assert [self.texts(state, "age", index) for index in range(3)] == [["7"], ["40"], []]

    def test_a_note_has_no_field(self) -> None:
        assert self.texts(new_state(self.FORM), "n") == []


class TestTexts:
    FORM = form_of(
        row("text", "who"),
        row("integer", "a"),
        row("calculate", "half", calculation="${a} div 2"),
        row("note", "hello", label="${who}: ${half}, ${a}"),
        row("note", "sum", label="${half}", hint="${who}"),
        repeat(row("text", "pet"), row("note", "about", label="${pet}"), name="pets"),
    )

    def text(self, row_name: str, name: str, *indexes: int, **answers: object) -> str:
        state = state_of(self.FORM, **answers)
        return state.text_of(node_of(state, row_name), indexes, name)

    def test_an_answer_stands_for_its_name(self) -> None:
        assert self.text("hello", "who", who="Дана") == "Дана"
        assert self.text("hello", "half", a=5) == "2.5"
        assert self.text("sum", "who", who="NaNa") == "NaNa"

    def test_nothing_stands_for_what_is_unanswered(self) -> None:
        assert self.text("hello", "who") == ""

    def test_nothing_stands_for_a_name_that_the_row_does_not_mention(self) -> None:
        assert self.text("sum", "a", a=5) == ""
        assert self.text("who", "a", a=5) == ""

    def test_a_dash_stands_for_nan(self) -> None:
        assert self.text("hello", "who", who="NaN") == "–"

    def test_each_instance_has_its_own_text(self) -> None:
        pets = [{"pet": "Мұрт"}, {"pet": "Ақтөс"}]
        assert [self.text("about", "pet", index, pets=pets) for index in range(3)] == [
            "Мұрт",
            "Ақтөс",
            "",
        ]


class TestRelevance:
    FORM = form_of(
        row("integer", "n"),
        group(row("text", "in_group"), relevant="${n} = 1"),
        repeat(
            row("integer", "age"),
            row("text", "school", relevant="${age} < 18"),
            repeat(row("text", "toy"), name="toys", relevant="${age} < 12"),
            name="children",
            relevant="${n} > 0",
        ),
    )

    def is_asked(self, name: str, *indexes: int, **answers: object) -> bool:
        state = state_of(self.FORM, **answers)
        return state.is_asked(node_of(state, name), indexes)

    def test_a_row_in_a_group_is_asked_with_its_group(self) -> None:
        assert self.is_asked("in_group", n=1) is True
        assert self.is_asked("in_group", n=2) is False

    def test_each_instance_decides_for_itself(self) -> None:
        children = [{"age": 7}, {"age": 40}]
        assert self.is_asked("school", 0, n=2, children=children) is True
        assert self.is_asked("school", 1, n=2, children=children) is False

    def test_nothing_is_asked_in_a_repeat_that_is_not(self) -> None:
        children = [{"age": 7, "toys": [{"toy": "Доп"}]}]
        assert self.is_asked("toy", 0, 0, n=1, children=children) is True
        assert self.is_asked("toy", 0, 0, n=0, children=children) is False
        assert self.is_asked("age", 0, n=0, children=children) is False
        grown = [{"age": 7}, {"age": 40, "toys": [{"toy": "Доп"}]}]
        assert self.is_asked("toy", 1, 0, n=1, children=grown) is False

    def test_a_row_of_an_instance_that_is_not_there_yet_is_asked(self) -> None:
        children = [{"age": 40}]
        assert self.is_asked("school", 1, n=1, children=children) is True
        assert self.is_asked("toy", 1, 0, n=1, children=children) is True


class TestBlankInstances:
    """A page shows blank instances after those that are answered; they are no answers."""

    FORM = form_of(
        row("integer", "n"),
        repeat(
            row("integer", "age"),
            row("text", "school", relevant="${age} < 18", required="${age} = ''"),
            repeat(row("text", "toy", required="${n} = 1"), name="toys"),
            name="children",
        ),
        row("calculate", "number", calculation="count(${children})"),
    )

    def state(self, **shown: int) -> PageState:
        paths = {"children": 2, "children[1]/toys": 1}
        return state_with_blanks(self.FORM, {**paths, **shown}, n=1, children=[{"age": 7}])

    def test_they_are_no_answers(self) -> None:
        assert self.state().values == {"n": 1, "children": [{"age": 7}], "number": 1}

    def test_their_rows_are_settled_like_those_of_any_instance(self) -> None:
        state = self.state()
        school, toy = node_of(state, "school"), node_of(state, "toy")
        assert [state.is_asked(school, (index,)) for index in (0, 1)] == [True, False]
        assert [state.is_required(school, (index,)) for index in (0, 1)] == [False, True]
        assert state.is_required(toy, (1, 0)) is True
        assert state.is_required(toy, (1, 1)) is False
        assert state.is_required(toy, (0, 0)) is False

    def test_fewer_are_never_shown_than_are_answered(self) -> None:
        state = self.state(children=0)
        assert state.is_asked(node_of(state, "school"), (0,)) is True
        assert state.is_required(node_of(state, "school"), (1,)) is False


def test_a_page_says_how_many_instances_it_shows_of_each_repeat_by_its_path() -> None:
    innermost = repeat(row("text", "t"), name="d")
    counted = repeat(innermost, name="c", repeat_count="${m}")
    form = form_of(repeat(repeat(row("integer", "m"), counted, name="b"), name="a"))
    asked: list[tuple[str, bool]] = []

    def count_shown(path: str, is_counted: bool) -> int:
        asked.append((path, is_counted))
        return 1 if path.endswith("d") else 0

    answers = {"a": [{"b": [{"m": 0}, {"m": 2}]}]}
    state = form.show_page(
        fields_of(form, answers), count_shown, now=NOW, started=NOW.isoformat(), new_id=str
    )
    assert asked == [
        ("a", False),
        ("a[0]/b", False),
        ("a[0]/b[1]/c[0]/d", False),
        ("a[0]/b[1]/c[1]/d", False),
    ]
    assert state.values == {"a": [{"b": [{"m": 0}, {"m": 2, "c": [{}, {}]}]}]}
    text = node_of(state, "t")
    assert state.field_texts(text, (0, 1, 1, 0)) == []
    assert state.is_asked(text, (0, 1, 1, 0)) is True


class TestBlankInstancesThatStartFilledIn:
    """They count as instances, and so are part of the answers."""

    def instances(self, *rows: object, answers: Mapping[str, object] | None = None) -> Any:  # noqa: ANN401 -- any answers
        form = form_of(row("text", "t"), repeat(*rows))
        return state_with_blanks(form, {"r": 2}, **(answers or {})).values.get("r")

    def new_instances(self, *rows: object) -> Any:  # noqa: ANN401 -- any answers
        return open_new_page(form_of(repeat(*rows)), shown=2).values.get("r")

    def test_a_default_fills_in_the_instances_of_a_new_page(self) -> None:
        rows = [row("integer", "a", default="5"), row("text", "b")]
        assert self.new_instances(*rows) == [{"a": 5}, {"a": 5}]
        assert self.instances(*rows) is None

    def test_a_calculation_that_can_be_typed_over_fills_in_those_of_any_page(self) -> None:
        rows = [row("integer", "a", calculation="position(..)"), row("text", "b")]
        assert self.new_instances(*rows) == [{"a": 1}, {"a": 2}]
        assert self.instances(*rows, answers={"r": [{"b": "x"}]}) == [{"b": "x", "a": 1}, {"a": 2}]

    @pytest.mark.parametrize(
        "silent",
        [
            row("integer", "a", calculation="1", read_only=True),
            row("calculate", "a", calculation="1"),
            row("hidden", "a", default="x"),
            row("text", "a"),
        ],
    )
    def test_nothing_that_nobody_types_makes_an_instance(self, silent: object) -> None:
        assert self.new_instances(silent, row("text", "b")) is None


def test_a_page_shows_at_most_100_instances_of_a_repeat() -> None:
    form = form_of(repeat(row("integer", "a", default="5")))
    assert len(open_new_page(form, shown=100).values["r"]) == 100
    assert len(open_new_page(form, shown=101).values["r"]) == 100


def test_a_page_shows_at_most_1000_instances_in_all() -> None:
    inner = repeat(row("integer", "a", default="5"), name="inner")
    state = form_of(repeat(inner)).show_page(
        [],
        lambda path, _counted: 50 if path == "r" else 30,
        now=NOW,
        started=NOW.isoformat(),
        new_id=str,
    )
    node = node_of(state, "a")
    shown = [
        (outer, index)
        for outer in range(50)
        for index in range(30)
        if state.field_texts(node, (outer, index))
    ]
    assert len(shown) == 950
    assert shown[-1] == (31, 19)
