"""The type column as pyxform reads it, and Pikir's names of types."""

from collections.abc import Mapping

from chalicelib.forms.types import TYPES

_NAMES: Mapping[str, str] = {
    alias: kind.name for kind in TYPES.values() for alias in (kind.name, *kind.aliases)
}


EXTERNAL_SELECT = "select_one_external"
"""The type of questions about the sheet ``external_choices``; a definition has them as ``select_one_from_file``."""


def kind_of(read: str) -> str:
    """Return our name of a type that pyxform read; a name that is not known stays as it is."""
    return _NAMES.get(read, read)


def is_unsupported(name: str) -> bool:
    """Return whether it is a type of XLSForm that a web form cannot ask."""
    kind = TYPES.get(name)
    return kind is not None and not kind.is_supported


def is_left_out(read: str) -> bool:
    """Return whether rows of a type that pyxform reads are left out, where no expression refers to them."""
    kind = TYPES.get(kind_of(read))
    return kind is not None and kind.is_left_out


def attaches_data(read: str) -> bool:
    """Return whether a row of a type that pyxform reads attaches a file for expressions to read."""
    kind = TYPES.get(kind_of(read))
    return kind is not None and bool(kind.data_ending)


def is_question(kind: str) -> bool:
    """Return whether a row of that type asks or shows something: not those of groups, settings and apps."""
    from pyxform.aliases import settings_header

    return (
        bool(kind)
        and not is_left_out(kind)
        and kind not in settings_header
        and begins(kind) is None
        and not is_end(kind)
    )


def implied_constraint(read: str) -> str | None:
    """Return the constraint that pyxform adds to some old types, such as a percentage."""
    from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

    implied: str | None = QUESTION_TYPE_DICT.get(read, {}).get("bind", {}).get("constraint")
    return implied


def is_end(kind: str) -> bool:
    """Return whether a row of that type ends a group or repeat."""
    from pyxform.xls2json import RE_END_CONTROL

    return RE_END_CONTROL.search(kind) is not None


def begins(kind: str) -> str | None:
    """Return what a row of that type begins (“group”, “repeat”, “loop”), or None."""
    from pyxform import aliases
    from pyxform.xls2json import RE_BEGIN_CONTROL

    match = RE_BEGIN_CONTROL.search(kind)
    return aliases.control[match["type"]] if match else None


def ends(kind: str) -> str | None:
    """Return what a row of that type ends, or None."""
    from pyxform import aliases
    from pyxform.xls2json import RE_END_CONTROL

    match = RE_END_CONTROL.search(kind)
    return aliases.control[match["type"]] if match else None


def loop_list(kind: str) -> str | None:
    """Return the list that a loop of that type goes over, None where it names none."""
    from pyxform.xls2json import RE_BEGIN_CONTROL

    match = RE_BEGIN_CONTROL.search(kind)
    return match["list_name"] if match else None


def selected_list(kind: str) -> str | None:
    """Return the list that a selection of that type asks of, None for every other type."""
    from pyxform.xls2json import RE_SELECT

    match = RE_SELECT.search(kind)
    return match["list_name"] if match else None


def has_other(kind: str) -> bool:
    """Return whether the type asks for a text beside “other”."""
    return kind.endswith((" or_other", " or other", " or specify other"))


def is_known(kind: str) -> bool:
    """Return whether pyxform reads rows of that type."""
    from pyxform import aliases
    from pyxform.question_type_dictionary import QUESTION_TYPE_DICT
    from pyxform.xls2json import RE_BEGIN_CONTROL, RE_END_CONTROL, RE_OSM, RE_SELECT

    return (
        kind in QUESTION_TYPE_DICT
        or kind in aliases._type_alias_map  # noqa: SLF001 -- its table of aliases is not public
        or kind in aliases.settings_header
        or any(
            pattern.search(kind)
            for pattern in (RE_SELECT, RE_BEGIN_CONTROL, RE_END_CONTROL, RE_OSM)
        )
    )
