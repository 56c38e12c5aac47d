"""pyxform's names of types, and those of Pikir's table of types."""

from collections.abc import Mapping

from chalicelib.forms.types import TYPES

_NAMES: Mapping[str, str] = {
    alias: kind.name for kind in TYPES.values() for alias in (kind.name, *kind.aliases)
}


def kind_of(read: str) -> str:
    """Return our name of a type that pyxform read; a name that is not known stays as it is."""
    return _NAMES.get(read, read)


def is_unsupported(name: str) -> bool:
    """Return whether it is a type of XLSForm that a web form cannot ask."""
    kind = TYPES.get(name)
    return kind is not None and not kind.is_supported


def implied_constraint(read: str) -> str | None:
    """Return the constraint that pyxform adds to some old types, such as a percentage."""
    from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

    implied: str | None = QUESTION_TYPE_DICT.get(read, {}).get("bind", {}).get("constraint")
    return implied
