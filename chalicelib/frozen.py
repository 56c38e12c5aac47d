"""``dataclasses.dataclass`` for frozen classes with slots, made four times as fast.

The standard library writes the source of six methods for each class and compiles it, which takes half a millisecond of every cold start for
each of a hundred classes. Here only ``__init__`` is written so; the other methods are alike for all classes. For type checkers, and for
``fields`` and ``replace``, these classes are dataclasses.
"""

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import MISSING, Field, FrozenInstanceError
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(*, frozen: bool, slots: bool, kw_only: bool = False, eq: bool = True):
        """Return the decorator that makes a class frozen, with slots."""
        if not (frozen and slots):
            raise TypeError("the standard library makes other classes")
        make = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True, kw_only=kw_only)

        def decorate(cls: type) -> type:
            if not cls.__doc__:  # the standard library would write the class's signature there
                cls.__doc__ = cls.__name__
            return _freeze(make(cls), is_compared=eq)

        return decorate


_Class = TypeVar("_Class", bound=type)
_Method = Callable[..., Any]
_SET: Final = object.__setattr__


def _freeze(cls: _Class, *, is_compared: bool) -> _Class:
    fields = dataclasses.fields(cls)
    own = vars(cls)
    compared = [field.name for field in fields if field.compare]
    for name, method in (
        (
            "__init__",
            _write_init(fields, more=["self.__post_init__()"] * hasattr(cls, "__post_init__")),
        ),
        *(_comparisons(compared) if is_compared else ()),
        ("__repr__", _representation([field.name for field in fields if field.repr])),
        *_guards(cls, frozenset(field.name for field in fields)),
        ("__setstate__", _restore),
    ):
        if name not in own or (name == "__hash__" and own[name] is None):
            method.__qualname__ = f"{cls.__qualname__}.{name}"
            setattr(cls, name, method)
    return cls


def _write_init(fields: tuple[Field[Any], ...], more: list[str]) -> _Method:
    """Compile the only method whose speed is worth it."""
    names: dict[str, object] = {"_set": _SET, "_MISSING": MISSING}
    for field in fields:
        names |= {
            f"_default_{field.name}": field.default,
            f"_make_{field.name}": field.default_factory,
        }
    given = [field for field in fields if field.init]
    by_keyword = [_parameter(field) for field in given if field.kw_only]
    parameters = ["self", *(_parameter(field) for field in given if not field.kw_only)]
    parameters += ["*", *by_keyword] if by_keyword else []
    lines = [*map(_assignment, fields), *more]
    source = f"def __init__({', '.join(parameters)}):\n " + "\n ".join(lines or ["pass"])
    exec(source, names)  # noqa: S102 -- of field names alone, as the standard library does
    return cast("_Method", names["__init__"])


def _parameter(field: Field[Any]) -> str:
    if field.default_factory is not MISSING:
        return f"{field.name}=_MISSING"
    return field.name if field.default is MISSING else f"{field.name}=_default_{field.name}"


def _assignment(field: Field[Any]) -> str:
    name = field.name
    value = name if field.init else f"_default_{name}"
    if field.default_factory is not MISSING:
        value = f"_make_{name}() if {name} is _MISSING else {name}"
    return f"_set(self, {name!r}, {value})"


def _comparisons(names: list[str]) -> Iterator[tuple[str, _Method]]:
    values = _values_of(names)

    def __eq__(self: object, other: object) -> Any:  # noqa: ANN401, N807 -- or NotImplemented
        if other.__class__ is not self.__class__:
            return NotImplemented
        return values(self) == values(other)

    def __hash__(self: object) -> int:  # noqa: N807 -- becomes the method
        return hash(values(self))

    yield "__eq__", __eq__
    yield "__hash__", __hash__


def _values_of(names: list[str]) -> Callable[[object], tuple[object, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda self: tuple(getattr(self, name) for name in names)


def _representation(names: list[str]) -> _Method:
    @recursive_repr()
    def __repr__(self: object) -> str:  # noqa: N807 -- becomes the method
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{self.__class__.__qualname__}({shown})"

    return __repr__


def _guards(cls: type[object], names: frozenset[str]) -> Iterator[tuple[str, _Method]]:
    def __setattr__(self: object, name: str, value: object) -> None:  # noqa: N807 -- becomes the method
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        _next(self).__setattr__(name, value)

    def __delattr__(self: object, name: str) -> None:  # noqa: N807 -- becomes the method
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        _next(self).__delattr__(name)

    def _next(self: object) -> Any:  # noqa: ANN401 -- whatever comes after the class
        return super(cls, self)

    yield "__setattr__", __setattr__
    yield "__delattr__", __delattr__


def _restore(self: object, state: tuple[object, dict[str, object]]) -> None:
    """Set what ``copy`` and ``pickle`` took from another instance."""
    for name, value in state[1].items():
        _SET(self, name, value)
