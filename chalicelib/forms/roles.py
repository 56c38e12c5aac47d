"""Roles: what an answer means to Pikir, which question types can have a role, and whom it names."""

from collections.abc import Mapping

from chalicelib.frozen import dataclass

RATING_OF = "rating_of:"


@dataclass(frozen=True, slots=True)
class Role:
    """A role. ``private``: it names a person. ``once``: at most one question of a form has it."""

    types: frozenset[str]
    private: bool = False
    once: bool = True


_TEXT = frozenset({"text"})

ROLES: Mapping[str, Role] = {
    "category": Role(frozenset({"select_one"})),
    "name": Role(_TEXT, private=True),
    "email": Role(_TEXT, private=True),
    "phone": Role(_TEXT, private=True),
    "organisation": Role(_TEXT),
    "birth_year": Role(frozenset({"integer"}), private=True),
    "guardian_name": Role(_TEXT, private=True),
    "guardian_email": Role(_TEXT, private=True),
    "consent": Role(frozenset({"acknowledge"})),
    "proposal": Role(_TEXT, once=False),
}
_RATING = Role(frozenset({"range", "integer"}))


def role_of(name: str) -> Role | None:
    """Return the role of that name, such as ``rating_of:<programme item>``, or None."""
    if name.startswith(RATING_OF) and len(name) > len(RATING_OF):
        return _RATING
    return ROLES.get(name)


def names_a_person(role: str | None) -> bool:
    """Return whether the role makes its question private."""
    known = role_of(role) if role else None
    return known is not None and known.private
