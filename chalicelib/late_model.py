"""pydantic's models for documents that are mostly read as they were written: pydantic is imported when one is checked.

Importing pydantic takes a third of a cold start, and a submission reads its event and its form without checking them again
(decision 0081). A class of ``LateModel`` is made without pydantic; its instances hold the fields, can be copied and compared. Whatever
else a model can do (``model_validate``, ``model_dump``, ``model_json_schema`` …) a twin does, a model of pydantic's with the same fields,
which is made at the first use; what it checks becomes an instance of the class itself.

Annotations are texts (``from __future__ import annotations``), which the twin reads in the class's own module and in those that
``_types`` names; validators stand in the model that ``_checks`` names (``module:Name``). For type checkers these classes are models of pydantic's.
"""

import sys
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from importlib import import_module
from types import FunctionType
from typing import TYPE_CHECKING, Any, Final, cast

__all__ = ["REQUIRED", "LateModel", "field_defaults"]

REQUIRED: Final = object()
"""The default of a field that has none."""
_SET: Final = object.__setattr__
_EXTRA: Final = "__pydantic_extra__"

if TYPE_CHECKING:
    from pydantic import BaseModel as LateModel
else:

    class _LateType(type):
        """Takes the fields out of a class as it is made, and asks its twin for what the class does not know."""

        def __new__(cls, name, bases, namespace):
            fields = dict(getattr(bases[0], "_fields", {})) if bases else {}
            config = getattr(bases[0], "_config", {}) if bases else {}
            annotations = namespace.pop("__annotations__", {})
            for field, annotation in annotations.items():
                if not field.startswith("_"):
                    fields[field] = (annotation, namespace.pop(field, REQUIRED))
            namespace["_fields"] = fields
            namespace["_config"] = {**config, **namespace.pop("model_config", {})}
            namespace["_extra"] = annotations.get(_EXTRA)
            namespace.setdefault("__slots__", ())
            return super().__new__(cls, name, bases, namespace)

        def __getattr__(cls, name):
            if name.startswith(("model_", "__pydantic_")):
                return getattr(_twin(cls), name)
            raise AttributeError(f"type object {cls.__name__!r} has no attribute {name!r}")

        def __call__(cls, /, **data):
            return cls.model_validate(data)

    class LateModel(metaclass=_LateType):
        """A frozen model that refuses unknown fields, unless its ``model_config`` says otherwise."""

        __slots__ = (
            "__dict__",
            "__pydantic_extra__",
            "__pydantic_fields_set__",
            "__pydantic_private__",
        )
        model_config = {"frozen": True, "extra": "forbid"}
        _types = ()
        _checks = ""

        @classmethod
        def model_construct(cls, _fields_set=None, **values):
            """Make an instance of values that were checked before; defaults are filled in."""
            given = set(values) if _fields_set is None else _fields_set
            fields = {
                name: values.pop(name, default)
                for name, (_, default) in cls._fields.items()
                if name in values or default is not REQUIRED
            }
            return _make(
                cls, fields, values if cls._config.get("extra") == "allow" else None, given
            )

        def model_copy(self, *, update=None, deep=False):
            """Return a copy with other values, which are not checked."""
            fields, extra = dict(self.__dict__), self.__pydantic_extra__
            if deep:
                fields, extra = deepcopy(fields), deepcopy(extra)
            update = update or {}
            known = self._fields
            fields |= {name: value for name, value in update.items() if name in known}
            if extra is not None:
                extra = extra | {name: each for name, each in update.items() if name not in known}
            return _make(type(self), fields, extra, self.__pydantic_fields_set__ | update.keys())

        @classmethod
        def __get_pydantic_core_schema__(cls, _source, handler):
            return handler.generate_schema(_twin(cls))

        def __getattr__(self, name):
            if not name.startswith(("model_", "__pydantic_")):
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            found = getattr(_twin(type(self)), name)
            return found.__get__(self) if isinstance(found, FunctionType | property) else found

        def __setattr__(self, name, value):
            raise AttributeError(f"{type(self).__name__} is frozen")

        def __delattr__(self, name):
            raise AttributeError(f"{type(self).__name__} is frozen")

        def __eq__(self, other):
            if type(other) is not type(self):
                return NotImplemented
            return (
                self.__dict__ == other.__dict__
                and self.__pydantic_extra__ == other.__pydantic_extra__
            )

        def __hash__(self):
            return hash((type(self), *self.__dict__.values()))

        def __repr__(self):
            values = {**self.__dict__, **(self.__pydantic_extra__ or {})}
            shown = ", ".join(f"{name}={value!r}" for name, value in values.items())
            return f"{type(self).__name__}({shown})"

        def __copy__(self):
            return self.model_copy()

        def __deepcopy__(self, _memo):
            return self.model_copy(deep=True)

        def __reduce__(self):
            state = (self.__dict__, self.__pydantic_extra__, self.__pydantic_fields_set__)
            return _make, (type(self), *state)

    def _make(cls, fields, extra, given):
        made = object.__new__(cls)
        _SET(made, "__dict__", fields)
        _SET(made, _EXTRA, extra)
        _SET(made, "__pydantic_fields_set__", set(given))
        _SET(made, "__pydantic_private__", None)
        return made

    @cache
    def _twin(cls):
        """Return the model that checks, writes and describes instances of the class."""
        from pkgutil import resolve_name

        from pydantic import BaseModel

        types = {}
        for module in cls._types:
            types |= vars(import_module(module))
        namespace = {
            "__module__": cls.__module__,
            "__qualname__": cls.__qualname__,
            "__doc__": cls.__doc__,
            "__annotations__": {name: annotation for name, (annotation, _) in cls._fields.items()},
            "__get_pydantic_core_schema__": classmethod(_schema_for(cls)),
            "model_config": {**cls._config, "defer_build": True},
            **{
                name: default
                for name, (_, default) in cls._fields.items()
                if default is not REQUIRED
            },
        }
        if cls._extra:
            namespace["__annotations__"][_EXTRA] = cls._extra
        checks = resolve_name(cls._checks) if cls._checks else BaseModel
        twin = type(checks)(cls.__name__, (checks,), namespace)
        names = {**vars(sys.modules[cls.__module__]), **types}
        twin.model_rebuild(force=True, _types_namespace=names)
        return twin

    def _schema_for(cls):
        """Return the hook by which pydantic makes instances of the class, and not of its twin."""

        def __get_pydantic_core_schema__(twin, source, handler):  # noqa: N807 -- pydantic's
            schema = handler(source)
            for part in _parts(schema):
                if part.get("type") == "model" and part.get("cls") is twin:
                    part["cls"] = cls
            return schema

        return __get_pydantic_core_schema__

    def _parts(schema):
        """Yield a schema and those in which it wraps another one."""
        inner = schema
        while isinstance(inner, dict):
            yield inner
            inner = inner.get("schema")


def field_defaults(model: type[LateModel]) -> Mapping[str, object]:
    """Return the default of each field, ``REQUIRED`` for one without, and do not import pydantic."""
    fields = cast("Any", model)._fields
    return {name: default for name, (_, default) in fields.items()}
