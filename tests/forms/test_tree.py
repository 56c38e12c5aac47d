"""Rows find their places: paths, scopes, keys."""

from chalicelib.forms.tree import FormTree
from chalicelib.forms.validation import read_definition
from tests.forms.definitions import document, row


def _tree(*rows: object) -> FormTree:
    from chalicelib.forms.definition import Definition

    return FormTree.of(Definition.model_validate(document(*rows)).questions)


def test_groups_only_lay_out_and_a_repeat_opens_a_scope() -> None:
    tree = _tree(
        row("text", "a"),
        row("begin_group", "g", questions=[row("text", "b")]),
        row(
            "begin_repeat",
            "r",
            questions=[
                row("text", "c"),
                row("begin_repeat", "s", questions=[row("text", "d")]),
            ],
        ),
    )

    seen = [(node.path, node.pointer, node.key, node.scope.depth) for node in tree.nodes]

    assert seen == [
        (("a",), "/questions/0", "a", 0),
        (("g",), "/questions/1", "g", 0),
        (("g", "b"), "/questions/1/questions/0", "b", 0),
        (("r",), "/questions/2", "r", 0),
        (("r", "c"), "/questions/2/questions/0", "c", 1),
        (("r", "s"), "/questions/2/questions/1", "s", 1),
        (("r", "s", "d"), "/questions/2/questions/1/questions/0", "d", 2),
    ]
    repeat = tree.at(["r"])
    deepest = tree.at(["r", "s", "d"])
    assert repeat is not None
    assert deepest is not None
    assert [scope.depth for scope in deepest.scope.chain] == [0, 1, 2]
    assert deepest.scope.chain[1] is repeat.inner
    assert [node.row.name for node in deepest.around] == ["s", "r"]


def test_a_name_that_occurs_twice_in_one_scope_is_keyed_by_its_path_there() -> None:
    tree = _tree(
        row("begin_group", "g", questions=[row("text", "name")]),
        row("text", "name"),
        row("begin_repeat", "r", questions=[row("text", "name")]),
        row(
            "begin_repeat",
            "s",
            questions=[
                row("begin_group", "h", questions=[row("text", "x")]),
                row("begin_group", "i", questions=[row("text", "x")]),
            ],
        ),
    )

    assert [node.key for node in tree.rows_named("name")] == ["g/name", "name", "name"]
    assert [node.key for node in tree.rows_named("x")] == ["h/x", "i/x"]
    assert tree.rows_named("nothing") == ()


def test_keys_are_those_that_a_form_without_repeats_always_had() -> None:
    tree = FormTree.of(
        read_definition(
            document(
                row("begin_group", "g", questions=[row("text", "a"), row("text", "b")]),
                row("begin_group", "h", questions=[row("text", "a")]),
            )
        ).questions
    )

    assert [node.key for node in tree.nodes if not node.is_group] == ["g/a", "b", "h/a"]
