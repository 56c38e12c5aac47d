"""A late model is made without pydantic, and checks, writes and describes as one of pydantic's does."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from typing import TYPE_CHECKING, Annotated, Any

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chalicelib.late_model import REQUIRED, LateModel, field_defaults

if TYPE_CHECKING:
    from chalicelib.forms.text_types import Localized, Name


class Leaf(LateModel):
    """A model of texts."""

    _types = ("chalicelib.forms.text_types",)

    name: Name
    label: Localized | None = None
    size: Annotated[int, Field(ge=0, alias="max-size")] = 3
    leaves: tuple[Leaf, ...] = ()


class Open(LateModel):
    _types = ("chalicelib.forms.definition_types", "chalicelib.forms.text_types")
    _checks = "chalicelib.forms.definition_types:ChoiceChecks"
    model_config = ConfigDict(extra="allow")

    name: str


TRUSTED = Leaf.model_construct(name="a", leaves=(Leaf.model_construct(name="b"),))


def test_it_is_made_and_copied_without_pydantic() -> None:
    program = (
        "import sys; from chalicelib.forms.definition import Row;"
        "row = Row.model_construct(type='text', name='a').model_copy(update={'name': 'b'});"
        "assert (row.name, row.required, row.questions) == ('b', False, ());"
        "assert row == Row.model_construct(type='text', name='b');"
        "assert 'pydantic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_checked_and_trusted_instances_are_equal() -> None:
    checked = Leaf.model_validate({"name": "a", "leaves": [{"name": "b"}]})
    assert type(checked) is Leaf
    assert type(checked.leaves[0]) is Leaf
    assert checked == TRUSTED
    assert hash(checked) == hash(TRUSTED)
    assert checked != Leaf.model_validate({"name": "a"})
    assert checked.model_fields_set == TRUSTED.model_fields_set == {"name", "leaves"}
    assert repr(checked) == repr(TRUSTED)


def test_it_is_written_as_pydantic_writes_it() -> None:
    assert TRUSTED.model_dump(exclude_defaults=True) == {"name": "a", "leaves": ({"name": "b"},)}
    assert Leaf.model_construct(name="a").model_dump_json(by_alias=True) == (
        '{"name":"a","label":null,"max-size":3,"leaves":[]}'
    )


@pytest.mark.parametrize(
    ("document", "kind", "place"),
    [
        ({}, "missing", ("name",)),
        ({"name": "a", "more": 1}, "extra_forbidden", ("more",)),
        ({"name": "a", "max-size": -1}, "greater_than_equal", ("max-size",)),
        (
            {"name": "a", "leaves": [{"name": "!"}]},
            "string_pattern_mismatch",
            ("leaves", 0, "name"),
        ),
    ],
)
def test_it_refuses_as_pydantic_does(
    document: dict[str, Any], kind: str, place: tuple[str | int, ...]
) -> None:
    with pytest.raises(ValidationError) as caught:
        Leaf.model_validate(document)
    assert [(error["type"], error["loc"]) for error in caught.value.errors()] == [(kind, place)]
    with pytest.raises(ValidationError):
        Leaf(**document)


def test_other_models_hold_it_and_describe_it() -> None:
    class Tree(BaseModel):
        leaf: Leaf

    tree = Tree(leaf=TRUSTED)
    assert tree.leaf is TRUSTED
    assert Tree.model_validate_json(tree.model_dump_json(by_alias=True)) == tree
    described = Tree.model_json_schema()["$defs"]["Leaf"]
    assert described["description"] == "A model of texts."
    assert described["required"] == ["name"]


def test_other_keys_are_kept_where_it_says_so() -> None:
    found = Open.model_validate({"name": "a", "town": "Kokshetau", "empty": " "})
    assert found == Open.model_construct(name="a", town="Kokshetau")
    assert found.model_extra == {"town": "Kokshetau"}
    assert found.model_copy(update={"town": "Astana"}).model_extra == {"town": "Astana"}
    assert found != Open.model_construct(name="a")


def test_it_is_frozen_and_can_be_copied_and_pickled() -> None:
    with pytest.raises(AttributeError):
        TRUSTED.name = "b"
    with pytest.raises(AttributeError):
        del TRUSTED.name
    with pytest.raises(AttributeError):
        TRUSTED.unknown  # type: ignore[attr-defined] # noqa: B018 -- it raises
    with pytest.raises(AttributeError):
        Leaf.unknown  # type: ignore[attr-defined] # noqa: B018 -- it raises
    assert copy.copy(TRUSTED) == copy.deepcopy(TRUSTED) == TRUSTED
    assert pickle.loads(pickle.dumps(TRUSTED)) == TRUSTED  # noqa: S301 -- our own
    assert Leaf.model_construct(name="a") != TRUSTED


def test_its_fields_are_known_without_their_types() -> None:
    assert field_defaults(Leaf) == {"name": REQUIRED, "label": None, "size": 3, "leaves": ()}
    assert set(Leaf.model_fields) == set(field_defaults(Leaf))
