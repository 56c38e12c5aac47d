"""A class of ``frozen`` behaves as the standard library's dataclass does."""

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from dataclasses import dataclass as standard
from dataclasses import field
from typing import Any

import pytest
from typing_extensions import override

from chalicelib.frozen import dataclass


class Plain:
    """Both decorators get a class of the same body."""

    name: str
    size: int = 3
    tags: list[str] = field(default_factory=list)
    secret: bytes = field(default=b"", repr=False)
    note: str = field(default="", compare=False)
    kind: str = field(default="node", init=False)

    def __post_init__(self) -> None:
        if self.size < 0:
            raise ValueError(self.size)


def make(decorate: Callable[[type], type], body: type = Plain) -> Any:  # noqa: ANN401 -- a class made at run time
    return decorate(type("Made", (), dict(vars(body)) | {"__qualname__": "Made"}))


@dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Named(Point):
    name: str
    more: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Nothing:
    pass


@dataclass(frozen=True, slots=True)
class One:
    value: int

    @override
    def __repr__(self) -> str:
        return "its own"


OURS, THEIRS = make(dataclass(frozen=True, slots=True)), make(standard(frozen=True, slots=True))


@pytest.mark.parametrize(
    "values",
    [{"name": "a"}, {"name": "a", "size": 1, "tags": ["x"], "secret": b"s", "note": "n"}],
)
def test_it_shows_and_compares_as_the_standard_one(values: dict[str, Any]) -> None:
    ours, theirs = OURS(**values), THEIRS(**values)
    assert repr(ours) == repr(theirs)
    assert dataclasses.asdict(ours) == dataclasses.asdict(theirs)
    assert ours == OURS(**values | {"note": "another"})
    assert ours != OURS(**values | {"size": 9})
    assert ours != theirs
    assert list(inspect.signature(OURS).parameters) == list(inspect.signature(THEIRS).parameters)
    assert OURS.__match_args__ == THEIRS.__match_args__


def test_each_instance_has_its_own_default() -> None:
    assert OURS("a").tags is not OURS("a").tags


def test_post_init_is_called() -> None:
    with pytest.raises(ValueError, match="-1"):
        OURS("a", -1)


def test_it_cannot_be_changed() -> None:
    point = Named(1, name="a")
    for name in ("x", "name", "unheard_of"):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(point, name, 2)
    with pytest.raises(dataclasses.FrozenInstanceError):
        del point.x
    with pytest.raises(AttributeError):
        object.__setattr__(point, "unheard_of", 2)  # it has slots


def test_a_class_without_the_decorator_may_have_more() -> None:
    class More(Point):
        pass

    more = More(1)
    more.extra = 2  # type: ignore[attr-defined]  # it has no slots
    del more.extra  # type: ignore[attr-defined]
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(more, "x", 2)  # noqa: B010 -- mypy knows that it is frozen
    with pytest.raises(dataclasses.FrozenInstanceError):
        del more.x


def test_it_is_inherited_replaced_hashed_and_copied() -> None:
    named = Named(1, name="a")
    assert repr(named) == "Named(x=1, y=0, name='a', more=())"
    assert dataclasses.replace(named, y=5) == Named(1, 5, name="a")
    assert {named: 1}[Named(1, name="a")] == 1
    assert hash(Point(1, 2)) == hash((1, 2))
    for same in (copy.copy(named), copy.deepcopy(named), pickle.loads(pickle.dumps(named))):  # noqa: S301 -- our own
        assert same == named
        assert same is not named
    with pytest.raises(TypeError):
        Named(1, 2, "a")  # type: ignore[call-arg]  # by keyword only


def test_other_classes_are_refused() -> None:
    with pytest.raises(TypeError):
        dataclass(frozen=False, slots=True)


def test_classes_of_no_field_and_of_one() -> None:
    assert Nothing() == Nothing()
    assert hash(One(1)) == hash((1,))
    assert repr(One(1)) == "its own"
    assert One(1) != One(2)
    assert Point(1).__eq__(One(1)) is NotImplemented
