"""What the members of a problem may hold, checked by pydantic."""

from typing import Annotated, Literal, TypeVar

from pydantic import Field

__all__ = ["Literal", "Optional"]

Value = TypeVar("Value")
Optional = Annotated[Value | None, Field(exclude_if=lambda value: value is None)]
"""A member that the JSON leaves out where it is None."""
